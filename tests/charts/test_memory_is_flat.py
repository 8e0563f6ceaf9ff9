"""Drawing many charts takes no more memory than drawing some."""

from __future__ import annotations

import sys

import pytest

from tests._support.children import output_of

CODE = """
    import json, os
    from lazyheavy.charts import render_chart

    PAGE = os.sysconf("SC_PAGESIZE")

    def megabytes():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * PAGE / 2**20

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

    for kind in ("vega-lite", "echarts"):
        for number in range(250):
            render_chart(spec(kind, number))
    before = megabytes()
    for kind in ("vega-lite", "echarts"):
        for number in range(250, 750):
            render_chart(spec(kind, number))
    print(round(megabytes() - before))
"""


@pytest.mark.slow
@pytest.mark.timeout(150)
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_five_hundred_charts() -> None:
    """After a warm-up, 500 different charts of each family add little memory.

    A leak of one small chart's scene would add 100 MB and more.
    """
    assert int(output_of(CODE, timeout=120)) < 40
