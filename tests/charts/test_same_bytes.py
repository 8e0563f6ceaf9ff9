"""The same specification gives the same bytes, whatever was drawn before."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._engines import echarts_engine
from tests._support.children import output_of
from tests._support.specs import ECHARTS, SPECS, VEGA_LITE, changed

GRADIENT = {
    "gradient": "linear",
    "stops": [{"offset": 0, "color": "red"}, {"offset": 1, "color": "blue"}],
}

#: Specifications that take random numbers.
RANDOM: dict[str, dict[str, Any]] = {
    "vega-lite sample": {
        **VEGA_LITE,
        "data": {"sequence": {"start": 0, "stop": 50, "as": "city"}},
        "transform": [{"sample": 10}, {"calculate": "random()", "as": "rain"}],
    },
    "vega-lite confidence interval": {
        "data": {"values": [{"a": i % 3, "b": i * 7 % 11} for i in range(30)]},
        "mark": {"type": "errorbar", "extent": "ci"},
        "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a"}},
    },
    "echarts force layout": {
        "series": [
            {
                "type": "graph",
                "layout": "force",
                "force": {"initLayout": "none"},
                "data": [{"name": str(i)} for i in range(9)],
                "links": [{"source": str(i), "target": str(i // 2)} for i in range(9)],
            }
        ]
    },
}

#: Charts whose first frame is empty or half drawn when they are animated.
ANIMATED = {
    "sankey": {
        "type": "sankey",
        "data": [{"name": "a"}, {"name": "b"}],
        "links": [{"source": "a", "target": "b", "value": 1}],
    },
    "bar": {"type": "bar", "data": [3, 5]},
}


def ids(svg: str) -> set[str]:
    """Return the ids that an SVG defines."""
    return set(re.findall(r' id="([^"]+)"', svg))


@pytest.mark.parametrize("kind", SPECS)
def test_again_and_after_others(kind: str) -> None:
    """The tenth time, and between other charts, the bytes are the first ones."""
    first = render_chart(SPECS[kind]).svg
    later = set()
    for number in range(5):
        for spec in SPECS.values():
            render_chart(spec, title=f"another {number}")
        later.add(render_chart(SPECS[kind]).svg)

    assert {first} == later


@pytest.mark.slow
def test_in_another_process_and_after_a_thousand_charts() -> None:
    """The first bytes of a fresh process are those of this one, and stay so there."""
    specs = [*SPECS.values(), *RANDOM.values()]
    code = """
        import json, os
        from lazyheavy.charts import render_chart

        specs = json.loads(os.environ["SPECS"])
        first = [render_chart(spec).svg for spec in specs]
        for number in range(1000):
            if number % 10 == 0:
                other = {"mark": "rule", "encoding": {}, "title": str(number)}
            elif number % 2:
                text = {"enter": {"text": {"value": number}, "fill": {"value": "red"}}}
                other = {"marks": [{"type": "text", "encode": text}], "width": number}
            else:
                other = {"series": [{"type": "pie", "data": [number, 1]}]}
            render_chart(other)
        print(json.dumps([first, [render_chart(spec).svg for spec in specs]]))
    """
    printed = output_of(code, env={"SPECS": json.dumps(specs)})

    assert [[render_chart(spec).svg for spec in specs]] * 2 == json.loads(printed)


@pytest.mark.parametrize("spec", RANDOM.values(), ids=RANDOM)
def test_seed_decides_random_numbers(spec: dict[str, Any]) -> None:
    """One seed gives one picture, another seed another one."""
    first = render_chart(spec, seed=1).svg
    render_chart(VEGA_LITE)

    assert first == render_chart(spec, seed=1).svg
    assert _numbers(first) != _numbers(render_chart(spec, seed=2).svg)


def _numbers(svg: str) -> list[str]:
    """Return the numbers of a picture outside its ids."""
    return re.findall(r"-?\d+\.?\d*", re.sub(r"lh[0-9a-f]{8}", "", svg))


def test_a_slow_machine_draws_the_same() -> None:
    """ECharts cuts text in another way once measuring it was slow: it never is."""
    label = {"width": 70, "overflow": "truncate", "interval": 0}
    names = [f"{number} The quick brown fox" for number in range(6)]
    axis = {"type": "category", "data": names, "axisLabel": label}
    option = {"xAxis": axis, "yAxis": {}, "series": [{"type": "bar", "data": [1]}]}
    quick = render_chart(option).svg
    echarts_engine().close()
    engine = echarts_engine()
    engine.evaluate(
        "const { textWidth } = lh; lh.textWidth = (...given) => {"
        "for (const start = Date.now(); Date.now() - start < 1; ) ;"
        "return textWidth(...given); }; 0"
    )
    try:
        render_chart(changed(option, "xAxis.axisLabel.fontSize", 11))
        slow = render_chart(option).svg
    finally:
        engine.close()

    assert quick == slow


@pytest.mark.parametrize("kind", SPECS)
def test_ids_of_two_charts_in_one_page_differ(kind: str) -> None:
    """Every id carries the mark of its specification: no clip is taken for another."""
    spec = SPECS[kind]
    one, two = (render_chart(spec, title=title).svg for title in ("one", "two"))

    assert ids(one)
    assert len(ids(one)) == len(ids(two))
    assert not ids(one) & ids(two)


@pytest.mark.parametrize("kind", SPECS)
def test_every_reference_has_its_id(kind: str) -> None:
    """What refers to an id is renamed together with it."""
    svg = render_chart(SPECS[kind]).svg
    references = set(re.findall(r"url\(#([^)]+)\)", svg))

    assert references
    assert references <= ids(svg)


def test_text_that_looks_like_a_reference_stays() -> None:
    """Only markup is renamed, never what the chart says."""
    title = 'fill="url(#clip1)" id="gradient_0"'
    spec = changed(VEGA_LITE, "mark", {"type": "bar", "clip": True, "color": GRADIENT})
    svg = render_chart(spec, title=title).svg

    assert f">{title}</text>" in svg
    assert all(name.startswith("lh") for name in ids(svg.replace(title, "")))


@pytest.mark.parametrize("series", ANIMATED.values(), ids=ANIMATED)
def test_animation_does_not_hide_the_picture(series: dict[str, Any]) -> None:
    """Animated series are drawn as they end, also where they insist on animation."""
    option = changed(changed(ECHARTS, "series", [series]), "animation", value=False)
    moving = {**option, "animation": True, "series": [{**series, "animation": True}]}
    still = render_chart(option).svg

    assert _numbers(still) == _numbers(render_chart(moving).svg)


def test_caller_objects_are_not_changed() -> None:
    """Drawing with every option leaves the specification as it was."""
    for spec in SPECS.values():
        before = json.dumps(spec)
        render_chart(spec, title="t", width=99, height=99, config={"axis": {}})

        assert before == json.dumps(spec)
