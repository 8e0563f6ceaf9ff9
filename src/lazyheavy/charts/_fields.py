"""How a channel names what it shows: columns, and shorthands for functions of them.

``"price"``, ``"price:Q"``, ``"mean(price)"``, ``"count()"``: the shorthand that
Altair's users know. A column of just that name goes first.
"""

from lazyheavy.charts._problems import spec_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Types as one letter after a colon.
_LETTERS = {"Q": "quantitative", "T": "temporal", "O": "ordinal", "N": "nominal"}
_TYPES = (*_LETTERS.values(), "geojson")

#: Functions that may stand before a field.
_AGGREGATES = (
    "average", "count", "distinct", "max", "mean", "median", "min", "missing",
    "product", "q1", "q3", "stdev", "stdevp", "sum", "valid", "variance",
)  # fmt: skip

#: What every JavaScript object has already, whatever its data.
INHERITED = (
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
    "__proto__", "constructor", "hasOwnProperty", "isPrototypeOf",
    "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
)  # fmt: skip


def read_shorthand(channel: str, text: str, names: "list[str]") -> "dict[str, Any]":
    """Return the definition of a channel that *text* stands for.

    Args:
        channel: Name of the channel, for the message.
        text: What the caller wrote.
        names: The columns that there are.

    Raises:
        SpecError: It names a column that does not exist.
    """
    if text in names:
        return {"field": text}
    definition: dict[str, Any] = {}
    name, colon, kind = text.rpartition(":")
    if colon and (kind in _LETTERS or kind in _TYPES):
        definition["type"] = _LETTERS.get(kind, kind)
    else:
        name = text
    function, bracket, rest = name.partition("(")
    if bracket and rest.endswith(")") and function in _AGGREGATES:
        definition["aggregate"] = function
        name = rest[:-1]
        if not name and function == "count":
            return definition
    if name not in names:
        message = f"there is no column {name!r}"
        raise spec_error(message, path=channel, given=name, known=names)
    return {"field": name, **definition}


def default_title(definition: "dict[str, Any]", name: str) -> str:
    """Return the title that Vega-Lite would give: ``Mean of price``."""
    aggregate = definition.get("aggregate")
    return f"{aggregate.capitalize()} of {name}" if isinstance(aggregate, str) else name


def safe_name(name: str, names: "list[str]") -> str:
    """Return a name that Vega-Lite takes as the name of one field.

    Dots, brackets, quotes and backslashes mean paths into nested data. They
    can be escaped, but not everywhere: a stacked "a.b" loses its values.
    """
    safe = "".join("_" if letter in "\\.[]'\"" else letter for letter in name)
    if safe == name and name and name not in INHERITED:
        return name
    taken = {*names, *INHERITED}
    while safe in taken or not safe:
        safe += "_"
    return safe
