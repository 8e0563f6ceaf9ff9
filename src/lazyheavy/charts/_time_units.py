"""Which unit of time a bar or a cell stands for, so that it is as wide as that."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.charts._columns import Column

#: Units from coarse to fine: how much of ISO 8601 text tells them, and seconds.
_UNITS = (
    ("utcyear", 4, 31_556_952),
    ("utcyearmonth", 7, 2_629_746),
    ("utcyearmonthdate", 10, 86_400),
    ("utcyearmonthdatehours", 13, 3_600),
    ("utcyearmonthdatehoursminutes", 16, 60),
    ("utcyearmonthdatehoursminutesseconds", 19, 1),
)
_DAY = "utcyearmonthdate"
#: Days between dates from which on a bar of one day would be a line.
_SPARSE = 6
#: The most bars, of those that lie close, and the most cells side by side.
_MOST_BARS, _MOST_CELLS = 160, 480


def unit_of_bars(column: "Column") -> str:
    """Return the unit of the bars at these times; '' where all would be lines."""
    if column.unit:
        return "" if column.unit == _DAY and _is_sparse(column) else column.unit
    unit = _coarsest(column)
    return unit if _across(column, unit) <= _MOST_BARS else ""


def unit_of_cells(column: "Column") -> str:
    """Return the unit of the cells at these times.

    A coarser one than would tell them apart, where those were too many to be seen.
    """
    unit = column.unit
    if not unit or (unit == _DAY and _is_sparse(column)):
        unit = _coarsest(column)
    names = [name for name, _, _ in _UNITS]
    for coarser in reversed(names[: names.index(unit) + 1]):
        if _across(column, coarser) <= _MOST_CELLS:
            return coarser
    return names[0]


def tells_apart(column: "Column", unit: str) -> bool:
    """Tell whether no two different times of a column are in the same *unit*."""
    length = next((length for name, length, _ in _UNITS if name == unit), 0)
    times = set(column.present)
    return len({time[:length] for time in times}) == len(times)


def _coarsest(column: "Column") -> str:
    """Return the coarsest unit that tells all times apart, else the finest."""
    if len(set(column.present)) == 1:
        return column.unit or _UNITS[3][0]
    units = (name for name, _, _ in _UNITS if tells_apart(column, name))
    return next(units, _UNITS[-1][0])


def _across(column: "Column", unit: str) -> float:
    """Return how many units lie between the first and the last time."""
    seconds = next(seconds for name, _, seconds in _UNITS if name == unit)
    return _days(column) * 86_400 / seconds


def _is_sparse(column: "Column") -> bool:
    """Tell whether dates lie so far apart that a day's bar would be a line."""
    count = len(set(column.present))
    return count > 1 and _days(column) / (count - 1) >= _SPARSE


def _days(column: "Column") -> float:
    """Return the days between the first and the last time."""
    from datetime import datetime  # the column was made of these

    times = column.present
    first, last = (
        datetime.fromisoformat(time.rstrip("Z")) for time in (min(times), max(times))
    )
    return (last - first).total_seconds() / 86_400
