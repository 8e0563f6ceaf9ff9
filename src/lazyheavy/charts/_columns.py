"""One column of data: its values as JSON has them, and how they are to be read.

Values are drawn as they are meant: times as the wall clock of their zone,
decimals as numbers, missing values as gaps. What has no such meaning on a
chart (durations, lists, mixed types) is refused by the name of its column.
"""

from lazyheavy.charts._encode import is_missing, plain
from lazyheavy.errors import SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Literal

    MeasureType = Literal["quantitative", "temporal", "ordinal", "nominal"]

_NUMBERS = {int, float}
_MISSING = {type(None)}
_YEARS = range(1000, 3000)
_WORDS = {bool: "truth values", str: "text", int: "numbers", float: "numbers"}


class Column:
    """A column that is ready to be drawn.

    Attributes:
        name: Its name in the data.
        values: Numbers, booleans, text or None. Times are ISO 8601 text of
            their wall clock, written as if it were UTC: drawn on a scale of
            type "utc" they look the same in every time zone.
        type: How Vega-Lite should read them.
        categories: The order that the data itself gives its values, or None.
        zone: Name of the zone of the wall clock, '' for naive times.
        unit: For times, the largest of "utcyear", "utcyearmonth" and
            "utcyearmonthdate" that tells all of them apart, else ''.
    """

    __slots__ = ("categories", "name", "type", "unit", "values", "zone")

    def __init__(
        self,
        name: str,
        values: "list[Any]",
        type: "MeasureType",
        *,
        categories: "list[str] | None" = None,
        zone: str = "",
        unit: str = "",
    ) -> None:
        self.name = name
        self.values = values
        self.type = type
        self.categories = categories
        self.zone = zone
        self.unit = unit

    @property
    def present(self) -> "list[Any]":
        """The values that are not missing."""
        return [value for value in self.values if value is not None]

    @property
    def content(self) -> str:
        """What the column holds, in a word for messages."""
        if self.type == "temporal":
            return "times"
        return _WORDS.get(type(self.present[0]), "text")

    @property
    def is_whole(self) -> bool:
        """Whether all values are whole numbers."""
        return self.type == "quantitative" and all(
            isinstance(value, int) for value in self.present
        )


def read_column(
    name: str, values: "Sequence[Any]", categories: "list[str] | None" = None
) -> Column:
    """Turn the values of one column into what a chart can hold.

    Args:
        name: Name of the column, for the messages.
        values: Python objects, as they are in records or come out of a frame.
        categories: The order of an ordered categorical column.

    Raises:
        SpecError: The values cannot be drawn; the message names the column.
    """
    plain_values, kinds = _unpacked(name, values)
    if not kinds:
        message = f"column {name!r} has no values, only missing ones"
        raise SpecError(message)
    if kinds <= _NUMBERS:
        _refuse_infinite(name, plain_values)
        return Column(name, plain_values, "quantitative")
    if kinds == {bool}:
        return Column(name, plain_values, "nominal")
    if kinds == {str}:
        if categories is not None:
            return Column(name, plain_values, "ordinal", categories=categories)
        times = _parsed_times(plain_values)
        if times is not None:
            return _time_column(name, times)
        return Column(name, plain_values, "nominal")
    if kinds <= {"date", "datetime"}:
        return _time_column(name, plain_values)
    raise SpecError(_mixed_message(name, plain_values))


def has_years(column: Column) -> bool:
    """Tell whether all values are whole numbers that can be years."""
    return column.is_whole and all(year in _YEARS for year in column.present)


def as_years(column: Column) -> Column:
    """Return a column of years as one of times."""
    values = [None if value is None else f"{value}-01-01" for value in column.values]
    return Column(column.name, values, "temporal", unit="utcyear")


def _unpacked(name: str, values: "Sequence[Any]") -> "tuple[list[Any], set[Any]]":
    """Return values of JSON's types, dates and datetimes, and which those are."""
    found = set(map(type, values))
    if found <= {int, str, bool, type(None)}:
        return list(values), found - _MISSING
    result: list[Any] = []
    kinds: set[Any] = set()
    for index, value in enumerate(values):
        if is_missing(value):
            result.append(None)
            continue
        item, kind = _item(name, index, value)
        if item is not None:
            kinds.add(kind)
        result.append(item)
    return result, kinds


def _item(name: str, index: int, value: "Any") -> "tuple[Any, Any]":
    """Return one value in a type of ours, and that type.

    Raises:
        SpecError: There is none for it.
    """
    import datetime as dt  # only for data with more than numbers and text

    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            # A subclass (an enumeration, a scalar of numpy) as what it is.
            return kind(value) if type(value) is not kind else value, kind
    if isinstance(value, dt.datetime):
        return value, "datetime"
    if isinstance(value, dt.date):
        return value, "date"
    if isinstance(value, dt.timedelta) or _dtype(value).startswith("timedelta"):
        what = "durations"
        advice = "turn them into numbers first (.dt.total_seconds() in data frames)"
    elif isinstance(value, dt.time):
        what = "times without a date"
        advice = "add a date, or turn them into numbers"
    elif isinstance(value, (bytes, bytearray, memoryview)):
        what = "bytes"
        advice = "decode them into text first"
    elif isinstance(value, (list, tuple, dict, set)):
        what = f"nested values ({type(value).__name__})"
        advice = "flatten them into columns of their own"
    else:
        return _scalar(name, index, value)
    message = f"column {name!r} holds {what}, which cannot be drawn: {advice}"
    raise SpecError(message)


