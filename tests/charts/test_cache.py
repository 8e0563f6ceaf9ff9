"""Charts are kept by their content in whatever mapping the caller gives."""

from __future__ import annotations

import pickle
import shelve
from collections.abc import MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import get_ident
from typing import TYPE_CHECKING, Any

import pytest
from cachetools import LRUCache, TTLCache

from lazyheavy.charts import Chart, _drawing, _png, render_chart, render_many
from lazyheavy.charts import _preparing as preparing
from lazyheavy.errors import ChartError, DataAccessError, SpecError
from tests._support.specs import ECHARTS, ROWS, SPECS, VEGA_LITE, changed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTENT: list[tuple[Any, dict[str, Any]]] = [
    (VEGA_LITE, {}),
    (changed(VEGA_LITE, "mark", "line"), {}),
    (VEGA_LITE, {"seed": 1}),
    (VEGA_LITE, {"scale": 2}),
    (VEGA_LITE, {"title": "Rain"}),
    (VEGA_LITE, {"width": 99}),
    (VEGA_LITE, {"background": "white"}),
    (VEGA_LITE, {"theme": "dark"}),
    (VEGA_LITE, {"locale": "de-DE"}),
    (VEGA_LITE, {"font": "Arial"}),
    (VEGA_LITE, {"config": {"axis": {}}}),
    (ECHARTS, {}),
    (ECHARTS, {"width": 99}),
    (ROWS, {"x": "city", "y": "rain"}),
    (ROWS, {"x": "city", "y": "rain", "mark": "point"}),
    (ROWS[:2], {"x": "city", "y": "rain"}),
]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of charts that an engine has drawn, in order."""
    kinds: list[str] = []

    def draw(kind: str, *rest: Any, **how: Any) -> Any:
        kinds.append(kind)
        return _drawing.draw(kind, *rest, **how)

    monkeypatch.setattr(preparing, "draw", draw)
    return kinds


@pytest.mark.parametrize("kind", SPECS)
def test_same_content_is_drawn_once(kind: str, drawn: list[str]) -> None:
    """An equal specification, not the same object, gives an equal chart."""
    cache: dict[str, Any] = {}
    first = render_chart(SPECS[kind], cache=cache)
    second = render_chart(pickle.loads(pickle.dumps(SPECS[kind])), cache=cache)  # noqa: S301

    assert [kind] == drawn
    assert first == second
    assert (first.svg, first.data) == (second.svg, second.data)


def test_chart_equals_one_without_cache() -> None:
    """The cache changes nothing of a chart."""
    cache: dict[str, Any] = {}
    plain = render_chart(VEGA_LITE, format="png", scale=2)
    for _ in range(2):
        kept = render_chart(VEGA_LITE, format="png", scale=2, cache=cache)
        assert (plain, plain.data, plain.warnings) == (kept, kept.data, kept.warnings)
        assert hash(plain) == hash(kept)


def test_other_content_is_drawn_anew(drawn: list[str]) -> None:
    """Every option and every value of the data counts."""
    cache: dict[str, Any] = {}
    for spec, options in CONTENT * 2:
        render_chart(spec, cache=cache, **options)

    assert len(CONTENT) == len(drawn) == len(cache)


def test_frames_count_by_their_content(drawn: list[str]) -> None:
    """Two frames with the same values are the same."""
    polars = pytest.importorskip("polars")
    cache: dict[str, Any] = {}
    for rows in (ROWS, [dict(row) for row in ROWS], ROWS[1:]):
        render_chart(polars.DataFrame(rows), x="city", y="rain", cache=cache)

    assert len(drawn) == 2


def test_formats_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PNG is kept for its scale; so it is with another chart of the content."""
    made: list[float] = []

    def to_png(svg: str, **how: Any) -> bytes:
        made.append(how["scale"])
        return real(svg, **how)

    real = _png.to_png
    monkeypatch.setattr(_png, "to_png", to_png)
    cache: dict[str, Any] = {}
    charts = [render_chart(ECHARTS, format="png", cache=cache) for _ in range(2)]
    charts += [render_chart(ECHARTS, cache=cache)]
    pngs = {chart.to_png() for chart in charts}
    doubled = {chart.to_png(scale=2) for chart in charts}

    assert [1, 2] == made
    assert {1} == {len(pngs), len(doubled)}
    assert charts[0].to_data_uri("png") == charts[2].to_data_uri("png")


