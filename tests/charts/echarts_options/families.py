"""The families of options in ECharts' documentation, beside the types of series."""

from __future__ import annotations

from ._short import (
    CATEGORY,
    DAYS,
    FRUIT,
    ONE,
    TWO,
    VALUE,
    Js,
    Option,
    alone,
    numeric,
    points,
    series,
    xy,
)

# fmt: off
TABLE = [["product", "2022", "2023", "2024"], ["tea", 43.3, 85.8, 93.7], ["milk", 83.1, 73.4, 55.1], ["cocoa", 86.4, 65.2, 82.5], ["mate", 72.4, 53.9, 39.1]]
RECORDS = [{"day": day, "one": one, "two": two} for day, one, two in zip(DAYS, ONE, TWO, strict=True)]
TIMES = [[f"2024-0{1 + n // 28}-{1 + n % 28:02}T0{n % 9}:00:00Z", n * 17 % 60] for n in range(100)]
STOPS = [{"offset": 0, "color": "#83bff6"}, {"offset": 1, "color": "#188df0"}]
TWO_GRIDS = {"grid": [{"bottom": "55%"}, {"top": "55%"}], "xAxis": [CATEGORY, {**CATEGORY, "gridIndex": 1}], "yAxis": [VALUE, {"gridIndex": 1}]}
BASE = {"timeline": {"data": ["2023", "2024"], "axisType": "category"}, "xAxis": CATEGORY, "yAxis": VALUE, "series": [{"type": "bar"}]}

