"""Data of any form as columns by name: records, columns, data frames.

Frames are read through narwhals, which knows pandas, polars, pyarrow, DuckDB
and more. Columns are converted when a chart asks for them, so that one which
cannot be drawn does no harm while it is not.
"""

import sys

from lazyheavy import imports
from lazyheavy.charts._columns import Column, read_column
from lazyheavy.errors import SpecError

with imports(extra="charts"):
    import narwhals.stable.v2 as nw

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


#: What to write for an array, by its dimensions: names are what it lacks.
_ARRAY_ADVICE = {
    1: "name its values, as in {'value': data}",
    2: (
        "name its columns, as in {'a': data[:, 0], 'b': data[:, 1]}; or, for a heatmap "
        "of its cells, row, column = numpy.indices(data.shape) and then "
        "{'row': row.ravel(), 'column': column.ravel(), 'value': data.ravel()}"
    ),
}


class Table:
    """Columns by name, each read when it is first asked for.

    Attributes:
        names: The names of the columns, in their order.
        length: The number of rows.
    """

    __slots__ = ("_read", "_readers", "length", "names")

    def __init__(self, readers: "dict[str, Callable[[], Column]]", length: int) -> None:
        self.names = list(readers)
        self.length = length
        self._readers = readers
        self._read: dict[str, Column] = {}

    def column(self, name: str) -> Column:
        """Return a column, ready to be drawn.

        Raises:
            SpecError: Its values cannot be drawn.
            KeyError: There is no such column.
        """
        if name not in self._read:
            self._read[name] = self._readers[name]()
        return self._read[name]


def read_table(data: "Any") -> Table:
    """Read records, an iterator of them, a dict of columns or a data frame.

    Raises:
        SpecError: It is none of these, or it has no rows.
        MissingDependencyError: It is a frame and narwhals is not installed.
    """
    data = _as_table(data)
    if isinstance(data, dict):
        table = _from_columns(data)
    elif isinstance(data, (list, tuple)):
        table = _from_records(data)
    elif hasattr(data, "__next__"):  # a generator, a csv.DictReader
        table = _from_records(list(data))
    else:
        table = _from_frame(data)
    for number, parts in ((table.length, "rows"), (len(table.names), "columns")):
        if not number:
            message = f"the data has no {parts}: there is nothing to draw"
            raise SpecError(message)
    return table


def _from_records(records: "list[Any] | tuple[Any, ...]") -> Table:
    """Read a list of dicts; a key that a record lacks is a missing value."""
    from collections.abc import Mapping  # loaded by every interpreter

    for index, record in enumerate(records):
        if not isinstance(record, Mapping):
            message = (
                f"row {index} of the data is of type {type(record).__name__}: records "
                "are dicts, such as [{'a': 1, 'b': 2}, ...]"
            )
            if isinstance(record, (list, tuple)):
                message += (
                    "; name what is in a row: [dict(zip(names, row)) for row in ...]"
                )
            elif not hasattr(record, "__dict__"):
                message += "; a list of values is a column: {'value': [...]}"
            raise SpecError(message)
    names = list(dict.fromkeys(name for record in records for name in record))
    _check_names(names)
    return Table(
        {
            name: lambda name=name: read_column(  # type: ignore[misc]
                name, [record.get(name) for record in records]
            )
            for name in names
        },
        len(records),
    )


def _from_columns(columns: "dict[Any, Any]") -> Table:
    """Read a dict of lists, arrays or series of one length."""
    _check_names(list(columns))
    for name, values in columns.items():
        if isinstance(values, (str, bytes, dict)) or not hasattr(values, "__len__"):
            message = (
                f"column {name!r} is of type {type(values).__name__}: a dict of data "
                "has a list of values for each name"
            )
            raise SpecError(message)
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name!r} has {length}" for name, length in lengths.items())
        message = f"the columns are of different length: {listed}"
        raise SpecError(message)
    return Table(
        {
            name: lambda name=name, values=values: read_column(  # type: ignore[misc]
                name, _as_list(values)
            )
            for name, values in columns.items()
        },
        next(iter(lengths.values()), 0),
    )


def _as_list(values: "Any") -> "list[Any]":
    """Return the values of a list, an array or a series as Python objects."""
    if isinstance(values, (list, tuple)):
        return list(values)
    if str(getattr(values, "dtype", "")).startswith("datetime64") and hasattr(
        values, "astype"
    ):
        # Nanoseconds would come out as integers, see `_columns._scalar`.
        values = values.astype("datetime64[us]")
    if hasattr(values, "tolist"):
        listed: list[Any] = values.tolist()
        return listed
    return list(values)