def _scalar(name: str, index: int, value: "Any") -> "tuple[Any, Any]":
    """Unpack a decimal, a fraction or a scalar of an array library."""
    import datetime as dt
    from numbers import Real  # only for values that are none of Python's own

    if isinstance(value, Real):
        return _number(value)
    if hasattr(value, "to_timestamp"):  # a period of pandas, as the time it begins
        return _item(name, index, value.to_timestamp())
    try:
        if _dtype(value).startswith("datetime64"):
            value = value.astype("datetime64[us]")
        item = value.item() if hasattr(value, "item") else plain(value)
    except (TypeError, ValueError):
        item = value
    if isinstance(item, (dt.date, bool, int, float, str)) and item is not value:
        return (None, None) if is_missing(item) else _item(name, index, item)
    kind = type(value)
    where = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    message = (
        f"column {name!r} holds objects of {where}{kind.__qualname__} (row {index}), "
        "which cannot be drawn: turn them into numbers, text or dates first"
    )
    raise SpecError(message)


def _number(value: "Any") -> "tuple[Any, Any]":
    """Return a number of any library as Python's own."""
    item = value.item() if hasattr(value, "item") else float(value)
    return item, type(item)


def _dtype(value: "Any") -> str:
    return str(getattr(value, "dtype", ""))


def _refuse_infinite(name: str, values: "list[Any]") -> None:
    """Refuse a column with infinite numbers: JSON and axes have none."""
    infinite = (float("inf"), float("-inf"))
    row = next((row for row, value in enumerate(values) if value in infinite), None)
    if row is not None:
        message = (
            f"column {name!r} holds an infinite number (row {row}): drop such rows, "
            "or make them missing"
        )
        raise SpecError(message)


def _mixed_message(name: str, values: "list[Any]") -> str:
    """Say which types meet in one column, with the first row of each."""
    firsts: dict[str, str] = {}
    for row, value in enumerate(values):
        if value is not None:
            word = _WORDS.get(type(value), "dates")
            firsts.setdefault(word, f"{word} (row {row}: {value!r})")
    mix = " and ".join(firsts.values())
    return f"column {name!r} mixes {mix}: give it values of one type"


def _parsed_times(values: "list[Any]") -> "list[Any] | None":
    """Return text as times where all of it is ISO 8601 with a full date."""
    import datetime as dt
    import re

    form = re.compile(
        r"(\d{4}-\d\d-\d\d)"
        r"(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?",
        re.IGNORECASE | re.ASCII,
    )
    result: list[Any] = []
    for value in values:
        if value is None:
            result.append(None)
            continue
        match = form.fullmatch(value.strip())
        if match is None:
            return None
        day, clock, seconds, fraction, offset = match.groups()
        if offset in ("Z", "z"):
            offset = "+00:00"
        elif offset and ":" not in offset:
            offset = f"{offset[:3]}:{offset[3:]}"
        text = day
        if clock:
            micros = (fraction or "").ljust(6, "0")[:6]
            text = f"{day}T{clock}:{seconds or '00'}.{micros}{offset or ''}"
        try:
            if clock:
                result.append(dt.datetime.fromisoformat(text))
            else:
                result.append(dt.date.fromisoformat(text))
        except ValueError:
            return None
    return result


def _time_column(name: str, values: "list[Any]") -> Column:
    """Make a column of dates and datetimes: the wall clock of their zone."""
    import datetime as dt

    clocks = [v for v in values if isinstance(v, dt.datetime)]
    aware = [v for v in clocks if v.tzinfo is not None]
    if aware and len(aware) < sum(v is not None for v in values):
        message = (
            f"column {name!r} mixes times with a time zone and without one: "
            "give all of them a zone, or none"
        )
        raise SpecError(message)
    zone = ""
    if aware:
        zones = {_zone_name(value) for value in aware}
        zone = zones.pop() if len(zones) == 1 else "UTC"
        if zones:  # more than one: only the instants have a meaning together
            utc = dt.timezone.utc
            values = [v if v is None else v.astimezone(utc) for v in values]
    return Column(
        name,
        [None if value is None else _wall_clock(value) for value in values],
        "temporal",
        zone=zone,
        unit=_unit(values),
    )


def _zone_name(value: "Any") -> str:
    """Return the name of a zone: ``Europe/Berlin`` rather than ``CET``."""
    zone = value.tzinfo
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)
    return str(name or zone).replace("UTC+00:00", "UTC")


def _wall_clock(value: "Any") -> str:
    """Return the clock reading as ISO 8601 text that claims to be UTC."""
    text: str = value.isoformat()
    if hasattr(value, "tzinfo"):
        clock = value.replace(tzinfo=None)
        text = f"{clock.isoformat(timespec='milliseconds').replace('.000', '')}Z"
    return text


def _unit(values: "list[Any]") -> str:
    """Return the unit of a bar that stands for one of these times."""
    present = [value for value in values if value is not None]
    if any(
        (value.hour, value.minute, value.second, value.microsecond) != (0, 0, 0, 0)
        for value in present
        if hasattr(value, "hour")
    ):
        return ""
    if any(value.day != 1 for value in present):
        return "utcyearmonthdate"
    if any(value.month != 1 for value in present):
        return "utcyearmonth"
    return "utcyear"
