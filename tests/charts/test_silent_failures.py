"""What the libraries only log, or leave out, is an error or a warning."""

from __future__ import annotations

from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import ChartError, DataAccessError, SpecError
from tests._support.specs import ECHARTS, ROWS, VEGA, VEGA_LITE, changed

WORDS: dict[str, Any] = {
    "width": 100,
    "height": 100,
    "data": [{"name": "words", "values": [{"text": "a"}, {"text": "b"}]}],
    "marks": [
        {
            "type": "text",
            "from": {"data": "words"},
            "encode": {"enter": {"text": {"field": "text"}}},
            "transform": [{"type": "wordcloud", "text": {"field": "text"}}],
        }
    ],
}

LOOKUP = {"lookup": "city", "from": {"data": {"url": "b.csv"}, "key": "a"}}


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        pytest.param(
            changed(VEGA_LITE, "data", {"url": "data/rain.csv"}),
            r"data\.url",
            id="vega-lite",
        ),
        pytest.param(
            changed(VEGA_LITE, "transform", [{**LOOKUP, "default": 0}]),
            r"transform\[0\]\.from\.data\.url",
            id="lookup",
        ),
        pytest.param(
            {**VEGA, "data": [{"name": "table", "url": "https://example.org/x.json"}]},
            r"data\[0\]\.url",
            id="vega",
        ),
    ],
)
def test_data_that_is_elsewhere(spec: dict[str, Any], path: str) -> None:
    """A URL is not fetched: the error has its place and says what to do."""
    with pytest.raises(DataAccessError, match=rf"^{path}: .*pass the data inline"):
        render_chart(spec)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("data:text/csv,city,rain%0AOsl%C3%B8,5", id="percent"),
        pytest.param("data:text/csv;base64,Y2l0eSxyYWluCk9zbMO4LDU=", id="base64"),
    ],
)
def test_data_urls_are_inline(url: str) -> None:
    """A data: URL holds its data, and is read."""
    data = {"url": url, "format": {"type": "csv"}}
    chart = render_chart(changed(VEGA_LITE, "data", data))

    assert ">Oslø</text>" in chart.svg


def test_broken_data_url() -> None:
    """A data: URL that cannot be decoded is an error, not an empty chart."""
    data = {"url": "data:text/csv;base64,$$$", "format": {"type": "csv"}}
    with pytest.raises(ChartError, match="base64"):
        render_chart(changed(VEGA_LITE, "data", data))


def test_broken_inline_data() -> None:
    """Text that is not of its format is an error, not an empty chart."""
    data = {"values": "[{", "format": {"type": "json"}}
    with pytest.raises(ChartError, match="JSON"):
        render_chart(changed(VEGA_LITE, "data", data))


def test_transforms_that_paint() -> None:
    """A transform that needs a canvas is named, with its place."""
    with pytest.raises(ChartError, match=r"marks\[0\].*'wordcloud'.*format=\"html\""):
        render_chart(WORDS)


def test_page_of_a_chart_for_browsers_only() -> None:
    """Such a chart can be had as HTML; its other formats raise the same error."""
    chart = render_chart(WORDS, format="html")

    assert "wordcloud" in chart.data
    assert "no still picture" in chart.warnings[0]
    with pytest.raises(ChartError, match="wordcloud"):
        chart.to_png()
    with pytest.raises(ChartError, match="wordcloud"):
        _ = chart.svg


def test_warnings_of_vega_lite_are_kept() -> None:
    """What the compiler drops is told in `Chart.warnings`."""
    chart = render_chart(changed(VEGA_LITE, "encoding.colour", {"field": "rain"}))

    assert any("colour" in warning for warning in chart.warnings)


def test_charts_for_mice_do_not_warn() -> None:
    """Interactive charts are drawn still, without a word about events."""
    brush = {"name": "brush", "select": "interval"}
    chart = render_chart(changed(VEGA_LITE, "params", [brush]))

    assert () == chart.warnings


def test_links_that_run_scripts_are_left_out() -> None:
    """A link to a script does not get into the picture, and that is told."""
    rows = [{**row, "link": "javascript:alert(1)"} for row in ROWS]
    spec = changed(
        changed(VEGA_LITE, "data.values", rows), "encoding.href.field", "link"
    )
    chart = render_chart(spec)

    assert 'href="javascript' not in chart.svg
    assert any("left out a link" in warning for warning in chart.warnings)


def test_links_to_pages_stay() -> None:
    """An ordinary link is in the picture."""
    rows = [{**row, "link": "https://example.org/?a=1&b=2"} for row in ROWS]
    spec = changed(
        changed(VEGA_LITE, "data.values", rows), "encoding.href.field", "link"
    )
    chart = render_chart(spec)

    assert 'href="https://example.org/?a=1&amp;b=2"' in chart.svg
    assert () == chart.warnings


def test_keys_that_echarts_ignores() -> None:
    """A misspelt component is told, with what it may have meant."""
    chart = render_chart({**ECHARTS, "legned": {}})

    assert 1 == len(chart.warnings)
    assert chart.warnings[0].startswith("legned: ")
    assert "did you mean 'legend'?" in chart.warnings[0]


