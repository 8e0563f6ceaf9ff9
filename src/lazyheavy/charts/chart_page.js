// Takes the place of the still picture in a page made by _html.py: an
// interactive chart from the specification that the page holds. When it cannot
// be drawn the still picture stays.
(() => {
  "use strict";
  const place = document.getElementById("chart");
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { kind, width, height } = read("chart-options");
  const spec = read("chart-spec");

  const showVega = (vegaSpec) => {
    const view = new vega.View(vega.parse(vegaSpec), { renderer: "svg", hover: true });
    place.replaceChildren();
    view.initialize(place);
    return view.runAsync();
  };

  // Theme, language and functions come beside an option. The list of functions
  // is of a chart made in Python, never of a specification (see _functions.py).
  const withFunctions = (option, paths) => {
    for (const path of paths) {
      const last = path[path.length - 1];
      const holder = path.slice(0, -1).reduce((node, key) => node?.[key], option);
      if (typeof holder?.[last] !== "string") continue; // config= took its place
      holder[last] = new Function(`return (${holder[last]}\n);`)();
    }
  };

  const showECharts = () => {
    const { theme = null, locale, functions = [], maps = {} } = spec.usermeta ?? {};
    for (const [name, map] of Object.entries(maps)) echarts.registerMap(name, map);
    withFunctions(spec, functions);
    place.replaceChildren();
    const how = { renderer: "svg", width, height, locale };
    const chart = echarts.init(place, theme, how);
    // The picture is there already: it need not grow into place once more.
    chart.setOption({ animationDuration: 0, ...spec });
    return chart;
  };

  if (kind === "echarts") showECharts();
  else showVega(kind === "vega" ? spec : vegaLite.compile(spec).spec);
})();