def test_failures_are_not_kept() -> None:
    """A wrong specification is refused each time, and leaves nothing."""
    cache: dict[str, Any] = {}
    for _ in range(2):
        with pytest.raises(SpecError):
            render_chart({"mark": "barr", "encoding": {}}, cache=cache)

    assert {} == cache


def test_chart_for_a_browser_only_stays_an_error() -> None:
    """A page that is kept without a picture is no picture for others."""
    cache: dict[str, Any] = {}
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "data": [{"name": "t", "values": [{"text": "a"}]}],
        "marks": [
            {
                "type": "text",
                "from": {"data": "t"},
                "transform": [{"type": "wordcloud", "text": {"field": "text"}}],
            }
        ],
    }
    pages = [render_chart(spec, format="html", cache=cache) for _ in range(2)]

    assert pages[0].needs_browser
    assert pages[0].data == pages[1].data
    with pytest.raises(ChartError, match="canvas"):
        render_chart(spec, cache=cache)


def test_data_is_loaded_each_time(drawn: list[str]) -> None:
    """Remote data that changed gives another chart."""
    cache: dict[str, Any] = {}
    spec = changed(VEGA_LITE, "data", {"url": "rain.json"})
    for rows in (ROWS, ROWS, ROWS[1:]):
        render_chart(spec, data_loader=lambda _, rows=rows: rows, cache=cache)

    assert len(drawn) == 2
    with pytest.raises(DataAccessError):
        render_chart(spec, cache=cache)


def test_loaded_images_are_not_kept(drawn: list[str]) -> None:
    """An image may be another one the next time."""
    cache: dict[str, Any] = {}
    spec = {
        "data": {"values": [{"url": "a.svg"}]},
        "mark": {"type": "image", "width": 9, "height": 9},
        "encoding": {"url": {"field": "url"}},
    }
    images = ["<svg xmlns='http://www.w3.org/2000/svg'/>", "<svg></svg>"]
    svgs = {
        render_chart(spec, data_loader=lambda _, image=image: image, cache=cache).svg
        for image in images
    }

    assert (2, 2, {}) == (len(svgs), len(drawn), cache)


@pytest.mark.parametrize(
    "cache", [LRUCache(2), TTLCache(2, ttl=600)], ids=["LRU", "TTL"]
)
def test_caches_of_cachetools(cache: Any, drawn: list[str]) -> None:
    """They bound what is kept, and drop what was not used for longest."""
    for seed in (0, 1, 0, 2, 0, 1):
        render_chart(ECHARTS, seed=seed, cache=cache)

    assert (4, 2) == (len(drawn), len(cache))


def test_what_is_too_large_for_the_cache_is_drawn() -> None:
    """It is not kept, where cachetools refuses it, and the caller gets it."""
    cache = LRUCache(10, getsizeof=lambda value: len(pickle.dumps(value)))

    assert render_chart(ECHARTS) == render_chart(ECHARTS, cache=cache)
    assert len(cache) == 0


def test_cache_on_disk(tmp_path: Path, drawn: list[str]) -> None:
    """Keys are text and values can be pickled, so a shelf keeps charts."""
    for _ in range(2):
        with shelve.open(str(tmp_path / "charts")) as cache:  # noqa: S301
            chart = render_chart(ECHARTS, format="png", cache=cache)

            assert {"echarts"} == set(drawn)
            assert chart.data == chart.to_png()
    assert len(drawn) == 1


