"""Charts: Vega-Lite, Vega and ECharts as SVG, PNG and HTML, without a browser."""

from lazyheavy import imports

with imports():
    from lazyheavy.charts._chart import Chart
    from lazyheavy.charts._render import render_chart

__all__ = ["Chart", "render_chart"]
