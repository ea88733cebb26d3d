"""Office files are ZIP archives of XML: what is checked before any library opens one."""

import zipfile
from pathlib import Path

from cbm_qa.errors import ReadError

MAX_BYTES = 64 * 1024 * 1024
"""Largest office file that is read; pictures make most of such a size."""
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
_MAX_XML_BYTES = 128 * 1024 * 1024
_MAX_RATIO = 400  # XML packs 10 to 50 times smaller; a bomb a thousand times
_MIN_SUSPECT_BYTES = 8 * 1024 * 1024
_MAX_MEMBERS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office files before 2007, and encrypted ones of today


def check_archive(path: Path, member: str, program: str, *, check_prologs: bool = True) -> None:
    """Refuse an office file that is none, is damaged, encrypted, or would unpack to no good.

    Args:
        path: The file.
        member: The part that a file of this kind always has ("word/document.xml").
        program: What makes such files ("Word"), for the message.
        check_prologs: Refuse parts that name a document type.

    Raises:
        ReadError: The file must not be opened; the hint says what to do.
    """
    again = f"save it again in {program}"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(
                f"{path.name}: it is over the limit of {MAX_BYTES // 2**20} MB", hint="shrink its pictures"
            )
        with path.open("rb") as file:
            if file.read(len(_OLE)) == _OLE:
                raise ReadError(
                    f"{path.name}: it is encrypted, or of {program} before 2007",
                    hint=f"save it without a password in today's format of {program}",
                )
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path.name, archive)
            if member not in archive.namelist():
                raise ReadError(f"{path.name}: it is no {program} file: {member} is missing", hint=again)
            for info in archive.infolist() if check_prologs else ():
                if info.filename.endswith((".xml", ".rels")):
                    _check_prolog(path.name, archive, info)
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ReadError(f"{path.name}: it is damaged or no {program} file: {error}", hint=again) from error


def _check_sizes(name: str, archive: zipfile.ZipFile) -> None:
    """Add up the sizes that the archive declares; zipfile reads no member past its own."""
    members = archive.infolist()
    whole = sum(info.file_size for info in members)
    bomb = any(
        info.file_size > _MIN_SUSPECT_BYTES and info.file_size > _MAX_RATIO * max(1, info.compress_size)
        for info in members
    )
    largest = max((info.file_size for info in members if info.filename.endswith(".xml")), default=0)
    if bomb or whole > MAX_UNPACKED_BYTES or largest > _MAX_XML_BYTES or len(members) > _MAX_MEMBERS:
        raise ReadError(
            f"{name}: it would unpack to {whole / 2**20:,.0f} MB, which no document needs",
            hint="if it is a document, save it again, or as plain text",
        )


def _check_prolog(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Refuse a part with a document type: office files have none, entity bombs need one."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    with archive.open(info) as part:
        try:
            next(iter(iterparse(part, events=("start",), forbid_dtd=True)), None)
        except DefusedXmlException as error:
            raise ReadError(f"{name}: {info.filename} defines entities, which no document needs") from error
        except ParseError as error:
            raise ReadError(f"{name}: {info.filename} is no XML: {error}", hint="save it again") from error
