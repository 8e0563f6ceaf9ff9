"""A chart as one HTML page: works offline, interactive where scripts may run.

The page holds the JavaScript libraries, the specification and the still
picture; the picture is shown until, or unless, the scripts take its place.
"""

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The libraries of each kind, in the order of loading.
_LIBRARIES = {
    "vega-lite": ("vega.min.js", "vega-lite.min.js"),
    "vega": ("vega.min.js",),
    "echarts": ("echarts.min.js",),
}

#: What their licences want to stand beside them.
_NOTICES = {
    "vega.min.js": ("vega.LICENSE",),
    "vega-lite.min.js": ("vega-lite.LICENSE",),
    "echarts.min.js": ("echarts.NOTICE", "echarts.LICENSE-d3"),
}

#: Nothing is fetched by the page but images that the chart itself names. Vega
#: compiles its expressions into functions: "unsafe-eval".
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src * data: blob:"
)

_PAGE = """\
<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
body {{ margin: 16px; font-family: sans-serif; background: white; }}
#chart {{ display: inline-block; }}
</style>
</head>
<body>
<div id="chart">{still}</div>
<script type="application/json" id="chart-options">{options}</script>
<script type="application/json" id="chart-spec">{spec}</script>
{scripts}
</body>
</html>
"""


def to_html(
    kind: str,
    spec: str,
    still: str,
    *,
    title: str,
    size: "tuple[float, float]",
) -> str:
    """Return a page with the chart.

    Args:
        kind: "vega-lite", "vega" or "echarts".
        spec: The specification as JSON.
        still: The chart as SVG, or ''.
        title: Title of the page, as plain text.
        size: Width and height of an ECharts picture.

    Raises:
        AssetError: A JavaScript library is not there.
    """
    from json import dumps  # loaded with every chart

    libraries = [_library(name) for name in _LIBRARIES[kind]]
    options: dict[str, Any] = {"kind": kind, "width": size[0], "height": size[1]}
    return _PAGE.format(
        policy=_POLICY,
        title=_as_text(title),
        still=still,
        options=_json_in_script(dumps(options)),
        spec=_json_in_script(spec),
        scripts="\n".join(
            f"<script>{_script_in_page(source)}</script>"
            for source in [*libraries, _own_page_script()]
        ),
    )


def _own_page_script() -> str:
    from lazyheavy.charts._engines import own_script

    return own_script("chart_page.js")


def _library(name: str) -> str:
    """Return a library with the notices of its licence before it."""
    from lazyheavy.charts._assets_lookup import asset_text
    from lazyheavy.errors import AssetError

    parts = []
    for notice in _NOTICES[name]:
        try:
            text = asset_text(notice)
        except AssetError:  # taken from a folder with the library alone
            continue
        parts.append(f"/*\n{text.strip()}\n*/")
    return "\n".join([*parts, asset_text(name)])


def _script_in_page(source: str) -> str:
    """Write JavaScript so that HTML does not take a part of it for its own.

    "<" may stand as an escape in text and in regular expressions, which is the
    only place where these words can be.
    """
    return re.sub(r"<(?=!--|/?script)", r"\\x3c", source, flags=re.IGNORECASE)


def _json_in_script(text: str) -> str:
    """Write JSON so that no text in it can end the script element."""
    return text.replace("<", "\\u003c")


def _as_text(text: str) -> str:
    """Write plain text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
