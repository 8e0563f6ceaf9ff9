"""Turning a specification into JSON: what Python has and JSON lacks.

Missing values (NaN, NaT, NA) become null, dates and times become text,
decimals and scalars of arrays become numbers. Anything else is refused with
its place in the specification.
"""

from json import JSONEncoder

from lazyheavy.charts._problems import join, spec_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def encode(spec: "dict[str, Any]") -> str:
    """Return *spec* as compact JSON without NaN.

    Raises:
        SpecError: It holds something that has no form in JSON, or infinity,
            or itself.
    """
    try:
        return _STRICT.encode(spec)
    except (TypeError, ValueError, RecursionError):
        pass
    # Rare: what C refused is mended, or its place is looked for.
    try:
        return _STRICT.encode(_mended(spec, ""))
    except RecursionError:
        message = "the specification is nested too deeply"
        raise spec_error(message) from None
    except _CircularError as error:
        message = "the specification holds itself here"
        raise spec_error(message, path=str(error)) from None


class _CircularError(Exception):
    """A container of the specification holds itself."""


def plain(value: "Any") -> "Any":
    """Return what JSON has in place of *value*: a number, text, a list or null.

    Raises:
        TypeError: There is nothing like it.
    """
    import datetime as dt  # only where a value is none of JSON's own
    from decimal import Decimal

    if is_missing(value):
        return None
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        # A bare date would be read as midnight in UTC: a day early in America.
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, Decimal):
        return float(value)
    if hasattr(value, "dtype"):
        if str(value.dtype).startswith("datetime64"):
            value = value.astype("datetime64[us]")  # .item() of [ns] is an integer
        if hasattr(value, "tolist"):
            return value.tolist()
    raise TypeError(type(value).__qualname__)


def is_missing(value: "Any") -> bool:
    """Tell whether *value* stands for "not known": None, NaN, NaT, NA."""
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - what NaN and NaT answer
    except (TypeError, ValueError):
        # pandas.NA has no truth value, an array more than one.
        return type(value).__name__ == "NAType"


def _mended(value: "Any", path: str, inside: "tuple[int, ...]" = ()) -> "Any":
    """Copy *value*, at *path*, into what JSON can hold."""
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    if isinstance(value, (dict, list, tuple)):
        if id(value) in inside:
            raise _CircularError(path)
        inside = (*inside, id(value))
        if isinstance(value, dict):
            return {
                key: _mended(each, join(path, str(key)), inside)
                for key, each in _text_keys(value, path)
            }
        return [
            _mended(each, join(path, index), inside) for index, each in enumerate(value)
        ]
    if isinstance(value, float):
        if value in (float("inf"), float("-inf")):
            message = "an infinite number cannot be drawn"
            raise spec_error(message, path=path)
        return None if value != value else value  # noqa: PLR0124 - NaN
    try:
        return _mended(plain(value), path, inside)
    except TypeError:
        message = f"a {type(value).__qualname__!r} cannot be drawn"
        raise spec_error(message, path=path) from None


def _text_keys(value: "dict[Any, Any]", path: str) -> "list[tuple[str, Any]]":
    """Return the items of *value* with the keys that JSON would give them."""
    items = []
    for key, each in value.items():
        if isinstance(key, bool) or key is None:
            items.append(({True: "true", False: "false", None: "null"}[key], each))
        elif isinstance(key, (str, int, float)):
            items.append((str(key), each))
        else:
            message = f"a key must be text, not {type(key).__qualname__!r}"
            raise spec_error(message, path=path)
    return items


#: ASCII only: the engine takes it fastest, and a lone surrogate passes escaped.
_STRICT = JSONEncoder(allow_nan=False, separators=(",", ":"))
