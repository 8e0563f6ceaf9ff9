"""A warm engine draws a bar chart faster than vl-convert.

The median chart of a process that draws the same one again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._probes import warm_chart

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.benchmark(group="one more SVG (wall)")
@pytest.mark.parametrize("library", ["lazyheavy", "vl_convert"])
def test_warm_svg(library: str, measure: Callable[..., None]) -> None:
    """Draw the Vega-Lite bar chart once more."""
    measure(warm_chart(library), rounds=6, clock="wall")


@pytest.mark.benchmark(group="one more SVG of ECharts (wall)")
def test_warm_echarts(measure: Callable[..., None]) -> None:
    """Draw the ECharts bar chart once more; no other Python library can."""
    measure(warm_chart("lazyheavy", "bar.echarts"), rounds=6, clock="wall")


@pytest.mark.benchmark(group="one more PNG (wall)")
@pytest.mark.parametrize("library", ["lazyheavy", "vl_convert"])
def test_warm_png(library: str, measure: Callable[..., None]) -> None:
    """Draw and rasterise the Vega-Lite bar chart once more."""
    measure(warm_chart(library, suffix="png"), rounds=6, clock="wall")
