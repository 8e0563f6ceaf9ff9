"""A background is a colour that browsers and PNGs take, or it is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._colors import NAMES
from lazyheavy.errors import ChartError
from tests._support.specs import SPECS, VEGA, Picture

RED = (255, 0, 0, 255)


@pytest.mark.parametrize(
    "color",
    [
        "red",
        "Red",
        "#f00",
        "#f00f",
        "#FF0000",
        "#ff0000ff",
        "rgb(255,0,0)",
        "rgb(255, 0, 0)",
        "rgba(255, 0, 0, 1)",
        "rgb(100%, 0%, 0%)",
        "hsl(0, 100%, 50%)",
        "hsla(0, 100%, 50%, 1)",
    ],
)
def test_colour_is_painted(color: str) -> None:
    """Each way to write a colour that is let in fills the picture."""
    pytest.importorskip("resvg_py")
    picture = Picture(render_chart(VEGA, background=color).to_png())

    assert RED == picture.pixel(0, 0)


def test_names_are_those_of_css() -> None:
    """There are 148 named colours, and two words for none."""
    assert 150 == len(NAMES)


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("color", ["transparent", "none"])
def test_no_background(kind: str, color: str) -> None:
    """The words for no colour at all leave the picture clear."""
    pytest.importorskip("resvg_py")
    picture = Picture(render_chart(SPECS[kind], background=color).to_png())

    assert 0 == picture.pixel(0, 0)[3]


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize(
    ("color", "message"),
    [
        ("bleu", "background: unknown colour 'bleu': did you mean 'blue'"),
        ("", "background: unknown colour ''"),
        ("#12345", "background: unknown colour '#12345'"),
        ("rgb(1,2)", r"background: unknown colour 'rgb\(1,2\)'"),
        ('red" onload="x', "background: unknown colour"),
        (5, "background must be a colour as text, not int"),
    ],
)
def test_what_is_no_colour(kind: str, color: Any, message: str) -> None:
    """It is refused with what was meant, or with what may be written."""
    with pytest.raises(ChartError, match=message):
        render_chart(SPECS[kind], background=color)
