"""The renderer that Altair finds by the name "lazyheavy".

An entry point of the distribution names `altair_renderer`, so Altair loads this
file with ``alt.renderers.enable("lazyheavy")`` and not before.
"""

from lazyheavy.charts._render import render_chart
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from lazyheavy.charts._notebook import MimeBundle


def altair_renderer(
    spec: "dict[str, Any]",
    *,
    format: "Literal['svg', 'png', 'html']" = "svg",
    **options: "Any",
) -> "MimeBundle | tuple[MimeBundle, MimeBundle]":
    """Show an Altair chart as a picture, without network and without a browser.

    ::

        alt.renderers.enable("lazyheavy")
        alt.renderers.enable("lazyheavy", format="png", scale=2)

    Args:
        spec: What the chart gives.
        format: What is shown: "svg"; "png" for front ends that show no SVG;
            "html" for an interactive page, offline as well.
        **options: For `render_chart`. ``embed_options``, which Altair passes to
            every renderer, is for vega-embed and has no meaning here.

    Raises:
        ChartError: *format* is none of these.
        LazyHeavyError: As `render_chart`.
    """
    kinds = {"svg": "image/svg+xml", "png": "image/png", "html": "text/html"}
    if format not in kinds:
        message = f"a notebook shows {', '.join(kinds)}, not {format!r}"
        raise ChartError(message)
    options.pop("embed_options", None)
    chart = render_chart(spec, format=format, kind="vega-lite", **options)
    return chart._repr_mimebundle_(include=[kinds[format], "text/plain"])
