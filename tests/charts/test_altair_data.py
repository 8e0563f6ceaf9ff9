"""Charts of Altair are drawn with data of any size, as Altair means it."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import SpecError

alt = pytest.importorskip("altair")

COLUMNS: dict[str, list[Any]] = {
    "day": [dt.datetime(2024, month, 1) for month in range(1, 13)],  # noqa: DTZ001
    "rain": [float(month % 5) for month in range(1, 13)],
    "city": ["Oslo", "Rome", "Lima"] * 4,
}


def frame(library: str, columns: dict[str, list[Any]] = COLUMNS) -> Any:
    """Return a frame of a library."""
    module = pytest.importorskip(library)
    make = module.table if library == "pyarrow" else module.DataFrame
    return make(columns)


def chart_of(data: Any) -> Any:
    """Return a chart that leaves the types of its fields to the data."""
    return alt.Chart(data).mark_line().encode(x="day", y="mean(rain)", color="city")


def plain(svg: str) -> str:
    """Return a picture without the ids that its specification gives it."""
    return re.sub("lh[0-9a-f]{8}", "id", svg)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_picture_is_that_of_altair(library: str) -> None:
    """It is the one of the specification that Altair itself writes."""
    chart = chart_of(frame(library))

    assert plain(render_chart(chart.to_dict()).svg) == plain(render_chart(chart).svg)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_more_rows_than_altair_takes(library: str) -> None:
    """Its limit for notebooks does not hold here."""
    many = {name: values * 500 for name, values in COLUMNS.items()}
    chart = chart_of(frame(library, many))

    with pytest.raises(alt.MaxRowsError):
        chart.to_dict()
    assert plain(render_chart(chart).svg) == (
        plain(render_chart(chart_of(frame(library))).svg)
    )


def test_one_frame_is_held_once() -> None:
    """Layers over one frame share its rows; another frame has its own."""
    one, other = frame("pandas"), frame("pandas")
    points = alt.Chart(one).mark_point().encode(x="day", y="rain")
    spec = render_chart((chart_of(one) | points) & chart_of(other)).spec

    assert ["data-1", "data-2"] == sorted(spec["datasets"])
    assert 12 == len(spec["datasets"]["data-1"])


def test_chart_and_altair_are_left_as_they_were() -> None:
    """Neither the chart nor Altair's choice of transformer changes."""
    chart = chart_of(frame("pandas"))
    before = chart.to_dict()
    render_chart(chart)

    assert before == chart.to_dict()
    assert "default" == alt.data_transformers.active


def test_choice_of_the_user() -> None:
    """A data transformer that the user enabled is asked."""
    asked = []

    def first(data: Any) -> Any:
        asked.append(data)
        return {"values": [{"day": "2024-01-01", "rain": 1, "city": "Bonn"}]}

    alt.data_transformers.register("first", first)
    with alt.data_transformers.enable("first"):
        svg = render_chart(chart_of(frame("pandas"))).svg
    alt.data_transformers.register("first", None)

    assert 1 == len(asked)
    assert ">Bonn</text>" in svg


def test_other_threads_meanwhile() -> None:
    """A thread that asks Altair itself while a chart is asked for gets its rows."""
    chart = chart_of(frame("pandas"))
    specs: list[dict[str, Any]] = []

    class Asking(alt.Chart):  # type: ignore[misc]
        def to_dict(self, *args: Any, **options: Any) -> Any:
            """Let another thread ask in the meantime."""
            thread = threading.Thread(target=lambda: specs.append(chart.to_dict()))
            thread.start()
            thread.join()
            return super().to_dict(*args, **options)

    Asking.__module__ = alt.Chart.__module__
    render_chart(Asking(frame("pandas")).mark_point().encode(x="day", y="rain"))

    assert [chart.to_dict()] == specs


def test_data_without_a_frame() -> None:
    """Rows and addresses in a chart stay what they are."""
    rows = alt.Data(values=[{"a": 1, "b": 2}])
    spec = render_chart(alt.Chart(rows).mark_point().encode(x="a:Q", y="b:Q")).spec

    assert {"values": [{"a": 1, "b": 2}]} == spec["data"]


def test_field_that_the_frame_has_not() -> None:
    """It is refused by name, as for rows."""
    chart = alt.Chart(frame("pandas")).mark_point().encode(x="dya:Q")
    with pytest.raises(SpecError, match=r"no field 'dya'.*did you mean 'day'"):
        render_chart(chart)


def test_theme_of_altair() -> None:
    """A theme that Altair puts beside the chart is drawn."""
    with alt.theme.enable("dark"):
        svg = render_chart(chart_of(frame("pandas"))).svg

    assert 'fill="#333"' in svg
