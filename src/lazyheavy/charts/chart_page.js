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

  const showECharts = () => {
    place.replaceChildren();
    const chart = echarts.init(place, null, { renderer: "svg", width, height });
    // The picture is there already: it need not grow into place once more.
    chart.setOption({ animationDuration: 0, ...spec });
    return chart;
  };

  if (kind === "echarts") showECharts();
  else showVega(kind === "vega" ? spec : vegaLite.compile(spec).spec);
})();
