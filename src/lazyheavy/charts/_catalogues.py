"""Themes and locales by name, as the libraries bring them.

They come as scripts that register something. Each is run once, with a register
of ours in the place of the library's, and read as JSON. Loaded with the first
theme or locale that is given by its name.
"""

import re
from functools import cache
from json import loads

from lazyheavy.charts._engines import echarts_engine, library_text, vega_engine
from lazyheavy.charts._problems import describe_known
from lazyheavy.engines import Bundle
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Catalogue = dict[str, dict[str, Any]]


@cache
def vega_themes() -> "Catalogue":
    """Return the themes of the package vega-themes by name.

    Shared between callers, as all that is returned here: not to be changed.
    """
    with vega_engine.use() as engine:
        engine.load(_VEGA_THEMES)
        themes: Catalogue = loads(engine.call("() => JSON.stringify(lh.themes)"))
    return themes


@cache
def echarts_themes() -> "Catalogue":
    """Return the themes of ECharts by name, but for those that it has inside."""
    return _registered(_ECHARTS_THEMES, "() => JSON.stringify(lh.themes)")


@cache
def echarts_locales() -> "Catalogue":
    """Return the languages of ECharts by name."""
    return _registered(_ECHARTS_LOCALES, "() => JSON.stringify(lh.locales)")


@cache
def d3_locales(half: str) -> "Catalogue":
    """Return the locales of numbers ("number") or of times ("time") by name."""
    locales: Catalogue = loads(library_text(f"{half}-locales.json"))
    return locales


def look_up(what: str, name: str, catalogue: "Catalogue") -> "dict[str, Any]":
    """Return an entry by its name, whatever the case of its letters.

    Raises:
        ChartError: There is none; the message lists the names.
    """
    found = _folded(catalogue).get(fold(name))
    if found is None:
        raise unknown_name(name, list(catalogue), what=what)
    return catalogue[found]


def fold(name: str) -> str:
    """Return a name as names are compared: ``de_DE`` as ``de-de``."""
    return name.casefold().replace("_", "-")


def _folded(catalogue: "Catalogue") -> "dict[str, str]":
    return {fold(name): name for name in catalogue}


def unknown_name(name: str, known: "list[str]", *, what: str) -> ChartError:
    """Make the error for a name that no catalogue has."""
    listed = describe_known(name, known, limit=len(known))
    return ChartError(f"unknown {what} {name!r}: {listed}")


def _registered(bundle: Bundle, function: str) -> "Catalogue":
    """Run scripts of ECharts and return what they registered."""
    with echarts_engine.use() as engine:
        engine.load(bundle)
        entries: Catalogue = loads(engine.call(function))
        return entries


def _echarts_scripts(asset: str, place: str, register: str) -> str:
    """Let scripts find a register of ours, which fills ``lh.<place>``."""
    return (
        f"lh.{place} = {{}};\n(function () {{\n{library_text(asset)}\n}}).call({{\n"
        f"  echarts: {{ {register}: (name, value) => {{ lh.{place}[name] = value; }} }}"
        "\n});"
    )


def _vega_themes_script() -> str:
    """Turn a module into a script: what it exports becomes ``lh.themes``."""
    source, _, exports = library_text("vega-themes.js").rpartition("export {")
    names = re.sub(r"([\w$]+) as ([\w$]+)", r"\2: \1", exports[: exports.index("}")])
    names = names.replace("version,", "")  # the one export that is no theme
    return f"(() => {{\n{source}\nlh.themes = {{ {names} }};\n}})();"


_VEGA_THEMES = Bundle("vega-themes", _vega_themes_script)
_ECHARTS_THEMES = Bundle(
    "echarts-themes",
    lambda: _echarts_scripts("echarts-themes.js", "themes", "registerTheme"),
)
_ECHARTS_LOCALES = Bundle(
    "echarts-locales",
    lambda: _echarts_scripts("echarts-locales.js", "locales", "registerLocale"),
)
