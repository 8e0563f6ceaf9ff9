"""Sources inside zip archives: those of a zipapp, whose path is no file."""

from functools import lru_cache
from os.path import isfile, split


@lru_cache
def source_in_archive(path: str) -> "str | None":
    """Return the source of ``archive.pyz/package/module.py``; None if there is none."""
    archive, inner = path, ""
    while not isfile(archive):
        archive, name = split(archive)
        if not name:
            return None
        inner = f"{name}/{inner}" if inner else name
    if not inner:
        return None
    from importlib.util import decode_source  # only for a program in an archive
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(archive) as opened:
            return decode_source(opened.read(inner))
    except (BadZipFile, KeyError, OSError, SyntaxError, ValueError):
        return None


def line_in_archive(path: str, line: int) -> str:
    """Return one line of such a source, "" if there is none."""
    lines = (source_in_archive(path) or "").splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else ""
