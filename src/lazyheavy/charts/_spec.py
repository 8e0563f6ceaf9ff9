"""Telling what the caller handed over: which kind of specification, or data.

Only the outside is looked at here; whether a specification is right is for
`_checks` and the bridges to say.
"""

from lazyheavy.charts._problems import describe_known, spec_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The kinds of specification, as `Chart.kind` and ``kind=`` name them.
KINDS = ("vega-lite", "vega", "echarts")

#: Keys that mark a specification as of one kind when no ``$schema`` says so.
#: In this order: a Vega-Lite view may hold "data" and "title" as ECharts does.
_SIGNS = {
    "vega-lite": (
        "mark", "layer", "hconcat", "vconcat", "concat", "repeat", "facet", "encoding",
    ),
    "vega": ("marks", "signals", "scales"),
    "echarts": (
        "series", "xAxis", "yAxis", "dataset", "baseOption", "options", "radar", "geo",
        "polar", "parallel", "calendar", "singleAxis", "graphic", "visualMap",
        "timeline",
    ),
}  # fmt: skip


def read_input(
    given: "Any", kind: "str | None", *, as_data: bool
) -> "tuple[str | None, Any]":
    """Return the kind and the specification, or None and the data.

    Takes a dict, JSON text, a chart of Altair (`to_dict()`) or of pyecharts
    (`dump_options_with_quotes()`); everything else is data, for `_frames` to
    read. Nothing is copied here.

    Args:
        given: What the caller handed over.
        kind: The kind that the caller named, if any.
        as_data: Whether the caller said how to draw it (``mark=``, ``x=``, ...).

    Raises:
        SpecError: It is neither a specification nor data, or broken JSON.
    """
    if kind is not None and kind not in KINDS:
        message = f"unknown kind {kind!r}"
        raise spec_error(message, given=kind, known=KINDS)
    own_kind, value = _unpacked(given)
    if not isinstance(value, dict):
        found = None
    elif kind or own_kind:
        found = kind or own_kind
    else:
        found = kind_of(value)
        if found is None and not as_data and not is_columns(value):
            raise unknown_shape(value)
    if found is None and kind is not None:
        message = f"kind={kind!r} is for specifications, and this is data"
        raise spec_error(message)
    if found is not None and as_data:
        message = (
            f"mark=, x=, y= and color= are for data, and this is a {found} "
            "specification: change the specification itself"
        )
        raise spec_error(message)
    return found, value


def _unpacked(given: "Any") -> "tuple[str | None, Any]":
    """Return what JSON text or a chart of another library holds, and its kind."""
    if isinstance(given, str):
        value = parse_json(given)
        if not isinstance(value, (dict, list)):
            message = "the JSON of a chart is an object, that of data a list"
            raise spec_error(message)
        return None, value
    if isinstance(given, (dict, list, tuple)):
        return None, given
    # Objects of other libraries only.
    from lazyheavy.charts._foreign import specification_of

    return specification_of(given) or (None, given)


def kind_of(spec: "dict[str, Any]") -> "str | None":
    """Tell the kind of a specification from its ``$schema`` or its keys."""
    schema = spec.get("$schema")
    if isinstance(schema, str):
        if "vega-lite" in schema:
            return "vega-lite"
        if "vega" in schema:
            return "vega"
    for kind, signs in _SIGNS.items():
        if any(sign in spec for sign in signs) and not is_columns(spec):
            return kind
    return None


def is_columns(given: "dict[Any, Any]") -> bool:
    """Tell whether a dict looks like columns of data: names with lists of values."""
    if not any(
        isinstance(values, dict) or _length(values) for values in given.values()
    ):
        return False
    return all(
        isinstance(key, str)
        and not isinstance(values, (str, bytes, dict))
        and hasattr(values, "__len__")
        and not (isinstance(values, list) and values and isinstance(values[0], dict))
        for key, values in given.items()
    )


def _length(values: "Any") -> int:
    return len(values) if hasattr(values, "__len__") else 0


def parse_json(text: str) -> "Any":
    """Parse JSON text; NaN and Infinity are left for `encode` to judge.

    Raises:
        SpecError: It is no JSON; the message has the line and the column.
    """
    from json import JSONDecodeError, loads  # only for input that is text

    try:
        return loads(text)
    except JSONDecodeError as error:
        message = _json_message(text, error)
        raise spec_error(message) from None
    except RecursionError:
        message = "the JSON is nested too deeply"
        raise spec_error(message) from None


def unknown_shape(spec: "dict[Any, Any]") -> Exception:
    """Make the error for a dict that is no specification and no data."""
    keys = [str(key) for key in spec]
    message = (
        'this is neither a specification nor data: Vega-Lite has "mark" or '
        '"layer", Vega has "marks", ECharts has "series", and columns are '
        "lists of one length"
    )
    if not keys:
        return spec_error(f"{message}; the dict is empty")
    signs = [sign for kind in KINDS for sign in _SIGNS[kind]]
    from lazyheavy.charts._problems import closest  # only once something is wrong

    for key in keys:
        meant = closest(key, signs)
        if meant:
            return spec_error(f"did you mean {meant!r}? Now {message}", path=key)
    return spec_error(f"{message}; {describe_known(None, keys)}")


def _json_message(text: str, error: "Any") -> str:
    """Say where JSON breaks, and what the text looks like instead."""
    if not text.strip():
        return "the text is empty: a specification as JSON was expected"
    lines = text.splitlines()
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
    shown = line.strip()
    place = f"line {error.lineno}, column {error.colno}"
    reason = error.msg[:1].lower() + error.msg[1:]
    message = f"broken JSON at {place}: {reason}"
    if len(lines) == 1 and text.lstrip()[:1] not in "{[":
        return (
            f"{message}; render_chart() takes the text of a specification, not the "
            "name of a file"
        )
    return f"{message}, in: {shown[:80]}" if shown else message
