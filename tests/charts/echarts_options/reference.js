// Draws options with the server-side rendering of ECharts in Node.js.
//
//     node - cases.json < reference.js
//
// The file names the scripts to load and holds the cases: options, with the paths
// of the texts in them that are functions. The answer has an SVG for
// each of them, and the types of series that there are.
"use strict";
const fs = require("fs");
const vm = require("vm");

// A script from standard input has these as globals: libraries would go there.
delete globalThis.exports;
delete globalThis.module;

const { scripts, cases } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
for (const path of scripts) {
  vm.runInThisContext(fs.readFileSync(path, "utf8"), { filename: path });
}
const { echarts, lh } = globalThis;
// What is not compared is made equal: widths of text, random numbers, ids; hover
// styles and animations are left out.
echarts.setPlatformAPI({
  measureText: (text, font) => ({ width: lh.textWidth(String(text ?? ""), font) }),
});

const still = (part) => {
  if (Array.isArray(part)) return part.map(still);
  if (part === null || typeof part !== "object") return part;
  const copy = { ...part, animation: false };
  for (const key of ["series", "baseOption", "options"]) {
    if (copy[key]) copy[key] = still(copy[key]);
  }
  if (copy.media) {
    copy.media = copy.media.map((each) => ({ ...each, option: still(each.option) }));
  }
  return copy;
};

const revive = (option, paths) => {
  for (const path of paths) {
    const holder = path.slice(0, -1).reduce((node, key) => node[key], option);
    const last = path[path.length - 1];
    holder[last] = vm.runInThisContext(`(${holder[last]})`);
  }
  return option;
};

const draw = ({ option, functions, prefix, width, height, theme, locale, maps }) => {
  lh.reseed(0);
  for (const [name, map] of Object.entries(maps)) echarts.registerMap(name, map);
  const how = { renderer: "svg", ssr: true, width, height, locale };
  const chart = echarts.init(null, theme, how);
  const { painter } = chart.getZr();
  painter._id = prefix;
  chart.setOption(still(revive(option, functions)));
  const svg = painter.renderToString({
    cssAnimation: false,
    cssEmphasis: false,
    useViewBox: true,
  });
  chart.dispose();
  return svg;
};

const pictures = cases.map((each) => {
  try {
    return draw(each);
  } catch (error) {
    return `${error}`;
  }
});
const types = echarts.ComponentModel.getClassesByMainType("series")
  .map((model) => model.type)
  .filter((type) => !type.includes("__"));
process.stdout.write(JSON.stringify({ pictures, types, node: process.versions.node }));
