"""A page of a PDF as a picture, drawn in a process of its own: a hostile file may crash or exhaust it.

python -m cbm_qa.ingest.pdf.picture FILE PAGE WIDTH MEGABYTES   writes a WebP picture to its output
"""

import os
import subprocess
import sys
from pathlib import Path

from cbm_qa.errors import ReadError
from cbm_qa.ingest.worker import limit_memory

_SECONDS = 20
_MEGABYTES = 1024
_MAX_PIXELS = 4_000_000
_QUALITY = 80


def draw_page(path: Path, page: int, width: int) -> bytes:
    """Return a page as a WebP picture.

    Args:
        path: The PDF.
        page: From 0.
        width: In pixels; less where the page is so long that the picture would be too large.

    Raises:
        ReadError: The page cannot be drawn, or not within the limits on time and memory.
    """
    source = str(Path(__file__).resolve().parents[3])
    command = [sys.executable, "-m", __name__, str(path), str(page), str(width), str(_MEGABYTES)]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    paths = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, **threads, "PYTHONPATH": paths},
        )
    except subprocess.TimeoutExpired:
        raise ReadError(f"{path.name}: page {page + 1} is not drawn within {_SECONDS} seconds") from None
    if done.returncode or not done.stdout.startswith(b"RIFF"):
        raise ReadError(f"{path.name}: page {page + 1} cannot be drawn")
    return done.stdout


def main(file: str, page: str, width: str, megabytes: str) -> None:
    """Write a page to the standard output."""
    import pypdfium2

    limit_memory(int(megabytes))
    channel = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no picture
    document = pypdfium2.PdfDocument(file)
    drawn = document[int(page)]
    wide, high = drawn.get_size()
    scale = min(int(width) / wide, (_MAX_PIXELS / (wide * high)) ** 0.5)
    picture = drawn.render(scale=scale).to_pil().convert("RGB")
    with os.fdopen(channel, "wb") as out:
        picture.save(out, "WEBP", quality=_QUALITY, method=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
