"""A theme, by name or as a dict, gives a chart its look; the chart's own wish wins."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._catalogues import echarts_themes, vega_themes
from lazyheavy.errors import ChartError
from tests._support.specs import ECHARTS, SPECS, VEGA, VEGA_LITE, changed

#: Themes with something in the picture that only they have.
SIGNS = {
    "vega-lite": ("dark", 'fill="#333"'),
    "vega": ("fivethirtyeight", 'fill="#f0f0f0"'),
    "echarts": ("vintage", 'stroke="#d87c7c"'),
}


@pytest.mark.parametrize("kind", SPECS)
def test_theme_by_name(kind: str) -> None:
    """The picture has the colours of the theme, whose name may be in any case."""
    name, sign = SIGNS[kind]

    assert sign not in render_chart(SPECS[kind]).svg
    assert sign in render_chart(SPECS[kind], theme=name).svg
    assert sign in render_chart(SPECS[kind], theme=name.upper()).svg


@pytest.mark.parametrize(
    ("kind", "theme"),
    [
        ("vega-lite", {"background": "#123456"}),
        ("vega", {"background": "#123456"}),
        ("echarts", {"backgroundColor": "#123456"}),
    ],
)
def test_theme_as_dict(kind: str, theme: dict[str, Any]) -> None:
    """A dict is a theme as the library has them, and is left as it was."""
    before = dict(theme)
    svg = render_chart(SPECS[kind], theme=theme).svg

    assert 'fill="#123456"' in svg
    assert before == theme


@pytest.mark.parametrize("kind", ["vega-lite", "vega"])
def test_specification_wins_over_theme(kind: str) -> None:
    """The theme fills in only what the specification leaves open; config= wins."""
    theme = {"axis": {"labelColor": "#111111", "titleColor": "#222222"}}
    spec = changed(SPECS[kind], "config", {"axis": {"labelColor": "#333333"}})
    drawn = render_chart(spec, theme=theme)
    config = {"axis": {"labelColor": "#444444"}}
    forced = render_chart(spec, theme=theme, config=config)

    assert {"labelColor": "#333333", "titleColor": "#222222"} == (
        drawn.spec["config"]["axis"]
    )
    assert 'fill="#333333"' in drawn.svg
    assert 'fill="#444444"' in forced.svg


def test_option_wins_over_theme() -> None:
    """For ECharts too, what the option or config= says goes before the theme."""
    spec = {**ECHARTS, "backgroundColor": "#333333"}

    assert 'fill="#333333"' in render_chart(spec, theme="vintage").svg
    svg = render_chart(
        ECHARTS, theme="vintage", config={"backgroundColor": "#444444"}
    ).svg
    assert 'fill="#444444"' in svg


def test_themes_that_echarts_has_inside() -> None:
    """The theme "dark" is the one inside ECharts, "light" its usual look."""
    plain, light, dark = (
        re.sub("lh[0-9a-f]{8}", "id", render_chart(ECHARTS, theme=name).svg)
        for name in (None, "light", "dark")
    )

    assert plain == light
    assert plain != dark


def test_every_theme_is_drawn() -> None:
    """All themes of vega-themes and of ECharts are there, and draw without a word."""
    assert {"dark", "excel", "ggplot2", "vox"} <= set(vega_themes())
    assert {"dark", "macarons", "shine", "vintage"} <= set(echarts_themes())
    for name in vega_themes():
        assert () == render_chart(VEGA, theme=name).warnings
    for name in echarts_themes():
        assert () == render_chart(ECHARTS, theme=name).warnings


@pytest.mark.parametrize("kind", SPECS)
def test_unknown_theme(kind: str) -> None:
    """A name that is none is refused with all there are, and the one meant."""
    last = {"echarts": "vintage"}.get(kind, "vox")
    message = rf"unknown theme 'drak': there are .*'{last}'.*did you mean 'dark'\?"
    with pytest.raises(ChartError, match=message):
        render_chart(SPECS[kind], theme="drak")


@pytest.mark.parametrize("kind", SPECS)
def test_theme_of_another_type(kind: str) -> None:
    """What is neither a name nor a dict is refused."""
    theme: Any = 5
    with pytest.raises(ChartError, match="theme must be a name or a dict, not int"):
        render_chart(SPECS[kind], theme=theme)


def test_theme_that_the_specification_asks_for() -> None:
    """A theme in the place that vega-embed reads, as Altair writes it, is drawn."""
    spec = changed(VEGA_LITE, "usermeta", {"embedOptions": {"theme": "dark"}})
    other = changed(VEGA_LITE, "usermeta", {"embedOptions": {"theme": "of-my-own"}})

    assert 'fill="#333"' in render_chart(spec).svg
    assert 'fill="#f0f0f0"' in render_chart(spec, theme="fivethirtyeight").svg
    assert 'fill="white"' in render_chart(other).svg


@pytest.mark.parametrize("kind", SPECS)
def test_drawn_specification_keeps_its_theme(kind: str) -> None:
    """`Chart.spec` holds the theme, so it can be drawn again without the option."""
    name, sign = SIGNS[kind]
    again = render_chart(render_chart(SPECS[kind], theme=name).spec)

    assert sign in again.svg
    assert () == again.warnings
