"""In a browser a page is a chart that lives, and needs nobody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import render_chart
from tests._support.chromium import CHROMIUM, NO_CHROMIUM, Page, browser
from tests._support.specs import ECHARTS, VEGA, VEGA_LITE, changed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]

BARS = ".mark-rect.role-mark path"
FILLS = f"[...document.querySelectorAll('{BARS}')].map(bar => bar.getAttribute('fill'))"
#: How many pictures there are, and which of them is larger than a legend.
PICTURES = (
    "[...document.querySelectorAll('#chart svg')].map(svg => svg.clientWidth > 99)"
)


@pytest.fixture(scope="module")
def window() -> Iterator[Page]:
    """Give one page of a browser."""
    with browser() as page:
        page.look(width=800, height=600)
        yield page


def open_chart(window: Page, folder: Path, spec: dict[str, Any]) -> str:
    """Open the page of a chart; return its address."""
    file = folder / "chart.html"
    file.write_text(render_chart(spec).to_html(), "utf-8")
    window.problems.clear()
    window.requests.clear()
    window.open(file)
    return file.resolve().as_uri()


def middle_of(window: Page, element: str) -> tuple[float, float]:
    """Return where an element is, given as an expression."""
    x, y = window.ask(
        f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
        f"({element}.getBoundingClientRect())"
    )
    return x, y


def becomes(window: Page, expression: str, expected: object) -> object:
    """Return the value of an expression: what is expected, or what it is at the end."""
    return window.ask(
        f"""new Promise((done) => {{
            const end = Date.now() + 10000;
            const look = () => {{
                const value = {expression};
                const is = JSON.stringify(value) === {json.dumps(json.dumps(expected))};
                if (is || Date.now() > end) done(value);
                else setTimeout(look, 20);
            }};
            look();
        }})"""
    )


def move(window: Page, place: tuple[float, float]) -> None:
    """Move the mouse."""
    x, y = place
    window.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)


def test_vega_lite_answers_to_a_click(window: Page, tmp_path: Path) -> None:
    """A click selects a bar: the others turn grey."""
    color = {"condition": {"param": "picked", "value": "red"}, "value": "grey"}
    spec = {
        **changed(changed(VEGA_LITE, "encoding.color", color), "mark", "bar"),
        "params": [{"name": "picked", "select": "point"}],
    }
    address = open_chart(window, tmp_path, spec)
    before = becomes(window, FILLS, ["red"] * 3)
    window.click(*middle_of(window, f"document.querySelector('{BARS}')"))

    assert ["red"] * 3 == before
    assert ["red", "grey", "grey"] == becomes(window, FILLS, ["red", "grey", "grey"])
    assert [True] == window.ask(PICTURES)
    assert ([], [address]) == (window.problems, window.requests)


def test_vega_answers_to_the_mouse(window: Page, tmp_path: Path) -> None:
    """A bar changes its colour while the mouse is over it."""
    looks = {
        **VEGA["marks"][0]["encode"],
        "update": {"fill": {"value": "blue"}},
        "hover": {"fill": {"value": "red"}},
    }
    spec = changed(VEGA, "marks", [{**VEGA["marks"][0], "encode": looks}])
    address = open_chart(window, tmp_path, spec)
    before = becomes(window, FILLS, ["blue"] * 3)
    move(window, middle_of(window, f"document.querySelector('{BARS}')"))

    assert ["blue"] * 3 == before
    assert ["red", "blue", "blue"] == becomes(window, FILLS, ["red", "blue", "blue"])
    assert [True] == window.ask(PICTURES)
    assert ([], [address]) == (window.problems, window.requests)


def test_echarts_shows_what_is_under_the_mouse(window: Page, tmp_path: Path) -> None:
    """A living chart takes the place of the picture; its tooltip shows a value."""
    spec = {**ECHARTS, "tooltip": {"trigger": "axis"}}
    address = open_chart(window, tmp_path, spec)
    move(window, middle_of(window, "document.getElementById('chart')"))
    shown = "document.getElementById('chart').innerText.includes('878')"

    assert True is becomes(window, shown, expected=True)
    assert [True] == window.ask(PICTURES)
    assert ([], [address]) == (window.problems, window.requests)
