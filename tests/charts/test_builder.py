"""Data, a mark and column names make a good chart, and a specification to edit."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import SpecError
from tests._support.specs import ROWS

DAYS = [dt.date(2024, 5, 1 + i) for i in range(20)]
TABLE: dict[str, list[Any]] = {
    "name": ["b", "a"] * 10,
    "flag": [True, False] * 10,
    "number": [i / 4 for i in range(20)],
    "whole": list(range(20)),
    "year": list(range(2001, 2021)),
    "day": list(DAYS),
    "month": [dt.date(2023 + i // 12, i % 12 + 1, 1) for i in range(20)],
    "time": [dt.datetime(2024, 5, 1, i) for i in range(20)],  # noqa: DTZ001
}


def built(**options: Any) -> dict[str, Any]:
    """Return the specification that a chart of the table is drawn from."""
    return render_chart(TABLE, **options).spec


@pytest.mark.parametrize(
    ("column", "measure"),
    [
        ("name", "nominal"),
        ("flag", "nominal"),
        ("number", "quantitative"),
        ("day", "temporal"),
        ("time", "temporal"),
    ],
)
def test_types_follow_from_the_values(column: str, measure: str) -> None:
    """The type of a channel is that of its column."""
    assert measure == built(x=column, y="number")["encoding"]["x"]["type"]


@pytest.mark.parametrize(
    ("x", "y", "mark"),
    [
        ("name", "number", "bar"),
        ("number", "name", "bar"),
        ("day", "number", "line"),
        ("number", "whole", "point"),
        ("name", "flag", "rect"),
        ("number", None, "tick"),
        ("name", "count()", "bar"),
    ],
)
def test_mark_follows_from_the_types(x: str, y: str | None, mark: str) -> None:
    """Bars for categories, lines for time, points for two numbers."""
    assert mark == built(x=x, y=y)["mark"]["type"]


@pytest.mark.parametrize(
    ("shorthand", "definition"),
    [
        ("mean(number)", {"field": "number", "aggregate": "mean"}),
        ("sum(whole):Q", {"field": "whole", "aggregate": "sum"}),
        ("count()", {"aggregate": "count"}),
        ("distinct(name)", {"field": "name", "aggregate": "distinct"}),
        ("whole:quantitative", {"field": "whole"}),
    ],
)
def test_shorthands(shorthand: str, definition: dict[str, Any]) -> None:
    """Functions and types stand in the name of the column, as in Altair."""
    y = built(mark="line", x="name", y=shorthand)["encoding"]["y"]

    assert {**definition, "type": "quantitative"} == y


def test_column_named_as_a_shorthand_goes_first() -> None:
    """A column whose own name looks like a shorthand is that column."""
    data = {"k": ["p", "q"], "mean(x)": [1, 2], "a:Q": [3, 4]}

    for name in ("mean(x)", "a:Q"):
        spec = render_chart(data, x="k", y=name).spec

        assert name == spec["encoding"]["y"]["field"]


def test_definitions_are_kept() -> None:
    """A channel given as a dict stays as it is, with its type filled in."""
    x = {"field": "number", "bin": {"maxbins": 5}, "title": "Bins"}
    encoding = built(mark="bar", x=x, y="count()")["encoding"]

    assert {**x, "type": "quantitative"} == encoding["x"]


def test_fields_named_inside_definitions_are_there() -> None:
    """A definition may sort by a column that is not drawn."""
    x = {"field": "name", "sort": {"field": "whole", "op": "max"}}
    spec = built(mark="bar", x=x, y="mean(number)")

    assert {"name", "number", "whole"} <= spec["data"]["values"][0].keys()


def test_only_what_is_drawn_is_taken_along() -> None:
    """Columns that no channel shows do not get into the specification."""
    rows = built(x="name", y="number")["data"]["values"]

    assert {"name", "number"} == rows[0].keys()


def test_specification_is_an_ordinary_one() -> None:
    """What `Chart.spec` gives draws the same chart."""
    chart = render_chart(ROWS, mark="bar", x="city", y="rain", title="Rain")

    assert chart.svg == render_chart(chart.spec).svg
    assert chart.svg == render_chart(json.dumps(chart.spec)).svg


def labels(svg: str) -> list[str]:
    """Return the texts of a picture."""
    return re.findall(r">([^<>]+)</text>", svg)


def test_categories_keep_the_order_of_the_data() -> None:
    """Bars stand as the rows do, not by the alphabet."""
    svg = render_chart(ROWS, mark="bar", x="city", y="rain").svg

    assert ["Oslo", "Rome", "Lima"] == labels(svg)[:3]


def test_ordered_categories_keep_their_order() -> None:
    """The order of an ordered column goes before that of the rows."""
    pd = pytest.importorskip("pandas")
    sizes = pd.Categorical(["M", "S", "L"], categories=["S", "M", "L"], ordered=True)
    frame = pd.DataFrame({"size": sizes, "n": [1, 2, 3]})
    svg = render_chart(frame, mark="bar", x="size", y="n").svg

    assert ["S", "M", "L"] == labels(svg)[:3]


def test_short_labels_are_not_turned() -> None:
    """Labels that fit side by side stand upright; long ones are turned."""
    short = render_chart(ROWS, mark="bar", x="city", y="rain").svg
    long_rows = [{**row, "city": row["city"] * 20} for row in ROWS]
    long = render_chart(long_rows, mark="bar", x="city", y="rain").svg

    assert "rotate(270)" not in short
    assert "rotate(270)" in long


def test_years_have_no_thousands_comma() -> None:
    """Whole numbers in a column called year are years."""
    svg = render_chart(TABLE, mark="line", x="year", y="number").svg

    assert "2,0" not in svg
    assert "2002" in labels(svg)


def test_years_as_times() -> None:
    """Years that are asked for as times are not milliseconds of 1970."""
    svg = render_chart(TABLE, mark="bar", x="year:T", y="number", color="year").svg

    assert "2004" in labels(svg)
    assert "1970" not in svg


def test_bars_over_whole_numbers_are_bands() -> None:
    """A bar for each number has the width of a bar, not of a line."""
    x = built(mark="bar", x="whole", y="number")["encoding"]["x"]

    assert ("ordinal", "ascending") == (x["type"], x["sort"])


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("day", "utcyearmonthdate"),
        ("month", "utcyearmonth"),
        ("time", "utcyearmonthdatehours"),
    ],
)
def test_bars_over_dates_are_as_wide_as_their_unit(
    column: str, unit: str | None
) -> None:
    """A monthly bar is a month wide, one of a full hour an hour."""
    x = built(mark="bar", x=column, y="number")["encoding"]["x"]

    assert unit == x.get("timeUnit")


def test_weekly_dates_are_no_hairlines() -> None:
    """Bars a week apart are not drawn one day wide."""
    weeks = [dt.date(2024, 1, 1) + dt.timedelta(weeks=i) for i in range(30)]
    spec = render_chart({"w": weeks, "n": list(range(30))}, mark="bar", x="w", y="n")

    assert "timeUnit" not in spec.spec["encoding"]["x"]


def test_points_do_not_start_at_zero() -> None:
    """The scales of a scatter plot follow its points; those of bars have zero."""
    points = built(mark="point", x="number", y="whole")["encoding"]
    bars = built(mark="bar", x="name", y="mean(whole)")["encoding"]

    assert {"zero": False} == points["x"]["scale"] == points["y"]["scale"]
    assert "scale" not in bars["y"]


def test_arc_takes_y_as_its_angle() -> None:
    """A pie is mark "arc" with the sizes as y and the names as color."""
    encoding = built(mark="arc", y="mean(number)", color="name")["encoding"]

    assert {"theta", "color"} == encoding.keys()


def test_many_categories_get_room() -> None:
    """Forty bars are not squeezed into the width of four."""
    data = {"n": [f"n{i}" for i in range(40)], "v": list(range(40))}

    assert {"step": 20} == render_chart(data, x="n", y="v").spec["width"]
    assert {"step": 24} == render_chart(data, x="v", y="n").spec["height"]


def test_count_of_all_rows() -> None:
    """A count needs no column."""
    assert 20 == len(built(mark="bar", y="count()")["data"]["values"])


AWKWARD = [
    "a.b",
    "a[0]",
    "it's",
    'say "x"',
    "back\\slash",
    "",
    " ",
    "two words",
    "ünïcode",
    "__proto__",
    "constructor",
    "toString",
]


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("mark", ["bar", "area", "point"])
def test_any_name_of_a_column_is_drawn(name: str, mark: str) -> None:
    """No name is taken for a path or a property; the axis shows it as it is."""
    data = {name: [1, 2, 3], "k": ["p", "q", "q"], "c": ["u", "u", "v"]}
    chart = render_chart(data, mark=mark, x="k", y=name, color="c")
    swapped = render_chart(data, mark=mark, x=name, y="k", color=name)

    assert () == chart.warnings == swapped.warnings
    assert re.search(r">3\.?0?</text>", chart.svg)


def test_names_that_fall_together_stay_apart() -> None:
    """Two columns that would get one safe name are two columns."""
    data = {"a.b": [1, 2], "a_b": [30, 40]}
    spec = render_chart(data, mark="point", x="a.b", y="a_b").spec

    assert [(1, 30), (2, 40)] == [tuple(row.values()) for row in spec["data"]["values"]]


def test_bars_on_top_of_each_other_are_told() -> None:
    """Several rows in one place hide each other: a warning says what to do."""
    hidden = render_chart(TABLE, mark="bar", x="name", y="number")
    summed = render_chart(TABLE, mark="bar", x="name", y="sum(number)")

    assert "y='sum(number)'" in hidden.warnings[0]
    assert () == summed.warnings


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"say what to draw with x=, y= or color=; there are 'name', 'flag'"),
        ({"mark": "bar"}, "say what to draw with x="),
        ({"x": "nmae"}, r"^x: there is no column 'nmae'.*did you mean 'name'\?"),
        ({"y": "mean(nmber)"}, r"^y: .*'nmber'.*did you mean 'number'\?"),
        ({"color": {"field": "nope"}}, "^color: there is no column 'nope'"),
        ({"x": 5}, r"^x: must be the name of a column .* not int"),
        ({"mark": "donut", "x": "name"}, "^mark: .* Vega-Lite calls it 'arc'"),
        ({"mark": "Scatter", "x": "name"}, "^mark: .* Vega-Lite calls it 'point'"),
        ({"mark": {"color": "red"}, "x": "name"}, r"^mark\.type: the mark has no type"),
        ({"x": "name:Q"}, "^x: column 'name' holds text, where numbers are wanted"),
        ({"y": "mean(flag)"}, "^y: column 'flag' holds truth values, where numbers"),
        ({"x": "day:Q"}, "^x: column 'day' holds times, where numbers are wanted"),
        ({"y": "max(name)"}, "^y: column 'name' holds text, where numbers are want"),
        ({"mark": "arc", "x": "name", "y": "number"}, "^x: an arc has one angle"),
        ({"mark": "text", "x": "day"}, "^mark: the mark 'text' needs texts"),
    ],
)
def test_mistakes_are_named(options: dict[str, Any], message: str) -> None:
    """The message names the argument and the columns that there are."""
    with pytest.raises(SpecError, match=message):
        built(**options)
