"""Text is measured with a real font, so that labels get the room they need."""

from __future__ import annotations

import json
import re

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.charts._engines import echarts_engine, vega_engine
from tests._support.specs import VEGA_LITE, changed

LABEL = "Wandering albatross"


@pytest.fixture(params=["vega", "echarts"])
def measure(request: pytest.FixtureRequest):  # noqa: ANN201 - a function
    """Give the width of a text in a CSS font, as each engine measures it."""
    engine = vega_engine() if request.param == "vega" else echarts_engine()

    def width(text: str, font: str = "2048px sans-serif") -> float:
        arguments = json.dumps([text, font])
        return float(engine.evaluate(f"lh.textWidth(...{arguments})"))

    return width


def advances(text: str, name: str = "Arimo-Regular.ttf") -> int:
    """Add up the advance widths that the font file itself states."""
    font = pytest.importorskip("fontTools.ttLib").TTFont(asset_path(name))
    glyphs = font.getBestCmap()
    return sum(font["hmtx"][glyphs[ord(letter)]][0] for letter in text)


@pytest.mark.parametrize("text", ["Hamburg", "0123456789", "Ärger", "Привет", "λόγος"])
def test_widths_are_those_of_the_font(measure, text: str) -> None:  # noqa: ANN001
    """Pairs that are not kerned are as wide as the font file says."""
    letters = sum(measure(letter) for letter in text)

    assert advances(text) == letters


def test_bold_is_wider(measure) -> None:  # noqa: ANN001
    """A weight of 600 and more is measured with the bold font."""
    bold = advances(LABEL, "Arimo-Bold.ttf")

    assert advances(LABEL) == pytest.approx(measure(LABEL), rel=0.02)
    assert bold == pytest.approx(measure(LABEL, "bold 2048px Arial"), rel=0.02)
    assert bold == pytest.approx(measure(LABEL, "italic 700 2048px Arial"), rel=0.02)
    assert measure(LABEL) < measure(LABEL, "bold 2048px Arial")
    assert measure(LABEL) == measure(LABEL, "500 2048px Arial")


def test_pairs_are_kerned(measure) -> None:  # noqa: ANN001
    """Letters that lean towards each other stand closer."""
    assert measure("AV") < measure("A") + measure("V")
    assert measure("HH") == 2 * measure("H")


def test_size_scales(measure) -> None:  # noqa: ANN001
    """Width is proportional to the size of the font."""
    assert measure(LABEL, "11px a") == pytest.approx(measure(LABEL) * 11 / 2048)
    assert measure(LABEL, "11.5px a") == pytest.approx(measure(LABEL) * 11.5 / 2048)


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        pytest.param("日本語", 3, id="ideographs"),
        pytest.param("한글", 2, id="hangul"),
        pytest.param("ｱｲ", 1, id="half width"),
        pytest.param("🚀", 1, id="emoji"),
        pytest.param("\u200d\ufe0f", 0, id="joiner and selector"),
        pytest.param("שלום", 2.2, id="average for other scripts"),
        pytest.param("", 0, id="nothing"),
        pytest.param("\ud83d", 0.55, id="half an emoji"),
    ],
)
def test_characters_beyond_the_font(measure, text: str, ems: float) -> None:  # noqa: ANN001
    """Characters that the table lacks are as wide as their script usually is."""
    assert ems == pytest.approx(measure(text) / 2048, abs=0.001)


def test_combining_marks_take_no_room(measure) -> None:  # noqa: ANN001
    """An accent that is a character of its own stands on its letter."""
    assert measure("e") == measure("e\u0301")


def test_monospaced_families(measure) -> None:  # noqa: ANN001
    """Every letter of a typewriter font is six tenths of an em."""
    for family in ("monospace", "'Courier New', serif", "Consolas"):
        width = measure("iiWW", f"10px {family}")

        assert width == pytest.approx(24, abs=0.1)


def left_of_plot(svg: str) -> float:
    """Return how much room a Vega chart leaves for its y axis."""
    found = re.search(r"translate\(([\d.]+),", svg)
    assert found
    return float(found[1])


def test_vega_leaves_room_for_long_labels() -> None:
    """The axis has as much room as its longest label needs, in any weight."""
    encoding = {"y": {"field": "a", "type": "nominal", "title": None}}
    spec = {**VEGA_LITE, "encoding": encoding, "data": {"values": [{"a": LABEL}]}}
    bold = changed(spec, "config.axis.labelFontWeight", "bold")
    room = left_of_plot(render_chart(spec).svg)

    # 10 px text, 7 px for tick and gap, 5 px padding; rounded up.
    assert room == pytest.approx(advances(LABEL) / 204.8 + 12, abs=2)
    assert room < left_of_plot(render_chart(bold).svg)


def test_vega_measures_labels_as_it_cuts_them() -> None:
    """A label that is cut at its limit takes the room of what is left of it."""
    encoding = {"y": {"field": "a", "type": "nominal", "title": None}}
    data = {"values": [{"a": LABEL * 5}]}
    spec = {**VEGA_LITE, "encoding": encoding, "data": data}
    svg = render_chart(changed(spec, "config.axis.labelLimit", 60)).svg

    assert re.search(">Wander[^<]*…</text>", svg)
    assert left_of_plot(svg) <= 60 + 14


def test_echarts_puts_labels_beside_each_other() -> None:
    """ECharts lays out its legend by the widths of its texts, also bold ones."""
    names = ["o" * 30, "o" * 10, "end"]
    slices = [{"name": name, "value": 1} for name in names]
    option = {
        "legend": {"left": 0, "icon": "rect", "textStyle": {"fontWeight": "bold"}},
        "series": [{"type": "pie", "data": slices, "label": {"show": False}}],
    }
    svg = render_chart(option).svg
    places = re.findall(r'translate\(([\d.]+) [\d.]+\)"[^>]*>[^<]+<', svg)
    first, second, third = (float(x) for x in places)
    # Icons and gaps are the same for each text, twenty letters of 12 px are not.
    letters = advances("o" * 20, "Arimo-Bold.ttf") / 2048 * 12

    assert letters == pytest.approx((second - first) - (third - second), abs=0.5)
