"""Find font files to draw text with, so that no picture loses its text.

The font that comes with lazyheavy goes first: the layout of a chart is measured
with its widths. Only where it is missing, or where a family was asked for, the
folders of the system are read.
"""

import os
import sys
from functools import lru_cache

from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.charts._sfnt import covered, read_faces
from lazyheavy.errors import AssetError, FontError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from lazyheavy.charts._sfnt import Face

__all__ = [
    "family_name",
    "files_of_family",
    "find_fonts",
    "fonts_beside",
    "monospaced_fonts",
    "named_fonts",
    "undrawable",
]

#: The files of the font that comes along, regular first.
BUNDLED = (
    "Arimo-Regular.ttf",
    "Arimo-Bold.ttf",
    "Arimo-Italic.ttf",
    "Arimo-BoldItalic.ttf",
)

#: Families of the system that stand in for the bundled one, best first. The
#: first four have equal widths; DejaVu Sans is on nearly every Linux machine.
STAND_INS = ("Arial", "Helvetica", "Liberation Sans", "Arimo", "DejaVu Sans")

#: Families that stand for "monospace", all of them with letters of 0.6 em.
MONOSPACED = (
    "DejaVu Sans Mono", "Liberation Mono", "Menlo", "Courier New", "Noto Sans Mono",
)  # fmt: skip

#: Families that the bundled font replaces without moving anything.
_SAME_WIDTHS = frozenset({"arial", "helvetica", "liberation sans"})

#: Names in CSS that leave the choice to us.
_GENERIC = frozenset(
    {"sans-serif", "serif", "monospace", "cursive", "fantasy", "system-ui"}
)

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")


def find_fonts(family: "str | None" = None, *, text: str = "") -> "list[str]":
    """Return font files to draw with; the first one is the regular style.

    Args:
        family: A family name, several of them as in CSS (``"Inter, Arial"``), or
            the path of a font file. The default font follows after it, for
            characters that it lacks.
        text: What will be drawn. When no file found so far has one of its
            characters, fonts of the system that have it are appended.

    Raises:
        FontError: The family is nowhere, or there is no font at all.
    """
    chosen = _default_fonts() if family is None else _fonts_of_families(family)
    if not chosen:
        raise FontError(_nothing_found())
    if family is not None:
        chosen = list(dict.fromkeys([*chosen, *_default_fonts()]))
    return chosen if text.isascii() else [*chosen, *_supplements(chosen, text)]


def named_fonts(wanted: "Iterable[str]") -> "tuple[list[str], list[str]]":
    """Return the installed fonts that a picture names, and families not found.

    Reads the folders of the system only for a family that the bundled font does
    not stand for.

    Args:
        wanted: Lists of families as in CSS. The first of a list that is there is
            taken; one that leaves the choice to us ends it.
    """
    found: list[str] = []
    missing: list[str] = []
    for families in wanted:
        names = [name.strip(" \t\"'") for name in families.split(",")]
        for name in filter(None, names):
            family = name.casefold()
            if family in _GENERIC or family in _SAME_WIDTHS:
                break
            fonts = files_of_family(family)
            if fonts:
                found += fonts
                break
        else:
            missing += [names[0]]
    return list(dict.fromkeys(found)), list(dict.fromkeys(missing))


def monospaced_fonts() -> "list[str]":
    """Return the files of an installed family whose letters are all equally wide."""
    found = (files_of_family(family.casefold()) for family in MONOSPACED)
    return next(filter(None, found), [])


def family_name(path: str) -> str:
    """Return the family that the font file at *path* gives itself."""
    faces = read_faces(path)
    if not faces:
        message = f"{path!r} is not a TrueType or OpenType font"
        raise FontError(message)
    return faces[0].family


def undrawable(text: str, fonts: "Iterable[str]") -> "set[str]":
    """Return the characters of *text* that none of *fonts* can draw.

    They would come out as empty boxes.
    """
    missing = {c for c in text if c.isprintable() and not c.isspace()}
    for path in fonts:
        if not missing:
            break
        missing -= covered(path, missing)
    return missing


def _default_fonts() -> "list[str]":
    """Return the bundled font, else a stand-in, else nothing."""
    bundled = _bundled_fonts()
    if bundled:
        return bundled
    index = _index(_font_folders())
    for family in STAND_INS:
        if family.casefold() in index:
            return index[family.casefold()]
    return []


def _bundled_fonts() -> "list[str]":
    """Return the files of the bundled font, or nothing unless all are there."""
    try:
        return [asset_path(name) for name in BUNDLED]
    except AssetError:
        return []


