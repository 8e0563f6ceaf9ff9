"""Charts of other libraries as specifications: Altair's and pyecharts'.

They are known by what they can do, so neither library is imported.
"""

from lazyheavy.charts._problems import spec_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What data frames answer to. pandas and polars have `to_dict()` as well.
_FRAME_METHODS = (
    "__dataframe__",
    "__arrow_c_stream__",
    "__narwhals_dataframe__",
    "__narwhals_lazyframe__",
)


def specification_of(chart: "Any") -> "tuple[str | None, dict[str, Any]] | None":
    """Return the kind, if the object says it, and its specification.

    None means that *chart* is no chart.

    Raises:
        SpecError: The object's specification cannot be used.
    """
    kind = type(chart)
    if hasattr(kind, "dump_options_with_quotes"):
        return "echarts", _echarts_option(chart)
    if hasattr(kind, "to_dict") and not any(
        hasattr(kind, method) for method in _FRAME_METHODS
    ):
        return None, _as_dict(chart)
    return None


def _as_dict(chart: "Any") -> "dict[str, Any]":
    """Ask a chart for its specification."""
    from lazyheavy.charts._altair import altair_specification

    spec = altair_specification(chart)
    if spec is None:
        spec = chart.to_dict()
    if not isinstance(spec, dict):
        name = type(chart).__qualname__
        message = f"{name}.to_dict() gave a {type(spec).__qualname__}, not a dict"
        raise spec_error(message)
    return spec


def _echarts_option(chart: "Any") -> "dict[str, Any]":
    """Return the option of a pyecharts chart, with its JavaScript functions.

    `dump_options()` writes functions bare, `dump_options_with_quotes()` as text.
    """
    from lazyheavy.charts._functions import functions_of, with_functions

    # Imports this module inside a function, too.
    from lazyheavy.charts._spec import parse_json

    functions = functions_of(chart)
    text = chart.dump_options_with_quotes()
    option = parse_json(text)
    if not isinstance(option, dict):
        message = "the option of the chart is not an object"
        raise spec_error(message)
    option = _with_own_map(chart, option)
    if functions:
        return with_functions(option, functions)
    dump = getattr(chart, "dump_options", None)
    if dump is not None and dump() != text:
        message = "this chart writes JavaScript without saying where (get_options())"
        raise spec_error(message)
    return option


def _with_own_map(chart: "Any", option: "dict[str, Any]") -> "dict[str, Any]":
    """Return the option with the map that ``add_geo_json()`` gave to the chart."""
    name = getattr(chart, "_geo_json_name", None)
    geo = getattr(chart, "_geo_json", None)
    if name is None or geo is None:
        return option
    return {**option, "usermeta": {"maps": {name: geo}}}
