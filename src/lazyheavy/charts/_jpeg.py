"""From PNG to JPEG, through Pillow."""

from lazyheavy import imports
from lazyheavy.errors import ChartError

with imports(extra="jpeg"):
    from PIL import Image

#: What Pillow takes and JPEG means.
QUALITIES = range(1, 101)


def check_quality(quality: object) -> None:
    """Refuse a quality that Pillow would take for another.

    Raises:
        ChartError: It is no whole number from 1 to 100.
    """
    if type(quality) is not int or quality not in QUALITIES:
        message = f"quality must be a whole number from 1 to 100, not {quality!r}"
        raise ChartError(message)


def to_jpeg(png: bytes, *, quality: int) -> bytes:
    """Return an opaque PNG as JPEG.

    Args:
        png: The picture.
        quality: From 1 to 100.

    Raises:
        MissingDependencyError: Pillow is not installed.
    """
    from io import BytesIO  # loaded by every interpreter

    written = BytesIO()
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        # Colours at full resolution: thin coloured lines would turn grey.
        picture.convert("RGB").save(written, "JPEG", quality=quality, subsampling=0)
    return written.getvalue()
