"""JavaScript functions in the option of a pyecharts chart: where, and trusted.

Only a chart object of Python may bring functions. They stay text inside the
option, and a list beside it says where they are; a specification that comes
with such a list of its own is refused, so JSON from elsewhere runs no code.
"""

from lazyheavy.charts._problems import spec_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Path = list[str | int]

#: What pyecharts' JsCode puts around its code.
_MARK = "--x_x--0_0--"


class OptionWithFunctions(dict):  # type: ignore[type-arg]
    """An option, and the paths of the texts in it that are functions."""

    __slots__ = ("functions",)

    def __init__(self, option: "dict[str, Any]", functions: "list[Path]") -> None:
        super().__init__(option)
        self.functions = functions


def functions_of(chart: "Any") -> "list[tuple[Path, str]]":
    """Return the functions of a pyecharts chart with their paths.

    To be asked before the chart is dumped, which changes the code: line ends
    are dropped, then those in texts, too.
    """
    get_options = getattr(chart, "get_options", None)
    return [] if get_options is None else list(_code_in(get_options(), []))


def with_functions(
    option: "dict[str, Any]", functions: "list[tuple[Path, str]]"
) -> OptionWithFunctions:
    """Return the option as it was dumped, with functions as they were written."""
    for path, code in functions:
        holder: Any = option
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = code
    return OptionWithFunctions(option, [path for path, _ in functions])


def _code_in(node: "Any", path: "Path") -> "Iterator[tuple[Path, str]]":
    """Yield path and code of what JsCode there is in an option."""
    code = getattr(node, "js_code", None)
    if isinstance(code, str):
        yield path, code.removeprefix(_MARK).removesuffix(_MARK)
        return
    node = getattr(node, "opts", node)
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _code_in(value, [*path, key])
    elif isinstance(node, (list, tuple)):
        for index, value in enumerate(node):
            yield from _code_in(value, [*path, index])


def sealed(spec: "dict[str, Any]", functions: "list[Path]") -> "dict[str, Any]":
    """Return an option with the list of its functions, which it may not bring.

    Raises:
        SpecError: It says itself what a function is.
    """
    meta = spec.get("usermeta")
    if isinstance(meta, dict) and "functions" in meta:
        message = (
            "only a chart of pyecharts may hold JavaScript functions, not a "
            "specification: give the chart itself"
        )
        raise spec_error(message, path="usermeta.functions")
    if not functions:
        return spec
    meta = meta if isinstance(meta, dict) else {}
    return {**spec, "usermeta": {**meta, "functions": functions}}
