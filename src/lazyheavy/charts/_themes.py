"""``theme=``: the look of a chart by name, or as a dict.

A theme of Vega is configuration, and goes under that of the specification. One
of ECharts goes with the option, under a key that ECharts itself leaves alone.
"""

from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Themes that ECharts has inside, and draws with when it hears their names.
_BUILT_IN = ("light", "dark")


def vega_theme(theme: "str | dict[str, Any]") -> "dict[str, Any]":
    """Return the configuration of a theme for Vega and Vega-Lite.

    Raises:
        ChartError: There is no such theme.
    """
    if isinstance(theme, dict):
        return theme
    from lazyheavy.charts._catalogues import look_up, vega_themes  # for a name only

    return look_up("theme", _checked(theme), vega_themes())


def echarts_theme(theme: "str | dict[str, Any]") -> "str | dict[str, Any]":
    """Return a theme for ECharts: a dict, or the name of one that it has inside.

    Raises:
        ChartError: There is no such theme.
    """
    if isinstance(theme, dict):
        return theme
    from lazyheavy.charts._catalogues import echarts_themes, look_up

    if _checked(theme).casefold() in _BUILT_IN:
        return theme.casefold()
    built_in: dict[str, dict[str, Any]] = {name: {} for name in _BUILT_IN}
    return look_up("theme", theme, {**built_in, **echarts_themes()})


def own_vega_theme(spec: "dict[str, Any]") -> "dict[str, Any]":
    """Return the theme that a specification itself asks for, as Altair's do.

    It stands where vega-embed looks for it, which ignores names it does not
    know, too.
    """
    theme: Any = spec.get("usermeta")
    for key in ("embedOptions", "theme"):
        theme = theme.get(key) if isinstance(theme, dict) else None
    if not isinstance(theme, str):
        return theme if isinstance(theme, dict) else {}
    from lazyheavy.charts._catalogues import vega_themes

    return vega_themes().get(theme, {})


def _checked(theme: "Any") -> str:
    if isinstance(theme, str):
        return theme
    message = f"theme must be a name or a dict, not {type(theme).__name__}"
    raise ChartError(message)
