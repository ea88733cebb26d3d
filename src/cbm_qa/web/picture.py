"""Pictures of the pages that the evidence shows, drawn when a visitor comes to see them."""

import base64
from functools import lru_cache
from pathlib import Path
from typing import Any

from cbm_qa.errors import CbmQaError, ReadError
from cbm_qa.ingest.corpus import digest_of
from cbm_qa.ingest.pdf.picture import draw_page
from cbm_qa.web.part import add_part
from cbm_qa.web.site import Site

_WIDTH = 1200  # pixels: sharp on a phone's screen and when enlarged
_KEPT = 64  # pictures, of about 150 KB each


def build_pictures(site: Site) -> None:
    """Put into the site what draws the pages that its evidence shows."""

    def page_picture(asked: dict[str, Any]) -> dict[str, str]:
        return _page_picture(site, str(asked.get("document", "")), asked.get("page"))

    add_part("pictures", "<span></span>", "picture.js", [page_picture])


def _page_picture(site: Site, key: str, page: object) -> dict[str, str]:
    """Return a page as an address that holds its picture, or the message that says why there is none."""
    document = site.documents.get(key)
    if document is None or not isinstance(page, int) or not 0 <= page < len(document.pages):
        return {"problem": "picture.gone"}
    try:
        picture = _draw(str(site.corpus / document.origin.file), document.origin.sha256, page)
    except CbmQaError:
        return {"problem": "picture.changed"}
    return {"source": f"data:image/webp;base64,{picture}"}


@lru_cache(maxsize=_KEPT)
def _draw(path: str, sha256: str, page: int) -> str:
    """Return a page of the very file that a document was read from; what cannot be drawn is not kept."""
    if digest_of(Path(path)) != sha256:
        raise ReadError(f"{path}: the file changed since it was read")
    return base64.b64encode(draw_page(Path(path), page, _WIDTH)).decode("ascii")
