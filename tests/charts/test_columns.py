"""Values of data are drawn as they are meant, or refused by the column's name."""

from __future__ import annotations

import datetime as dt
import enum
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from lazyheavy.charts._columns import read_column
from lazyheavy.errors import SpecError

BERLIN = dt.timezone(dt.timedelta(hours=2), "CEST")


class Level(enum.IntEnum):
    """An enumeration of numbers."""

    LOW = 1
    HIGH = 2


def day(number: int, **clock: Any) -> dt.datetime:
    """Return a time in May 2024."""
    return dt.datetime(2024, 5, number, **clock)  # noqa: DTZ001 - naive on purpose


@pytest.mark.parametrize(
    ("values", "measure", "drawn"),
    [
        pytest.param([1, 2], "quantitative", [1, 2], id="whole numbers"),
        pytest.param([1, 2.5, None], "quantitative", [1, 2.5, None], id="numbers"),
        pytest.param([1.0, math.nan], "quantitative", [1.0, None], id="NaN"),
        pytest.param([Decimal("0.1"), 2], "quantitative", [0.1, 2], id="decimals"),
        pytest.param([Fraction(1, 4)], "quantitative", [0.25], id="fractions"),
        pytest.param([Level.HIGH], "quantitative", [2], id="enumeration"),
        pytest.param([True, None, False], "nominal", [True, None, False], id="truth"),
        pytest.param(["b", "a", None], "nominal", ["b", "a", None], id="text"),
        pytest.param(["2024", "05"], "nominal", ["2024", "05"], id="digits"),
        pytest.param(
            [dt.date(2024, 5, 1), None], "temporal", ["2024-05-01", None], id="dates"
        ),
        pytest.param(
            [day(1), day(2, hour=3, minute=4, second=5, microsecond=6000)],
            "temporal",
            ["2024-05-01T00:00:00Z", "2024-05-02T03:04:05.006Z"],
            id="times",
        ),
        pytest.param(
            [dt.date(2024, 5, 1), day(2)],
            "temporal",
            ["2024-05-01", "2024-05-02T00:00:00Z"],
            id="dates and times",
        ),
        pytest.param(
            ["2024-05-01", "2024-05-02 10:30"],
            "temporal",
            ["2024-05-01", "2024-05-02T10:30:00Z"],
            id="ISO text",
        ),
        pytest.param(
            ["2024-05-01T10:00:00.123456789Z", "2024-05-01t11:00:00,5+0000"],
            "temporal",
            ["2024-05-01T10:00:00.123Z", "2024-05-01T11:00:00.500Z"],
            id="ISO text in UTC",
        ),
        pytest.param(
            ["2024-05-01", "soon"], "nominal", ["2024-05-01", "soon"], id="some dates"
        ),
        pytest.param(["2024-13-01"], "nominal", ["2024-13-01"], id="no such month"),
    ],
)
def test_values_are_drawn(values: list[Any], measure: str, drawn: list[Any]) -> None:
    """Type and values follow from the Python values."""
    column = read_column("c", values)

    assert measure == column.type
    assert drawn == column.values


class Period:
    """A month, as pandas has it."""

    def __init__(self, month: int) -> None:
        self._month = month

    def to_timestamp(self) -> dt.datetime:
        """Return when it begins."""
        return dt.datetime(2024, self._month, 1)  # noqa: DTZ001 - a wall clock


def test_periods_are_drawn_where_they_begin() -> None:
    """A bar for a month is as wide as that month."""
    column = read_column("c", [Period(1), None, Period(4)])

    assert ["2024-01-01T00:00:00Z", None, "2024-04-01T00:00:00Z"] == column.values
    assert ("temporal", "utcyearmonth") == (column.type, column.unit)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param([1, "n/a"], r"mixes numbers \(row 0: 1\) and text", id="mixed"),
        pytest.param([True, 2], "mixes truth values .* and numbers", id="truth mixed"),
        pytest.param(["x", dt.date(2024, 1, 1)], "mixes text .* and dates", id="dates"),
        pytest.param([1.5, math.inf], r"infinite number \(row 1\)", id="infinity"),
        pytest.param([-math.inf, 1.5], r"infinite number \(row 0\)", id="minus"),
        pytest.param([None, math.nan], "no values, only missing", id="missing"),
        pytest.param(
            [dt.timedelta(1)], "durations.* turn them into num", id="duration"
        ),
        pytest.param([dt.time(1)], "times without a date", id="time of day"),
        pytest.param([b"x"], "bytes.* decode", id="bytes"),
        pytest.param([[1], [2]], r"nested values \(list\)", id="lists"),
        pytest.param([{"a": 1}], r"nested values \(dict\)", id="dicts"),
        pytest.param([UUID(int=1)], r"objects of uuid\.UUID \(row 0\)", id="UUID"),
        pytest.param([1, 2j], r"objects of complex \(row 1\)", id="complex"),
        pytest.param(
            [day(1), day(1, tzinfo=BERLIN)], "with a time zone and without", id="zones"
        ),
        pytest.param(
            [dt.date(2024, 1, 1), day(1, tzinfo=BERLIN)],
            "with a time zone and without",
            id="date and zone",
        ),
    ],
)
def test_values_without_a_meaning_are_refused(values: list[Any], message: str) -> None:
    """The column is named, and what to do."""
    with pytest.raises(SpecError, match=rf"^column 'c' .*{message}"):
        read_column("c", values)


def test_zone_of_times_is_kept() -> None:
    """Times of one zone are drawn by its clock; its name is known."""
    column = read_column("c", [day(1, hour=10, tzinfo=BERLIN)])

    assert ["2024-05-01T10:00:00Z"] == column.values
    assert "CEST" == column.zone


def test_times_of_several_zones_are_drawn_in_utc() -> None:
    """Only the instants have a meaning together."""
    column = read_column(
        "c", [day(1, hour=10, tzinfo=BERLIN), day(1, hour=9, tzinfo=dt.timezone.utc)]
    )

    assert ["2024-05-01T08:00:00Z", "2024-05-01T09:00:00Z"] == column.values
    assert "UTC" == column.zone


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ([dt.date(2023, 1, 1), dt.date(2024, 1, 1)], "utcyear"),
        ([dt.date(2023, 1, 1), dt.date(2023, 4, 1)], "utcyearmonth"),
        ([dt.date(2023, 1, 1), dt.date(2023, 1, 2)], "utcyearmonthdate"),
        ([day(1), day(2)], "utcyearmonthdate"),
        ([day(1), day(2, hour=1)], ""),
    ],
)
def test_unit_of_times(values: list[Any], unit: str) -> None:
    """The unit is the largest that tells all times apart."""
    assert unit == read_column("c", values).unit


def test_scalars_of_numpy() -> None:
    """Scalars of numpy are what they hold; NaT is missing; durations are refused."""
    np = pytest.importorskip("numpy")
    moment = np.datetime64("2024-05-01T00:00:00.000000000")

    assert [3, 1.5] == read_column("c", [np.int64(3), np.float32(1.5)]).values
    assert [True] == read_column("c", [np.bool_(1)]).values
    assert ["a"] == read_column("c", [np.str_("a")]).values
    times = read_column("c", [moment, np.datetime64("NaT", "ns")])
    assert ["2024-05-01T00:00:00Z", None] == times.values
    with pytest.raises(SpecError, match="durations"):
        read_column("c", [np.timedelta64(1, "s")])
