"""A chart is a value: shown in notebooks, copied, pickled, asked for its parts."""

from __future__ import annotations

import copy
import pickle

import pytest

from lazyheavy.charts import Chart, render_chart
from tests._support.specs import ECHARTS, ROWS, SPECS, VEGA_LITE, changed


def test_notebooks_may_choose() -> None:
    """What a front end includes or excludes is heeded."""
    chart = render_chart(ECHARTS)

    assert {"text/plain"} == set(chart._repr_mimebundle_(include=["text/plain"]))
    assert {"text/plain"} == set(chart._repr_mimebundle_(exclude=["image/svg+xml"]))


def test_repr_is_one_short_line() -> None:
    """Neither repr nor str is the picture."""
    assert "<echarts chart, 600 x 400>" == repr(render_chart(ECHARTS))
    assert "<echarts chart, 600 x 400>" == str(render_chart(ECHARTS))


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("format", ["svg", "png", "html"])
def test_format_decides_what_data_is(kind: str, format: str) -> None:
    """`data` is the format that was asked for; the others can be had as well."""
    chart = render_chart(SPECS[kind], format=format)  # type: ignore[arg-type]
    made = {"svg": chart.svg, "png": chart.to_png(), "html": chart.to_html()}

    assert format == chart.format
    assert made[format] == chart.data


def test_pickle_and_copy() -> None:
    """A chart goes to other processes and comes back equal in all its parts."""
    chart = render_chart(VEGA_LITE, format="png", scale=2)
    for twin in (pickle.loads(pickle.dumps(chart)), copy.deepcopy(chart)):  # noqa: S301
        assert isinstance(twin, Chart)
        assert (chart.svg, chart.data) == (twin.svg, twin.data)
        assert (chart.spec, chart.to_png()) == (twin.spec, twin.to_png())


def test_spec_is_a_copy() -> None:
    """Changing what `spec` gives changes no chart."""
    chart = render_chart(VEGA_LITE)
    chart.spec["mark"] = "line"

    assert VEGA_LITE == chart.spec


def test_spec_is_what_was_drawn() -> None:
    """Options are in the specification."""
    chart = render_chart(VEGA_LITE, title="Rain", width=90, config={"axis": {}})

    assert {**VEGA_LITE, "title": "Rain", "width": 90, "config": {"axis": {}}} == (
        chart.spec
    )


def test_later_changes_of_the_data_do_not_reach_the_chart() -> None:
    """The chart holds its own copy of what it was made from."""
    rows = [dict(row) for row in ROWS]
    chart = render_chart(changed(VEGA_LITE, "data.values", rows))
    rows.clear()

    assert ROWS == chart.spec["data"]["values"]
