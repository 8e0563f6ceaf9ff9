"""Title, size, configuration, font and background reach every kind of chart."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.errors import ChartError, SpecError
from tests._support.specs import ECHARTS, SPECS, VEGA, VEGA_LITE, changed

KINDS = tuple(SPECS)


def size(svg: str) -> tuple[float, float]:
    """Return width and height of an SVG."""
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("kind", KINDS)
def test_title(kind: str) -> None:
    """A title is drawn, in place of one that the specification has."""
    assert (
        ">Precipitation</text>" in render_chart(SPECS[kind], title="Precipitation").svg
    )
    assert ">Rain</text>" not in render_chart(ECHARTS, title="Precipitation").svg


@pytest.mark.parametrize("kind", KINDS)
def test_width_and_height(kind: str) -> None:
    """The picture grows by what the plot is made larger."""
    small = size(render_chart(SPECS[kind], width=200, height=150).svg)
    large = size(render_chart(SPECS[kind], width=320, height=250).svg)

    growth = (large[0] - small[0], large[1] - small[1])

    assert (120, 100) == pytest.approx(growth, abs=6)


def test_size_of_an_option_is_that_of_the_picture() -> None:
    """An ECharts picture has exactly the size that was asked for, or 600 by 400."""
    assert (600, 400) == size(render_chart(ECHARTS).svg)
    assert (321, 123) == size(render_chart(ECHARTS, width=321, height=123).svg)


def test_size_of_what_is_split() -> None:
    """In a facet or repetition the size is that of one view."""
    encoding = VEGA_LITE["encoding"]
    view = {"mark": "bar", "encoding": encoding}
    spec = {"data": VEGA_LITE["data"], "facet": {"column": {"field": "city"}}}
    spec["spec"] = view
    narrow = size(render_chart(spec, width=50).svg)
    wide = size(render_chart(spec, width=80).svg)

    assert 90 == pytest.approx(wide[0] - narrow[0], abs=2)


def test_size_of_several_views_is_refused() -> None:
    """Where the views have sizes of their own, one size has no meaning."""
    with pytest.raises(SpecError, match=r"^hconcat: width= is for one view"):
        render_chart({"hconcat": [VEGA_LITE, VEGA_LITE]}, width=100)


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("vega-lite", {"axis": {"labelColor": "#123456"}}),
        ("vega", {"axis": {"labelColor": "#123456"}}),
        ("echarts", {"xAxis": {"axisLabel": {"color": "#123456"}}}),
    ],
)
def test_config_wins_over_the_specification(kind: str, config: dict[str, Any]) -> None:
    """Configuration is merged into the specification's own, and goes before it."""
    theirs = {"axis": {"labelColor": "red", "labelFontSize": 7}}
    spec = SPECS[kind] if kind == "echarts" else changed(SPECS[kind], "config", theirs)
    svg = render_chart(spec, config=config).svg

    assert 'fill="#123456"' in svg
    assert ('font-size="7px"' in svg) == (kind != "echarts")
    assert 'fill="red"' not in svg


@pytest.mark.parametrize("kind", KINDS)
def test_background(kind: str) -> None:
    """The colour fills the whole picture."""
    assert 'fill="#fedcba"' in render_chart(SPECS[kind], background="#fedcba").svg


@pytest.mark.parametrize("kind", KINDS)
def test_font_of_all_text(kind: str) -> None:
    """Every text has the family; a font file gives the family that it holds."""
    for font in ("Arimo", asset_path("Arimo-Regular.ttf")):
        svg = render_chart(SPECS[kind], title="Rain", font=font).svg
        families = re.findall(r'font-family[:=]"?([^";]+)', svg)

        assert {"Arimo"} == set(families)


def test_base_option_takes_the_options() -> None:
    """In an option with a timeline they go into its base."""
    base = {**ECHARTS, "timeline": {"data": ["a"]}}
    svg = render_chart({"baseOption": base, "options": [{}]}, title="Base").svg

    assert ">Base</text>" in svg


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "width must be a number above 0, not 0"),
        ({"height": -5}, "height must be a number above 0, not -5"),
        ({"width": "5"}, "width must be a number above 0, not '5'"),
        ({"width": float("inf")}, "width must be a number above 0, not inf"),
        ({"scale": True}, "scale must be a number above 0, not True"),
        ({"timeout": 0}, "timeout must be a number above 0"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"config": []}, "config must be a dict, not list"),
        ({"format": "gif"}, r"unknown format 'gif': there are 'svg', 'png', 'html'"),
    ],
)
def test_values_out_of_range_are_refused(options: Any, message: str) -> None:
    """The argument is named, and what it may be."""
    with pytest.raises(ChartError, match=message):
        render_chart(VEGA, **options)
