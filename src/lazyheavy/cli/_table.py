"""CSV text as columns: which separator, which rows; the cells are for `_cells`."""

import csv
import io
from itertools import islice

from ._cells import is_number, typed
from ._failures import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SEPARATORS = (",", ";", "\t", "|")

#: How many records are looked at to find the separator.
_SAMPLE = 20

#: Characters of the longest cell; the module's own limit is 131,072.
_LONGEST = 1 << 24


class Table:
    """Columns of typed values.

    Attributes:
        columns: The values by the name in the header.
        doubts: By column, what is odd about its values.
    """

    __slots__ = ("columns", "doubts")

    def __init__(
        self, columns: "dict[str, list[Any]]", doubts: "dict[str, str]"
    ) -> None:
        self.columns = columns
        self.doubts = doubts


def read_table(text: str, separator: "str | None" = None) -> Table:
    """Read CSV: a line of names, then a line a row.

    Where the separator is a semicolon, the comma is the decimal mark.

    Args:
        text: The whole file.
        separator: What stands between cells; found by looking if None.

    Raises:
        InputError: The message names the line.
    """
    if separator is None:
        separator = _separator_of(text)
    names, rows, lines = _read_rows(text, separator)
    columns: dict[str, list[Any]] = {}
    doubts: dict[str, str] = {}
    for index, name in enumerate(names):
        cells = [row[index] for row in rows]
        columns[name], odd = typed(cells, decimal_comma=separator == ";")
        if odd is not None:
            doubts[name] = (
                f"column {name!r} is read as text: most of it is numbers, but line "
                f"{lines[odd]} has {cells[odd]!r}"
            )
    return Table(columns, doubts)


def _reader(text: str, separator: str, *, strict: bool) -> "Any":
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator,
        skipinitialspace=separator != "\t",
        strict=strict,
    )


def _separator_of(text: str) -> str:
    """Return the separator that cuts the first rows into most equal columns."""
    best = (0, 0)
    found = ","
    for separator in _SEPARATORS:
        try:
            rows = list(islice(_reader(text, separator, strict=False), _SAMPLE))
        except csv.Error:
            continue
        sizes = [len(row) for row in rows if row]
        if not sizes or sizes[0] == 1:
            continue
        score = (sizes.count(sizes[0]), sizes[0])
        if score > best:
            best, found = score, separator
    return found


def _read_rows(
    text: str, separator: str
) -> "tuple[list[str], list[list[str]], list[int]]":
    """Return the names, the rows, and the line on which each row starts."""
    reader = _reader(text, separator, strict=True)
    names: list[str] | None = None
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    limit = csv.field_size_limit(_LONGEST)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                if names is None:
                    names = _checked_names(cells, line)
                elif len(cells) != len(names):
                    raise InputError(_ragged(line, cells, names))
                else:
                    rows.append(cells)
                    lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"line {line} is broken CSV: {error}"
        if "unexpected end" in str(error):
            message = f'line {line} is broken CSV: a quote (") opens and does not close'
        raise InputError(message) from None
    finally:
        csv.field_size_limit(limit)
    assert names is not None  # the text is not blank
    if not rows:
        message = "it has a header and no rows: there is nothing to draw"
        raise InputError(message)
    return names, rows, lines


def _checked_names(names: "list[str]", line: int) -> "list[str]":
    """Refuse a header with which columns could not be told apart."""
    if all(map(is_number, names)):
        message = (
            f"line {line} holds numbers where the names of the columns should be: put "
            "a header line before it"
        )
        raise InputError(message)
    seen: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if not name:
            message = f"column {number} has no name in the header (line {line})"
            raise InputError(message)
        if name in seen:
            message = (
                f"the header (line {line}) has the name {name!r} twice, for columns "
                f"{seen[name]} and {number}: rename one"
            )
            raise InputError(message)
        seen[name] = number
    return names


def _ragged(line: int, cells: "list[str]", names: "list[str]") -> str:
    """Say how a row differs from the header."""
    return (
        f"line {line} has {len(cells)} {'value' if len(cells) == 1 else 'values'}, and "
        f"the header has {len(names)} {'column' if len(names) == 1 else 'columns'} "
        '(a value that holds the separator needs "quotes")'
    )
