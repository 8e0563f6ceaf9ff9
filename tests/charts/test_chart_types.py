"""`bar()`, `pie()` and the others draw what Vega-Lite calls something else."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy import charts
from lazyheavy.charts import _shortcuts as shortcuts
from lazyheavy.charts import render_chart
from lazyheavy.errors import SpecError
from tests._support.specs import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE: dict[str, list[Any]] = {
    "city": ["Oslo", "Rome"] * 4,
    "month": ["May", "May", "June", "June"] * 2,
    "rain": [3.5, 1.25, 7.75, 2.5, 4.0, 9.5, 6.25, 5.0],
    "days": [3, 1, 4, 1, 5, 9, 2, 6],
    "year": [2020, 2020, 2021, 2021, 2022, 2022, 2023, 2023],
    "date": [f"2024-05-0{day}" for day in range(1, 9)],
}
COUNT = {"aggregate": "count", "type": "quantitative"}
RAIN = {"field": "rain", "type": "quantitative"}


def drawn(name: str, **options: Any) -> dict[str, Any]:
    """Return the specification of a chart of the table, by its function."""
    function: Callable[..., charts.Chart] = getattr(charts, name)
    chart = function(TABLE, **options)

    assert chart.svg == render_chart(TABLE, mark=name, **options).svg
    return chart.spec


@pytest.mark.parametrize(
    ("name", "mark"),
    [("bar", "bar"), ("line", "line"), ("area", "area"), ("scatter", "point")],
)
def test_chart_of_two_columns_is_its_mark(name: str, mark: str) -> None:
    """These four take x, y and color, and all options of `render_chart`."""
    options = {"x": "days", "y": "mean(rain)", "color": "city", "title": "Rain"}
    spec = drawn(name, **options)

    assert spec == render_chart(TABLE, mark=mark, **options).spec
    assert "Rain" == spec["title"]


HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("step", "count", "cell", "bar"),
    [
        pytest.param(HOUR, 24, "hours", "hours", id="a day of hours"),
        pytest.param(HOUR, 300, "hours", None, id="hours"),
        pytest.param(HOUR, 1000, "", None, id="too many hours"),
        pytest.param(HOUR / 60, 90, "hoursminutes", "hoursminutes", id="minutes"),
        pytest.param(HOUR / 8, 90, "hours", None, id="too many minutes"),
        pytest.param(HOUR / 3600, 9, "hoursminutesseconds", "hoursminutesseconds"),
        pytest.param(HOUR, 1, "hours", "hours", id="one"),
        pytest.param(25 * HOUR, 40, "", "", id="days at some hour"),
        pytest.param(7 * 24 * HOUR, 60, "", None, id="weeks"),
    ],
)
def test_times_have_the_width_of_their_unit(
    step: dt.timedelta, count: int, cell: str, bar: str | None
) -> None:
    """Cells always, so that they can be seen; bars where they are no lines then."""
    start = dt.datetime(2024, 5, 1, 8)  # noqa: DTZ001 - a wall clock
    rows = [{"t": start + n * step, "n": n} for n in range(count)]
    cells = charts.heatmap(rows, x="t", y="n", color="mean(n)").spec["encoding"]["x"]
    bars = charts.bar(rows, x="t", y="n").spec["encoding"]["x"]

    assert f"utcyearmonthdate{cell}" == cells["timeUnit"]
    assert (None if bar is None else f"utcyearmonthdate{bar}") == bars.get("timeUnit")


def test_cells_of_several_times_are_warned_of() -> None:
    """Where a cell holds rows of several times, one of them would hide the others."""
    start = dt.datetime(2024, 5, 1)  # noqa: DTZ001 - a wall clock
    rows = [{"t": start + n * HOUR, "k": "a", "n": n} for n in range(1000)]
    (warning,) = charts.heatmap(rows, x="t", y="k", color="n").warnings

    assert "average them with color='mean(n)'" in warning
    assert () == charts.heatmap(rows[:100], x="t", y="k", color="n").warnings


def test_histogram_counts_bins() -> None:
    """Its x is binned, its y the count of the rows; nothing else is taken along."""
    spec = drawn("histogram", x="rain", color="city")

    assert "bar" == spec["mark"]["type"]
    assert {**RAIN, "bin": True} == spec["encoding"]["x"]
    assert COUNT == spec["encoding"]["y"]
    assert {"rain", "city"} == spec["data"]["values"][0].keys()


def test_histogram_keeps_the_bins_of_the_caller() -> None:
    """Bins, or a unit of time, that are given stay as they are."""
    bins = {"field": "rain", "bin": {"maxbins": 3}}
    units = {"field": "date", "timeUnit": "day", "type": "ordinal"}

    assert {**RAIN, **bins} == drawn("histogram", x=bins)["encoding"]["x"]
    assert "bin" not in drawn("histogram", x=units)["encoding"]["x"]


def test_pie_has_slices() -> None:
    """Its y is the angle; numbers that name slices are no scale of colours."""
    sized = drawn("pie", y="sum(rain)", color="city")
    counted = drawn("pie", color="year")["encoding"]

    assert "arc" == sized["mark"]["type"]
    assert {**RAIN, "aggregate": "sum"} == sized["encoding"]["theta"]
    assert {"theta": COUNT, "color": {"field": "year", "type": "nominal"}} == counted


def test_heatmap_has_cells() -> None:
    """Categories and few whole numbers have a cell each, others are binned."""
    of_names = drawn("heatmap", x="month", y="city", color="mean(rain)")
    encoding = drawn("heatmap", x="rain", y="days")["encoding"]

    assert "rect" == of_names["mark"]["type"]
    assert {**RAIN, "aggregate": "mean"} == of_names["encoding"]["color"]
    assert COUNT == encoding["color"]
    assert {**RAIN, "bin": True} == encoding["x"]
    assert ("ordinal", "descending") == (encoding["y"]["type"], encoding["y"]["sort"])


def test_cells_on_top_of_each_other_are_told() -> None:
    """A colour that shows one row of many comes with a warning."""
    hidden = charts.heatmap(TABLE, x="month", y="city", color="rain")
    single = charts.heatmap(ROWS, x="city", y="rain", color="rain:N")

    assert "color='mean(rain)'" in hidden.warnings[0]
    assert () == single.warnings


def test_cells_of_one_row_each_are_not_warned_of() -> None:
    """A table with a number for each pair is what a heatmap is for."""
    rows = [{"a": a, "b": b, "n": a * b} for a in (1, 2) for b in (3, 4)]

    assert () == charts.heatmap(rows, x="a", y="b", color="n").warnings


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("bar", {"x": "ctiy", "y": "rain"}, r"^x: .*did you mean 'city'\?"),
        ("scatter", {"x": "rain", "y": "dyas"}, r"^y: .*did you mean 'days'\?"),
        ("histogram", {"x": "rian"}, r"^x: .*did you mean 'rain'\?"),
        ("histogram", {"x": "rain", "y": "days"}, r"^y: a histogram has no y: its"),
        ("histogram", {"x": "city"}, r"^x: column 'city' holds text, which has no bi"),
        ("histogram", {"x": "date"}, r"^x: column 'date' holds times, .*mark='bar'"),
        ("histogram", {"x": "mean(rain)"}, "^x: a histogram counts the values"),
        ("pie", {"x": "city", "color": "city"}, "^x: a pie has no x: y is the size"),
        ("pie", {"y": "rain", "color": None}, "^color: a pie needs a column for col"),
        ("heatmap", {"x": "city", "y": None}, "^y: a heatmap needs a column for y; "),
    ],
)
def test_mistakes_are_named(name: str, options: dict[str, Any], message: str) -> None:
    """A column that is not there, a channel too many, a channel too few."""
    with pytest.raises(SpecError, match=message):
        getattr(charts, name)(TABLE, **options)


def test_specification_is_no_data() -> None:
    """What says itself how it is drawn is not drawn otherwise."""
    spec = {"mark": "bar", "encoding": {}, "data": {"values": ROWS}}
    with pytest.raises(SpecError, match="this is a vega-lite specification"):
        charts.pie(spec, color="city")


def test_options_are_those_of_render_chart() -> None:
    """Type checkers know every option of `render_chart` that data can have."""
    (options,) = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(shortcuts)))
        if isinstance(node, ast.ClassDef)
    )
    declared = {re.split(r"\W", ast.unparse(each))[0] for each in options.body[1:]}
    channels = {"spec_or_data", "mark", "x", "y", "color"}
    of_specifications = {"kind", "maps", "data_loader", "allowed_base_urls"}
    known = inspect.signature(render_chart).parameters.keys()

    assert known - channels - of_specifications == declared
