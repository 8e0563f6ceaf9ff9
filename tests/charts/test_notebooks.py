"""Notebooks get a chart in every form that they may know, each under its type."""

from __future__ import annotations

import base64
import html
import json
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from tests._support.specs import ECHARTS, SPECS, VEGA_LITE, Picture

VEGA_TYPES = {
    "vega-lite": "application/vnd.vegalite.v6.json",
    "vega": "application/vnd.vega.v6.json",
}

#: A transform that paints: drawn by browsers only.
WORDCLOUD: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega/v6.json",
    "data": [
        {
            "name": "words",
            "values": [{"text": "one"}, {"text": "two"}],
            "transform": [{"type": "wordcloud", "text": {"field": "text"}}],
        }
    ],
    "marks": [{"type": "text", "from": {"data": "words"}}],
}


@pytest.mark.parametrize("kind", SPECS)
def test_what_goes_along_unasked(kind: str) -> None:
    """The SVG, one line of text, and the specification where front ends draw it."""
    chart = render_chart(SPECS[kind])
    expected = {"image/svg+xml": chart.svg, "text/plain": repr(chart)}
    if kind in VEGA_TYPES:
        expected[VEGA_TYPES[kind]] = chart.spec  # type: ignore[assignment]

    assert expected == chart._repr_mimebundle_()


@pytest.mark.parametrize("kind", VEGA_TYPES)
def test_the_specification_is_json(kind: str) -> None:
    """Front ends get an object that can be written into the notebook."""
    bundle = render_chart(SPECS[kind])._repr_mimebundle_()
    assert isinstance(bundle, dict)

    assert SPECS[kind] == json.loads(json.dumps(bundle[VEGA_TYPES[kind]]))


def test_a_long_specification_stays_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Much data is not written into the notebook twice, but for who asks."""
    from lazyheavy.charts import _notebook

    monkeypatch.setattr(_notebook, "LONGEST", 10)
    chart = render_chart(VEGA_LITE)
    kind = VEGA_TYPES["vega-lite"]

    assert kind not in chart._repr_mimebundle_()
    assert {kind: chart.spec} == chart._repr_mimebundle_(include={kind})


def test_png_has_its_size_beside_it() -> None:
    """A PNG is shown at the size of the chart, also with more pixels."""
    chart = render_chart(ECHARTS, format="png", scale=2)
    bundle, metadata = chart._repr_mimebundle_()
    assert isinstance(bundle, dict)
    png = base64.b64decode(bundle["image/png"])

    assert chart.data == png
    assert 1200 == Picture(png).width
    assert {"image/png": {"width": 600, "height": 400}} == metadata
    assert {"image/png", "image/svg+xml", "text/plain"} == bundle.keys()


def test_who_includes_png_gets_it() -> None:
    """Any chart has a PNG for a front end that asks for one."""
    bundle, _ = render_chart(VEGA_LITE)._repr_mimebundle_(include=["image/png"])

    assert ["image/png"] == list(bundle)


@pytest.mark.parametrize("kind", SPECS)
def test_who_includes_html_gets_a_frame(kind: str) -> None:
    """The page comes closed in a frame with its own scripts and no more rights."""
    chart = render_chart(SPECS[kind])
    bundle = chart._repr_mimebundle_(include=["text/html"])
    assert isinstance(bundle, dict)
    frame = bundle["text/html"]
    page = frame.partition('srcdoc="')[2].partition('"')[0]

    assert frame.startswith('<iframe sandbox="allow-scripts" ')
    assert chart.to_html() == html.unescape(page)


def test_a_chart_for_browsers_comes_as_a_page() -> None:
    """Where there is no still picture, the frame is what is shown."""
    chart = render_chart(WORDCLOUD, format="html")
    kinds = chart._repr_mimebundle_().keys()  # type: ignore[union-attr]

    assert {"text/html", "text/plain", "application/vnd.vega.v6.json"} == set(kinds)


def test_exclude_wins() -> None:
    """What a front end excludes is neither made nor given."""
    chart = render_chart(ECHARTS)

    assert {} == chart._repr_mimebundle_(["text/html"], ["text/html"])
