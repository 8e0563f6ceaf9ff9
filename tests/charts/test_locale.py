"""A locale, by name or as a dict, decides how numbers, times and words are written."""

from __future__ import annotations

from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._catalogues import d3_locales, echarts_locales
from lazyheavy.errors import ChartError
from tests._support.specs import ECHARTS, SPECS, VEGA, VEGA_LITE, changed

DAYS = [
    {"day": "2024-05-01T00:00:00Z", "rain": 1234.5},
    {"day": "2024-12-01T00:00:00Z", "rain": 4321.5},
]

#: Shows a month and a number with a decimal part.
LABELS: dict[str, dict[str, Any]] = {
    "vega-lite": {
        "data": {"values": DAYS},
        "mark": "line",
        "encoding": {
            "x": {
                "field": "day",
                "type": "ordinal",
                "timeUnit": "utcyearmonth",
                "axis": {"format": "%B"},
            },
            "y": {"field": "rain", "type": "ordinal", "axis": {"format": ",.1f"}},
        },
    },
    "vega": {
        "width": 100,
        "height": 100,
        "data": [{"name": "t", "values": DAYS}],
        "marks": [
            {
                "type": "text",
                "from": {"data": "t"},
                "encode": {
                    "enter": {
                        "text": {
                            "signal": "utcFormat(toDate(datum.day), '%B') + ' ' "
                            "+ format(datum.rain, ',.1f')"
                        }
                    }
                },
            }
        ],
    },
}

GERMAN: dict[str, Any] = {
    "number": d3_locales("number")["de-DE"],
    "time": d3_locales("time")["de-DE"],
}


@pytest.mark.parametrize("kind", LABELS)
@pytest.mark.parametrize("locale", ["de-DE", "de_de", "de", GERMAN])
def test_numbers_and_times_of_vega(kind: str, locale: Any) -> None:
    """Months have their names and numbers their marks, by any way of naming it."""
    usual = render_chart(LABELS[kind]).svg
    svg = render_chart(LABELS[kind], locale=locale).svg

    assert "December" in usual
    assert "4,321.5" in usual
    assert "Dezember" in svg
    assert "4.321,5" in svg


def test_halves_of_a_locale() -> None:
    """Each half may be given alone, and by its name."""
    svg = render_chart(LABELS["vega"], locale={"time": "hr-HR"}).svg
    both = render_chart(
        LABELS["vega"], locale={"time": "hr-HR", "number": GERMAN["number"]}
    ).svg

    assert "Svibanj 1,234.5" in svg
    assert "Svibanj 1.234,5" in both


def test_next_chart_has_its_own_locale() -> None:
    """A locale lasts for one chart."""
    before = render_chart(LABELS["vega"]).svg
    render_chart(LABELS["vega"], locale="fr-FR")

    assert before == render_chart(LABELS["vega"]).svg


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("de-XX", r"unknown locale 'de-XX': there are 'ar-001', .*'zh-TW'"),
        ("klingon", "unknown locale 'klingon'"),
        ("tr-TR", r"'tr-TR' has no number format: give locale=\{\"time\": 'tr-TR'\}"),
        ({"time": "klingon"}, "unknown time locale 'klingon': there are"),
        ({"number": {"decimal": ","}}, "lacks 'thousands', 'grouping', 'currency'"),
        ({"decimal": ","}, r'a locale for Vega is a dict .*"number"'),
        ({}, "a locale for Vega is a dict"),
        ({"number": 5}, "locale must be a name or a dict, not int"),
        (5, "locale must be a name or a dict, not int"),
    ],
)
def test_locale_that_vega_has_not(locale: Any, message: str) -> None:
    """It is refused with what there is, or what is missing."""
    with pytest.raises(ChartError, match=message):
        render_chart(VEGA, locale=locale)


def test_country_without_times_of_its_own() -> None:
    """A country with numbers only takes the times of its language."""
    svg = render_chart(LABELS["vega"], locale="pt-PT").svg

    assert "dezembro" in svg.lower()


def months(locale: Any) -> str:
    """Draw a time axis of ECharts over the months of a year."""
    option: dict[str, Any] = {
        "useUTC": True,
        "xAxis": {"type": "time", "axisLabel": {"formatter": "{MMMM}"}},
        "yAxis": {},
        "series": [{"type": "line", "data": [["2024-01-01", 1], ["2024-12-31", 2]]}],
    }
    return render_chart(option, locale=locale).svg


@pytest.mark.parametrize("locale", ["DE", "de", "de-DE", "de_CH"])
def test_words_of_echarts(locale: str) -> None:
    """Month names are those of the language, by its name or that of a country."""
    assert "March" in months(None)
    assert "März" in months(locale)
    assert "March" in months(None)


def test_own_words_for_echarts() -> None:
    """A dict is a definition as ECharts has them."""
    english = echarts_locales()["EN"]
    names = [f"month {number}" for number in range(1, 13)]
    own = {**english, "time": {**english["time"], "month": names}}

    assert "month 3" in months(own)


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("klingon", r"unknown locale of ECharts 'klingon': there are 'AR', .*'nb-NO'"),
        ({"month": []}, 'a locale for ECharts is a dict .*"time"'),
        (5, "locale must be a name or a dict, not int"),
    ],
)
def test_locale_that_echarts_has_not(locale: Any, message: str) -> None:
    """It is refused with what there is."""
    with pytest.raises(ChartError, match=message):
        render_chart(ECHARTS, locale=locale)


@pytest.mark.parametrize("kind", SPECS)
def test_drawn_specification_keeps_its_locale(kind: str) -> None:
    """`Chart.spec` holds the locale, so it can be drawn again without the option."""
    chart = render_chart(SPECS[kind], locale="fr-FR")
    body = chart.svg.partition("<style")[0]

    assert chart.spec != render_chart(SPECS[kind]).spec
    assert body == render_chart(chart.spec).svg.partition("<style")[0]


def test_every_locale_is_drawn() -> None:
    """All locales that are there are whole."""
    for name in d3_locales("number"):
        render_chart(VEGA_LITE, locale={"number": name})
    for name in d3_locales("time"):
        render_chart(changed(VEGA_LITE, "title", name), locale={"time": name})
    for name in echarts_locales():
        assert () == render_chart(ECHARTS, locale=name).warnings