OPTIONS: dict[str, Option] = {
    # Data sets and transforms.
    "dataset": {"dataset": {"source": TABLE}, "xAxis": {"type": "category"}, "yAxis": {}, "legend": {}, "series": [series("bar") for _ in range(3)]},
    "dataset by rows": {"dataset": {"source": TABLE}, "xAxis": {"type": "category"}, "yAxis": {}, "series": [series("line", seriesLayoutBy="row") for _ in range(4)]},
    "dataset of records": {"dataset": {"source": RECORDS, "dimensions": ["day", "two", "one"]}, "xAxis": {"type": "category"}, "yAxis": {}, "series": [series("bar", encode={"x": "day", "y": "one"}), series("line", encode={"x": "day", "y": "two"})]},
    "dataset for a pie": {"dataset": {"source": TABLE}, "series": [series("pie", encode={"itemName": "product", "value": "2024"})]},
    "transform filter": {"dataset": [{"source": RECORDS}, {"transform": {"type": "filter", "config": {"dimension": "one", "gte": 110}}}], "xAxis": {"type": "category"}, "yAxis": {}, "series": [series("bar", datasetIndex=1, encode={"x": "day", "y": "one"})]},
    "transform sort": {"dataset": [{"source": RECORDS}, {"transform": {"type": "sort", "config": {"dimension": "one", "order": "desc"}}}], "xAxis": {"type": "category"}, "yAxis": {}, "series": [series("bar", datasetIndex=1, encode={"x": "day", "y": "one"})]},
    "transform boxplot": {"dataset": [{"source": [ONE, TWO, [n * n % 90 for n in range(20)]]}, {"transform": {"type": "boxplot"}}, {"fromDatasetIndex": 1, "fromTransformResult": 1}], "xAxis": {"type": "category"}, "yAxis": {}, "series": [series("boxplot", datasetIndex=1), series("scatter", datasetIndex=2)]},
    "transform chain": {
        "dataset": [{"source": RECORDS}, {"transform": [{"type": "filter", "config": {"and": [{"dimension": "one", ">": 75}, {"dimension": "day", "!=": "Tue"}]}}, {"type": "sort", "config": {"dimension": "two", "order": "asc"}}]}],
        "xAxis": {"type": "category"},
        "yAxis": {},
        "series": [series("bar", datasetIndex=1, encode={"x": "day", "y": "two"})],
    },
    # Visual maps.
    "visualMap continuous": numeric(series("scatter", points(40)), visualMap={"min": 0, "max": 100, "dimension": 1, "inRange": {"color": ["#50a3ba", "#eac736", "#d94e5d"], "symbolSize": [5, 25]}, "text": ["high", "low"]}),
    "visualMap piecewise": numeric(series("scatter", points(40)), visualMap={"type": "piecewise", "pieces": [{"lt": 30, "label": "few"}, {"gte": 30, "lt": 70}, {"gte": 70, "color": "red"}], "orient": "horizontal", "left": "center", "bottom": 0}),
    "visualMap categories": numeric(series("scatter", [[*p, "ab"[n % 2]] for n, p in enumerate(points(20))]), visualMap={"type": "piecewise", "categories": ["a", "b"], "inRange": {"symbol": {"a": "circle", "b": "diamond"}, "color": {"a": "#36c", "b": "#c63"}}}),
    "visualMap for a line": xy(series("line", ONE), visualMap={"show": False, "type": "continuous", "min": 0, "max": 200, "inRange": {"color": ["green", "red"]}}),
    "visualMap out of range": numeric(series("bar", points(20)), visualMap={"type": "continuous", "min": 0, "max": 100, "range": [20, 60], "dimension": 1, "inRange": {"colorLightness": [0.4, 0.8]}, "outOfRange": {"color": "#ccc"}}),
    # Data zoom.
    "dataZoom slider": xy(series("bar", ONE), dataZoom=[{"type": "slider", "start": 20, "end": 80}]),
    "dataZoom inside": xy(series("line", ONE), dataZoom=[{"type": "inside", "startValue": 1, "endValue": 4}, {"type": "slider", "yAxisIndex": 0, "filterMode": "empty"}]),
    "dataZoom weakFilter": numeric(series("scatter", points(50)), dataZoom=[{"type": "slider", "filterMode": "weakFilter", "start": 10, "end": 60, "showDataShadow": True}]),
    # Marks.
    "markPoint": xy(series("line", ONE, markPoint={"data": [{"type": "max", "name": "Max"}, {"type": "min"}, {"coord": ["Wed", 150], "value": "here", "symbol": "pin"}]})),
    "markLine": xy(series("line", ONE, markLine={"data": [{"type": "average", "name": "mean"}, {"yAxis": 100, "label": {"formatter": "limit"}}, [{"type": "min"}, {"type": "max"}], {"xAxis": "Thu"}], "symbol": ["none", "arrow"]})),
    "markArea": xy(series("line", ONE, markArea={"itemStyle": {"color": "rgba(255, 173, 177, 0.4)"}, "data": [[{"name": "work", "xAxis": "Tue"}, {"xAxis": "Thu"}], [{"yAxis": 150}, {"yAxis": 180}]]})),
    # Timelines, media.
    "timeline": {"baseOption": BASE, "options": [{"series": [{"data": ONE}]}, {"series": [{"data": TWO}]}]},
    "timeline vertical at second": {
        "baseOption": {**BASE, "timeline": {"data": ["2023-01-01", "2024-01-01"], "axisType": "time", "currentIndex": 1, "orient": "vertical", "right": 0, "label": {"formatter": "{yyyy}"}}},
        "options": [{"series": [{"data": ONE}], "title": {"text": "a"}}, {"series": [{"data": TWO}], "title": {"text": "b"}}],
    },
    "media": {"baseOption": xy(series("bar", ONE), legend={"data": ["x"]}), "media": [{"query": {"maxWidth": 700}, "option": {"title": {"text": "narrow"}, "grid": {"left": 100}}}, {"option": {"title": {"text": "wide"}}}]},
    # Several coordinate systems.
    "two grids": {**TWO_GRIDS, "series": [series("bar", ONE), series("line", TWO, xAxisIndex=1, yAxisIndex=1)]},
    "three y axes": {"grid": {"right": "20%"}, "xAxis": CATEGORY, "yAxis": [{"name": "mm"}, {"name": "°C", "position": "right"}, {"name": "%", "position": "right", "offset": 60, "axisLine": {"show": True}}], "series": [series("bar", ONE), series("line", TWO, yAxisIndex=1), series("line", ONE[::-1], yAxisIndex=2)]},
    "two x axes": {"xAxis": [CATEGORY, {"type": "category", "data": list("abcdefg"), "position": "top"}], "yAxis": VALUE, "series": [series("line", ONE), series("line", TWO, xAxisIndex=1)]},
    "two polars": alone(
        series("bar", [1, 2, 3], coordinateSystem="polar"),
        series("bar", [3, 2, 1], coordinateSystem="polar", polarIndex=1),
        polar=[{"center": ["25%", "50%"], "radius": 100}, {"center": ["75%", "50%"], "radius": 100}],
        angleAxis=[{"polarIndex": 0}, {"polarIndex": 1}],
        radiusAxis=[{"type": "category", "data": list("abc"), "polarIndex": 0}, {"type": "category", "data": list("abc"), "polarIndex": 1}],
    ),
    "two radars": alone(series("radar", [[3, 4, 5]]), series("radar", [[5, 4, 3]], radarIndex=1), radar=[{"indicator": [{"name": n, "max": 6} for n in "abc"], "center": [f"{c}%", "50%"], "radius": 100} for c in (25, 75)]),
    "two geos": alone(geo=[{"map": "island", "left": 10, "right": "55%"}, {"map": "island", "left": "55%", "right": 10, "itemStyle": {"areaColor": "#fed"}}]),
    "mixed": {**xy(series("bar", ONE), series("line", TWO)), "series": [series("bar", ONE), series("line", TWO), series("pie", FRUIT, center=["80%", "20%"], radius=40, label={"show": False})]},
    # Axes.
    "log axis": {"xAxis": CATEGORY, "yAxis": {"type": "log", "minorSplitLine": {"show": True}}, "series": [series("line", [1, 10, 100, 1000, 300, 30, 3])]},
    "log axis of base 2": {"xAxis": {"type": "log", "logBase": 2}, "yAxis": {"type": "log", "logBase": 2}, "series": [series("scatter", [[2**n, 4**n] for n in range(8)])]},
    "time axis": {"useUTC": True, "xAxis": {"type": "time"}, "yAxis": {}, "series": [series("line", TIMES, showSymbol=False)]},
    "time axis formatted": {"useUTC": True, "xAxis": {"type": "time", "axisLabel": {"formatter": {"month": "{MMM}", "day": "{d}."}}, "minInterval": 86400000}, "yAxis": {}, "series": [series("bar", TIMES)]},
    "category axis rotated": xy(series("bar", ONE), xAxis={**CATEGORY, "axisLabel": {"rotate": 45, "interval": 0}, "axisTick": {"alignWithLabel": True}}),
    "axis inverse with names": {"xAxis": {**CATEGORY, "inverse": True, "name": "day", "nameLocation": "middle", "nameGap": 30}, "yAxis": {"inverse": True, "name": "rain", "nameRotate": 90, "nameLocation": "center", "nameGap": 40}, "series": [series("line", ONE)]},
    "axis ticks and lines": {
        "xAxis": {**CATEGORY, "splitLine": {"show": True}, "splitArea": {"show": True}, "boundaryGap": False},
        "yAxis": {"min": 50, "max": 250, "interval": 40, "minorTick": {"show": True}, "axisLine": {"show": True, "symbol": ["none", "arrow"]}, "axisLabel": {"formatter": "{value} mm"}},
        "series": [series("line", ONE)],
    },
    "axis labels by a function": xy(series("bar", ONE), yAxis={"axisLabel": {"formatter": Js("(value, index) => index % 2 ? '' : value + '!'")}}),
    "axis extent by a function": xy(series("bar", ONE), yAxis={"max": Js("function (value) { return value.max + 33; }"), "min": "dataMin"}),
    "axis long labels": xy(series("bar", ONE), xAxis={"type": "category", "data": [day * 5 for day in DAYS], "axisLabel": {"width": 60, "overflow": "truncate", "interval": 0}}),
    "axis labels that wrap": xy(series("bar", ONE), xAxis={"type": "category", "data": [f"{day} of the week" for day in DAYS], "axisLabel": {"width": 50, "overflow": "break", "interval": 0}}),
    "axis breaks": {"xAxis": CATEGORY, "yAxis": {"breaks": [{"start": 300, "end": 3000, "gap": "3%"}]}, "series": [series("bar", [100, 200, 3200, 150, 90, 3100, 60])]},
    "axis pointer": xy(series("line", ONE), tooltip={"trigger": "axis", "axisPointer": {"type": "cross"}}, xAxis={**CATEGORY, "axisPointer": {"value": "Wed", "status": "show", "snap": True, "label": {"show": True}}}),
    "grid contains labels": xy(series("bar", [n * 100000 for n in ONE]), grid={"containLabel": True, "left": 0, "right": 0, "show": True, "borderColor": "#c00"}),
    # Text.
    "title": xy(series("bar", ONE), title={"text": "Rain\nof a week", "subtext": "in mm", "left": "center", "textStyle": {"color": "#c23531", "fontSize": 24}, "borderWidth": 1, "padding": 10}),
    "titles": xy(series("bar", ONE), title=[{"text": "left"}, {"text": "right", "right": 0, "textAlign": "right"}, {"subtext": "bottom", "bottom": 0}]),
    "legend": xy(series("bar", ONE, name="one"), series("line", TWO, name="two"), legend={"orient": "vertical", "right": 0, "top": "middle", "icon": "roundRect", "selected": {"two": False}}),
    "legend scrolling": alone(series("pie", [{"name": f"item {n}", "value": n + 1} for n in range(40)], label={"show": False}), legend={"type": "scroll", "bottom": 0}),
    "legend formatted": xy(series("bar", ONE, name="one"), legend={"formatter": "series {name}", "itemWidth": 40, "itemStyle": {"opacity": 0.5}, "selector": True}),
    "rich text": xy(series("bar", ONE, label={"show": True, "formatter": "{big|{c}}\n{small|mm}", "rich": {"big": {"fontSize": 18, "fontWeight": "bold", "color": "#fff", "backgroundColor": "#36c", "padding": [2, 4], "borderRadius": 4}, "small": {"fontSize": 9, "align": "right"}}})),
    "rich text on axes": xy(series("bar", ONE), xAxis={**CATEGORY, "axisLabel": {"formatter": "{a|{value}}", "rich": {"a": {"color": "teal", "lineHeight": 30, "height": 20, "width": 40, "align": "center", "backgroundColor": "#eee"}}}}),
    "label layout": numeric(series("scatter", points(30), label={"show": True, "formatter": "{@[1]}", "position": "right"}, labelLayout={"hideOverlap": True, "moveOverlap": "shiftY"}, labelLine={"show": True})),
    "label shadow and rotation": xy(series("bar", ONE, label={"show": True, "rotate": 90, "align": "left", "verticalAlign": "middle", "position": "insideBottom", "textBorderColor": "#000", "textBorderWidth": 2, "textShadowBlur": 3, "textShadowColor": "#999"})),
    "other scripts": xy(series("bar", ONE), title={"text": 'Größe – Ж Ω 漢字 한국어 <b> & "x"'}, xAxis={"type": "category", "data": ["ä", "é", "ñ", "ř", "Я", "日本", "<&>"]}),
    "fonts": xy(series("bar", ONE), textStyle={"fontFamily": "Georgia, serif", "fontStyle": "italic", "fontWeight": 700}, title={"text": "a", "textStyle": {"fontFamily": "monospace"}}),
    # Colours and patterns.
    "linear gradient": xy(series("bar", ONE, itemStyle={"color": {"type": "linear", "x": 0, "y": 0, "x2": 0, "y2": 1, "colorStops": STOPS}})),
    "radial gradient": numeric(series("scatter", points(5), symbolSize=40, itemStyle={"color": {"type": "radial", "x": 0.4, "y": 0.3, "r": 1, "colorStops": STOPS}, "shadowBlur": 10, "shadowColor": "rgba(25, 100, 150, 0.5)", "shadowOffsetY": 5})),
    "gradient background": xy(series("line", ONE, areaStyle={"color": {"type": "linear", "x": 0, "y": 0, "x2": 1, "y2": 0, "colorStops": STOPS, "global": False}}), backgroundColor={"type": "linear", "x": 0, "y": 0, "x2": 1, "y2": 1, "colorStops": STOPS}),
    "palette": xy(series("bar", ONE, colorBy="data"), color=["#c00", "#0c0", "#00c"]),
    "colour by a function": xy(series("bar", ONE, itemStyle={"color": Js("(params) => params.value > 115 ? '#d33' : '#3a3'")})),
    "decal": xy(series("bar", ONE), series("bar", TWO), aria={"enabled": True, "decal": {"show": True}}),
    "decal of its own": alone(series("pie", FRUIT), aria={"enabled": True, "label": {"description": "Five fruits"}, "decal": {"show": True, "decals": [{"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": 0.5}]}}),
    "blend and opacity": xy(series("bar", ONE, itemStyle={"opacity": 0.5, "borderColor": "#000", "borderWidth": 2, "borderType": [4, 2]}), blendMode="source-over"),
    "dark mode": xy(series("bar", ONE), darkMode=True, backgroundColor="#111", title={"text": "dark"}),
    # The rest.
    "toolbox": xy(series("bar", ONE), toolbox={"feature": {"saveAsImage": {}, "dataView": {}, "magicType": {"type": ["line", "stack"]}, "restore": {}, "dataZoom": {}}}),
    "tooltip": xy(series("bar", ONE), tooltip={"trigger": "item", "alwaysShowContent": True}),
    "brush": numeric(series("scatter", points(20)), brush={"toolbox": ["rect", "polygon"], "xAxisIndex": 0}, toolbox={}),
    "graphic": xy(
        series("bar", ONE),
        graphic=[
            {"type": "text", "left": "center", "top": 10, "style": {"text": "hello", "font": "bold 20px sans-serif", "fill": "#c33"}},
            {
                "type": "group",
                "right": 20,
                "bottom": 60,
                "rotation": 0.3,
                "children": [
                    {"type": "rect", "shape": {"width": 80, "height": 30, "r": 5}, "style": {"fill": "rgba(0,0,0,0.3)"}},
                    {"type": "ring", "shape": {"r": 20, "r0": 10}, "style": {"fill": "#39f"}},
                    {"type": "bezierCurve", "shape": {"x1": 0, "y1": 0, "cpx1": 20, "cpy1": 50, "x2": 60, "y2": 0}, "style": {"stroke": "#333", "fill": None}},
                ],
            },
        ],
    ),
    "graphic shapes": alone(
        graphic={
            "elements": [
                {"type": kind, "left": 20 + 90 * n, "top": 40, "shape": shape, "style": {"fill": "#fc6", "stroke": "#333"}}
                for n, (kind, shape) in enumerate(
                    [
                        ("circle", {"r": 30}),
                        ("sector", {"r": 40, "r0": 10, "startAngle": 0, "endAngle": 2}),
                        ("arc", {"r": 30, "startAngle": 0, "endAngle": 4}),
                        ("polygon", {"points": [[0, 0], [50, 10], [30, 50]]}),
                        ("polyline", {"points": [[0, 0], [50, 10], [30, 50]], "smooth": 0.3}),
                        ("line", {"x1": 0, "y1": 0, "x2": 50, "y2": 50}),
                    ]
                )
            ]
        }
    ),
    "universal transition off": xy(series("bar", ONE, universalTransition=False, id="a"), animation=True, animationDuration=1000),
    "animated series": xy(series("bar", ONE, animation=True, animationDelay=Js("(index) => index * 100")), animationEasing="elasticOut"),
    "emphasis and select": xy(series("bar", ONE, emphasis={"focus": "series", "itemStyle": {"color": "red"}}, selectedMode="single", select={"itemStyle": {"color": "blue"}})),
    "selected slice": alone(series("pie", [{**FRUIT[0], "selected": True}, *FRUIT[1:]], selectedMode="multiple", selectedOffset=30)),
    "z levels": xy(series("bar", ONE, z=5), series("line", TWO, zlevel=1, z=1)),
    "progressive": numeric(series("scatter", points(900, step=71, size=500), progressive=200, progressiveThreshold=300)),
    "empty": {"xAxis": {}, "yAxis": {}, "series": []},
    "no data": xy(series("line", []), series("bar", None)),
}

#: What goes beside an option: the options of `render_chart`.
LOOKS: dict[str, tuple[Option, dict[str, object]]] = {
    "theme dark": (xy(series("bar", ONE), title={"text": "t"}), {"theme": "dark"}),
    "theme of one's own": (xy(series("bar", ONE), series("line", TWO)), {"theme": {"color": ["#111", "#999"], "title": {"textStyle": {"color": "red"}}}}),
    "locale": ({"useUTC": True, "xAxis": {"type": "time"}, "yAxis": {}, "series": [series("line", TIMES)], "toolbox": {"feature": {"saveAsImage": {}}}}, {"locale": "DE"}),
    "small": (xy(series("bar", ONE), title={"text": "t"}), {"width": 120, "height": 90}),
    "wide": (xy(series("line", ONE)), {"width": 1200, "height": 150}),
}
