"""From SVG to PNG, with every letter of its text.

resvg draws without a font as if nothing were wrong, and does not open pictures
that the SVG points at: both are looked after here.
"""

from lazyheavy import imports
from lazyheavy.errors import ChartError, DataAccessError, FontError

with imports(extra="charts"):
    import resvg_py

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: The most pixels of a picture: 512 MB in memory. resvg ends the process when
#: there is no memory left.
MAX_PIXELS = 1 << 27


def to_png(
    svg: str,
    *,
    scale: float,
    background: "str | None",
    font: "str | None",
    warn: "Callable[[str], object]",
) -> bytes:
    """Draw an SVG as PNG.

    Args:
        svg: The picture.
        scale: Pixels for each pixel of the SVG.
        background: Colour behind the picture; None leaves it transparent.
        font: Family or font file that text without a known family gets.
        warn: Told of a family that is not installed.

    Raises:
        FontError: No font has a character of the text.
        DataAccessError: The picture shows images that are not in it.
        ChartError: It is too large, or cannot be read.
        MissingDependencyError: resvg is not installed.
    """
    _check_size(svg, scale)
    check_images(svg)
    options: dict[str, Any] = {"skip_system_fonts": True}
    if "<text" in svg:
        options |= _font_options(svg, font, warn)
    try:
        picture = resvg_py.svg_to_bytes(
            svg_string=svg, zoom=scale, background=background, **options
        )
    except ValueError as error:
        message = f"the picture cannot be drawn as PNG: {error}"
        raise ChartError(message) from error
    return bytes(picture)


def _font_options(
    svg: str, font: "str | None", warn: "Callable[[str], object]"
) -> "dict[str, Any]":
    """Return the fonts for resvg: files for every character of the text."""
    from lazyheavy.charts._fonts import (  # only for text in a PNG
        family_name,
        monospaced_fonts,
        named_fonts,
    )

    files = fonts_for(svg, font)
    family = family_name(files[0])
    wanted = _families(svg) - {font, family}
    named, missing = named_fonts(sorted(wanted)) if wanted else ([], [])
    for name in missing:
        warn(f"the font {name!r} is not installed: the picture is drawn in {family}")
    generic = ("font", "serif", "sans_serif", "monospace", "cursive", "fantasy")
    families = {f"{name}_family": family for name in generic}
    if any("monospace" in each for each in wanted):
        fixed = monospaced_fonts()
        if fixed:
            families["monospace_family"] = family_name(fixed[0])
            named += fixed
        else:
            warn(f"no monospaced font is installed: {family} is drawn in its place")
    files += [file for file in dict.fromkeys(named) if file not in files]
    return {"font_files": files, **families}


def _families(svg: str) -> "set[str]":
    """Return the lists of families that an SVG names, but for the usual one."""
    import re  # loaded by the engine
    from html import unescape

    named = set(re.findall(r'\bfont-family="([^"]*)"', svg))
    named |= set(re.findall(r"\bfont-family:((?:&quot;.*?&quot;|[^;\"&])+)", svg))
    return {unescape(each).strip() for each in named} - {"sans-serif"}


def fonts_for(svg: str, font: "str | None") -> "list[str]":
    """Return font files for every character of the text.

    Raises:
        FontError: There is none for some of them.
    """
    # Only for text in a picture that is no SVG.
    from lazyheavy.charts._fonts import find_fonts, undrawable

    letters = "" if svg.isascii() else _letters(svg)
    files = find_fonts(font, text=letters)
    missing = undrawable(letters, files)
    if missing:
        listed = "".join(sorted(missing)[:20])
        message = (
            f"no font on this machine has {listed!r}: install one that does (such as "
            'Noto Sans), or name its file with font="path/to/font.ttf"; SVG and HTML '
            "need none"
        )
        raise FontError(message)
    return files


def _letters(svg: str) -> str:
    """Return the characters beyond ASCII that the SVG draws as text."""
    import re  # loaded by the engine

    drawn: set[str] = set()
    for text in re.findall(r"<(?:text|tspan)\b[^>]*>([^<]+)", svg):
        if not text.isascii():
            drawn.update(text)
    return "".join(sorted(letter for letter in drawn if not letter.isascii()))


def _check_size(svg: str, scale: float) -> None:
    """Refuse a picture that would take the memory of the machine."""
    size = svg_size(svg)
    pixels = size[0] * size[1] * scale * scale
    if pixels > MAX_PIXELS:
        width, height = (round(side * scale) for side in size)
        message = (
            f"a PNG of {width} x {height} pixels is too large (at most "
            f"{MAX_PIXELS:,} pixels): take a smaller size or scale"
        )
        raise ChartError(message)


def svg_size(svg: str) -> "tuple[float, float]":
    """Return width and height that the root of an SVG states, 0 if it does not."""
    import re

    root = svg[: svg.find(">") + 1]
    found = {
        name: float(number)
        for name, number in re.findall(r'\b(width|height)="([\d.]+)(?:px)?"', root)
    }
    return found.get("width", 0.0), found.get("height", 0.0)


def check_images(svg: str) -> None:
    """Refuse images that are not inside the SVG: they would be left out."""
    if "<image" not in svg:
        return
    import re

    for tag in re.findall(r"<image\b[^>]*>", svg):
        link = re.search(r'\b(?:xlink:)?href="([^"]*)"', tag)
        if link and link[1] and not link[1].startswith("data:"):
            message = (
                f"the picture shows an image at {link[1]!r}, and a chart fetches "
                "nothing: give the image inline, as a data: URL (SVG and HTML keep "
                "the link)"
            )
            raise DataAccessError(message)
