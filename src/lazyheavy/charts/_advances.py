"""How wide the letters of a font are, for laying out text that is drawn with it.

`text_width.js` asks for the families that a chart names, and `_drawing` passes on
what their files say. Kerning is left out: it moves a label by a hundredth.
"""

import struct
from functools import lru_cache

from lazyheavy.charts._fonts import files_of_family, fonts_beside
from lazyheavy.charts._sfnt import glyphs, read_directories, read_face, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from lazyheavy.charts._sfnt import Face, Tables

    # Whether it is bold, whether it is slanted, units per em, and runs of letters of
    # one width: first, count, advance, first, ...
    Widths = tuple[bool, bool, int, list[int]]

_REGULAR, _BOLD, _BOLD_FROM = 400, 700, 600


def widths_of_families(families: "Iterable[str]") -> "dict[str, list[Widths]]":
    """Return the letter widths of those families that are installed.

    Reads the folders of fonts once a process.

    Args:
        families: Their names in lower case.
    """
    found = {
        family: _widths(family, tuple(files_of_family(family))) for family in families
    }
    return {family: faces for family, faces in found.items() if faces}


def widths_of_file(path: str, family: str) -> "dict[str, list[Widths]]":
    """Return the letter widths of a font file, and of its styles beside it."""
    name = family.casefold()
    return {name: _widths(name, tuple(fonts_beside(path)))}


@lru_cache(maxsize=32)
def _widths(family: str, files: "tuple[str, ...]") -> "list[Widths]":
    """Return the regular face of a family, and the bold and slanted ones it has."""
    faces = [face for path in files for face in _faces(path, family)]
    found: list[Widths] = []
    for italic in (False, True):
        slanted = [each for each in faces if each[0].italic == italic]
        for wanted in (_REGULAR, _BOLD) if slanted else ():
            face, em, runs = min(slanted, key=lambda each: each[0].apart_from(wanted))
            bold = face.weight >= _BOLD_FROM
            if (bold, italic) not in [each[:2] for each in found]:
                found.append((bold, italic, em, runs))
    return found


def _faces(path: str, family: str) -> "list[tuple[Face, int, list[int]]]":
    """Return the faces of a family in one file; none of a broken one."""
    faces: list[tuple[Face, int, list[int]]] = []
    try:
        with open(path, "rb") as file:
            for tables in read_directories(file):
                face = read_face(file, tables)
                if family in face.families:
                    faces.append((face, *_runs(file, tables)))
    except (OSError, ValueError, LookupError, struct.error):
        return []
    return faces


def _runs(file: "BinaryIO", tables: "Tables") -> "tuple[int, list[int]]":
    """Return units per em, and the widths of all letters below U+10000."""
    (em,) = unpack(file, tables[b"head"][0] + 18, ">H")
    (count,) = unpack(file, tables[b"hhea"][0] + 34, ">H")
    advances = unpack(file, tables[b"hmtx"][0], ">" + "Hh" * count)[::2]
    if not em or not count:
        message = "the font has no widths"
        raise ValueError(message)
    runs: list[int] = []
    following = width = -1
    for letter, glyph in sorted(glyphs(file, tables).items()):
        advance = advances[min(glyph, count - 1)]
        if letter == following and advance == width:
            runs[-2] += 1
        else:
            runs += (letter, 1, advance)
        following, width = letter + 1, advance
    return em, runs