def test_well_formed_options_do_not_warn() -> None:
    """Settings that are no components are known."""
    settings = {"color": ["red"], "backgroundColor": "#fff", "useUTC": True}
    chart = render_chart({**ECHARTS, **settings, "textStyle": {}, "aria": {}})

    assert () == chart.warnings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"series": [{"type": "bra", "data": [1]}]},
            r"series\[0\]\.type: unknown series type \"bra\".*did you mean 'bar'\?",
            id="unknown series",
        ),
        pytest.param(
            {"series": {"type": "bra"}}, r"^series\.type: unknown", id="one series"
        ),
        pytest.param(
            {"series": [{"data": [1]}]},
            r"series\[0\]\.type: a series must say its type",
            id="no type",
        ),
        pytest.param({"series": "bar"}, "series: must be a list", id="text"),
        pytest.param({"series": ["bar"]}, r"series\[0\]: must be an obj", id="names"),
        pytest.param(
            {"xAxis": None}, r"^xAxis: a series of type \"line\" needs", id="no axis"
        ),
        pytest.param(
            {"yAxis": {"type": "log10"}},
            r"^yAxis\.type: unknown axis type .*did you mean 'log'\?",
            id="axis type",
        ),
        pytest.param(
            {"series": [{"type": "line", "yAxisIndex": 1}]},
            r"series\[0\]\.yAxisIndex: there is no yAxis 1, only 1",
            id="axis index",
        ),
        pytest.param(
            {"series": [{"type": "bar", "coordinateSystem": "poler"}]},
            r"series\[0\]\.coordinateSystem: .*did you mean 'polar'\?",
            id="coordinate system",
        ),
        pytest.param(
            {"series": [{"type": "bar", "coordinateSystem": "polar"}]},
            r"^polar: a series on \"polar\" needs a component of that name",
            id="component of a coordinate system",
        ),
        pytest.param(
            {"series": [{"type": "heatmap", "data": [[0, 0, 1]]}]},
            r"series\[0\]: a heatmap gets its colours from a visualMap",
            id="heatmap",
        ),
        pytest.param(
            {"series": [{"type": "map", "map": "mars"}]},
            r"series\[0\]\.map: the map \"mars\" is not registered",
            id="map",
        ),
        pytest.param(
            {"geo": {"map": "mars"}}, r"^geo\.map: the map \"mars\"", id="geo"
        ),
    ],
)
def test_what_echarts_would_leave_out(change: dict[str, Any], message: str) -> None:
    """ECharts draws nothing for these, without a word: here they are errors."""
    option = {key: value for key, value in {**ECHARTS, **change}.items() if value}
    with pytest.raises(SpecError, match=message):
        render_chart(option)


def test_options_of_a_timeline() -> None:
    """A base and its parts make a whole together, and are checked as parts."""
    base = {**ECHARTS, "timeline": {"data": ["a", "b"]}, "series": [{"type": "bar"}]}
    parts = [{"series": [{"data": [1, 2, 3]}]}, {"series": [{"data": [3, 2, 1]}]}]
    chart = render_chart({"baseOption": base, "options": parts})

    assert () == chart.warnings
    parts[1]["series"] = [{"type": "bra"}]  # type: ignore[dict-item]
    with pytest.raises(SpecError, match=r"^options\[1\]\.series\[0\]\.type: unknown"):
        render_chart({"baseOption": base, "options": parts})


NO_CARTESIAN: dict[str, dict[str, Any]] = {
    "calendar": {
        "calendar": {"range": "2024-05"},
        "visualMap": {"min": 0, "max": 9},
        "series": [
            {
                "type": "heatmap",
                "coordinateSystem": "calendar",
                "data": [["2024-05-01", 5]],
            }
        ],
    },
    "polar": {
        "polar": {},
        "angleAxis": {"type": "category", "data": ["a", "b"]},
        "radiusAxis": {},
        "series": [{"type": "bar", "coordinateSystem": "polar", "data": [1, 2]}],
    },
    "single axis": {
        "singleAxis": {"type": "value"},
        "series": [
            {"type": "scatter", "coordinateSystem": "singleAxis", "data": [[1], [3]]}
        ],
    },
    "radar": {
        "radar": {"indicator": [{"name": name, "max": 5} for name in "abc"]},
        "series": [{"type": "radar", "data": [{"value": [1, 2, 3]}]}],
    },
    "parallel": {
        "parallelAxis": [{"dim": 0}, {"dim": 1}],
        "series": [{"type": "parallel", "data": [[1, 2], [3, 4]]}],
    },
    "gauge": {"series": [{"type": "gauge", "data": [{"value": 50}]}]},
    "data set": {
        "dataset": {"source": [["p", "q"], ["a", 1]]},
        "xAxis": [{"id": "A", "type": "category"}],
        "yAxis": [{}, {}],
        "series": [{"type": "bar", "xAxisId": "A", "yAxisIndex": 1}, None],
    },
    "graphic": {"graphic": {"type": "text", "style": {"text": "hello"}}},
}


@pytest.mark.parametrize("option", NO_CARTESIAN.values(), ids=NO_CARTESIAN)
def test_no_false_alarm(option: dict[str, Any]) -> None:
    """Options that ECharts draws whole are neither refused nor warned of."""
    assert () == render_chart(option).warnings
