"""``locale=``: the language of numbers, times and words, by name or as a dict.

Vega has two halves, definitions of D3 for numbers and for times, which go into
the configuration. ECharts has one definition, which goes with the option.
"""

from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What each half of a locale of Vega must say.
_HALVES = {
    "number": ("decimal", "thousands", "grouping", "currency"),
    "time": (
        "dateTime", "date", "time", "periods", "days", "shortDays", "months",
        "shortMonths",
    ),
}  # fmt: skip

#: Where one half is missing for a country: the country whose half is taken.
_STAND_INS = {"ar": "ar-EG", "en": "en-GB", "nl": "nl-NL", "pt": "pt-BR", "zh": "zh-CN"}


def vega_locale(locale: "str | dict[str, Any]") -> "dict[str, Any]":
    """Return a locale for Vega and Vega-Lite: ``{"number": ..., "time": ...}``.

    Args:
        locale: A name such as "de-DE", or a dict with one or both halves, each
            a name or a definition as D3 has them.

    Raises:
        ChartError: There is no such locale, or a definition lacks something.
    """
    if isinstance(locale, str):
        return {half: _half(half, locale) for half in _HALVES}
    _check_dict(locale)
    if not locale or not set(locale) <= set(_HALVES):
        message = (
            "a locale for Vega is a dict with definitions of D3: "
            '{"number": {...}, "time": {...}}'
        )
        raise ChartError(message)
    return {half: _given_half(half, value) for half, value in locale.items()}


def echarts_locale(locale: "str | dict[str, Any]") -> "dict[str, Any]":
    """Return a locale for ECharts.

    Args:
        locale: A name such as "DE" or "de-DE", or a definition.

    Raises:
        ChartError: There is no such locale.
    """
    if not isinstance(locale, str):
        _check_dict(locale)
        if not isinstance(locale.get("time"), dict):
            message = (
                "a locale for ECharts is a dict with the names of months and days: "
                '{"time": {"month": [...], "monthAbbr": [...], ...}}'
            )
            raise ChartError(message)
        return locale
    from lazyheavy.charts._catalogues import (  # for a name only
        echarts_locales,
        fold,
        unknown_name,
    )

    catalogue = echarts_locales()
    folded = {fold(name): name for name in catalogue}
    wanted = fold(locale)
    found = folded.get(wanted) or folded.get(wanted.partition("-")[0])
    if found is None:
        raise unknown_name(locale, list(catalogue), what="locale of ECharts")
    return catalogue[found]


def _half(half: str, name: str) -> "dict[str, Any]":
    """Return the numbers or the times of a named locale, or of its stand-in."""
    from lazyheavy.charts._catalogues import d3_locales, fold, unknown_name

    catalogue = d3_locales(half)
    folded = {fold(known): known for known in catalogue}
    language = fold(name).partition("-")[0]
    names = {fold(each): each for other in _HALVES for each in d3_locales(other)}
    for wanted in (name, f"{language}-{language}", _STAND_INS.get(language, name)):
        if fold(wanted) in folded and (fold(name) in names or name == language):
            return catalogue[folded[fold(wanted)]]
    if fold(name) not in names:
        raise unknown_name(name, sorted(names.values()), what="locale")
    (other,) = set(_HALVES) - {half}
    message = (
        f"the locale {name!r} has no {half} format: give "
        f'locale={{"{other}": {name!r}}}, or a definition of D3 for "{half}" too'
    )
    raise ChartError(message)


def _given_half(half: str, value: "str | dict[str, Any]") -> "dict[str, Any]":
    """Return one half of a locale that is given as a dict."""
    if isinstance(value, str):
        from lazyheavy.charts._catalogues import d3_locales, look_up

        return look_up(f"{half} locale", value, d3_locales(half))
    _check_dict(value)
    missing = [key for key in _HALVES[half] if key not in value]
    if missing:
        listed = ", ".join(map(repr, missing))
        message = f"the {half} locale lacks {listed}"
        raise ChartError(message)
    return value


def _check_dict(locale: "Any") -> None:
    if not isinstance(locale, dict):
        message = f"locale must be a name or a dict, not {type(locale).__name__}"
        raise ChartError(message)
