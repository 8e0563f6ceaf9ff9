"""The formats that a chart can have: names, suffixes, media types."""

from lazyheavy.charts._problems import describe_known
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.charts._chart import Chart

#: The formats that ``format=`` may name, with their media types.
MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "pdf": "application/pdf",
}

#: The formats of `Chart.save()` by suffix; "json" is the specification.
SUFFIXES = {
    ".svg": "svg",
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".pdf": "pdf",
    ".html": "html",
    ".json": "json",
}


def check_format(format: str) -> None:
    """Refuse a format that is none of `MEDIA_TYPES`.

    Raises:
        ChartError: The message lists them.
    """
    if format not in MEDIA_TYPES:
        known = describe_known(format, list(MEDIA_TYPES))
        message = f"unknown format {format!r}: {known}"
        raise ChartError(message)


def format_of(path: str) -> str:
    """Return the format that goes with the suffix of *path*.

    Raises:
        ChartError: None does.
    """
    from os.path import splitext  # loaded by every interpreter

    suffix = splitext(path)[1].lower()
    found = SUFFIXES.get(suffix)
    if found is None:
        given = f"the suffix {suffix!r}" if suffix else "a name without a suffix"
        message = f"no format goes with {given}: use {', '.join(SUFFIXES)}"
        raise ChartError(message)
    return found


def in_format(
    chart: "Chart",
    format: str,
    *,
    scale: "float | None" = None,
    quality: "int | None" = None,
) -> "str | bytes":
    """Return a chart in one of `MEDIA_TYPES`: text for SVG and HTML, else bytes.

    *scale* and *quality* are for the formats that have them; None leaves them to
    the chart.
    """
    if format == "png":
        return chart.to_png(scale)
    if format == "jpeg":
        return chart.to_jpeg(scale, quality=90 if quality is None else quality)
    if format == "pdf":
        return chart.to_pdf()
    return chart.to_html() if format == "html" else chart.svg


def file_content(
    chart: "Chart",
    format: str,
    *,
    scale: "float | None" = None,
    quality: "int | None" = None,
) -> bytes:
    """Return what a file with the chart holds; "json" is its specification."""
    if format == "json":
        from json import dumps  # loaded with every chart

        text = f"{dumps(chart.spec, indent=2, ensure_ascii=False)}\n"
        # Half of a surrogate pair has no UTF-8: it stays an escape of JSON.
        return text.encode("utf-8", "backslashreplace")
    content = in_format(chart, format, scale=scale, quality=quality)
    return content if isinstance(content, bytes) else content.encode()
