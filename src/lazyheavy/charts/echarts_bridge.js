// Draws ECharts options as SVG, still and with ids that depend on the option only.
// ECharts leaves out what it does not know without a word: checked here first.
(() => {
  "use strict";
  const lh = globalThis.lh;
  const problem = (message, path, more) => {
    throw new lh.SpecProblem(message, path, more);
  };

  echarts.setPlatformAPI({
    measureText: (text, font) => ({ width: lh.textWidth(String(text ?? ""), font) }),
  });

  // ECharts keeps the widths of texts in 100 fonts: others take their place.
  lh.forgetWidths = () => {
    for (let i = 0; i <= 100; i++) echarts.format.getTextRect("-", `${i}px sans-serif`);
  };

  const models = echarts.ComponentModel;
  const typesOf = (component) =>
    models
      .getClassesByMainType(component)
      .map((model) => String(model.type).split(".")[1])
      .filter((type) => type && !type.startsWith("__"));

  // Keys of an option that are no components, from ECharts' documentation.
  const SETTINGS = [
    "animation", "animationDelay", "animationDelayUpdate", "animationDuration",
    "animationDurationUpdate", "animationEasing", "animationEasingUpdate",
    "animationThreshold", "aria", "backgroundColor", "baseOption", "blendMode",
    "color", "colorBy", "colorLayer", "darkMode", "gradientColor",
    "hoverLayerThreshold", "labelLayout", "media", "options", "progressive",
    "progressiveThreshold", "stateAnimation", "textStyle", "universalTransition",
    "useUTC", "usermeta",
  ];
  const knownKeys = () => [...models.getAllClassMainTypes(), ...SETTINGS].sort();

  // Series that lie on x and y unless they say something else.
  const CARTESIAN = new Set([
    "bar", "boxplot", "candlestick", "effectScatter", "heatmap", "line",
    "pictorialBar", "scatter",
  ]);

  // Series that other packages add to ECharts; those of echarts-gl want WebGL.
  const EXTENSIONS = new Map([
    ["liquidfill", "echarts-liquidfill"],
    ["wordcloud", "echarts-wordcloud"],
    ...[
      "bar3d", "flowgl", "graphgl", "line3d", "lines3d", "linesgl", "map3d",
      "polygons3d", "scatter3d", "scattergl", "surface",
    ].map((type) => [type, "echarts-gl"]),
  ]);

  // Coordinate systems of other packages: maps that load their pictures as they go.
  const MAP_EXTENSIONS = new Map([
    ["amap", "echarts-extension-amap"],
    ["bmap", "the extension bmap of Baidu"],
    ["gmap", "echarts-extension-gmap"],
    ["lmap", "echarts-extension-leaflet"],
    ["cartesian3D", "echarts-gl"],
    ["geo3D", "echarts-gl"],
    ["globe", "echarts-gl"],
  ]);

  // Coordinate systems, with the component that each of them needs.
  const SYSTEMS = {
    calendar: "calendar",
    cartesian2d: null, // see checkCartesian
    geo: "geo",
    matrix: "matrix",
    none: null,
    parallel: "parallelAxis",
    polar: "polar",
    radar: "radar",
    single: "singleAxis",
    singleAxis: "singleAxis",
    view: null,
  };

  const isObject = (value) =>
    value !== null && typeof value === "object" && !Array.isArray(value);
  const asList = (value) =>
    value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  const placeIn = (option, key, index) =>
    Array.isArray(option[key]) ? `${key}[${index}]` : key;

  // `where` is the path of this option, "" or such as "options[1].".
  const checkKeys = (option, where, head) => {
    const known = knownKeys();
    for (const key of Object.keys(option)) {
      if (known.includes(key)) continue;
      head.unknown.push({ path: `${where}${key}`, given: key, known });
    }
  };

  const checkAxisTypes = (option, where) => {
    for (const key of ["xAxis", "yAxis"]) {
      asList(option[key]).forEach((axis, index) => {
        const type = axis?.type;
        const known = typesOf(key);
        if (type === undefined || known.includes(type)) return;
        const path = `${where}${placeIn(option, key, index)}.type`;
        problem(`unknown axis type ${JSON.stringify(type)}`, path, { given: type, known });
      });
    }
  };

  const checkCartesian = (option, series, path) => {
    const { coordinateSystem = "cartesian2d", type } = series;
    if (!CARTESIAN.has(type) || coordinateSystem !== "cartesian2d") return;
    for (const key of ["xAxis", "yAxis"]) {
      const count = asList(option[key]).length;
      const index = series[`${key}Index`] ?? 0;
      if (series[`${key}Id`] !== undefined || index < count) continue;
      problem(
        count
          ? `there is no ${key} ${index}, only ${count}`
          : `a series of type ${JSON.stringify(type)} needs an ${key}`,
        count ? `${path}.${key}Index` : key,
      );
    }
  };

  const checkSystem = (option, series, path) => {
    const system = series.coordinateSystem;
    if (system === undefined || system === null) return;
    if (MAP_EXTENSIONS.has(system)) {
      problem(
        `the coordinate system ${JSON.stringify(system)} is one of an extension of ` +
          `ECharts (${MAP_EXTENSIONS.get(system)}), which is not part of it; maps of ` +
          `ECharts itself are "geo" with GeoJSON`,
        `${path}.coordinateSystem`,
      );
    }
    if (!Object.hasOwn(SYSTEMS, system)) {
      problem(
        `unknown coordinate system ${JSON.stringify(system)}`,
        `${path}.coordinateSystem`,
        { given: system, known: Object.keys(SYSTEMS) },
      );
    }
    const component = SYSTEMS[system];
    if (component && !option[component]) {
      problem(
        `a series on ${JSON.stringify(system)} needs a component of that name`,
        component,
      );
    }
  };

  const checkHeatmap = (option, series, path) => {
    if (series.type !== "heatmap" || option.visualMap) return;
    problem("a heatmap gets its colours from a visualMap, and there is none", path);
  };

  // Maps come beside an option: {"usermeta": {"maps": {name: GeoJSON}}}. Each is
  // emptied after the picture, so that no later one can find it by its name.
  const EMPTY_MAP = { type: "FeatureCollection", features: [] };
  let maps = {};
  const withMaps = (option, work) => {
    maps = isObject(option) ? (option.usermeta?.maps ?? {}) : {};
    if (!isObject(maps)) problem("must be an object: names with GeoJSON", "usermeta.maps");
    for (const [name, map] of Object.entries(maps)) {
      const geo = map?.geoJSON ?? map?.geoJson ?? map;
      if (map?.svg !== undefined) {
        problem("a map in SVG needs a browser: give GeoJSON", `usermeta.maps.${name}`);
      }
      if (!isObject(geo) || !Array.isArray(geo.features)) {
        problem(
          'a map is GeoJSON: {"type": "FeatureCollection", "features": [...]}',
          `usermeta.maps.${name}`,
        );
      }
      echarts.registerMap(name, { geoJSON: geo, specialAreas: map.specialAreas });
    }
    try {
      return work();
    } finally {
      for (const name of Object.keys(maps)) echarts.registerMap(name, EMPTY_MAP);
    }
  };

  const checkMaps = (option, where) => {
    const named = [
      ...asList(option.geo).map((geo, i) => [geo?.map, placeIn(option, "geo", i)]),
      ...asList(option.series)
        .map((series, i) => [series, placeIn(option, "series", i)])
        .filter(([series]) => series?.type === "map" && series.geoIndex === undefined)
        .map(([series, path]) => [series.map, path]),
    ];
    for (const [map, path] of named) {
      if (map === undefined || map === "" || Object.hasOwn(maps, map)) continue;
      problem(
        `the map ${JSON.stringify(map)} is not registered: give its GeoJSON with ` +
          `maps={${JSON.stringify(map)}: {...}}, or in the option as ` +
          `"usermeta": {"maps": {${JSON.stringify(map)}: {...}}}`,
        `${where}${path}.map`,
        { given: map, known: Object.keys(maps) },
      );
    }
  };

  const checkSeries = (option, where, isWhole) => {
    const { series } = option;
    if (series === undefined) return;
    if (series === null || typeof series !== "object") {
      problem("must be a list of series", `${where}series`);
    }
    const known = typesOf("series");
    asList(series).forEach((entry, index) => {
      const path = `${where}${placeIn(option, "series", index)}`;
      if (entry === null) return; // ECharts takes null as "no series here"
      if (!isObject(entry)) problem("must be an object", path);
      const { type } = entry;
      if (type === undefined) {
        if (isWhole) problem("a series must say its type", `${path}.type`, { known });
      } else if (EXTENSIONS.has(String(type).toLowerCase())) {
        problem(
          `a series of type ${JSON.stringify(type)} is drawn by an extension of ` +
            `ECharts (${EXTENSIONS.get(type.toLowerCase())}), which is not part of it`,
          `${path}.type`,
        );
      } else if (!known.includes(type)) {
        problem(`unknown series type ${JSON.stringify(type)}`, `${path}.type`, {
          given: type,
          known,
        });
      }
      if (isWhole) {
        checkSystem(option, entry, path);
        checkCartesian(option, entry, path);
        checkHeatmap(option, entry, path);
      }
    });
  };

  const check = (option, where, head, isWhole) => {
    if (!isObject(option)) problem("must be an object", where || "option");
    checkKeys(option, where, head);
    checkAxisTypes(option, where);
    checkSeries(option, where, isWhole);
    checkMaps(option, where);
  };

  // An option may be split: a base, and parts for a timeline or for screen sizes.
  const checkAll = (option, head) => {
    const isSplit = isObject(option) && (option.baseOption || option.options);
    check(option, "", head, !isSplit);
    if (option.baseOption) check(option.baseOption, "baseOption.", head, false);
    asList(option.options).forEach((part, i) => {
      check(part, `options[${i}].`, head, false);
    });
    asList(option.media).forEach((part, i) => {
      if (part?.option) check(part.option, `media[${i}].option.`, head, false);
    });
  };

  // Functions come as text, with a list of where they are: only charts made in
  // Python may bring such a list (see _functions.py).
  const withFunctions = (option) => {
    const paths = option.usermeta?.functions ?? [];
    for (const path of paths) {
      const last = path[path.length - 1];
      const holder = path.slice(0, -1).reduce((node, key) => node?.[key], option);
      const source = holder?.[last];
      if (typeof source !== "string") continue; // config= took its place
      try {
        holder[last] = new Function(`return (${source}\n);`)();
      } catch (thrown) {
        const place = path.reduce(
          (text, key) =>
            typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${key}` : key,
          "",
        );
        problem(`this is no JavaScript: ${lh.messageOf(thrown)}`, place);
      }
    }
    return option;
  };

  // The first frame of an animation is an empty or half-drawn picture.
  const still = (option) => {
    if (!isObject(option)) return option;
    const copy = { ...option, animation: false };
    const stillAll = (parts) => (Array.isArray(parts) ? parts.map(still) : still(parts));
    if (copy.series) copy.series = stillAll(copy.series);
    if (copy.baseOption) copy.baseOption = still(copy.baseOption);
    if (copy.options) copy.options = stillAll(copy.options);
    if (copy.media) {
      copy.media = asList(copy.media).map((part) => ({
        ...part,
        option: still(part.option),
      }));
    }
    return copy;
  };

  // ECharts speaks to the console only: heard while one option is drawn.
  const listening = (head, work) => {
    const { error, warn } = console;
    const into = (list) => (...parts) => {
      list.push(parts.map(lh.messageOf).join(" "));
    };
    console.error = into(head.errors);
    console.warn = into(head.warnings);
    try {
      return work();
    } finally {
      console.error = error;
      console.warn = warn;
    }
  };

  // ECharts escapes text, but writes attributes as they come: a colour from the
  // data could end its attribute and begin an element.
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escapeAttributes = (node) => {
    for (const [name, value] of Object.entries(node.attrs ?? {})) {
      if (typeof value === "string") {
        node.attrs[name] = value.replace(/[&<>"]/g, (letter) => ENTITIES[letter]);
      } else if (value === true) {
        node.attrs[name] = "true"; // XML has no attributes without a value
      }
    }
    node.children?.forEach(escapeAttributes);
    return node;
  };

  const draw = (option, { width, height, prefix }) => {
    // Theme and locale are no parts of an option: they come beside it.
    const { theme = null, locale } = isObject(option.usermeta) ? option.usermeta : {};
    const how = { renderer: "svg", ssr: true, width, height, locale };
    const chart = echarts.init(null, theme, how);
    try {
      const { painter } = chart.getZr();
      painter._id = prefix; // else a counter of the whole engine
      const { renderToVNode } = painter;
      painter.renderToVNode = (how) => escapeAttributes(renderToVNode.call(painter, how));
      chart.setOption(still(option));
      return painter.renderToString({
        cssAnimation: false,
        cssEmphasis: false,
        useViewBox: true,
      });
    } finally {
      chart.dispose();
    }
  };

  lh.renderECharts = (payload) => {
    const head = { warnings: [], errors: [], missing: [], unknown: [] };
    try {
      const { options, spec } = lh.readCall(payload);
      lh.reseed(options.seed);
      lh.useTimeZone(options.timezone);
      const option = withFunctions(spec);
      return withMaps(option, () => {
        checkAll(option, head);
        const svg = listening(head, () => draw(option, options));
        return lh.answer(head, svg);
      });
    } catch (thrown) {
      return lh.answer(lh.failure(thrown, head));
    }
  };
})();
