"""Charts: Vega-Lite, Vega and ECharts as pictures and pages, without a browser."""

from lazyheavy import imports

with imports():
    from lazyheavy.charts._chart import Chart
    from lazyheavy.charts._many import render_many
    from lazyheavy.charts._render import render_chart
    from lazyheavy.charts._shortcuts import (
        area,
        bar,
        heatmap,
        histogram,
        line,
        pie,
        scatter,
    )

__all__ = [
    "Chart",
    "area",
    "bar",
    "heatmap",
    "histogram",
    "line",
    "pie",
    "render_chart",
    "render_many",
    "scatter",
]
