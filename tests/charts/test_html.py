"""A page needs nothing but itself, and nothing in the data becomes a part of it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._html import _script_in_page
from lazyheavy.errors import SpecError
from tests._support.specs import ECHARTS, ROWS, SPECS, VEGA, VEGA_LITE, changed

KINDS = tuple(SPECS)
EVIL = "</script></title><script>document.title='OWNED'</script><!-- <script>"


class Page(HTMLParser):
    """The elements of a page, as a browser would split them.

    Attributes:
        tags: Name and attributes of every element.
        scripts: The content of every script, by its id or its number.
        title: The title.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self.title = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "script":
            self.scripts[dict(attrs).get("id") or str(len(self.scripts))] = ""

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Collect what stands in a script or the title."""
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            self.scripts[next(reversed(self.scripts))] += data
        elif inside == "title":
            self.title += data


def page(spec: dict[str, Any], **options: Any) -> Page:
    """Return the page of a chart, parsed."""
    data = render_chart(spec, format="html", **options).data
    assert isinstance(data, str)
    return Page(data)


@pytest.mark.parametrize("kind", KINDS)
def test_page_holds_all_it_needs(kind: str) -> None:
    """No element points elsewhere, and the policy of the page forbids it."""
    made = page(SPECS[kind])
    names = {
        name
        for tag, attributes in made.tags
        if tag in ("script", "link", "img", "iframe")
        for name in attributes
    }
    policies = [a.get("content", "") for tag, a in made.tags if tag == "meta"]

    assert names <= {"id", "type"}
    assert any("default-src 'none'" in str(policy) for policy in policies)


@pytest.mark.parametrize("kind", KINDS)
def test_page_holds_the_specification_and_the_picture(kind: str) -> None:
    """The scripts read what was drawn; without them the still picture is shown."""
    chart = render_chart(SPECS[kind])
    made = Page(chart.to_html())

    assert chart.spec == json.loads(made.scripts["chart-spec"])
    assert chart.svg in chart.to_html()
    assert 4 <= len(made.scripts)


def test_size_of_an_option_is_handed_on() -> None:
    """ECharts in the page has the size of the still picture."""
    made = page(ECHARTS, width=321, height=123)

    assert {"kind": "echarts", "width": 321, "height": 123} == json.loads(
        made.scripts["chart-options"]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_title_of_the_page(kind: str) -> None:
    """The page has the title of the chart."""
    assert "A < B & C" == page(SPECS[kind], title="A < B & C").title
    assert "Chart" == page(VEGA).title


@pytest.mark.parametrize("kind", KINDS)
def test_data_cannot_leave_its_place(kind: str) -> None:
    """Text that looks like the end of a script, or a comment, stays text."""
    rows = [{**row, "city": EVIL} for row in ROWS]
    evil = {
        "vega-lite": changed(VEGA_LITE, "data.values", rows),
        "vega": {**VEGA, "data": [{"name": "table", "values": rows}]},
        "echarts": changed(ECHARTS, "xAxis.data", [EVIL]),
    }[kind]
    harmless, made = page(SPECS[kind], title="x"), page(evil, title=EVIL)

    assert made.scripts.keys() == harmless.scripts.keys()
    assert made.title == EVIL
    assert render_chart(evil, title=EVIL).spec == json.loads(made.scripts["chart-spec"])


def test_script_that_speaks_of_scripts() -> None:
    """Words that end a script, or hide its end, are written as escapes."""
    source = 'a = "</script>"; b = /<!--<SCRIPT/'
    written = _script_in_page(source)

    assert not re.search(r"<(!--|/?script)", written, re.IGNORECASE)
    assert written == r'a = "\x3c/script>"; b = /\x3c!--\x3cSCRIPT/'


def test_licences_stand_beside_the_libraries() -> None:
    """The notices that the libraries want are in the page."""
    assert "University of Washington" in str(render_chart(VEGA_LITE).to_html())
    assert "Apache Software Foundation" in str(render_chart(ECHARTS).to_html())


def test_mistakes_come_before_the_page() -> None:
    """A page is not made of a specification that cannot be drawn."""
    with pytest.raises(SpecError):
        render_chart(changed(VEGA_LITE, "mark", "baar"), format="html")
