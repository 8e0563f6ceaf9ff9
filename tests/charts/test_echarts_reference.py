"""Options of every kind are drawn as Node.js draws them with the same ECharts.

Compared is the whole SVG, byte by byte. Made alike on both sides are the widths of
text, the seed of random numbers and the prefix of ids; animations and hover styles
are off. Whatever else the bridge does to an option has to leave no trace.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import _engines, render_chart
from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.charts._locales import echarts_locale
from tests.charts.echarts_options import chart_types, families
from tests.charts.echarts_options._short import ISLAND, Js

if TYPE_CHECKING:
    from collections.abc import Iterator
NODE = shutil.which("node")
REFERENCE = Path(__file__).with_name("echarts_options") / "reference.js"
PREFIX = "lh00000000"
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    **{name: (option, {}) for name, option in chart_types.OPTIONS.items()},
    **{name: (option, {}) for name, option in families.OPTIONS.items()},
    **families.LOOKS,
}

#: Where V8 of this engine and that of Node.js 20 round a last digit differently.
LAST_DIGITS = {"polar line"}

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


class Chart:
    """An option with functions, which only a chart of Python may bring."""

    def __init__(self, option: dict[str, Any]) -> None:
        self.option = option

    def get_options(self) -> Any:
        """Return the option, with objects in the place of functions."""
        return _marked(self.option)

    def dump_options_with_quotes(self) -> str:
        """Return the option with functions as text."""
        return json.dumps(self.option)


class Marked:
    """A function as pyecharts' JsCode has it."""

    def __init__(self, code: str) -> None:
        self.js_code = code


def _marked(node: Any) -> Any:
    if isinstance(node, Js):
        return Marked(str(node))
    if isinstance(node, dict):
        return {key: _marked(value) for key, value in node.items()}
    return [_marked(each) for each in node] if isinstance(node, list) else node


def functions(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of the functions in an option."""
    if isinstance(node, Js):
        yield path
    elif isinstance(node, (dict, list)):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from functions(value, (*path, key))


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Node.js says of all options, from one process."""
    if NODE is None:
        pytest.skip("Node.js, the reference, is not installed")
    own = Path(_engines.__file__).parent
    cases = [
        {
            "option": option,
            "functions": list(functions(option)),
            "prefix": PREFIX,
            "width": look.get("width", 600),
            "height": look.get("height", 400),
            "theme": look.get("theme"),
            "locale": echarts_locale(look["locale"]) if "locale" in look else None,
            "maps": {"island": ISLAND},
        }
        for option, look in CASES.values()
    ]
    scripts = [
        asset_path("text_metrics.js"),
        *(str(own / name) for name in ("text_width.js", "bridge.js")),
        asset_path("echarts.min.js"),
    ]
    file = tmp_path_factory.mktemp("node") / "cases.json"
    file.write_text(json.dumps({"scripts": scripts, "cases": cases}), "utf-8")
    done = subprocess.run(
        [NODE, "-", str(file)],
        input=REFERENCE.read_text("utf-8"),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.fixture(scope="module")
def reference(answer: dict[str, Any]) -> dict[str, str]:
    """The pictures of Node.js by name."""
    return dict(zip(CASES, answer["pictures"], strict=True))


def ours(name: str) -> str:
    """Draw an option of the tables, with the prefix of the reference."""
    option, look = CASES[name]
    chart: Any = Chart(option) if any(functions(option)) else option
    drawn = render_chart(chart, kind="echarts", maps={"island": ISLAND}, **look)

    assert () == drawn.warnings
    return re.sub(r"lh[0-9a-f]{8}", PREFIX, drawn.svg)


@pytest.mark.parametrize("name", CASES)
def test_option_is_drawn_as_by_node(
    name: str, answer: dict[str, Any], reference: dict[str, str]
) -> None:
    """The bytes are those of Node.js, but for last digits of another V8."""
    svg = ours(name)
    expected = reference[name]
    may_round = name in LAST_DIGITS or not answer["node"].startswith("20.")

    assert expected.startswith("<svg")
    if not may_round:
        assert expected == svg
    elif expected != svg:
        assert _NUMBER.sub("#", expected) == _NUMBER.sub("#", svg)
        pairs = zip(_NUMBER.findall(expected), _NUMBER.findall(svg), strict=True)
        assert max(abs(float(a) - float(b)) for a, b in pairs) < 0.01


def test_every_type_of_series_is_there(answer: dict[str, Any]) -> None:
    """The tables leave no type of series of ECharts out."""
    drawn = {
        f"series.{entry['type']}"
        for option, _ in CASES.values()
        for entry in option.get("series", [])
    }

    assert set() == set(answer["types"]) - drawn
