"""Every type of series that ECharts has, most of them in several forms."""

from __future__ import annotations

from ._short import (
    CATEGORY,
    DAYS,
    FRUIT,
    LINKS,
    NODES,
    ONE,
    TREE,
    TWO,
    VALUE,
    Js,
    Option,
    alone,
    named,
    numeric,
    points,
    series,
    xy,
)

# fmt: off
WEEKS = [[f"2024-{m:02}-{d:02}", (m * 31 + d * 7) % 40] for m in (1, 2, 3) for d in range(1, 29)]
BOXES = [[650, 850, 940, 980, 1070], [760, 800, 845, 885, 960], [780, 840, 855, 880, 940]]
STOCKS = [[20, 34, 10, 38], [40, 35, 30, 50], [31, 38, 33, 44], [38, 15, 5, 42], [15, 25, 12, 30], [25, 22, 18, 28], [22, 31, 20, 33]]
RIVER = [[f"2024-03-{d:02}", (d * k * 7) % 30 + 5, n] for k, n in ((2, "Rhine"), (3, "Elbe"), (5, "Oder")) for d in range(1, 15)]
INDICATOR = [{"name": n, "max": 100} for n in ("speed", "range", "comfort", "price", "noise")]

OPTIONS: dict[str, Option] = {
    "bar": xy(series("bar", ONE)),
    "bar stacked": xy(series("bar", ONE, stack="s"), series("bar", TWO, stack="s")),
    "bar horizontal": {"xAxis": VALUE, "yAxis": CATEGORY, "series": [series("bar", ONE), series("bar", TWO)]},
    "bar rounded with background": xy(series("bar", ONE, showBackground=True, barWidth="40%", itemStyle={"borderRadius": [8, 8, 0, 0]})),
    "bar with labels": xy(series("bar", ONE, label={"show": True, "position": "top", "formatter": "{c} mm"})),
    "bar race": xy(series("bar", ONE, realtimeSort=True, seriesLayoutBy="column"), legend={}),
    "waterfall": xy(series("bar", [0, 120, 320, 200, 120, 70, 180], stack="w", itemStyle={"color": "transparent"}), series("bar", ONE, stack="w")),
    "line": xy(series("line", ONE)),
    "line smooth area": xy(series("line", ONE, smooth=True, areaStyle={"opacity": 0.4})),
    "line step": xy(*(series("line", ONE, step=step) for step in ("start", "middle", "end"))),
    "line with gaps": xy(series("line", [1, None, 3, "-", 5, 4, None], connectNulls=False), series("line", [2, None, 4, 5, None, 1, 0], connectNulls=True)),
    "line stacked": xy(*(series("line", data, stack="t", areaStyle={}) for data in (ONE, TWO, ONE))),
    "line sampled": numeric(series("line", [[n, n * n % 97] for n in range(2000)], sampling="lttb", showSymbol=False)),
    "line symbols": xy(*(series("line", [n + k * 20 for n in ONE], symbol=s, symbolSize=10) for k, s in enumerate(("rect", "roundRect", "triangle", "diamond", "pin", "arrow", "emptyCircle", "none")))),
    "line end label": xy(series("line", ONE, name="rain", endLabel={"show": True, "formatter": "{a}"}, lineStyle={"type": "dashed", "width": 3})),
    "scatter": numeric(series("scatter", points(60))),
    "scatter sized": numeric(series("scatter", points(30), symbolSize=Js("function (value) { return 4 + value[1] / 5; }"))),
    "scatter large": numeric(series("scatter", points(500, step=71, size=500), large=True, largeThreshold=200)),
    "scatter path symbol": numeric(series("scatter", points(9), symbol="path://M0,0L10,5L0,10Z", symbolSize=18, symbolRotate=30)),
    "effect scatter": numeric(series("effectScatter", points(8), showEffectOn="render", rippleEffect={"brushType": "stroke"})),
    "pie": alone(series("pie", FRUIT)),
    "pie doughnut": alone(series("pie", FRUIT, radius=["40%", "70%"], padAngle=4, itemStyle={"borderRadius": 8}), legend={"top": 0}),
    "pie rose": alone(series("pie", FRUIT, roseType="area", radius=[20, 140], label={"formatter": "{b}: {d}%"})),
    "pie labels inside": alone(series("pie", FRUIT, label={"position": "inside"}, startAngle=180, endAngle=360)),
    "pie nested": alone(series("pie", FRUIT[:2], radius=[0, "30%"], label={"position": "inner"}), series("pie", FRUIT, radius=["45%", "60%"], labelLine={"length": 30})),
    "pie empty": alone(series("pie", [], stillShowZeroSum=True, showEmptyCircle=True)),
    "radar": alone(series("radar", [{"value": [80, 50, 60, 90, 40], "name": "A"}, {"value": [40, 90, 70, 20, 80], "name": "B"}]), radar={"indicator": INDICATOR}, legend={}),
    "radar circle": alone(series("radar", [[80, 50, 60, 90, 40]], areaStyle={}), radar={"shape": "circle", "indicator": INDICATOR, "splitNumber": 3, "axisName": {"color": "#428BD4"}}),
    "gauge": alone(series("gauge", [{"value": 61, "name": "load"}])),
    "gauge progress": alone(series("gauge", [{"value": 70}], progress={"show": True, "width": 18}, axisLine={"lineStyle": {"width": 18}}, anchor={"show": True}, detail={"formatter": "{value} km/h"})),
    "gauge stages": alone(series("gauge", [{"value": 30}], startAngle=180, endAngle=0, axisLine={"lineStyle": {"color": [[0.3, "#67e0e3"], [0.7, "#37a2da"], [1, "#fd666d"]]}})),
    "gauge many": alone(series("gauge", named(a=20, b=50, c=80), pointer={"show": False}, progress={"show": True, "overlap": False, "clip": False})),
    "funnel": alone(series("funnel", FRUIT, label={"position": "inside"})),
    "funnel ascending": alone(series("funnel", FRUIT, sort="ascending", gap=4, funnelAlign="left")),
    "funnel horizontal": alone(series("funnel", FRUIT, orient="horizontal")),
    "heatmap": {"xAxis": CATEGORY, "yAxis": {"type": "category", "data": ["a", "b", "c"]}, "visualMap": {"min": 0, "max": 30, "calculable": True}, "series": [series("heatmap", [[x, y, (x * 7 + y * 11) % 30] for x in range(7) for y in range(3)], label={"show": True})]},
    "calendar heatmap": alone(series("heatmap", WEEKS, coordinateSystem="calendar"), calendar={"range": ["2024-01-01", "2024-03-31"]}, visualMap={"min": 0, "max": 40}),
    "calendar scatter": alone(series("scatter", WEEKS, coordinateSystem="calendar", symbolSize=6), calendar={"range": "2024-02", "orient": "vertical", "cellSize": [40, 40]}),
    "map": alone(series("map", named(North=10, South=30, Rock=20), map="island", label={"show": True}), visualMap={"min": 0, "max": 40}),
    "map renamed": alone(series("map", named(Top=10, South=30), map="island", nameMap={"North": "Top"}, projection=None)),
    "geo scatter": alone(series("scatter", [[3, 6, 5], [6, 3, 9]], coordinateSystem="geo", symbolSize=20), geo={"map": "island", "roam": True, "itemStyle": {"areaColor": "#eee"}}),
    "geo lines": alone(series("lines", [{"coords": [[3, 6], [6, 3]]}, {"coords": [[6, 3], [12, 3]]}], coordinateSystem="geo", lineStyle={"curveness": 0.3}, symbol=["none", "arrow"]), geo={"map": "island"}),
    "geo pie": alone(series("pie", FRUIT, coordinateSystem="geo", center=[5, 5], radius=30, label={"show": False}), geo={"map": "island"}),
    "geo regions": alone(geo={"map": "island", "regions": [{"name": "Rock", "itemStyle": {"areaColor": "#c33"}}], "label": {"show": True}, "aspectScale": 1}),
    "tree": alone(series("tree", [TREE], initialTreeDepth=-1)),
    "tree radial": alone(series("tree", [TREE], layout="radial", symbolSize=8)),
    "tree polyline upwards": alone(series("tree", [TREE], edgeShape="polyline", orient="BT", expandAndCollapse=False)),
    "treemap": alone(series("treemap", TREE["children"])),
    "treemap levels": alone(series("treemap", TREE["children"], leafDepth=2, upperLabel={"show": True, "height": 20}, levels=[{"itemStyle": {"gapWidth": 4}}, {"colorSaturation": [0.3, 0.6]}], breadcrumb={"show": False})),
    "sunburst": alone(series("sunburst", TREE["children"], radius=[0, "90%"])),
    "sunburst sorted": alone(series("sunburst", TREE["children"], sort="asc", label={"rotate": "tangential"}, levels=[{}, {"r0": 40, "r": 90}, {"r0": 90, "r": 130}, {"r0": 130, "r": 140, "label": {"position": "outside"}}])),
    "sankey": alone(series("sankey", NODES, links=LINKS)),
    "sankey vertical": alone(series("sankey", NODES, links=LINKS, orient="vertical", lineStyle={"color": "gradient"}, nodeAlign="left", label={"position": "top"})),
    "graph": alone(series("graph", [{**n, "x": i * 40 % 130, "y": i * 55 % 90} for i, n in enumerate(NODES)], links=LINKS, symbolSize=20, edgeSymbol=["none", "arrow"], edgeLabel={"show": True, "formatter": "{c}"})),
    "graph circular": alone(series("graph", NODES, links=LINKS, layout="circular", lineStyle={"curveness": 0.3, "color": "source"}, label={"show": True})),
    "graph force": alone(series("graph", NODES, links=LINKS, layout="force", force={"repulsion": 80}, categories=[{"name": "k"}])),
    "graph on axes": xy(series("graph", ONE, coordinateSystem="cartesian2d", links=[{"source": i, "target": i + 1} for i in range(6)], symbolSize=12)),
    "chord": alone(series("chord", NODES, links=LINKS, label={"show": True})),
    "boxplot": {"xAxis": {"type": "category", "data": ["a", "b", "c"]}, "yAxis": {"scale": True}, "series": [series("boxplot", BOXES)]},
    "boxplot horizontal": {"yAxis": {"type": "category", "data": ["a", "b", "c"]}, "xAxis": {"scale": True}, "series": [series("boxplot", BOXES, boxWidth=[5, 20])]},
    "candlestick": xy(series("candlestick", STOCKS)),
    "candlestick coloured": xy(series("candlestick", STOCKS, itemStyle={"color": "#0c0", "color0": "#c00", "borderColor": "#060", "borderColor0": "#600"}), series("line", [row[1] for row in STOCKS], smooth=True)),
    "parallel": alone(series("parallel", [[n % 5, n * 3 % 11, DAYS[n % 7]] for n in range(20)]), parallelAxis=[{"dim": 0, "name": "a"}, {"dim": 1, "name": "b", "inverse": True}, {"dim": 2, "type": "category", "data": DAYS}]),
    "parallel vertical": alone(series("parallel", [[n % 5, n * 3 % 11] for n in range(9)], smooth=True, lineStyle={"width": 2}), parallel={"layout": "vertical"}, parallelAxis=[{"dim": 0}, {"dim": 1}]),
    "theme river": alone(series("themeRiver", RIVER), singleAxis={"type": "time", "top": 50, "bottom": 50}, legend={}, useUTC=True),
    "pictorial bar": xy(series("pictorialBar", ONE, symbol="triangle", symbolRepeat=False, barCategoryGap="0%")),
    "pictorial bar repeated": xy(series("pictorialBar", ONE, symbol="circle", symbolRepeat=True, symbolSize=[16, 8], symbolClip=True, symbolBoundingData=240)),
    "polar bar": alone(series("bar", ONE, coordinateSystem="polar"), polar={"radius": [30, "80%"]}, angleAxis={"max": 220}, radiusAxis=CATEGORY),
    "polar line": alone(series("line", [[n / 40, n * 3] for n in range(120)], coordinateSystem="polar", showSymbol=False), polar={}, angleAxis={"type": "value", "startAngle": 0}, radiusAxis={"min": 0}),
    "polar scatter": alone(series("scatter", [[n % 7, n % 5] for n in range(20)], coordinateSystem="polar"), polar={}, angleAxis=CATEGORY, radiusAxis={"type": "category", "data": list("abcde")}),
    "polar bar around": alone(series("bar", ONE, coordinateSystem="polar", roundCap=True), polar={"radius": [30, "80%"]}, angleAxis=CATEGORY, radiusAxis={"max": 220}),
    "single axis": alone(series("scatter", [[n * 7 % 50, n] for n in range(20)], coordinateSystem="singleAxis"), singleAxis={"type": "value", "height": 60}),
    "matrix": alone(series("heatmap", [[x, y, len(x) + n] for n, y in enumerate("PQ") for x in ("Mon", "Tue")], coordinateSystem="matrix", label={"show": True}), matrix={"x": {"data": ["Mon", "Tue"]}, "y": {"data": ["P", "Q"]}}, visualMap={"min": 0, "max": 9}),
    "lines on axes": numeric(series("lines", [{"coords": [[10, 10], [90, 60]]}, {"coords": [[90, 60], [40, 80]]}], coordinateSystem="cartesian2d", polyline=False, lineStyle={"width": 3}), xAxis={"type": "value", "max": 100}, yAxis={"max": 100}),
    "custom": xy(
        series(
            "custom",
            ONE,
            renderItem=Js("""function (params, api) {
        const at = api.coord([api.value(0), api.value(1)]);
        const size = api.size([0, api.value(1)]);
        return {type: 'group', children: [
          {type: 'rect', shape: {x: at[0] - 8, y: at[1], width: 16, height: size[1]}, style: {fill: api.visual('color')}},
          {type: 'circle', shape: {cx: at[0], cy: at[1], r: 10}, style: {fill: '#333', opacity: 0.5}}]};
      }"""),
        )
    ),
    "custom polygons": numeric(
        series(
            "custom",
            points(6),
            renderItem=Js("""function (params, api) {
        const at = api.coord([api.value(0), api.value(1)]);
        const corners = [0, 1, 2, 3, 4].map((k) => [at[0] + 15 * Math.cos(k * 1.2566), at[1] + 15 * Math.sin(k * 1.2566)]);
        return {type: 'polygon', shape: {points: corners}, style: {fill: '#5470c6', stroke: '#222'}, textContent: {style: {text: String(params.dataIndex)}}};
      }"""),
        )
    ),
}
