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
    Bundle("echarts", lambda: library_text("echarts.min.js")),
    Bundle("echarts-bridge", lambda: own_script("echarts_bridge.js")),
)


def _kept(
    name: str,
    bundles: "tuple[Bundle, ...]",
    scope: "Literal['process', 'thread']" = "process",
) -> "SharedInstance[MiniRacerEngine]":
    """Declare an engine that is made at its first use."""

    @shared(
        scope=scope,
        name=name,
        check=lambda engine: not engine.closed,
        close=lambda engine: engine.close(),
    )
    def engine() -> MiniRacerEngine:
        return MiniRacerEngine(bundles, extra="charts")

    return engine


#: The engine with Vega; Vega-Lite is loaded when it is needed.
vega_engine = _kept("the Vega engine of lazyheavy.charts", _VEGA)
#: The engine with ECharts.
echarts_engine = _kept("the ECharts engine of lazyheavy.charts", _ECHARTS)

#: The same for one thread; they end with it.
own_vega_engine = _kept(
    "the Vega engine of a thread of render_many", _VEGA, scope="thread"
)
own_echarts_engine = _kept(
    "the ECharts engine of a thread of render_many", _ECHARTS, scope="thread"
)


class _Place(_local):
    """Whether the calling thread draws beside others (see `_many_jobs`).

    Attributes:
        has_engines: It has engines of its own; else it shares those above.
    """

    has_engines = False


place = _Place()


def render(kind: str, payload: str, timeout: float) -> str:
    """Let the engine of *kind* draw, and return its answer.

    Blocks until it is drawn; threads take turns.

    Raises:
        EngineError: The engine failed, or *timeout* seconds went by.
        AssetError: A JavaScript library is not there.
        MissingDependencyError: The engine is not installed.
    """
    if kind == "echarts":
        kept = own_echarts_engine if place.has_engines else echarts_engine
        with kept.use() as engine:
            return engine.call("lh.renderECharts", payload, timeout=timeout)
    kept = own_vega_engine if place.has_engines else vega_engine
    with kept.use() as engine:
        if kind == "vega-lite":
            engine.load(_VEGA_LITE)
            return engine.call("lh.renderVegaLite", payload, timeout=timeout)
        return engine.call("lh.renderVega", payload, timeout=timeout)
