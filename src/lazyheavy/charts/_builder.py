"""Data and four words (mark, x, y, color) as a Vega-Lite specification.

A thin layer: what comes out is an ordinary specification (`Chart.spec`), to be
taken over and edited when more is wanted.
"""

from lazyheavy.charts._channels import WIDTH, Channel, share_years
from lazyheavy.charts._chart_types import as_mark, settle_type
from lazyheavy.charts._checks import check_mark
from lazyheavy.charts._fields import safe_name
from lazyheavy.charts._problems import spec_error
from lazyheavy.errors import SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lazyheavy.charts._columns import Column
    from lazyheavy.charts._frames import Table

#: The schema that our specifications name.
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

#: Height of a plot whose axis is continuous, or has few bands.
_HEIGHT = 300
#: Marks that draw nothing without a channel that is not offered here.
_NEEDY = {"geoshape": "shapes", "image": "addresses of images", "text": "texts"}
#: Bands beyond these numbers get a width, or height, of their own each.
_MANY_COLUMNS, _MANY_ROWS = 24, 12


def build_spec(
    table: "Table",
    mark: "str | dict[str, Any] | None",
    channels: "dict[str, Any]",
) -> "tuple[dict[str, Any], list[str]]":
    """Return a Vega-Lite specification of the data, and warnings about it.

    Args:
        table: The data.
        mark: Name or definition of the mark, or one of the types of chart that
            `_chart_types` knows; chosen from the types of the columns if None.
        channels: What x, y and color show: a column name, a shorthand such as
            ``"mean(price)"``, ``"count()"`` or ``"year:O"``, or the
            definition of a channel as Vega-Lite has it. None is left out.

    Raises:
        SpecError: A column or mark does not exist, or cannot be drawn.
    """
    given = {name: value for name, value in channels.items() if value is not None}
    if not given:
        message = "say what to draw with x=, y= or color="
        raise spec_error(message, known=table.names)
    chart_type = mark
    mark, given = as_mark(mark, given, table.names)
    views = [Channel(name, value, table) for name, value in given.items()]
    share_years(views)
    settle_type(chart_type, views)
    for view in views:
        view.check()
    if mark is None:
        mark = _fitting_mark(views)
    check_mark(mark, "mark")
    kind: str = mark["type"] if isinstance(mark, dict) else mark
    _check_channels(kind, given)
    for view in views:
        view.settle(kind, views)
    encoding = {view.place(kind): view.definition for view in views}
    spec: dict[str, Any] = {
        "$schema": SCHEMA,
        "data": {"values": _rows(table, views)},
        "mark": mark if isinstance(mark, dict) else {"type": mark, "tooltip": True},
        "encoding": encoding,
    }
    if kind != "arc":
        spec |= _size(views)
    return spec, _overlaps(kind, views)


def _check_channels(kind: str, channels: "dict[str, Any]") -> None:
    """Refuse marks for which x, y and color are too little, or too much.

    Raises:
        SpecError: Nothing would be drawn, or not all of it.
    """
    if kind in _NEEDY:
        message = (
            f"the mark {kind!r} needs {_NEEDY[kind]}: write a Vega-Lite specification, "
            "to which x=, y= and color= are a short cut"
        )
        raise spec_error(message, path="mark")
    if kind == "arc" and {"x", "y"} <= channels.keys():
        message = (
            "an arc has one angle: give its size with y=, and what tells the slices "
            "apart with color="
        )
        raise spec_error(message, path="x")


def _fitting_mark(views: "list[Channel]") -> str:
    """Choose the mark for types: bars for categories, lines for time."""
    types = {view.name: view.type for view in views}
    x, y = types.get("x"), types.get("y")
    if "temporal" in (x, y) and "quantitative" in (x, y):
        return "line"
    if x == y == "quantitative":
        return "point"
    if "quantitative" in (x, y):
        return "bar" if {"nominal", "ordinal"} & {x, y} else "tick"
    return "rect" if x and y else "tick"


def _rows(table: "Table", views: "list[Channel]") -> "list[dict[str, Any]]":
    """Return the rows of the columns that the chart needs."""
    columns = {
        safe_name(view.column.name, table.names): view.column
        for view in views
        if view.column
    }
    if any(view.given for view in views):
        # A definition of the caller's may name other fields, in a sort or a test.
        for name in table.names:
            column = _drawable(table, name)
            if column is not None:
                columns.setdefault(name, column)
    if not columns:  # a count of all rows
        return [{} for _ in range(table.length)]
    values = zip(*(column.values for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in values]


def _drawable(table: "Table", name: str) -> "Column | None":
    """Return a column, or None if its values cannot be drawn."""
    try:
        return table.column(name)
    except SpecError:
        return None


def _size(views: "list[Channel]") -> "dict[str, Any]":
    """Return a size that reads well: Vega-Lite's own is 20 pixels a band."""
    size: dict[str, Any] = {"width": WIDTH, "height": _HEIGHT}
    for view in views:
        if view.column is None or not view.is_discrete:
            continue
        bands = len(set(view.column.present))
        if view.name == "x" and bands > _MANY_COLUMNS:
            size["width"] = {"step": 20}
        elif view.name == "y":
            size["height"] = {"step": 24} if bands > _MANY_ROWS else max(60, 32 * bands)
    return size


def _overlaps(kind: str, views: "list[Channel]") -> "list[str]":
    """Warn of bars and cells that would hide each other: rows in one place."""
    by_name = {view.name: view for view in views}
    if kind == "rect" and len(by_name) == 3:  # noqa: PLR2004 - x, y and color
        return _overlapping_cells(by_name["x"], by_name["y"], by_name["color"])
    if kind not in ("bar", "arc") or set(by_name) != {"x", "y"}:
        return []
    if any("aggregate" in view.definition or view.given for view in views):
        return []
    for view in views:
        column = view.column
        if column is None or view.type == "quantitative":
            continue
        if len(set(column.present)) < len(column.present):
            other = by_name["y" if view.name == "x" else "x"]
            summed = f"sum({other.column.name if other.column else ''})"
            warning = (
                f"several rows have the same {column.name!r}: their bars lie on top "
                f"of each other; add them up with {other.name}={summed!r}"
            )
            return [warning]
    return []


def _overlapping_cells(x: "Channel", y: "Channel", color: "Channel") -> "list[str]":
    """Warn of cells that hold several numbers, of which one would be seen."""
    if color.column is None or color.type != "quantitative" or color.given:
        return []
    if x.column is None or y.column is None or "aggregate" in color.definition:
        return []
    is_binned = any(
        "bin" in view.definition
        or ("timeUnit" in view.definition and not view.tells_times_apart)
        for view in (x, y)
    )
    cells = list(zip(x.column.values, y.column.values, strict=True))
    if not is_binned and len(set(cells)) == len(cells):
        return []
    mean = f"mean({color.column.name})"
    warning = (
        f"several rows may have the same {x.column.name!r} and {y.column.name!r}: "
        f"their cells lie on top of each other; average them with color={mean!r}"
    )
    return [warning]
