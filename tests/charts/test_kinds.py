"""What the caller hands over is told by what it is: no kind has to be named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import SpecError
from tests._support.specs import ECHARTS, ROWS, SPECS, VEGA, VEGA_LITE, changed

BARE = {
    "vega-lite": {key: VEGA_LITE[key] for key in ("data", "mark", "encoding")},
    "vega": {key: value for key, value in VEGA.items() if key != "$schema"},
    "echarts": {"series": [{"type": "pie", "data": [{"name": "a", "value": 1}]}]},
}


@pytest.mark.parametrize("kind", SPECS)
def test_schema_or_shape_tells_the_kind(kind: str) -> None:
    """`$schema` tells the kind where there is one, the keys where there is none."""
    assert kind == render_chart(SPECS[kind]).kind
    assert kind == render_chart(BARE[kind]).kind


@pytest.mark.parametrize("kind", SPECS)
def test_json_text_is_the_same_specification(kind: str) -> None:
    """JSON text, however it is spaced, gives the bytes of the dict."""
    text = json.dumps(SPECS[kind], indent=4)

    assert render_chart(SPECS[kind]).svg == render_chart(text).svg


def test_kind_overrides_what_the_schema_says() -> None:
    """`kind=` goes before `$schema`."""
    spec = changed(VEGA_LITE, "$schema", "https://vega.github.io/schema/vega/v6.json")

    assert "vega-lite" == render_chart(spec, kind="vega-lite").kind


@pytest.mark.parametrize("version", ["v4", "v5", "v6"])
def test_older_schemas_are_drawn(version: str) -> None:
    """The kind is read off a schema of any version."""
    schema = f"https://vega.github.io/schema/vega-lite/{version}.json"

    assert "vega-lite" == render_chart(changed(VEGA_LITE, "$schema", schema)).kind


def test_records_and_columns_are_data() -> None:
    """A list of dicts and a dict of lists are data, as objects and as JSON."""
    columns = {key: [row[key] for row in ROWS] for key in ROWS[0]}
    charts = [
        render_chart(data, mark="bar", x="city", y="rain")
        for data in (ROWS, tuple(ROWS), columns, json.dumps(ROWS), json.dumps(columns))
    ]

    assert {charts[0].svg} == {chart.svg for chart in charts}


def test_columns_named_as_keys_of_a_specification_are_data() -> None:
    """Columns called "series" or "mark" do not make a specification of data."""
    data = {"series": ["a", "b"], "mark": [1, 2]}

    assert "vega-lite" == render_chart(data, x="series", y="mark").kind


class LikeAltair:
    """An object that gives its specification as Altair's charts do."""

    def to_dict(self) -> dict[str, Any]:
        """Return the specification."""
        return VEGA_LITE


class LikePyecharts:
    """An object that gives its option as pyecharts' charts do."""

    def __init__(self, option: dict[str, Any]) -> None:
        self.option = option

    def dump_options_with_quotes(self) -> str:
        """Return the option, functions as text."""
        return json.dumps(self.option)

    def dump_options(self) -> str:
        """Return the option, functions bare."""
        return json.dumps(self.option)


def test_charts_of_other_libraries() -> None:
    """Objects are asked for their specification, without importing their library."""
    assert render_chart(VEGA_LITE).svg == render_chart(LikeAltair()).svg
    assert render_chart(ECHARTS).svg == render_chart(LikePyecharts(ECHARTS)).svg


def test_altair_chart() -> None:
    """A chart of Altair is drawn from its own specification."""
    altair = pytest.importorskip("altair")
    data = altair.Data(values=ROWS)
    chart = altair.Chart(data).mark_bar().encode(x="city:N", y="rain:Q")
    drawn = render_chart(chart)

    assert "vega-lite" == drawn.kind
    assert "Oslo" in drawn.svg


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "the dict is empty"),
        ({"serie": [{"type": "bar"}]}, r"serie: did you mean 'series'\?"),
        ({"marc": "bar"}, r"marc: did you mean 'mark'\?"),
        ({"foo": {"bar": 1}}, "neither a specification nor data"),
        (object(), r"builtins\.object is not data to draw"),
        (5, r"builtins\.int is not data to draw"),
        (Path("a.json"), r"Path is not data to draw: read the file first"),
        ([1, 2], "row 0 of the data is of type int"),
        ("", "the text is empty"),
        ("chart.json", "not the name of a file"),
        ("7", "an object, that of data a list"),
        ('{"mark": "bar",\n "data": }', 'line 2, column 10: .*, in: "data": }'),
    ],
)
def test_anything_else_is_refused(given: object, message: str) -> None:
    """The error says what it is instead, and where."""
    with pytest.raises(SpecError, match=message):
        render_chart(given)


def test_options_of_data_are_refused_for_specifications() -> None:
    """`mark=` and its kin do not silently do nothing."""
    with pytest.raises(SpecError, match="this is a vega-lite specification"):
        render_chart(VEGA_LITE, mark="line")
    with pytest.raises(SpecError, match="'vega' is for specifications"):
        render_chart(ROWS, kind="vega")
    with pytest.raises(SpecError, match=r"unknown kind 'veg'.*did you mean 'vega'\?"):
        render_chart(VEGA, kind="veg")  # type: ignore[arg-type]
