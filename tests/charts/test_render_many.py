"""Many charts come as a stream: in order, bounded, from threads or from others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count, islice
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import Chart, render_chart, render_many
from lazyheavy.charts._engines import own_vega_engine
from lazyheavy.charts._many import LOOK_AHEAD
from lazyheavy.charts._many_jobs import Job
from lazyheavy.errors import ChartError, LazyHeavyError, SpecError
from tests._support.children import output_of
from tests._support.specs import SPECS, VEGA_LITE, changed

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = list(SPECS.values())
BAD = changed(VEGA_LITE, "encoding.x.field", "no such column")


def titled(number: int) -> dict[str, Any]:
    """Return a specification that tells its number."""
    return {**VEGA_LITE, "title": f"chart {number}"}


def numbers_in(charts: list[Chart]) -> list[int]:
    """Return the numbers of charts."""
    return [int(chart.spec["title"].split()[1]) for chart in charts]


def threads_of_ours() -> list[str]:
    """Return the names of the threads that draw."""
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("lazyheavy")]


def test_charts_come_in_order_with_the_same_bytes() -> None:
    """Threads draw what one thread draws, in the order of the specifications."""
    specs = [spec for spec in KINDS for _ in range(2)]
    charts = list(render_many(specs, max_workers=3, title="Rain"))

    assert [render_chart(spec, title="Rain").svg for spec in specs] == [
        chart.svg for chart in charts
    ]
    assert [] == threads_of_ours()


def test_charts_out_of_order_have_their_numbers() -> None:
    """With `ordered=False` each comes once, with its place."""
    drawn = dict(render_many(map(titled, range(7)), max_workers=2, ordered=False))

    assert list(range(7)) == sorted(drawn)
    for number, chart in drawn.items():
        assert isinstance(chart, Chart)
        assert [number] == numbers_in([chart])


def test_specifications_are_taken_as_needed() -> None:
    """The stream may be endless: only so many are ahead of the caller."""
    taken: list[int] = []

    def endless() -> Iterator[dict[str, Any]]:
        for number in count():
            taken.append(number)
            yield titled(number)

    charts = render_many(endless(), max_workers=2)
    assert [] == taken
    first = list(islice(charts, 3))
    charts.close()

    assert [0, 1, 2] == numbers_in(first)
    assert len(taken) <= 3 + 2 * LOOK_AHEAD
    assert [] == threads_of_ours()


def test_leaving_the_loop_ends_the_threads() -> None:
    """Who breaks out and lets go of the iterator leaves nothing running."""
    for _ in render_many(map(titled, count()), max_workers=2):
        break

    assert [] == threads_of_ours()


class Held:
    """A chart of another library whose specification comes when it may."""

    def __init__(self, may_go: threading.Event) -> None:
        self.asked = threading.Event()
        self._may_go = may_go

    def to_dict(self) -> dict[str, Any]:
        """Give the specification, and note that somebody asked for it."""
        self.asked.set()
        self._may_go.wait(20)
        return VEGA_LITE


def test_what_has_not_begun_is_taken_back() -> None:
    """Closing cancels what waits; an executor of the caller stays open."""
    may_go = threading.Event()
    held = [Held(may_go) for _ in range(5)]
    with ThreadPoolExecutor(1) as pool:
        charts = render_many([VEGA_LITE, *held], executor=pool, max_workers=4)
        next(charts)
        assert held[0].asked.wait(20)
        charts.close()
        may_go.set()
        assert isinstance(pool.submit(Job({}), VEGA_LITE).result(), Chart)

    assert [True, False, False, False, False] == [one.asked.is_set() for one in held]


def test_an_error_ends_the_stream() -> None:
    """By default the first error comes out, and says which chart it was."""
    charts = render_many([VEGA_LITE, BAD, VEGA_LITE], max_workers=2)

    assert isinstance(next(charts), Chart)
    with pytest.raises(SpecError, match="no such column") as caught:
        next(charts)
    notes = getattr(caught.value, "__notes__", ["number 1"])
    assert "number 1" in notes[0]
    assert [] == list(charts)
    assert [] == threads_of_ours()


@pytest.mark.parametrize("ordered", [True, False])
def test_an_error_in_the_place_of_its_chart(ordered: bool) -> None:
    """With `on_error="return"` one bad specification stops no other."""
    specs = [VEGA_LITE, BAD, {"mark": 7}, VEGA_LITE]
    drawn: Any = render_many(specs, max_workers=2, on_error="return", ordered=ordered)
    found = dict(enumerate(drawn) if ordered else drawn)

    assert [Chart, SpecError, Chart] == [type(found[n]) for n in (0, 1, 3)]
    assert isinstance(found[2], LazyHeavyError)


def test_an_error_of_the_source_comes_out() -> None:
    """What goes wrong while specifications are read is no error of a chart."""

    def source() -> Iterator[dict[str, Any]]:
        yield VEGA_LITE
        message = "disk on fire"
        raise OSError(message)

    with pytest.raises(OSError, match="disk on fire"):
        list(render_many(source(), on_error="return"))
    assert [] == threads_of_ours()


def test_threads_have_engines_of_their_own() -> None:
    """The engines of the process are not even started."""
    code = f"""
        from lazyheavy.charts import render_many
        from lazyheavy.charts._engines import echarts_engine, vega_engine

        print(len(list(render_many({KINDS!r} * 2, max_workers=2))))
        print(vega_engine().stats().starts, echarts_engine().stats().starts)
    """

    assert ["6", "0 0"] == output_of(code).splitlines()


def test_engines_end_with_their_threads() -> None:
    """A thread that is gone leaves no V8 behind."""
    with ThreadPoolExecutor(1) as pool:
        assert isinstance(pool.submit(Job({}), VEGA_LITE).result(), Chart)
        engine = pool.submit(own_vega_engine).result()
        assert (1, False) == (engine.stats().starts, engine.closed)

    assert engine.closed


def test_formats_and_data() -> None:
    """Workers make the format; data is drawn as `render_chart` draws it."""
    tables = [{"a": ["x", "y"], "b": [1, number]} for number in range(3)]
    charts = list(render_many(tables, format="png", mark="bar", x="a", y="b", scale=2))

    assert charts[2].data == (
        render_chart(tables[2], format="png", mark="bar", x="a", y="b", scale=2).data
    )


@pytest.mark.slow
def test_processes_draw_the_same() -> None:
    """A pool of processes gives equal charts; errors come back as they are."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        drawn = list(render_many([*KINDS, BAD], executor=pool, on_error="return"))

    assert [render_chart(spec).svg for spec in KINDS] == [
        chart.svg for chart in drawn if isinstance(chart, Chart)
    ]
    assert isinstance(drawn[-1], SpecError)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_broken_pool_is_nobodys_chart() -> None:
    """When a process dies, the pool is what failed: that is raised."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        pid = pool.submit(os.getpid).result()

        def source() -> Iterator[dict[str, Any]]:
            yield VEGA_LITE
            os.kill(pid, signal.SIGKILL)
            yield VEGA_LITE

        with pytest.raises(BrokenExecutor):
            list(render_many(source(), executor=pool, on_error="return"))


@pytest.mark.slow
@pytest.mark.parametrize("processes", [False, True], ids=["threads", "processes"])
def test_a_dask_cluster_draws_the_same(processes: bool) -> None:
    """A client of `dask.distributed` is an executor like any other."""
    pytest.importorskip("distributed", reason="needs the extra dask")
    code = f"""
        from distributed import Client
        from lazyheavy.charts import render_chart, render_many

        specs = {[*KINDS, BAD]!r}
        client = Client(
            n_workers=2, threads_per_worker=1, processes={processes},
            dashboard_address=None,
        )
        with client:
            drawn = list(render_many(specs, executor=client, on_error="return"))
            client.submit(int).result()
            client.cluster.close()
        print([render_chart(spec).svg for spec in specs[:3]]
              == [chart.svg for chart in drawn[:3]], type(drawn[3]).__name__)
    """

    assert "True SpecError" == output_of(code, timeout=55).splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (VEGA_LITE, {}, TypeError, "not one dict: use render_chart"),
        ("chart.json", {}, TypeError, "not one str"),
        (7, {}, TypeError, "not one int"),
        ([], {"executor": 7}, TypeError, r"submit\(\)"),
        ([], {"on_error": "ignore"}, ChartError, "'raise' or 'return'"),
        ([], {"max_workers": 0}, ChartError, "max_workers"),
        ([], {"max_workers": True}, ChartError, "max_workers"),
        ([], {"format": "gif"}, ChartError, "unknown format 'gif'"),
        ([], {"widht": 5}, TypeError, "'widht'; did you mean 'width'"),
    ],
)
def test_wrong_arguments(
    arguments: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    """What cannot work is refused by the call itself, before any chart."""
    with pytest.raises(error, match=message):
        render_many(arguments, **options)


def test_nothing_to_draw() -> None:
    """No specification, no chart, and no thread."""
    assert [] == list(render_many([]))
