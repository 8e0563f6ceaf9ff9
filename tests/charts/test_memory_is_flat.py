"""Drawing many charts takes no more memory than drawing some."""

from __future__ import annotations

import sys

import pytest

from tests._support.children import output_of

CODE = """
    import ctypes, gc, os
    from lazyheavy.charts import render_chart
    from lazyheavy.charts._engines import echarts_engine, vega_engine

    PAGE = os.sysconf("SC_PAGESIZE")

    def megabytes():
        gc.collect()
        heap = 0
        for engine in (vega_engine(), echarts_engine()):
            session = engine._keeper.session
            collect = session._library.functions.mr_low_memory_notification
            collect.argtypes = [ctypes.c_uint64]
            collect(session._context)
            heap += engine.stats().heap_used
        with open("/proc/self/statm") as file:
            return heap / 2**20, int(file.read().split()[1]) * PAGE / 2**20

    def spec(kind, number):
        size = number % 7 + 1
        rows = [{"a": f"{letter}{number}", "b": size} for letter in "ABCDEFGH"]
        if kind == "echarts":
            return {
                "xAxis": {"data": [row["a"] for row in rows]},
                "yAxis": {},
                "series": [{"type": "bar", "data": [row["b"] for row in rows]}],
            }
        encoding = {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}}
        return {"data": {"values": rows}, "mark": "bar", "encoding": encoding}

    def draw(numbers):
        for kind in ("vega-lite", "echarts"):
            for number in numbers:
                render_chart(spec(kind, number))

    draw(range(40))
    heap, all = megabytes()
    draw(range(40, 140))
    print(*(after - before for before, after in zip((heap, all), megabytes())))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_hundred_charts() -> None:
    """After a warm-up, 100 different charts of each family add next to nothing.

    Views that somebody keeps would add 16 MB to the heap.
    """
    heap, everything = map(float, output_of(CODE).split())

    assert heap < 2
    assert everything < 8
