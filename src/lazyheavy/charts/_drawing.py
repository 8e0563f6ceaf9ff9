"""From the text of a specification to an SVG: one call, and what it answers.

`_engines` makes the call; here its answer becomes a picture, warnings or an
error that says where the specification is wrong and what to do.
"""

import re
from binascii import crc32
from json import JSONEncoder, loads

from lazyheavy.charts._problems import closest, find, locate, spec_error, walk
from lazyheavy.errors import ChartError, DataAccessError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

#: Transforms of Vega that paint into a canvas.
_CANVAS_TRANSFORMS = ("heatmap", "label", "wordcloud")

_NAMES = {"vega-lite": "Vega-Lite", "vega": "Vega", "echarts": "ECharts"}
_MESSAGE_LENGTH = 400

#: How often a chart is drawn because it wants data that its signals name, or the
#: widths of a font.
_MOST_ROUNDS = 11

_to_json = JSONEncoder(separators=(",", ":")).encode


class CanvasError(ChartError):
    """A transform needs a canvas: only a browser can draw this chart."""


def draw(
    kind: str,
    text: str,
    options: "dict[str, Any]",
    timeout: float,
    *,
    isolation: "Literal['process'] | None" = None,
    load: "Callable[[str], str] | None" = None,
    font_file: "tuple[str, str] | None" = None,
) -> "tuple[str, tuple[str, ...]]":
    """Return the SVG of a specification, and warnings.

    Args:
        kind: "vega-lite", "vega" or "echarts".
        text: The specification as JSON.
        options: "seed", and "width" and "height" for ECharts. They and the
            text decide the bytes of the picture, ids included.
        timeout: Seconds until the engine gives up.
        isolation: Where V8 runs, as for `MiniRacerEngine`.
        load: Gives the data at an address that only drawing brings to light: one
            that a signal makes.
        font_file: Path and family of a font that is no part of the system.

    Raises:
        SpecError: The specification is wrong.
        DataAccessError: It wants data that is not in it.
        ChartError: It cannot be drawn.
        EngineError: The engine failed, or ran out of time.
    """
    # Starts nothing, but imports the layer of the engine.
    from lazyheavy.charts._engines import render

    fingerprint = crc32(text.encode(), crc32(f"{kind}{_to_json(options)}".encode()))
    options = {**options, "prefix": f"lh{fingerprint:08x}"}
    if font_file is not None:
        from lazyheavy.charts._advances import widths_of_file  # for a font file only

        options["ownFonts"] = widths_of_file(*font_file)
    loaded: dict[str, str] = {}
    for _ in range(_MOST_ROUNDS):
        answer = render(kind, f"{_to_json(options)}\n{text}", timeout, isolation)
        head, _, svg = answer.partition("\n")
        report = loads(head)
        missing = [] if load is None else report["missing"]
        fonts = _widths(report["fonts"]) if report["fonts"] else {}
        if not (missing or fonts):
            break
        options["fonts"] = options.get("fonts", {}) | fonts
        if load is not None and missing:
            loaded |= {url: load(url) for url in missing}
            options["loaded"] = loaded
    _raise_failure(kind, text, report)
    page = [
        f"the data at {url!r} is in the picture, not in a page: a signal asks for it"
        for url in loaded
    ]
    return svg, (*_warnings(report), *page)


def _widths(families: "list[str]") -> "dict[str, Any]":
    """Return the widths of those families that are installed."""
    from lazyheavy.charts._advances import widths_of_families  # seldom needed

    return widths_of_families(families)


def _warnings(report: "dict[str, Any]") -> "list[str]":
    """Return what the libraries warned of, and what they would have ignored."""
    warnings: list[str] = list(report["warnings"])
    for unknown in report.get("unknown", ()):
        meant = closest(unknown["given"], unknown["known"])
        hint = f" (did you mean {meant!r}?)" if meant else ""
        warnings.append(f"{unknown['path']}: ECharts does not know this key{hint}")
    return warnings


def _raise_failure(kind: str, text: str, report: "dict[str, Any]") -> None:
    """Raise the error that the answer of a bridge reports, if it does.

    In this order: data that did not come is the cause of other errors.
    """
    problem = report.get("problem")
    if problem:
        raise spec_error(
            problem["message"],
            path=problem["path"],
            given=problem["given"],
            known=problem["known"],
        )
    if report["missing"]:
        raise _data_error(loads(text), report["missing"])
    if report["errors"]:
        raise _chart_error(kind, loads(text), report["errors"])


def _data_error(spec: "Any", urls: "list[str]") -> DataAccessError:
    """Make the error for data that the specification only points at."""
    url = urls[0]
    path = find(spec, lambda value: value == url)
    place = f"{path}: " if path else ""
    others = f" (and {len(urls) - 1} more)" if len(urls) > 1 else ""
    message = (
        f"{place}the data at {url!r}{others} is not loaded: a chart fetches nothing "
        'by itself; pass the data inline, as "data": {"values": [...]}, or say where '
        "it may come from with allowed_base_urls= or data_loader="
    )
    return DataAccessError(message)


def _chart_error(kind: str, spec: "Any", messages: "list[str]") -> ChartError:
    """Make the error for what a library threw or logged."""
    message = messages[0]
    if "null" in message or "getContext" in message:
        path = find(spec, _is_canvas_transform)
        if path:
            return _canvas_error(spec, path)
    # Vega keeps scales in compiled functions, under a name of its own.
    scale = re.search(r"%(.+?)[\"'\]]* is not a function", message)
    if scale:
        message = f'there is no scale "{scale[1]}"'
    if len(message) > _MESSAGE_LENGTH:
        message = f"{message[:_MESSAGE_LENGTH]}..."
    path = locate(spec, message)
    said = f"{_NAMES[kind]} says: {message}"
    if path:
        return spec_error(said, path=path)
    return ChartError(f"this specification cannot be drawn; {said}")


def _is_canvas_transform(part: "Any") -> bool:
    return isinstance(part, dict) and part.get("type") in _CANVAS_TRANSFORMS


def _canvas_error(spec: "Any", path: str) -> CanvasError:
    """Make the error for a transform that paints."""
    name = next(part["type"] for at, part in walk(spec) if at == path)
    message = (
        f"{path}: the transform {name!r} paints into a canvas, which only a browser "
        'has: write the chart as HTML (format="html") and open that'
    )
    return CanvasError(message)
