"""An error in a specification names its place, what is there, and what could be."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import ChartError, LazyHeavyError, SpecError
from tests._support.specs import ECHARTS, ROWS, VEGA, VEGA_LITE, changed

MARK = VEGA["marks"][0]


def with_mark(**change: Any) -> dict[str, Any]:
    """Return the Vega chart with another mark."""
    return {**VEGA, "marks": [{**MARK, **change}]}


def with_signal(update: str) -> dict[str, Any]:
    """Return the Vega chart with a signal."""
    return {**VEGA, "signals": [{"name": "s", "update": update}]}


VEGA_LITE_MISTAKES = {
    "mark": (changed(VEGA_LITE, "mark", "baar"), r"^mark: .*did you mean 'bar'\?"),
    "mark of a definition": (
        changed(VEGA_LITE, "mark", {"type": "pie"}),
        r"^mark\.type: unknown mark 'pie': Vega-Lite calls it 'arc'$",
    ),
    "mark without a type": (
        changed(VEGA_LITE, "mark", {"color": "red"}),
        r"^mark\.type: the mark has no type",
    ),
    "mark in a layer": (
        {"data": VEGA_LITE["data"], "layer": [VEGA_LITE, {"mark": "rul"}]},
        r"^layer\[1\]\.mark: unknown mark 'rul'",
    ),
    "type": (
        changed(VEGA_LITE, "encoding.x.type", "quantitive"),
        r"^encoding\.x\.type: .*did you mean 'quantitative'\?",
    ),
    "no mark": (
        {"data": VEGA_LITE["data"], "encoding": {}},
        '^nothing says what to draw: a view needs "mark"',
    ),
    "view that is none": (
        {"data": VEGA_LITE["data"], "hconcat": ["bar"]},
        r"^hconcat\[0\]: must be an object",
    ),
    "layers that are none": (
        {"data": VEGA_LITE["data"], "layer": {"mark": "bar"}},
        "^layer: must be a list of views",
    ),
    "layers that are a number": (
        {"data": VEGA_LITE["data"], "layer": 5},
        "^layer: must be a list of views",
    ),
    "encoding that is none": (
        changed(VEGA_LITE, "encoding", []),
        "^encoding: must be an object of channels",
    ),
    "data set": (
        {**VEGA_LITE, "data": {"name": "rian"}, "datasets": {"rain": ROWS}},
        r"^data\.name: .*did you mean 'rain'\?",
    ),
    "function": (
        {**VEGA_LITE, "transform": [{"filter": "foo(1)"}]},
        r"^transform\[0\]\.filter: Vega-Lite says: Unrecognized function: foo",
    ),
    "variable": (
        {**VEGA_LITE, "transform": [{"calculate": "datm.rain", "as": "b"}]},
        r"^transform\[0\]\.calculate: Vega-Lite says: .*\"datm\"",
    ),
    "expression": (
        {**VEGA_LITE, "transform": [{"calculate": "1 +", "as": "b"}]},
        "Vega-Lite says: Unexpected end of input",
    ),
    "infinity": (
        changed(VEGA_LITE, "data.values", [*ROWS, {"rain": math.inf}]),
        r"^data\.values\[3\]\.rain: an infinite number cannot be drawn$",
    ),
    "object": (
        changed(VEGA_LITE, "data.values", [{"city": {1, 2}, "rain": 0}]),
        r"^data\.values\[0\]\.city: a 'set' cannot be drawn$",
    ),
    "key": (
        changed(VEGA_LITE, "data.values", [{(1, 2): 3, "city": "", "rain": 0}]),
        r"^data\.values\[0\]: a key must be text, not 'tuple'$",
    ),
}

VEGA_MISTAKES = {
    "mark": (
        with_mark(type="rectangle"),
        r"^marks\[0\]\.type: .*did you mean 'rect'\?",
    ),
    "mark in a group": (
        with_mark(type="group", marks=[{"type": "grup"}]),
        r"^marks\[0\]\.marks\[0\]\.type: .*did you mean 'group'\?",
    ),
    "data": (
        with_mark(**{"from": {"data": "tabel"}}),
        r'^marks\[0\]\.from\.data: .*"tabel"$',
    ),
    "scale": (
        with_mark(encode={"enter": {"x": {"scale": "xx", "field": "city"}}}),
        r'^marks\[0\]\.encode\.enter\.x\.scale: .*there is no scale "xx"$',
    ),
    "scale type": (
        {**VEGA, "scales": [{"name": "x", "type": "bandd"}]},
        r'^scales\[0\]\.type: Vega says: Unrecognized scale type: "bandd"$',
    ),
    "expression": (
        with_signal("width +"),
        r"^signals\[0\]\.update: Vega says: Expression parse error: width \+$",
    ),
    "signal": (
        with_signal("widht + 1"),
        r'^signals\[0\]\.update: Vega says: .*"widht"$',
    ),
    "transform": (
        {**VEGA, "data": [{"name": "table", "transform": [{"type": "fliter"}]}]},
        r'^data\[0\]\.transform\[0\]\.type: Vega says: .*"fliter"$',
    ),
    "no marks": (
        {**VEGA, "marks": [], "axes": []},
        r"^marks: there are no marks, so nothing is drawn$",
    ),
    "marks that are none": ({**VEGA, "marks": {"type": "rect"}}, "^marks: must be a l"),
    "mark that is none": ({**VEGA, "marks": ["rect"]}, r"^marks\[0\]: must be an obj"),
}

MISTAKES = {
    **{f"vega-lite {name}": case for name, case in VEGA_LITE_MISTAKES.items()},
    **{f"vega {name}": case for name, case in VEGA_MISTAKES.items()},
}


@pytest.mark.parametrize(("spec", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_named_with_its_place(spec: dict[str, Any], message: str) -> None:
    """The message starts with the path, and nothing is drawn."""
    with pytest.raises(ChartError, match=message):
        render_chart(spec)


def test_vega_lite_drawn_as_vega() -> None:
    """The wrong kind= is seen, where Vega would draw an empty picture."""
    with pytest.raises(SpecError, match="this looks like Vega-Lite"):
        render_chart(VEGA_LITE, kind="vega")


def test_specification_that_holds_itself() -> None:
    """A circle is an error with its place, not an endless recursion."""
    spec = dict(VEGA_LITE)
    spec["usermeta"] = {"self": spec}

    with pytest.raises(SpecError, match=r"^usermeta\.self: .*holds itself"):
        render_chart(spec)


def test_nesting_beyond_reason() -> None:
    """Nesting that ends the stack is an error of ours."""
    deep: list[Any] = []
    for _ in range(200_000):
        deep = [deep]
    with pytest.raises(SpecError, match="nested too deeply"):
        render_chart({**ECHARTS, "graphic": deep})
    with pytest.raises(LazyHeavyError, match=r"nested too deeply|broken JSON"):
        render_chart("[" * 200_000)


def test_python_values_are_drawn_as_they_are_meant() -> None:
    """What Python has and JSON lacks is drawn as what it stands for."""
    strict = [
        {"city": "2024-05-01T00:00:00", "rain": 2.5},
        {"city": "2024-05-02T10:30:00", "rain": None},
        {"city": None, "rain": 0.25},
    ]
    python = (
        {"city": dt.date(2024, 5, 1), "rain": Decimal("2.5")},
        {"city": dt.datetime(2024, 5, 2, 10, 30), "rain": math.nan},  # noqa: DTZ001
        {"city": None, "rain": Decimal("0.25")},
    )
    first = render_chart(changed(VEGA_LITE, "data.values", strict))

    assert first.svg == render_chart(changed(VEGA_LITE, "data.values", python)).svg


def test_numbers_of_numpy_are_numbers() -> None:
    """Arrays and scalars of numpy are drawn as lists and numbers."""
    np = pytest.importorskip("numpy")
    plain = [{"type": "line", "data": [1, 2, 3], "lineStyle": {"width": 3}}]
    numpy = [
        {
            "type": "line",
            "data": np.array([1, 2, 3]),
            "lineStyle": {"width": np.int8(3)},
        }
    ]

    assert (
        render_chart(changed(ECHARTS, "series", plain)).svg
        == render_chart(changed(ECHARTS, "series", numpy)).svg
    )


def test_what_has_no_meaning_is_refused() -> None:
    """A value of another type is refused by its place and type."""
    spec = changed(ECHARTS, "series", [{"type": "line", "data": [1, Fraction(1, 2)]}])

    with pytest.raises(SpecError, match=r"^series\[0\]\.data\[1\]: a 'Fraction'"):
        render_chart(spec)
