"""Read from a font file what choosing a font takes: names, style, characters.

Knows TrueType and OpenType files and collections of them. A broken file gives
no face rather than an error, since folders of fonts hold all sorts of things.
"""

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    Tables = dict[bytes, tuple[int, int]]

__all__ = [
    "Face",
    "covered",
    "glyphs",
    "read_directories",
    "read_face",
    "read_faces",
    "unpack",
]

_COLLECTION = b"ttcf"
_OUTLINES = (b"\x00\x01\x00\x00", b"OTTO", b"true")

_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16
_WINDOWS, _MACINTOSH = 3, 1
_ENGLISH_US = 0x409
_NORMAL_WEIGHT, _NORMAL_WIDTH = 400, 5
_ITALIC = 1

_SEGMENTS, _GROUPS = 4, 12
_LAST_SINGLE = 0xFFFF  # the last code point that is one unit of UTF-16

# No table that is read here comes near; a broken length must not cost memory.
_LONGEST = 8 * 1024 * 1024


class Face:
    """One face of a font file.

    Attributes:
        family: The name that programs show and SVG uses.
        families: All names of its family, lower case.
        weight: 400 is regular, 700 is bold.
        width: 5 is normal.
        italic: Whether it is slanted.
    """

    __slots__ = ("families", "family", "italic", "weight", "width")

    def __init__(
        self, names: "list[tuple[int, str]]", weight: int, width: int, *, italic: bool
    ) -> None:
        typographic = [text for kind, text in names if kind == _TYPOGRAPHIC_FAMILY]
        self.family = (typographic or [text for _, text in names])[0]
        self.families = frozenset(text.casefold() for _, text in names)
        self.weight = weight
        self.width = width
        self.italic = italic

    @property
    def distance(self) -> "tuple[int, bool, int]":
        """How far the face is from a plain regular one, for sorting."""
        width, weight = self.apart_from(_NORMAL_WEIGHT)
        return width, self.italic, weight

    def apart_from(self, weight: int) -> "tuple[int, int]":
        """How far the face is from one of normal width and *weight*, for sorting."""
        return abs(self.width - _NORMAL_WIDTH), abs(self.weight - weight)


def read_faces(path: str) -> "list[Face]":
    """Return the faces of the font file at *path*; none when it is no font."""
    try:
        with open(path, "rb") as file:
            return [read_face(file, tables) for tables in read_directories(file)]
    except (OSError, ValueError, LookupError, struct.error):
        return []


def covered(path: str, characters: "set[str]") -> "set[str]":
    """Return those of *characters* that the first face at *path* can draw."""
    try:
        with open(path, "rb") as file:
            ranges = _ranges(file, next(read_directories(file)))
    except (OSError, ValueError, LookupError, StopIteration, struct.error):
        return set()
    return {
        character
        for character in characters
        if any(first <= ord(character) <= last for first, last in ranges)
    }


def read_directories(file: "BinaryIO") -> "Iterator[Tables]":
    """Yield the table directory of each face: tag to offset and length."""
    kind = file.read(4)
    starts: tuple[int, ...] = (0,)
    if kind == _COLLECTION:
        _, count = unpack(file, 4, ">II")
        starts = unpack(file, 12, f">{count}I")
    elif kind not in _OUTLINES:
        return
    for start in starts:
        (count,) = unpack(file, start + 4, ">H")
        records = struct.iter_unpack(">4sIII", _read(file, start + 12, 16 * count))
        yield {tag: (offset, length) for tag, _, offset, length in records}


def unpack(file: "BinaryIO", offset: int, form: str) -> "tuple[int, ...]":
    """Read numbers at *offset*."""
    return struct.unpack(form, _read(file, offset, struct.calcsize(form)))


def _read(file: "BinaryIO", offset: int, size: int) -> bytes:
    """Read *size* bytes at *offset*."""
    if size > _LONGEST:
        message = f"a table of {size} bytes is not one of a font"
        raise ValueError(message)
    file.seek(offset)
    return file.read(size)


