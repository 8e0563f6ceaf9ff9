"""The JavaScript engines that draw: one for Vega, one for ECharts, made once.

An engine starts with its first chart and is kept for the process. Only
constant names of functions and text go in, only text comes out.
"""

from _thread import _local

from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.instances import shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from lazyheavy.instances import SharedInstance


def own_script(name: str) -> str:
    """Return a script of ours, from a folder or from a zip file."""
    from os.path import dirname, join  # loaded by every interpreter

    loader: Any = __spec__.loader
    data: bytes = loader.get_data(join(dirname(__file__), name))
    return data.decode()


def library_text(name: str) -> str:
    """Return a third-party script or table as text."""
    from lazyheavy.charts._assets_lookup import asset_text  # as an engine starts

    return asset_text(name)


def _basis() -> str:
    """Return what both bridges stand on: text metrics and the form of a call."""
    return "\n".join(
        [
            library_text("text_metrics.js"),
            own_script("time_zone.js"),
            own_script("text_width.js"),
            own_script("bridge.js"),
        ]
    )


_BASIS = Bundle("lazyheavy", _basis)
_VEGA = (
    _BASIS,
    # Vega looks for its canvas while it loads; the bridge takes it away again.
    Bundle(
        "vega",
        lambda: "\n".join(
            ["globalThis.document = lh.measuringDocument;", library_text("vega.min.js")]
        ),
    ),
    Bundle("vega-bridge", lambda: own_script("vega_bridge.js")),
)
_VEGA_LITE = Bundle("vega-lite", lambda: library_text("vega-lite.min.js"))
_ECHARTS = (
    _BASIS,
    # ECharts measures letters one by one, unless that once took more than 16 ms.
    Bundle(
        "echarts",
        lambda: "\n".join(
            ["((Date) => {", library_text("echarts.min.js"), "})(lh.stillDate);"]
        ),
    ),
    Bundle("echarts-bridge", lambda: own_script("echarts_bridge.js")),
)


def _kept(
    name: str,
    bundles: "tuple[Bundle, ...]",
    *,
    scope: "Literal['process', 'thread']" = "process",
    isolation: "Literal['process'] | None" = None,
) -> "SharedInstance[MiniRacerEngine]":
    """Declare an engine that is made at its first use."""

    @shared(
        scope=scope,
        name=f"{name} of lazyheavy.charts",
        check=lambda engine: not engine.closed,
        close=lambda engine: engine.close(),
    )
    def engine() -> MiniRacerEngine:
        return MiniRacerEngine(bundles, isolation=isolation, extra="charts")

    return engine


#: The engine with Vega; Vega-Lite is loaded when it is needed.
vega_engine = _kept("the Vega engine", _VEGA)
#: The engine with ECharts.
echarts_engine = _kept("the ECharts engine", _ECHARTS)

#: The same for one thread of `render_many`; they end with it.
own_vega_engine = _kept("a thread's Vega engine", _VEGA, scope="thread")
own_echarts_engine = _kept("a thread's ECharts engine", _ECHARTS, scope="thread")

#: By family and isolation: the engine that all share, and that of one thread.
_ENGINES = {
    ("vega", None): (vega_engine, own_vega_engine),
    ("echarts", None): (echarts_engine, own_echarts_engine),
    ("vega", "process"): (
        _kept("the isolated Vega engine", _VEGA, isolation="process"),
        _kept(
            "a thread's isolated Vega engine",
            _VEGA,
            scope="thread",
            isolation="process",
        ),
    ),
    ("echarts", "process"): (
        _kept("the isolated ECharts engine", _ECHARTS, isolation="process"),
        _kept(
            "a thread's isolated ECharts engine",
            _ECHARTS,
            scope="thread",
            isolation="process",
        ),
    ),
}
#: By kind: the family, and the function of its bridge that draws.
_DRAWN_BY = {
    "vega-lite": ("vega", "lh.renderVegaLite"),
    "vega": ("vega", "lh.renderVega"),
    "echarts": ("echarts", "lh.renderECharts"),
}


class _Place(_local):
    """Whether the calling thread draws beside others (see `_many_jobs`).

    Attributes:
        has_engines: It has engines of its own; else it shares those above.
    """

    has_engines = False


place = _Place()


def render(
    kind: str,
    payload: str,
    timeout: float,
    isolation: "Literal['process'] | None" = None,
) -> str:
    """Let the engine of *kind* draw, and return its answer.

    Blocks until it is drawn; threads take turns.

    Args:
        kind: "vega-lite", "vega" or "echarts".
        payload: What its bridge expects.
        timeout: Seconds until drawing is given up.
        isolation: Where V8 runs, as for `MiniRacerEngine`.

    Raises:
        EngineError: The engine failed, or *timeout* seconds went by.
        AssetError: A JavaScript library is not there.
        MissingDependencyError: The engine is not installed.
    """
    family, function = _DRAWN_BY[kind]
    of_all, of_thread = _ENGINES[family, isolation]
    with (of_thread if place.has_engines else of_all).use() as engine:
        if kind == "vega-lite":
            engine.load(_VEGA_LITE)
        return engine.call(function, payload, timeout=timeout)