def test_time_zone_is_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process has drawn in another zone is not taken."""
    cache: dict[str, Any] = {}
    for zone in ("UTC", "Asia/Tokyo"):
        monkeypatch.setenv("TZ", zone)
        render_chart(ECHARTS, cache=cache)

    assert len(cache) == 2


def test_font_file_that_changed_is_another(tmp_path: Path, drawn: list[str]) -> None:
    """A font file counts with its size and time, not only with its name."""
    from lazyheavy.charts._assets_lookup import asset_path

    font = tmp_path / "font.ttf"
    cache: dict[str, Any] = {}
    with open(asset_path("Arimo-Regular.ttf"), "rb") as file:  # noqa: PTH123
        data = file.read()
    for content in (data, data + bytes(4)):
        font.write_bytes(content)
        render_chart(ECHARTS, font=str(font), cache=cache)

    assert len(drawn) == 2


def test_charts_travel_without_the_cache() -> None:
    """A mapping that cannot be pickled does not keep a chart from it."""
    chart = render_chart(ECHARTS, cache=OneThread())

    assert chart == pickle.loads(pickle.dumps(chart))  # noqa: S301


@pytest.mark.parametrize("cache", [[], "charts", 5, object()])
def test_what_is_no_mapping(cache: Any) -> None:
    """It is told at once."""
    with pytest.raises(ChartError, match=r"cache must be a mapping such as a dict"):
        render_chart(ECHARTS, cache=cache)


class OneThread(MutableMapping[str, Any]):
    """A mapping that notices when two threads are in it, and cannot be pickled."""

    def __init__(self) -> None:
        self.content: dict[str, Any] = {}
        self.inside = 0
        self.clashes = 0
        self.lambda_ = lambda: None

    def _use(self, work: Any) -> Any:
        me = self.inside = get_ident()
        try:
            return work()
        finally:
            self.clashes += self.inside != me

    def __getitem__(self, key: str) -> Any:
        return self._use(lambda: self.content[key])

    def __setitem__(self, key: str, value: Any) -> None:
        self._use(lambda: self.content.__setitem__(key, value))

    def __delitem__(self, key: str) -> None:
        raise NotImplementedError

    def __iter__(self) -> Iterator[str]:
        return iter(self.content)

    def __len__(self) -> int:
        return len(self.content)


def test_one_thread_at_a_time() -> None:
    """Threads that share a mapping use it one after the other."""
    cache = OneThread()

    def draw(seed: int) -> Chart:
        return render_chart(ECHARTS, format="png", seed=seed % 2, cache=cache)

    with ThreadPoolExecutor(4) as pool:
        charts = list(pool.map(draw, range(40)))

    assert 0 == cache.clashes
    assert (4, 2) == (
        len(cache),
        len(set(charts) | {chart.svg for chart in charts}) // 2,
    )


class Counting:
    """An executor that draws at once, and counts."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, work: Any, *arguments: Any) -> Future[Any]:
        """Draw now."""
        self.submitted += 1
        # As another process would: nothing of the caller's cache may go along.
        work, arguments = pickle.loads(pickle.dumps((work, arguments)))  # noqa: S301
        done: Future[Any] = Future()
        done.set_result(work(*arguments))
        return done


def test_many_charts_with_a_cache() -> None:
    """What is kept is not handed out; errors stay in their places."""
    cache = OneThread()
    specs = [VEGA_LITE, {"mark": "barr", "encoding": {}}, ECHARTS]
    counts = []
    for _ in range(2):
        executor = Counting()
        charts = list(
            render_many(
                specs, executor=executor, format="png", cache=cache, on_error="return"
            )
        )
        counts.append(executor.submitted)

        assert isinstance(charts[1], SpecError)
        for spec, chart in ((VEGA_LITE, charts[0]), (ECHARTS, charts[2])):
            assert isinstance(chart, Chart)
            assert render_chart(spec, format="png") == chart
            assert chart.data == chart.to_png()
    assert [2, 0] == counts
    assert len(cache) == 4
