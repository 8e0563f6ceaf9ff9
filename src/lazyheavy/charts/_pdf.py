"""From SVG to PDF, with every letter of its text, through vl-convert.

vl-convert leaves text out whose family it does not know, without a word. So it
is told of the fonts that the chart is drawn with, and each family gets a last
resort.
"""

import os
import re
from _thread import allocate_lock

from lazyheavy import imports
from lazyheavy.charts._png import check_images, fonts_for
from lazyheavy.errors import ChartError

with imports(extra="pdf"):
    import vl_convert

# The state of this module: the font files that vl-convert knows of, and the
# lock of those who tell it.
_registered: "set[str]" = set()
_registering = allocate_lock()

#: A tag that names a family, and the two ways of naming it.
_TAG = re.compile(r"<[^<>]*\bfont-family\b[^<>]*>")
_ATTRIBUTE = re.compile(r'(\bfont-family="[^"]*)(?=")')
_STYLE = re.compile(r"(\bfont-family:(?:&quot;.*?&quot;|&\w+;|[^;\"&])+)")


def to_pdf(svg: str, *, font: "str | None") -> bytes:
    """Write an SVG as PDF: one page of its size, text that can be selected.

    Args:
        svg: The picture.
        font: Family or font file that the chart was drawn with.

    Raises:
        FontError: No font has a character of the text.
        DataAccessError: The picture shows images that are not in it.
        ChartError: It cannot be written as PDF.
        MissingDependencyError: vl-convert is not installed.
    """
    check_images(svg)
    if "<text" in svg:
        files = fonts_for(svg, font)
        if font is not None or not svg.isascii():
            _register(files)
        svg = _TAG.sub(_with_last_resort, svg)
    try:
        return bytes(vl_convert.svg_to_pdf(svg))
    except RuntimeError as error:
        reason = str(error).partition("\n")[0]
        message = f"the picture cannot be written as PDF: {reason}"
        raise ChartError(message) from error


def _with_last_resort(tag: "re.Match[str]") -> str:
    """Return a tag with sans-serif, which vl-convert has, after its families."""
    text = _ATTRIBUTE.sub(r"\1, sans-serif", tag[0])
    return _STYLE.sub(r"\1, sans-serif", text)


def _register(files: "list[str]") -> None:
    """Tell vl-convert of font files, once a process."""
    with _registering:
        new = [path for path in files if path not in _registered]
        if new:
            vl_convert.register_font_directory(_folder_with(new))
            _registered.update(new)


def _folder_with(files: "list[str]") -> str:
    """Return a folder of our own with the *files* and nothing else.

    vl-convert takes folders only, whole and with all below them, and reads the
    files when it draws: so the folder stays until the process ends.
    """
    import atexit  # here to `shutil`: only for a PDF in a font of its own
    import shutil
    from tempfile import mkdtemp

    folder = mkdtemp(prefix="lazyheavy-fonts-")
    atexit.register(_remove, folder, os.getpid())
    for number, path in enumerate(files):
        copy = os.path.join(folder, f"{number}-{os.path.basename(path)}")
        try:
            os.symlink(os.path.abspath(path), copy)
        except OSError:  # Windows asks for a right that few have
            shutil.copyfile(path, copy)
    return folder


def _remove(folder: str, pid: int) -> None:
    """Remove the folder at the end of the process that made it, not of a child."""
    if os.getpid() == pid:
        import shutil  # loaded with the folder

        shutil.rmtree(folder, ignore_errors=True)
