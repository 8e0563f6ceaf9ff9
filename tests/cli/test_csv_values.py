"""The cells of CSV become what they stand for, and nothing that is in doubt."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lazyheavy.cli._failures import InputError
from lazyheavy.cli._table import read_table

UTC = timezone.utc
EAST = timezone(timedelta(hours=5, minutes=30))
WEST = timezone(-timedelta(hours=5, minutes=30))


def values(*cells: str, separator: str = ",") -> list[Any]:
    """Return the values of a column with these cells."""
    quoted = "".join(f'x{separator}"{cell}"\n' for cell in cells)
    return read_table(f"name{separator}value\n{quoted}", separator).columns["value"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["1", "-2", "+3", "0"], [1, -2, 3, 0], id="whole numbers"),
        pytest.param(["1", "2.5"], [1, 2.5], id="mixed numbers"),
        pytest.param(["1.", ".5", "-0.25"], [1.0, 0.5, -0.25], id="decimals"),
        pytest.param(["1e3", "2.5E-4"], [1000.0, 0.00025], id="exponents"),
        pytest.param(["1,234", "12,345,678.9"], [1234, 12345678.9], id="thousands"),
        pytest.param([" 1 ", "2"], [1, 2], id="blanks around"),
        pytest.param(["true", "False", "TRUE"], [True, False, True], id="truth"),
        pytest.param(
            ["1", "", "NA", "n/a", "NaN", "null", "-", "2"],
            [1, None, None, None, None, None, None, 2],
            id="missing numbers",
        ),
        pytest.param(["", ""], [None, None], id="nothing at all"),
        pytest.param(["NA", ""], [None, None], id="only missing"),
    ],
)
def test_a_column_of_one_type_gets_it(cells: list[str], expected: list[Any]) -> None:
    """Numbers and truth values are read where every cell is one, or missing."""
    found = values(*cells)

    assert expected == found
    assert [type(value) for value in expected] == [type(value) for value in found]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["2024-02-29"], [date(2024, 2, 29)], id="date"),
        pytest.param(["2024/2/9", ""], [date(2024, 2, 9), None], id="slashes"),
        pytest.param(
            ["2024-01", "2024-12"], [date(2024, 1, 1), date(2024, 12, 1)], id="month"
        ),
        pytest.param(
            ["2024-01-02T03:04"],
            [datetime(2024, 1, 2, 3, 4)],  # noqa: DTZ001
            id="time",
        ),
        pytest.param(
            ["2024-01-02 03:04:05.25"],
            [datetime(2024, 1, 2, 3, 4, 5, 250_000)],  # noqa: DTZ001
            id="fraction",
        ),
        pytest.param(
            ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05+05:30"],
            [
                datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
                datetime(2024, 1, 2, 3, 4, 5, tzinfo=EAST),
            ],
            id="zones",
        ),
        pytest.param(
            ["2024-01-02 03:04 -0530"],
            [datetime(2024, 1, 2, 3, 4, tzinfo=WEST)],
            id="west",
        ),
    ],
)
def test_dates_and_times_are_read(cells: list[str], expected: list[Any]) -> None:
    """Dates count in the order year, month, day."""
    assert expected == values(*cells)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["01234", "10115"], id="postal codes"),
        pytest.param(["03/04/2024"], id="day or month first"),
        pytest.param(["2024-02-30"], id="no such day"),
        pytest.param(["2024-01-02T25:00"], id="no such hour"),
        pytest.param(["1,5", "2,75"], id="decimal commas among commas"),
        pytest.param(["1", "two"], id="number and word"),
        pytest.param(["true", "1"], id="truth and number"),
        pytest.param(["yes", "no"], id="words"),
        pytest.param(["1e", "0x10", "1_000", "Infinity"], id="almost numbers"),
        pytest.param(["١٢"], id="digits of other scripts"),
        pytest.param(["1" * 400], id="longer than any number"),
        pytest.param(["12:30"], id="time without a date"),
    ],
)
def test_what_is_in_doubt_stays_text(cells: list[str]) -> None:
    """A cell that could mean something else keeps its text."""
    assert cells == values(*cells)


def test_among_text_only_empty_cells_are_missing() -> None:
    """NA is the code of Namibia in a column of text."""
    assert values("DE", "NA", "") == ["DE", "NA", None]


def test_semicolons_go_with_decimal_commas() -> None:
    """Where the separator is a semicolon, 1,5 is one and a half."""
    assert values("1,5", "-2", separator=";") == [1.5, -2]
    assert values("1,234,567", separator=";") == ["1,234,567"]


@given(
    st.lists(st.integers(-(10**18), 10**18) | st.floats(allow_nan=False), min_size=1)
)
def test_every_number_of_python_comes_back(numbers: list[float]) -> None:
    """What Python writes as a finite number is read as the same number."""
    finite = [number for number in numbers if abs(number) != float("inf")] or [1]

    assert finite == values(*map(repr, finite))


@given(st.lists(st.lists(st.text(alphabet="ab ,;\t\"'\n1.é", max_size=6))))
def test_any_text_is_a_table_or_a_clear_error(rows: list[list[str]]) -> None:
    """No text makes the reader fail in another way than it says."""
    text = "\n".join(",".join(row) for row in rows)
    try:
        table = read_table(f"h1,h2\n{text}")
    except InputError as error:
        message = str(error)
    else:
        message = ""
        lengths = {len(column) for column in table.columns.values()}

        assert len(lengths) == 1
    assert "\n" not in message


def test_the_separator_is_the_one_that_cuts_rows_alike() -> None:
    """A comma inside the cells of a table of semicolons is no separator."""
    table = read_table("city;note\nOslo;rain, snow\nRome;sun\n")

    assert {"city": ["Oslo", "Rome"], "note": ["rain, snow", "sun"]} == table.columns


def test_one_column_needs_no_separator() -> None:
    """A list of values with a header is a table of one column."""
    assert read_table("size\n1\n2\n").columns == {"size": [1, 2]}


def test_long_cells_are_read_and_the_limit_is_put_back() -> None:
    """A cell may be longer than the csv module takes by default."""
    import csv

    before = csv.field_size_limit()
    table = read_table(f"name,value\n{'x' * 200_000},1\n")

    assert len(table.columns["name"][0]) == 200_000
    assert before == csv.field_size_limit()