def read_face(file: "BinaryIO", tables: "Tables") -> Face:
    """Read one face; `LookupError` when it has no name."""
    weight, width, selection = _NORMAL_WEIGHT, _NORMAL_WIDTH, 0
    if b"OS/2" in tables:
        start = tables[b"OS/2"][0]
        weight, width = unpack(file, start + 4, ">HH")
        (selection,) = unpack(file, start + 62, ">H")
    names = sorted(_names(file, *tables[b"name"]))
    families = [(kind, text) for _, kind, text in names]
    return Face(families, weight, width, italic=bool(selection & _ITALIC))


def _names(
    file: "BinaryIO", start: int, length: int
) -> "Iterator[tuple[bool, int, str]]":
    """Yield family names with their kind; False sorts the English ones first."""
    table = _read(file, start, length)
    _, count, storage = struct.unpack_from(">HHH", table)
    for record in struct.iter_unpack(">6H", table[6 : 6 + 12 * count]):
        platform, _, language, kind, size, offset = record
        if kind not in {_FAMILY, _TYPOGRAPHIC_FAMILY}:
            continue
        text = table[storage + offset : storage + offset + size]
        if platform == _MACINTOSH:
            yield language != 0, kind, text.decode("mac-roman")
        else:
            foreign = platform == _WINDOWS and language != _ENGLISH_US
            yield foreign, kind, text.decode("utf-16-be")


def glyphs(file: "BinaryIO", tables: "Tables") -> "dict[int, int]":
    """Return the glyphs of the letters below U+10000, by code point."""
    form, start = _character_map(file, tables)
    found: dict[int, int] = {}
    if form == _GROUPS:
        for first, last, glyph in _groups(file, start):
            for letter in range(first, min(last, _LAST_SINGLE) + 1):
                found[letter] = glyph + letter - first
    elif form == _SEGMENTS:
        found = _glyphs_of_segments(file, start)
    return {letter: glyph for letter, glyph in found.items() if glyph}


def _glyphs_of_segments(file: "BinaryIO", start: int) -> "dict[int, int]":
    """Return the glyphs in a character map of format 4, 0 where there is none."""
    segments = _segments(file, start)
    count = len(segments)
    (length,) = unpack(file, start + 2, ">H")
    # The distances of the glyphs, where they are listed, and the lists.
    words = unpack(file, start + 16 + 4 * count, f">{(length - 16) // 2 - 2 * count}H")
    found: dict[int, int] = {}
    for index, (first, last) in enumerate(segments):
        delta, offset = words[index], words[count + index]
        listed = count + index + offset // 2
        for letter in range(first, last + 1):
            glyph = letter if not offset else words[listed + letter - first]
            if glyph or not offset:
                found[letter] = (glyph + delta) & 0xFFFF
    return found


def _character_map(file: "BinaryIO", tables: "Tables") -> "tuple[int, int]":
    """Return the form of the best character map, and where it begins; 0 for none."""
    start = tables[b"cmap"][0]
    (count,) = unpack(file, start + 2, ">H")
    numbers = unpack(file, start + 4, ">" + "HHI" * count)
    best = (0, 0)
    for offset in sorted(set(numbers[2::3])):
        (form,) = unpack(file, start + offset, ">H")
        if form == _GROUPS:
            return form, start + offset
        if form == _SEGMENTS:
            best = form, start + offset
    return best


def _ranges(file: "BinaryIO", tables: "Tables") -> "list[tuple[int, int]]":
    """Return the ranges of code points that the character map has."""
    form, start = _character_map(file, tables)
    if form == _GROUPS:
        return [(first, last) for first, last, _ in _groups(file, start)]
    return _segments(file, start) if form == _SEGMENTS else []


def _groups(file: "BinaryIO", start: int) -> "list[tuple[int, int, int]]":
    """Read a character map of format 12: ranges, and the glyph of each first."""
    (count,) = unpack(file, start + 12, ">I")
    numbers = unpack(file, start + 16, f">{3 * count}I")
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))


def _segments(file: "BinaryIO", start: int) -> "list[tuple[int, int]]":
    """Read a character map of format 4."""
    (twice,) = unpack(file, start + 6, ">H")
    count = twice // 2
    numbers = unpack(file, start + 14, f">{count}HH{count}H")
    return list(zip(numbers[count + 1 :], numbers[:count], strict=True))
