"""Official examples of Vega-Lite and Vega that hold their data are drawn."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import render_chart
from tests._support.specs import corpus

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = corpus()
KINDS = ("vega-lite", "vega")

#: Examples with a transform that paints into a canvas.
FOR_BROWSERS = {"wordcloud.vg.json"}


def is_whole(node: Any) -> bool:
    """Tell whether a specification points at no data elsewhere."""
    if isinstance(node, dict):
        url = node.get("url")
        if isinstance(url, (str, dict)) and not str(url).startswith("data:"):
            return False
        return all(is_whole(value) for value in node.values())
    return not isinstance(node, list) or all(is_whole(value) for value in node)


def examples() -> list[Path]:
    """Return the files of the examples that hold their data."""
    if FOLDER is None:
        return []
    files = [path for kind in KINDS for path in sorted((FOLDER / kind).glob("*.json"))]
    return [
        path
        for path in files
        if path.name not in FOR_BROWSERS
        and is_whole(json.loads(path.read_text("utf-8")))
    ]


@pytest.mark.skipif(FOLDER is None, reason="no corpus beside the project")
def test_there_are_examples() -> None:
    """The corpus has examples of both kinds."""
    assert set(KINDS) == {path.parent.name for path in examples()}


@pytest.mark.skipif(FOLDER is None, reason="no corpus beside the project")
@pytest.mark.parametrize("path", examples(), ids=lambda path: path.name)
def test_example_is_drawn_twice_alike(path: Path) -> None:
    """It is known by itself, drawn without an error, and the same again."""
    text = path.read_text("utf-8")
    chart = render_chart(text)

    assert path.parent.name == chart.kind
    assert chart.svg.startswith("<svg")
    assert chart.svg == render_chart(text).svg
