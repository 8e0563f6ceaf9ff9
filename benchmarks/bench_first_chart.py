"""The first chart of a process takes at most 0.65 of vl-convert's time.

Whole child processes, from start to exit, with one picture written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._probes import first_chart

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.benchmark(group="process start to the first SVG (wall)")
@pytest.mark.parametrize(
    ("library", "spec"),
    [
        ("lazyheavy", "bar.vl"),
        ("lazyheavy", "bar.echarts"),
        ("vl_convert", "bar.vl"),
        ("altair", "bar.vl"),
    ],
)
def test_first_svg(library: str, spec: str, measure: Callable[..., None]) -> None:
    """Draw a bar chart and end."""
    measure(first_chart(library, spec), rounds=12, clock="wall")


@pytest.mark.benchmark(group="process start to the first PNG (wall)")
@pytest.mark.parametrize("library", ["lazyheavy", "vl_convert"])
def test_first_png(library: str, measure: Callable[..., None]) -> None:
    """Draw a bar chart, rasterise it and end."""
    measure(first_chart(library, suffix="png"), rounds=12, clock="wall")
