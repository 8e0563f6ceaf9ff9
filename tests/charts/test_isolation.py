"""A specification of a stranger is drawn in a process that may be lost."""

from __future__ import annotations

from typing import Any

import pytest

from lazyheavy.charts import render_chart, render_many
from lazyheavy.charts._engines import _ENGINES, echarts_engine, vega_engine
from lazyheavy.errors import (
    ChartError,
    EngineMemoryError,
    EngineTimeoutError,
    SpecError,
)
from tests._support.specs import ECHARTS, SPECS, VEGA, VEGA_LITE, changed

#: More numbers than there is memory for: 80 MB a row.
HUNGRY: dict[str, Any] = {
    "data": {"sequence": {"start": 0, "stop": 40}},
    "transform": [{"calculate": "sequence(0, 1e7)", "as": "all"}],
    "mark": "point",
}
#: An expression that takes longer than the universe has lasted.
ENDLESS: dict[str, Any] = {
    "data": {"values": [{"a": "a" * 60 + "b"}]},
    "transform": [{"filter": "test(regexp('^(a+)+$'), datum.a)"}],
    "mark": "point",
}


def starts() -> list[int]:
    """Return how often the engines in this process were started."""
    return [engine().stats().starts for engine in (vega_engine, echarts_engine)]


def test_same_bytes() -> None:
    """Where it is drawn makes no difference, and nothing is drawn in this process."""
    expected = [render_chart(spec, title="Rain").svg for spec in SPECS.values()]
    before = starts()
    drawn = [
        render_chart(spec, title="Rain", isolation="process").svg
        for spec in SPECS.values()
    ]

    assert expected == drawn
    assert before == starts()


def test_no_memory_or_no_end_is_an_error() -> None:
    """Each is refused in its time, and the next chart is drawn."""
    with pytest.raises(EngineMemoryError, match="ran out of memory"):
        render_chart(HUNGRY, isolation="process", timeout=50)
    with pytest.raises(EngineTimeoutError, match=r"took more than 0\.3 s"):
        render_chart(ENDLESS, isolation="process", timeout=0.3)

    assert "<svg" in render_chart(VEGA_LITE, isolation="process").svg


def test_errors_are_the_same() -> None:
    """A wrong specification is told as it is elsewhere."""
    spec = changed(VEGA_LITE, "encoding.x.field", "no such column")
    with pytest.raises(SpecError, match="no such column"):
        render_chart(spec, isolation="process")
    with pytest.raises(ChartError, match="must be None or 'process', not 'thread'"):
        render_chart(VEGA, isolation="thread")  # type: ignore[arg-type]


def test_many_have_a_worker_for_each_thread() -> None:
    """`render_many` draws them beside each other, and ends the workers."""
    shared = [_ENGINES[family, "process"][0] for family in ("vega", "echarts")]
    before = [engine().stats().calls for engine in shared]
    specs = [VEGA_LITE, ECHARTS]
    charts = render_many(specs, max_workers=2, isolation="process")

    assert [render_chart(spec).svg for spec in specs] == [c.svg for c in charts]
    assert before == [engine().stats().calls for engine in shared]