def _as_table(data: "Any") -> "Any":
    """Return a record batch of pyarrow, or a reader of them, as a table."""
    pyarrow = sys.modules.get("pyarrow")  # loaded where such an object is
    if pyarrow is None:
        return data
    if isinstance(data, pyarrow.RecordBatch):
        return pyarrow.Table.from_batches([data])
    if isinstance(data, pyarrow.RecordBatchReader):
        return data.read_all()  # which has __next__, but no records
    return data


def _from_frame(data: "Any") -> Table:
    """Read any data frame that narwhals knows; a lazy one is collected."""
    try:
        frame = nw.from_native(data)
        if isinstance(frame, nw.LazyFrame):
            frame = frame.collect()
    except TypeError:
        raise SpecError(_unknown_message(data)) from None
    except nw.exceptions.NarwhalsError as error:
        message = f"the data frame cannot be read: {error}"
        raise SpecError(message) from error
    _check_names(frame.columns, ", as data.rename(columns=str) of pandas does")
    readers: dict[str, Callable[[], Column]] = {
        name: lambda name=name: _from_series(name, frame[name])  # type: ignore[misc]
        for name in frame.columns
    }
    return Table(_index_of(nw.to_native(frame)) | readers, len(frame))


def _index_of(native: "Any") -> "dict[str, Callable[[], Column]]":
    """Return the index of a frame of pandas as columns; none for a count of rows.

    They have the names that `reset_index()` would give them.
    """
    index: Any = getattr(native, "index", None)
    if not hasattr(native, "reset_index") or not hasattr(index, "get_level_values"):
        return {}
    levels = list(index.names)
    if levels == [None]:
        if type(index).__name__ == "RangeIndex":
            return {}
        levels = ["index"]
    names = [
        f"level_{position}" if name is None else name
        for position, name in enumerate(levels)
    ]
    return {
        name: lambda name=name, position=position: _from_series(  # type: ignore[misc]
            name,
            nw.from_native(
                index.get_level_values(position).to_series(), series_only=True
            ),
        )
        for position, name in enumerate(names)
        if isinstance(name, str)
    }


def _from_series(name: str, series: "Any") -> Column:
    """Read one column of a frame, with the order of its categories."""
    categories = None
    dtype = series.dtype
    if dtype == nw.Enum or (
        dtype == nw.Categorical and nw.is_ordered_categorical(series)
    ):
        categories = [str(each) for each in series.cat.get_categories().to_list()]
    if dtype in (nw.Categorical, nw.Enum):
        series = series.cast(nw.String)
    return read_column(name, series.to_list(), categories)


def _check_names(names: "list[Any]", advice: str = "") -> None:
    """Refuse names of columns that are no text: a chart could not name them."""
    for name in names:
        if isinstance(name, str):
            continue
        if isinstance(name, tuple):
            advice = ": data.columns = ['_'.join(name) for name in data.columns]"
        message = (
            f"the name of column {name!r} is of type {type(name).__name__}: "
            f"give the columns names that are text{advice}"
        )
        raise SpecError(message)


def _unknown_message(data: "Any") -> str:
    """Say what the data is, and what it could be."""
    kind = type(data)
    advice = _advice(data, kind) or (
        "give a list of dicts, a dict of lists, a data frame (pandas, polars, "
        "pyarrow, ...), or a specification"
    )
    name = f"{kind.__module__}.{kind.__qualname__}"
    return f"an object of {name} is not data to draw: {advice}"


def _advice(data: "Any", kind: type) -> str:
    """Return what to do with an object that is nearly data; '' for any other."""
    found = ""
    if hasattr(data, "to_frame"):
        found = "give its to_frame()"
    elif hasattr(data, "to_dataframe"):
        found = "give its to_dataframe()"
    elif hasattr(data, "ndim") and hasattr(data, "ravel"):
        found = _ARRAY_ADVICE.get(data.ndim, _ARRAY_ADVICE[2])
    elif isinstance(data, (bytes, bytearray)):
        found = "give it as text, with its decode()"
    elif callable(data):
        found = "call it, and give what it returns"
    elif hasattr(kind, "render") and hasattr(kind, "__iter__"):  # pyecharts' Page
        found = "it holds several charts; draw each: for chart in data: ..."
    elif hasattr(data, "__fspath__"):
        found = "read the file first, and give what it holds"
    return found
