"""Types of chart that are more than a mark of Vega-Lite: pie, histogram, ...

For `_builder`: which mark draws them, which channels they need and which they
fill by themselves.
"""

from lazyheavy.charts._problems import spec_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lazyheavy.charts._channels import Channel

#: The mark of each type, the channels it needs, those it fills, and those that
#: have no place in it, with what to do instead.
_TYPES: "dict[str, tuple[str, tuple[str, ...], dict[str, str], dict[str, str]]]" = {
    "scatter": ("point", ("x", "y"), {}, {}),
    "heatmap": ("rect", ("x", "y"), {"color": "count()"}, {}),
    "histogram": (
        "bar",
        ("x",),
        {"y": "count()"},
        {"y": "its height is the count of rows; for bars of a column take mark='bar'"},
    ),
    "pie": (
        "arc",
        ("color",),
        {"y": "count()"},
        {"x": "y is the size of the slices, color tells them apart"},
    ),
}

#: The order of the channels in a specification.
_ORDER = ("x", "y", "color")


def as_mark(
    chart_type: "Any", channels: "dict[str, Any]", names: "list[str]"
) -> "tuple[Any, dict[str, Any]]":
    """Return mark and channels of a type of chart; other marks as they are.

    Args:
        chart_type: What the caller gave as mark.
        channels: The channels that the caller gave, by name.
        names: The columns that there are, for the message.

    Raises:
        SpecError: A channel is missing, or has no place in it.
    """
    if not isinstance(chart_type, str) or chart_type not in _TYPES:
        return chart_type, channels
    mark, needed, filled, refused = _TYPES[chart_type]
    for name, advice in refused.items():
        if name in channels:
            message = f"a {chart_type} has no {name}: {advice}"
            raise spec_error(message, path=name)
    for name in needed:
        if name not in channels:
            message = f"a {chart_type} needs a column for {name}"
            raise spec_error(message, path=name, known=names)
    complete = {**filled, **channels}
    return mark, {name: complete[name] for name in sorted(complete, key=_ORDER.index)}


def settle_type(chart_type: "Any", views: "list[Channel]") -> None:
    """Give the channels what a type of chart means: bins, slices.

    Raises:
        SpecError: A histogram is asked for what has no bins.
    """
    for view in views:
        if chart_type == "histogram" and view.name == "x":
            _bin(view)
        elif chart_type == "pie" and view.name == "color":
            _slice(view)


def _slice(view: "Channel") -> None:
    """Give each number or time a slice, where it would be a place on a scale."""
    if not view.given and "aggregate" not in view.definition:
        view.definition.setdefault("type", "nominal")


def _bin(view: "Channel") -> None:
    """Divide the numbers of a channel into bins, unless the caller did."""
    definition, column = view.definition, view.column
    if "bin" in definition or "timeUnit" in definition:
        return
    if "aggregate" in definition or column is None:
        message = "a histogram counts the values of a column: give its name alone"
        raise spec_error(message, path="x")
    if column.type != "quantitative":
        message = (
            f"column {column.name!r} holds {column.content}, which has no bins: count "
            f"its values with mark='bar', x={column.name!r}, y='count()'"
        )
        raise spec_error(message, path="x")
    definition["bin"] = True
