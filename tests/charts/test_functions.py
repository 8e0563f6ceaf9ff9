"""JavaScript functions of pyecharts charts run; those of a specification never do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import EngineTimeoutError, SpecError
from tests._support.specs import ECHARTS, changed

DOUBLED = "function (p) { return 'twice ' + 2 * p.value; }"


class Marked:
    """JavaScript in an option, as pyecharts' JsCode."""

    def __init__(self, code: str) -> None:
        self.js_code = f"--x_x--0_0--{code}--x_x--0_0--"


class Part:
    """A part of an option, as pyecharts' options are objects."""

    def __init__(self, **opts: Any) -> None:
        self.opts = opts


class LikePyecharts:
    """A chart that writes its option in the two ways of pyecharts."""

    def __init__(self, option: dict[str, Any]) -> None:
        self.option = option

    def get_options(self) -> dict[str, Any]:
        """Return the option as objects."""
        return self.option

    def dump_options_with_quotes(self) -> str:
        """Return the option with functions as text, without line ends."""
        return json.dumps(self.option, indent=4, default=plain)

    def dump_options(self) -> str:
        """Return the option with functions bare."""
        return self.dump_options_with_quotes().replace('"(', "(")


def plain(part: Any) -> Any:
    """Return what JSON has for a part, destroying code as pyecharts may."""
    return part.opts if isinstance(part, Part) else "("


def labelled(code: str, **more: Any) -> LikePyecharts:
    """Return a chart whose labels a function writes."""
    label = Part(show=True, formatter=Marked(code))
    series = {"type": "bar", "data": [100, 200, 300], "label": label, **more}
    return LikePyecharts({**ECHARTS, "series": [series]})


def test_function_writes_labels() -> None:
    """A function is called with what ECharts knows, and its text is drawn."""
    svg = render_chart(labelled(DOUBLED)).svg

    assert all(f">twice {n}</text>" in svg for n in (200, 400, 600))


def test_code_that_is_no_function() -> None:
    """Any expression may be code, such as a gradient."""
    gradient = (
        "new echarts.graphic.LinearGradient(0, 0, 0, 1, "
        "[{offset: 0, color: '#123456'}, {offset: 1, color: '#fedcba'}])"
    )
    svg = render_chart(labelled("p => p.value", color=Marked(gradient))).svg

    assert "linearGradient" in svg
    assert "#123456" in svg


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r"p => 'a\nb'.split('\n').join('+')", "a+b"),
        (r"p => /^\d+$/.test(p.value) ? 'number' : 'none'", "number"),
        ('p => "quoted"', "quoted"),
        ("p => 'Zürich'", "Zürich"),
        ("p => 'commented' // to the end", "commented"),
        ("p => {\n  // first\n  return 'lines';\n}", "lines"),
    ],
)
def test_code_is_what_was_written(code: str, text: str) -> None:
    """Escapes, quotes, other letters and comments come through."""
    assert f">{text}</text>" in render_chart(labelled(code)).svg


def test_same_text_may_be_a_text() -> None:
    """Text that only looks like a function stays text."""
    chart = labelled(DOUBLED)
    chart.option["title"] = {"text": "function (p) {}"}
    svg = render_chart(chart).svg

    assert ">function (p) {}</text>" in svg
    assert ">twice 200</text>" in svg


def test_options_go_with_functions() -> None:
    """A theme, a title and config= leave the functions in their place."""
    svg = render_chart(
        labelled(DOUBLED), title="Above", theme="vintage", config={"color": ["#123456"]}
    ).svg

    assert ">twice 200</text>" in svg
    assert ">Above</text>" in svg
    assert "#123456" in svg


def test_config_takes_the_place_of_a_function() -> None:
    """What config= puts over a function is drawn as it is."""
    axis = {"type": "value", "axisLabel": {"formatter": Marked("v => 'f' + v")}}
    chart = LikePyecharts({**ECHARTS, "yAxis": axis})

    assert ">f200</text>" in render_chart(chart).svg
    config = {"yAxis": {"axisLabel": {"formatter": None}}}
    assert ">f200</text>" not in render_chart(chart, config=config).svg


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("function (", r"^series\[0\]\.label\.formatter: this is no JavaScript"),
        ("nothing.such", r"formatter: this is no JavaScript: nothing is not defined"),
    ],
)
def test_broken_code(code: str, message: str) -> None:
    """The error names the place."""
    with pytest.raises(SpecError, match=message):
        render_chart(labelled(code))


def test_function_that_never_ends() -> None:
    """It is given up as any chart is."""
    with pytest.raises(EngineTimeoutError):
        render_chart(labelled("function () { for (;;); }"), timeout=0.5)


@pytest.mark.parametrize("form", [dict, json.dumps], ids=["dict", "text"])
def test_specifications_bring_no_functions(form: Any) -> None:
    """A list of functions in a specification is refused: its author is not known."""
    spec = changed(ECHARTS, "usermeta", {"functions": [["title", "text"]]})
    with pytest.raises(SpecError, match=r"^usermeta\.functions: only a chart of pye"):
        render_chart(form(spec))
    with pytest.raises(SpecError, match=r"^usermeta\.functions"):
        render_chart(ECHARTS, config={"usermeta": {"functions": []}})


def test_drawn_specification_brings_no_functions() -> None:
    """`Chart.spec` holds them as text, and is refused rather than drawn otherwise."""
    chart = render_chart(labelled(DOUBLED))

    assert DOUBLED == chart.spec["series"][0]["label"]["formatter"]
    with pytest.raises(SpecError, match="give the chart itself"):
        render_chart(chart.spec)


def test_code_in_an_unknown_place() -> None:
    """A chart that does not say what is code is refused, not drawn with its text."""

    class Silent(LikePyecharts):
        def get_options(self) -> dict[str, Any]:
            """Return nothing."""
            return {}

    with pytest.raises(SpecError, match="writes JavaScript without saying where"):
        render_chart(Silent({**ECHARTS, "title": {"text": Marked("p => 1")}}))


def test_pyecharts_itself() -> None:
    """JsCode of the library is drawn."""
    pyecharts = pytest.importorskip("pyecharts.charts")
    code = pytest.importorskip("pyecharts.commons.utils").JsCode
    options = pytest.importorskip("pyecharts.options")
    function = code("function (p) {\n  return 'a\\nb' + p.value + '%';\n}")
    chart = (
        pyecharts.Bar()
        .add_xaxis(["a", "b"])
        .add_yaxis(
            "s", [5, 7], label_opts=options.LabelOpts(is_show=True, formatter=function)
        )
    )

    assert ">b7%</text>" in render_chart(chart).svg
