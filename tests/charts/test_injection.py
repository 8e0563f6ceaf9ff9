"""Nothing in a specification or its data becomes markup of the picture."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._engines import echarts_engine, vega_engine
from lazyheavy.errors import ChartError
from tests._support.specs import ECHARTS, VEGA_LITE, changed

EVIL = '"><script>alert(1)</script>&<evil onload="'
CONTROL = "bell \x07, nul \x00, half \ud83d, not a character \uffff"

EVERYWHERE: dict[str, dict[str, Any]] = {
    "vega-lite": {
        "data": {"values": [{"a": EVIL, "b": 1, "c": EVIL}]},
        "title": {"text": EVIL, "subtitle": EVIL},
        "background": EVIL,
        "config": {"font": EVIL, "axis": {"labelColor": EVIL}},
        "description": EVIL,
        "mark": {"type": "bar", "color": EVIL, "cursor": EVIL, "tooltip": EVIL}
        | {"clip": True, "description": EVIL, "stroke": EVIL},
        "encoding": {
            "x": {"field": "a", "title": EVIL},
            "y": {"field": "b", "type": "quantitative"},
            "fill": {"field": "c", "scale": None},
            "href": {"field": "c"},
        },
    },
    "echarts": {
        "title": {"text": EVIL, "textStyle": {"fontFamily": EVIL, "color": EVIL}},
        "backgroundColor": EVIL,
        "xAxis": {
            "data": [EVIL],
            "name": EVIL,
            "axisLine": {"lineStyle": {"color": EVIL}},
        },
        "yAxis": {},
        "series": [
            {
                "type": "bar",
                "name": EVIL,
                "data": [{"value": 1, "itemStyle": {"color": EVIL}}],
                "label": {"show": True, "formatter": EVIL},
            },
            {"type": "scatter", "symbol": f"image://{EVIL}", "data": [1]},
            {"type": "scatter", "symbol": f"path://M0 0{EVIL}", "data": [1]},
        ],
    },
}


def names(root: Element) -> set[str]:
    """Return the names of the elements and attributes of a picture."""
    elements = {element.tag.partition("}")[2] for element in root.iter()}
    return elements | {name for element in root.iter() for name in element.attrib}


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_markup_stays_text(kind: str) -> None:
    """Where any text of the specification is markup, the picture has none of it."""
    root = fromstring(render_chart(EVERYWHERE[kind]).svg)  # noqa: S314 - our own

    assert not {"script", "evil", "onload"} & names(root)
    assert any("<script>" in (element.text or "") for element in root.iter())


@pytest.mark.parametrize("kind", ["vega-lite", "echarts"])
def test_characters_that_xml_lacks(kind: str) -> None:
    """Control characters and half characters do not make the picture unreadable."""
    spec = {"vega-lite": VEGA_LITE, "echarts": ECHARTS}[kind]
    chart = render_chart(changed(spec, "title", {"text": CONTROL}))
    texts = [element.text for element in fromstring(chart.svg).iter()]  # noqa: S314

    assert "bell \ufffd, nul \ufffd, half \ufffd, not a character \ufffd" in texts


def test_ampersand_in_an_address() -> None:
    """The address of an image is written as XML wants it."""
    symbol = "image://https://example.org/?a=1&b=2"
    series = [{"type": "scatter", "symbol": symbol, "data": [1]}]
    root = fromstring(render_chart(changed(ECHARTS, "series", series)).svg)  # noqa: S314
    links = [value for e in root.iter() for name, value in e.items() if "href" in name]

    assert ["https://example.org/?a=1&b=2"] == links


@pytest.mark.parametrize("key", ["__proto__", "constructor"])
def test_prototypes_are_not_touched(key: str) -> None:
    """Keys that mean the prototype in JavaScript change nothing for later charts."""
    poison = {key: {"polluted": "yes", "prototype": {"polluted": "yes"}}}
    before = [render_chart(spec).svg for spec in (ECHARTS, VEGA_LITE)]
    for spec in (ECHARTS, VEGA_LITE):
        with suppress(ChartError):
            render_chart({**spec, **poison, "config": poison})

    assert before == [render_chart(spec).svg for spec in (ECHARTS, VEGA_LITE)]
    for engine in (echarts_engine(), vega_engine()):
        assert "undefined" == engine.evaluate("({}).polluted")
