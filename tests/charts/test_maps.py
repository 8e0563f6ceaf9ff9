"""Maps of ECharts are registered for one chart, wherever they come from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import ChartError, SpecError
from tests._support.specs import VEGA_LITE
from tests.charts.echarts_options._short import ISLAND

OPTION: dict[str, Any] = {
    "series": [
        {
            "type": "map",
            "map": "island",
            "label": {"show": True},
            "data": [{"name": "Rock", "value": 3}],
        }
    ]
}


class MapOfPyecharts:
    """A chart of pyecharts after `add_geo_json()`."""

    _geo_json_name = "island"
    _geo_json = ISLAND

    def dump_options_with_quotes(self) -> str:
        """Return the option."""
        return json.dumps(OPTION)


def test_map_is_drawn() -> None:
    """Its parts are there, with their names."""
    svg = render_chart(OPTION, maps={"island": ISLAND}).svg

    assert all(f">{name}</text>" in svg for name in ("North", "South", "Rock"))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(lambda: (OPTION, {"island": json.dumps(ISLAND)}), id="text"),
        pytest.param(lambda: (OPTION, {"island": {"geoJSON": ISLAND}}), id="wrapped"),
        pytest.param(
            lambda: ({**OPTION, "usermeta": {"maps": {"island": ISLAND}}}, None),
            id="in the option",
        ),
        pytest.param(lambda: (MapOfPyecharts(), None), id="pyecharts"),
    ],
)
def test_every_way_gives_the_same_map(given: Any) -> None:
    """Only the ids, which are of the specification, differ."""
    spec, maps = given()
    expected = render_chart(OPTION, maps={"island": ISLAND}).svg
    svg = render_chart(spec, maps=maps).svg

    assert expected.partition("<path")[2].count("<path") == svg.count("<path") - 1
    assert ">South</text>" in svg


def test_map_of_one_chart_is_not_there_for_the_next() -> None:
    """What was drawn before decides nothing."""
    render_chart(OPTION, maps={"island": ISLAND})
    with pytest.raises(SpecError, match=r'the map "island" is not registered: give'):
        render_chart(OPTION)


def test_map_with_the_same_name_takes_its_place() -> None:
    """Each chart has its own map, also under a name that was used."""
    first = render_chart(OPTION, maps={"island": ISLAND}).svg
    smaller = {**ISLAND, "features": ISLAND["features"][:2]}
    second = render_chart(OPTION, maps={"island": smaller}).svg

    assert ">Rock</text>" not in second
    assert first == render_chart(OPTION, maps={"island": ISLAND}).svg


def test_page_registers_the_map() -> None:
    """A page has the map beside the option."""
    page = render_chart(OPTION, maps={"island": ISLAND}, format="html").data

    assert '"maps":{"island":' in str(page)


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        ("island", "maps must be a dict"),
        ({"island": 5}, "must be GeoJSON, a dict or text, not int"),
        ({"island": "island.json"}, "give the content of the file"),
        ({"island": {"type": "Point"}}, r"usermeta\.maps\.island: a map is GeoJSON"),
        ({"island": {"svg": "<svg/>"}}, "a map in SVG needs a browser"),
        ({"iland": ISLAND}, r"not registered.*did you mean 'iland'"),
    ],
)
def test_what_is_no_map(maps: Any, message: str) -> None:
    """The error says what a map is, and which one is none."""
    with pytest.raises(ChartError, match=message):
        render_chart(OPTION, maps=maps)


def test_maps_are_for_echarts() -> None:
    """Vega has a mark of its own for them."""
    with pytest.raises(ChartError, match="geoshape"):
        render_chart(VEGA_LITE, maps={"island": ISLAND})


@pytest.mark.parametrize(
    ("kind", "package"),
    [
        ("liquidFill", "echarts-liquidfill"),
        ("wordCloud", "echarts-wordcloud"),
        ("bar3D", "echarts-gl"),
        ("scatterGL", "echarts-gl"),
    ],
)
def test_extensions_are_refused_by_name(kind: str, package: str) -> None:
    """A series that another package brings is no mistake of writing."""
    with pytest.raises(SpecError, match=rf"series\[0\]\.type: .*{package}"):
        render_chart({"series": [{"type": kind}]})


@pytest.mark.parametrize("system", ["bmap", "amap"])
def test_maps_of_extensions_are_refused_by_name(system: str) -> None:
    """A map that loads its pictures from elsewhere cannot be a still one."""
    series = {"type": "scatter", "coordinateSystem": system, "data": []}
    with pytest.raises(SpecError, match=rf"coordinateSystem: .*{system}.* extension"):
        render_chart({"series": [series]}, kind="echarts")