def _fonts_of_families(wanted: str) -> "list[str]":
    """Return the files of the first family in *wanted* that is found."""
    if wanted.casefold().endswith(_SUFFIXES) or os.path.isfile(wanted):
        return fonts_beside(wanted)
    families = [name.strip(" \t\"'") for name in wanted.split(",")]
    for family in filter(None, map(str.casefold, families)):
        fonts = [] if family in _GENERIC else files_of_family(family)
        if not fonts and (family in _GENERIC or family in _SAME_WIDTHS):
            fonts = _default_fonts()
        if fonts:
            return fonts
    folders = _font_folders()
    message = (
        f"no font of the family {wanted!r}. Looked at the bundled font and in\n"
        f"{_listed(folders)}\n"
        "Install the font for your user, or give the path of its file: "
        'font="path/to/font.ttf"'
    )
    raise FontError(message)


def files_of_family(family: str) -> "list[str]":
    """Return the files of one family, its name in lower case; none where it is not."""
    bundled = _bundled_fonts()
    if bundled and family == family_name(bundled[0]).casefold():
        return bundled
    return _index(_font_folders()).get(family, [])


def fonts_beside(path: str) -> "list[str]":
    """Return the font file *path* and the other styles of it in its folder."""
    if not os.path.isfile(path):
        message = f"there is no font file {path!r}"
        raise FontError(message)
    path = os.path.abspath(path)
    family = family_name(path).casefold()
    others = _index((os.path.dirname(path),)).get(family, [])
    return [path, *(other for other in others if other != path)]


def _supplements(chosen: "list[str]", text: str) -> "list[str]":
    """Return fonts of the system for the characters that *chosen* lack."""
    missing = undrawable(text, chosen)
    if not missing:
        return []
    index = _index(_font_folders())
    families = sorted(index, key=lambda family: ("sans" not in family, family))
    found = []
    for path in dict.fromkeys(index[family][0] for family in families):
        drawable = covered(path, missing)
        if drawable:
            found.append(path)
            missing -= drawable
    return found


@lru_cache(maxsize=8)
def _index(folders: "tuple[str, ...]") -> "dict[str, list[str]]":
    """Read the fonts below *folders*: family in lower case to files, regular first.

    Kept for the life of the process, as programs do; tests clear it.
    """
    faces: dict[str, list[tuple[Face, str]]] = {}
    for path in _font_files(folders):
        for face in read_faces(path):
            for family in face.families:
                faces.setdefault(family, []).append((face, path))
    index = {}
    for family, found in sorted(faces.items()):
        found.sort(key=lambda entry: (entry[0].distance, entry[1]))
        index[family] = list(dict.fromkeys(path for _, path in found))
    return index


def _font_files(folders: "Iterable[str]") -> "Iterable[str]":
    """Yield the font files below *folders*."""
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for name in sorted(names):
                if name.casefold().endswith(_SUFFIXES):
                    yield os.path.join(parent, name)


def _font_folders() -> "tuple[str, ...]":
    """Return the folders that hold fonts on this system, those of the user first."""
    home = os.path.expanduser("~")
    environ = os.environ
    if sys.platform == "win32":
        local = environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        folders = [
            os.path.join(local, "Microsoft", "Windows", "Fonts"),
            os.path.join(environ.get("WINDIR") or r"C:\Windows", "Fonts"),
        ]
    elif sys.platform == "darwin":
        roots = (home, "/", "/System")
        folders = [os.path.join(root, "Library", "Fonts") for root in roots]
    else:
        data = environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
        shared = environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        folders = [os.path.join(data, "fonts"), os.path.join(home, ".fonts")]
        folders += [os.path.join(d, "fonts") for d in shared.split(":") if d]
    matplotlib = _matplotlib_folder()
    return tuple(folders) if matplotlib is None else (*folders, matplotlib)


def _matplotlib_folder() -> "str | None":
    """Return where matplotlib keeps DejaVu Sans, without importing it."""
    from importlib.util import find_spec

    try:
        spec = find_spec("matplotlib")
    except (ImportError, ValueError):
        return None
    places = spec.submodule_search_locations if spec is not None else None
    for place in places or ():
        return os.path.join(place, "mpl-data", "fonts", "ttf")
    return None


def _nothing_found() -> str:
    """Write the message for a machine without any font that will do."""
    return (
        "no font to draw text with, and a picture without its text is of no use. "
        "Looked for the bundled font and for "
        f"{', '.join(STAND_INS)} in\n{_listed(_font_folders())}\n"
        "The bundled font comes with the package:\n"
        '  pip install --force-reinstall "lazyheavy[charts]"\n'
        'or give the path of a font file: font="path/to/font.ttf"'
    )


def _listed(folders: "Iterable[str]") -> str:
    """Write *folders* one a line."""
    return "\n".join(f"  - {folder}" for folder in folders)
