"""Any data frame is drawn: types, order of categories, time zones, gaps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._frames import read_table
from lazyheavy.errors import SpecError
from tests._support.specs import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = {key: [row[key] for row in ROWS] for key in ROWS[0]}


def pandas_frame() -> Any:
    """Return the rows as a frame of pandas."""
    return pytest.importorskip("pandas").DataFrame(COLUMNS)


def polars_frame() -> Any:
    """Return the rows as a frame of polars."""
    return pytest.importorskip("polars").DataFrame(COLUMNS)


def polars_query() -> Any:
    """Return the rows as a query of polars that has not run."""
    return polars_frame().lazy()


def arrow_table() -> Any:
    """Return the rows as a table of pyarrow."""
    return pytest.importorskip("pyarrow").table(COLUMNS)


def arrow_batch() -> Any:
    """Return the rows as a record batch of pyarrow."""
    return arrow_table().to_batches()[0]


def arrow_reader() -> Any:
    """Return the rows as a reader of record batches."""
    return arrow_table().to_reader()


def generator() -> Any:
    """Return the rows one by one."""
    return (row for row in ROWS)


def numpy_columns() -> Any:
    """Return the rows as arrays by name."""
    np = pytest.importorskip("numpy")
    return {name: np.array(values) for name, values in COLUMNS.items()}


@pytest.mark.parametrize(
    "make",
    [
        pandas_frame,
        polars_frame,
        polars_query,
        arrow_table,
        arrow_batch,
        arrow_reader,
        generator,
        numpy_columns,
    ],
)
def test_frames_are_drawn_as_records_are(make: Any) -> None:
    """The same values give the same bytes, whatever holds them."""
    by_records = render_chart(ROWS, mark="bar", x="city", y="rain")

    assert by_records.svg == render_chart(make(), mark="bar", x="city", y="rain").svg


def test_columns_of_pandas() -> None:
    """Nullable types, ordered categories, zones and decimals keep their meaning."""
    pd = pytest.importorskip("pandas")
    sizes = pd.Categorical(["M", "S", None], categories=["S", "M", "L"], ordered=True)
    times = pd.to_datetime(["2024-05-01", None, "2024-05-02"])
    table = read_table(
        pd.DataFrame(
            {
                "whole": pd.array([1, None, 3], dtype="Int64"),
                "truth": pd.array([True, None, False], dtype="boolean"),
                "size": sizes,
                "kind": pd.Categorical(["b", "a", None]),
                "zoned": times.tz_localize("Europe/Berlin"),
                "naive": times.as_unit("ns"),
                "money": [Decimal("1.5"), None, Decimal(2)],
                "span": pd.to_timedelta([1, 2, 3], unit="s"),
            }
        )
    )
    drawn = {name: table.column(name) for name in table.names if name != "span"}
    values = {name: column.values for name, column in drawn.items()}

    assert [1, None, 3] == values["whole"]
    assert [True, None, False] == values["truth"]
    assert [1.5, None, 2.0] == values["money"]
    assert ["M", "S", None] == values["size"]
    assert ("ordinal", ["S", "M", "L"]) == (
        drawn["size"].type,
        drawn["size"].categories,
    )
    assert ("nominal", None) == (drawn["kind"].type, drawn["kind"].categories)
    assert ["2024-05-01T00:00:00Z", None, "2024-05-02T00:00:00Z"] == values["zoned"]
    assert ("Europe/Berlin", "") == (drawn["zoned"].zone, drawn["naive"].zone)
    assert values["zoned"] == values["naive"]
    with pytest.raises(SpecError, match="column 'span' holds durations"):
        table.column("span")


def test_columns_of_polars() -> None:
    """Enumerations keep their order, zones their clock; lists are refused."""
    pl = pytest.importorskip("polars")
    noon = dt.datetime(2024, 5, 1, 12, tzinfo=dt.timezone.utc)
    frame = pl.DataFrame(
        {
            "size": pl.Series(["M", "S"], dtype=pl.Enum(["S", "M"])),
            "kind": pl.Series(["b", "a"], dtype=pl.Categorical),
            "zoned": pl.Series([noon, None]).dt.convert_time_zone("Asia/Tokyo"),
            "day": [dt.date(2024, 5, 1), None],
            "parts": [[1], [2]],
        }
    )
    table = read_table(frame)
    zoned = table.column("zoned")

    assert ["S", "M"] == table.column("size").categories
    assert "nominal" == table.column("kind").type
    assert (["2024-05-01T21:00:00Z", None], "Asia/Tokyo") == (zoned.values, zoned.zone)
    assert ["2024-05-01", None] == table.column("day").values
    with pytest.raises(SpecError, match="column 'parts' holds nested values"):
        table.column("parts")


def test_columns_that_are_not_drawn_may_hold_anything() -> None:
    """Only what the chart shows is read."""
    rows = [{**row, "thing": object()} for row in ROWS]

    assert render_chart(rows, mark="bar", x="city", y="rain").svg


def test_missing_keys_are_gaps() -> None:
    """A record without a key has no value there."""
    table = read_table([{"a": 1}, {"b": 2}, {"a": 3, "b": None}])

    assert ["a", "b"] == table.names
    assert [1, None, 3] == table.column("a").values
    assert [None, 2, None] == table.column("b").values


def test_series_of_pandas_in_columns() -> None:
    """A dict of series is a dict of columns."""
    pd = pytest.importorskip("pandas")
    table = read_table({"t": pd.to_datetime(["2024-05-01"]).to_series(), "n": [1]})

    assert ["2024-05-01T00:00:00Z"] == table.column("t").values


class Page:
    """Several charts, as pyecharts' Page and Tab are."""

    def render(self) -> str:
        """Write a page."""
        return ""

    def __iter__(self) -> Iterator[object]:
        return iter([])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"{}", r"bytes .*with its decode\(\)", id="bytes"),
        pytest.param(read_table, "function .*: call it", id="function"),
        pytest.param(Page(), "Page .*several charts", id="page"),
        pytest.param([], "the data has no rows", id="no records"),
        pytest.param({"a": []}, "the data has no rows", id="no values"),
        pytest.param([{}], "the data has no columns", id="empty record"),
        pytest.param(iter([]), "the data has no rows", id="empty iterator"),
        pytest.param(iter("ab"), "row 0 of the data is of type str", id="letters"),
        pytest.param([{"a": 1}, 2], "row 1 of the data is of type int", id="number"),
        pytest.param({"a": [1], "b": [1, 2]}, "'a' has 1, 'b' has 2", id="lengths"),
        pytest.param({"a": "text"}, "column 'a' is of type str", id="text"),
        pytest.param({"a": 5}, "column 'a' is of type int", id="scalar"),
        pytest.param([{1: 2}], "the name of column 1 is of type int", id="name"),
        pytest.param([[1, 2]], r"\[dict\(zip\(names, row\)\) for row", id="rows"),
        pytest.param([1, 2], r"a column: \{'value': \[\.\.\.\]\}", id="numbers"),
        pytest.param({("a", "b"): [1]}, r"data.columns = \['_'.join", id="pairs"),
        pytest.param(range(3), "builtins.range is not data to draw", id="range"),
    ],
)
def test_data_that_is_none(data: Any, message: str) -> None:
    """Data of no known form is refused, and the form that is wanted is shown."""
    with pytest.raises(SpecError, match=message):
        read_table(data)


