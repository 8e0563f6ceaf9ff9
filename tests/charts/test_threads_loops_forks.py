"""Charts can be drawn from any thread, inside a running loop, and after a fork."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._engines import echarts_engine, vega_engine
from lazyheavy.errors import EngineTimeoutError
from tests._support.children import output_of
from tests._support.specs import ECHARTS, SPECS, VEGA_LITE


def test_threads_get_their_own_charts() -> None:
    """Eight threads draw different charts at once; none gets another's."""
    titles = [f"chart {number}" for number in range(24)]
    barrier = threading.Barrier(8)

    def draw(title: str) -> str:
        if titles.index(title) < 8:
            barrier.wait(timeout=20)
        spec = SPECS[list(SPECS)[titles.index(title) % 3]]
        return render_chart(spec, title=title).svg

    with ThreadPoolExecutor(8) as pool:
        pictures = dict(zip(titles, pool.map(draw, titles), strict=True))

    for title, svg in pictures.items():
        assert f">{title}</text>" in svg
        assert svg == draw_alone(title, titles)


def draw_alone(title: str, titles: list[str]) -> str:
    """Draw one of the charts while nobody else does."""
    return render_chart(SPECS[list(SPECS)[titles.index(title) % 3]], title=title).svg


def test_threads_share_one_engine_a_family() -> None:
    """However many threads draw first, each library is loaded once."""
    code = """
        import threading
        from lazyheavy.charts import render_chart
        from lazyheavy.charts._engines import echarts_engine, vega_engine

        specs = [
            {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {}},
            {"series": [{"type": "pie", "data": [1]}]},
        ]
        threads = [
            threading.Thread(target=render_chart, args=[specs[i % 2]]) for i in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(vega_engine().stats().starts, echarts_engine().stats().starts)
    """

    assert "1 1" == output_of(code)


@pytest.mark.parametrize("kind", SPECS)
def test_inside_a_running_loop(kind: str) -> None:
    """A cell of a notebook runs inside a loop: charts are drawn there as well."""

    async def draw() -> str:
        return render_chart(SPECS[kind]).svg

    assert render_chart(SPECS[kind]).svg == asyncio.run(draw())


def test_beside_a_running_loop() -> None:
    """`asyncio.to_thread` draws while the loop goes on."""

    async def draw() -> list[str]:
        charts = (asyncio.to_thread(render_chart, spec) for spec in SPECS.values())
        return [chart.svg for chart in await asyncio.gather(*charts)]

    assert [render_chart(spec).svg for spec in SPECS.values()] == asyncio.run(draw())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_after_a_fork() -> None:
    """A forked child draws with engines of its own, and the parent goes on."""
    code = """
        import os
        from lazyheavy.charts import render_chart

        specs = [
            {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {}},
            {"series": [{"type": "pie", "data": [1]}]},
        ]
        first = [render_chart(spec).svg for spec in specs]
        child = os.fork()
        if child == 0:
            os._exit([render_chart(spec).svg for spec in specs] != first)
        _, status = os.waitpid(child, 0)
        again = [render_chart(spec).svg for spec in specs]
        print(os.waitstatus_to_exitcode(status), again == first)
    """

    assert "0 True" == output_of(code, options=("-W", "ignore::DeprecationWarning"))


@pytest.mark.slow
def test_in_worker_processes() -> None:
    """Processes of a pool draw the same bytes, and charts come back whole."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        charts = list(pool.map(render_chart, SPECS.values()))

    assert [render_chart(spec).svg for spec in SPECS.values()] == [
        chart.svg for chart in charts
    ]


@pytest.mark.parametrize("spec", [VEGA_LITE, ECHARTS], ids=["vega-lite", "echarts"])
def test_after_a_timeout(spec: dict[str, object]) -> None:
    """A chart that takes too long is given up; the next one is drawn."""
    before = render_chart(spec).svg
    with pytest.raises(EngineTimeoutError):
        render_chart(spec, timeout=1e-6)

    assert before == render_chart(spec).svg


def test_engine_that_was_closed_comes_back() -> None:
    """Clearing the kept engines costs time, never a chart."""
    before = [render_chart(spec).svg for spec in SPECS.values()]
    vega_engine.cache_clear()
    echarts_engine.cache_clear()

    assert before == [render_chart(spec).svg for spec in SPECS.values()]
