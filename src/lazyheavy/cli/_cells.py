"""The cells of a CSV column as what they stand for.

A column has one type: numbers, truth values, dates or times, or else text. It
is a type only if every cell that is not missing reads as one, and only readings
that are not in doubt count: 01234 is a code and no number, 03/04/2024 is text.
"""

import re
from datetime import date, datetime, timedelta, timezone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: What stands for a missing value among numbers, dates and truth values; among
#: text only the empty cell does: NA is Namibia there.
_MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "-"})

#: Share of numbers above which one cell of text is more likely a slip.
_MOSTLY = 0.8

_NUMBER = re.compile(
    r"[+-]?(?:(?:0|[1-9]\d{0,299})(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
)
_WHOLE = re.compile(r"[+-]?\d+")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|/(\d\d?)/(\d\d?))")
_CLOCK = re.compile(
    r"(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


def typed(
    cells: "list[str]", *, decimal_comma: bool = False
) -> "tuple[list[Any], int | None]":
    """Return the values of a column, None for missing ones.

    Args:
        cells: The text, without blanks around it.
        decimal_comma: Whether 1,5 is one and a half.

    Returns:
        The values, and the index of the cell that made them text where most
        of them are numbers.
    """
    given = dict.fromkeys(cells)
    present = [cell for cell in given if cell.casefold() not in _MISSING]
    if not present:
        return [None] * len(cells), None
    number = _number_with_comma if decimal_comma else _number
    readings: tuple[Callable[[str], Any], ...] = (number, _truth, _time)
    for reading in readings:
        values = {cell: reading(cell) for cell in present}
        if None not in values.values():
            return [values.get(cell) for cell in cells], None
    text = [cell or None for cell in cells]
    numbers = {cell for cell in present if number(cell) is not None}
    filled = [cell for cell in cells if cell.casefold() not in _MISSING]
    if sum(cell in numbers for cell in filled) > _MOSTLY * len(filled):
        odd = next(cell for cell in filled if cell not in numbers)
        return text, cells.index(odd)
    return text, None


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number."""
    return _number(cell) is not None


def _number(cell: str) -> "float | None":
    if not cell.isascii():
        return None
    if _THOUSANDS.fullmatch(cell):
        cell = cell.replace(",", "")
    elif not _NUMBER.fullmatch(cell):
        return None
    return int(cell) if _WHOLE.fullmatch(cell) else float(cell)


def _number_with_comma(cell: str) -> "float | None":
    return None if cell.count(",") > 1 else _number(cell.replace(",", "."))


def _truth(cell: str) -> "bool | None":
    return {"true": True, "false": False}.get(cell.casefold())


def _time(cell: str) -> "date | None":
    """Read a date or a time in the order year, month, day."""
    if not cell.isascii():
        return None
    day = _DAY.match(cell)
    if day is None:
        return None
    rest = cell[day.end() :]
    year, month, number = day[1], day[2] or day[4], day[3] or day[5] or "1"
    try:
        if not rest:
            return date(int(year), int(month), int(number))
        clock = _CLOCK.fullmatch(rest, 1)
        if rest[0] not in "Tt " or clock is None or len(day[0]) < len("2024/1/1"):
            return None
        hour, minute, second, fraction, offset = clock.groups()
        return datetime(
            int(year),
            int(month),
            int(number),
            int(hour),
            int(minute),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
            tzinfo=_zone(offset),
        )
    except ValueError:  # the 30th of February
        return None


def _zone(offset: "str | None") -> "timezone | None":
    if offset is None:
        return None
    if offset in "Zz":
        return timezone.utc
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