def test_frames_with_ambiguous_names() -> None:
    """Two columns of one name, and names that are no text, are refused."""
    pd = pytest.importorskip("pandas")
    with pytest.raises(SpecError, match=r"cannot be read: .*unique"):
        read_table(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(SpecError, match="the name of column 0 is of type int"):
        read_table(pd.DataFrame([[1, 2]]))


def test_series_is_told_to_become_a_frame() -> None:
    """A single series is no table."""
    series = pytest.importorskip("pandas").Series([1, 2])
    with pytest.raises(SpecError, match=r"pandas\.\S*Series .*: give its to_frame\(\)"):
        read_table(series)


def test_index_of_pandas_is_a_column() -> None:
    """It has the name that `reset_index()` gives; a mere count of rows is none."""
    pd = pytest.importorskip("pandas")
    values = {"v": [1, 2]}
    days = pd.to_datetime(["2024-05-01", "2024-05-02"])
    pairs = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["k", None])
    named = read_table(pd.DataFrame(values, index=days.rename("day")))
    unnamed = read_table(pd.DataFrame(values, index=days))
    several = read_table(pd.DataFrame(values, index=pairs))
    hidden = read_table(pd.DataFrame(values, index=pd.Index([5, 6], name="v")))

    assert ["day", "v"] == named.names
    assert named.column("day").values == unnamed.column("index").values
    assert [["a", "b"], [1, 2]] == [
        several.column(name).values for name in ("k", "level_1")
    ]
    assert [1, 2] == hidden.column("v").values
    assert ["v"] == read_table(pd.DataFrame(values)).names


def test_arrays_are_told_to_name_their_columns() -> None:
    """What has no names is refused with the line that gives it some."""
    np = pytest.importorskip("numpy")
    with pytest.raises(SpecError, match=r"ndarray .*\{'value': data\}"):
        read_table(np.zeros(3))
    with pytest.raises(SpecError, match=r"row, column = numpy\.indices\(data\.shape\)"):
        read_table(np.zeros((3, 4)))
