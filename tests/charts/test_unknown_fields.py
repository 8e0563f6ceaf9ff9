"""A field that is in no row is an error; one that may be made later is not."""

from __future__ import annotations

from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import SpecError
from tests._support.specs import ROWS, VEGA_LITE, changed

DATA = VEGA_LITE["data"]
X = {"field": "city", "type": "nominal"}
Y = {"field": "rain", "type": "quantitative"}


def bars(**encoding: Any) -> dict[str, Any]:
    """Return a bar chart with an encoding."""
    return {"data": DATA, "mark": "bar", "encoding": encoding}


UNKNOWN = {
    "channel": (bars(x={"field": "sity"}), r"encoding\.x\.field"),
    "list of channels": (
        bars(tooltip=[{"field": "city"}, {"field": "sity"}]),
        r"encoding\.tooltip\[1\]\.field",
    ),
    "condition": (
        bars(color={"condition": {"test": "true", "field": "sity"}, "value": "red"}),
        r"encoding\.color\.condition\.field",
    ),
    "sort": (
        bars(x={**X, "sort": {"field": "sity", "op": "mean"}}, y=Y),
        r"encoding\.x\.sort\.field",
    ),
    "layer": (
        {
            "data": DATA,
            "encoding": {"y": {"field": "sity"}},
            "layer": [{"mark": "bar", "encoding": {"x": X}}, {"mark": "rule"}],
        },
        r"encoding\.y\.field",
    ),
    "layer's member": (
        {
            "data": DATA,
            "layer": [{"mark": "rule", "encoding": {"x": {"field": "sity"}}}],
        },
        r"layer\[0\]\.encoding\.x\.field",
    ),
    "facet": (
        {"data": DATA, "facet": {"field": "sity"}, "spec": {"mark": "bar"}},
        r"facet\.field",
    ),
    "facet of rows": (
        {"data": DATA, "facet": {"row": {"field": "sity"}}, "spec": {"mark": "bar"}},
        r"facet\.row\.field",
    ),
    "repeat": (
        {"data": DATA, "repeat": ["city", "sity"], "spec": {"mark": "bar"}},
        r"repeat\[1\]",
    ),
    "repeat of columns": (
        {"data": DATA, "repeat": {"column": ["sity"]}, "spec": {"mark": "bar"}},
        r"repeat\.column\[0\]",
    ),
    "named data": (
        {**bars(x={"field": "sity"}), "data": {"name": "d"}, "datasets": {"d": ROWS}},
        r"encoding\.x\.field",
    ),
    "nested": (
        changed(bars(x={"field": "a.c"}), "data", {"values": [{"a": {"b": 1}}]}),
        r"encoding\.x\.field",
    ),
    "index": (
        changed(bars(x={"field": "a[2]"}), "data", {"values": [{"a": [1, 2]}]}),
        r"encoding\.x\.field",
    ),
    "into a number": (
        changed(bars(x={"field": "a.b"}), "data", {"values": [{"a": 1}]}),
        r"encoding\.x\.field",
    ),
}


@pytest.mark.parametrize(("spec", "path"), UNKNOWN.values(), ids=UNKNOWN)
def test_field_in_no_row(spec: dict[str, Any], path: str) -> None:
    """The path, the name and the fields that there are stand in the message."""
    with pytest.raises(SpecError, match=rf"^{path}: there is no field '[^']+' in the"):
        render_chart(spec)


def test_message_lists_the_fields() -> None:
    """The fields are listed, the nearest is proposed."""
    message = "there are 'city', 'rain' (did you mean 'city'?)"
    with pytest.raises(SpecError) as caught:
        render_chart(bars(x={"field": "City "}))

    assert message in str(caught.value)


def test_dots_are_explained() -> None:
    """A column with a dot in its name is told how to be written."""
    data = {"values": [{"a.b": 1, "it's": 2}]}
    with pytest.raises(SpecError, match=r"write 'a\\\\.b' for the field of that name"):
        render_chart(changed(bars(x={"field": "a.b"}), "data", data))

    assert render_chart(changed(bars(x={"field": "a\\.b"}), "data", data)).svg


def test_view_without_data() -> None:
    """Fields of a view that has no data at all are an error."""
    spec = {"mark": "bar", "encoding": {"x": X}}
    with pytest.raises(SpecError, match=r"^data: encoding\.x\.field names the field"):
        render_chart(spec)


FINE = {
    "some rows": changed(
        bars(x={"field": "b"}), "data", {"values": [{"a": 1}, {"a": 1, "b": 2}]}
    ),
    "no rows": changed(bars(x={"field": "b"}), "data", {"values": []}),
    "calculated": {
        **bars(x={"field": "c"}),
        "transform": [{"calculate": "1", "as": "c"}],
    },
    "calculated above": {
        "data": DATA,
        "transform": [{"calculate": "1", "as": "c"}],
        "layer": [{"mark": "bar", "encoding": {"x": {"field": "c"}}}],
    },
    "calculated below": {
        "data": DATA,
        "encoding": {"x": {"field": "c"}},
        "layer": [{"mark": "bar", "transform": [{"calculate": "1", "as": "c"}]}],
    },
    "data below": {
        "data": DATA,
        "encoding": {"x": {"field": "c"}},
        "layer": [{"mark": "bar", "data": {"values": [{"c": 1}]}}],
    },
    "nested": changed(
        bars(x={"field": "a.b[0]['c d']"}),
        "data",
        {"values": [{"a": {"b": [{"c d": 1}]}}]},
    ),
    "length of a text": changed(
        bars(x={"field": "a.length"}), "data", {"values": [{"a": "xyz"}]}
    ),
    "list of numbers": changed(bars(x={"field": "data"}), "data", {"values": [1, 2]}),
    "csv": changed(
        bars(x={"field": "a"}), "data", {"values": "a\n1", "format": {"type": "csv"}}
    ),
    "property of an object": changed(
        bars(x={"field": "a"}),
        "data",
        {"values": {"rows": [{"a": 1}]}, "format": {"property": "rows"}},
    ),
    "sequence": changed(
        bars(x={"field": "t"}),
        "data",
        {"sequence": {"start": 0, "stop": 3, "as": "t"}},
    ),
    "repeated": {
        "data": DATA,
        "repeat": {"column": ["rain"]},
        "spec": {"mark": "bar", "encoding": {"x": {"field": {"repeat": "column"}}}},
    },
    "all rows": bars(x=X, y={"aggregate": "count", "field": "*"}),
    "datum": bars(x={"datum": 3}, y=Y),
    "constant": {"mark": "bar", "encoding": {"x": {"value": 3}}},
    "named in another view": {
        "hconcat": [
            changed(bars(x=X), "data", {"name": "d", "values": ROWS}),
            changed(bars(x=X), "data", {"name": "d"}),
        ]
    },
    "computed by the mark": {
        "data": {"values": [{"a": i % 7} for i in range(30)]},
        "mark": "boxplot",
        "encoding": {"x": {"field": "a", "type": "quantitative"}}
        | {"tooltip": [{"field": "mid_box_a"}]},
    },
}


@pytest.mark.parametrize("spec", FINE.values(), ids=FINE)
def test_no_false_alarm(spec: dict[str, Any]) -> None:
    """What may be there when it is drawn is not refused."""
    assert render_chart(spec).svg.startswith("<svg")
