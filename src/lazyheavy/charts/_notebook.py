"""What a chart shows in notebooks: one content by media type (IPython's protocol).

The front end takes the richest that it knows: the specification where it draws
Vega itself, else the SVG, which all of them draw alike.
"""

from lazyheavy.charts._png import svg_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from lazyheavy.charts._chart import Chart

    MimeBundle = dict[str, Any]

SVG, PNG, HTML, TEXT = "image/svg+xml", "image/png", "text/html", "text/plain"

#: The media types of the specification, for those who draw it themselves.
_SPECIFICATIONS = {
    "vega-lite": "application/vnd.vegalite.v6.json",
    "vega": "application/vnd.vega.v6.json",
}

#: Length of the longest specification that goes along unasked: a notebook keeps
#: all that is shown, and the data is in the picture already.
LONGEST = 1_000_000

#: The page is closed in, so that it cannot touch the notebook.
_FRAME = (
    '<iframe sandbox="allow-scripts" srcdoc="{page}" width="{width:g}" '
    'height="{height:g}" style="border: 0; max-width: 100%"></iframe>'
)
#: Around the chart in its page, and what a page gets whose size is not known.
_MARGIN, _UNKNOWN_SIZE = 36, (640, 480)


def mime_bundle(
    chart: "Chart",
    include: "Collection[str] | None",
    exclude: "Collection[str] | None",
    *,
    length: int,
    needs_browser: bool,
) -> "MimeBundle | tuple[MimeBundle, MimeBundle]":
    """Return the chart by media type, with metadata where a type has some.

    Unasked go along: the SVG, the plain text, the specification of Vega unless
    it is long, and what `Chart.format` names. A chart that only a browser can
    draw is given as a page. *include* brings PNG and HTML for any chart.

    Args:
        chart: The chart.
        include: The media types that the front end wants, if it says.
        exclude: Those that it does not want.
        length: Characters of the specification.
        needs_browser: Whether there is no picture but in a browser.

    Raises:
        LazyHeavyError: A format that was asked for fails.
    """
    known: dict[str, Callable[[], Any]] = {TEXT: lambda: repr(chart)}
    usual = {TEXT}
    specification = _SPECIFICATIONS.get(chart.kind)
    if specification is not None:
        known[specification] = lambda: chart.spec
        if length <= LONGEST:
            usual.add(specification)
    known[HTML] = lambda: _frame(chart, "" if needs_browser else chart.svg)
    if needs_browser:
        usual.add(HTML)
    else:
        known[SVG] = lambda: chart.svg
        known[PNG] = lambda: _base64(chart.to_png())
        usual |= {SVG, *({"png": [PNG], "html": [HTML]}.get(chart.format, []))}
    wanted = (set(include) if include else usual) - set(exclude or ())
    bundle = {kind: make() for kind, make in known.items() if kind in wanted}
    if PNG not in bundle:
        return bundle
    width, height = svg_size(chart.svg)
    return bundle, {PNG: {"width": round(width), "height": round(height)}}


def _base64(content: bytes) -> str:
    from binascii import b2a_base64  # built in

    return b2a_base64(content, newline=False).decode()


def _frame(chart: "Chart", still: str) -> str:
    """Return the page of a chart inside a frame of the size of its still picture."""
    width, height = svg_size(still) if still else _UNKNOWN_SIZE
    page = chart.to_html().replace("&", "&amp;").replace('"', "&quot;")
    return _FRAME.format(page=page, width=width + _MARGIN, height=height + _MARGIN)
