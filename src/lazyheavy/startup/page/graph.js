// What an import graph says without a page: what is still loaded when statements
// are lazy, what that saves, and the tree of first loads. The same algorithm as
// _savings.py; the tests run this file in an engine and compare.
const importGraph = (() => {
  "use strict";

  // `edges` is flat: importer, target, statement (-1: of no statement), and so on.
  // `weights` is what is saved where a module is not loaded, in milliseconds.
  const build = ({ weights, edges }) => {
    const count = weights.length;
    const starts = new Int32Array(count + 1);
    for (let at = 0; at < edges.length; at += 3) starts[edges[at] + 1] += 1;
    for (let module = 0; module < count; module += 1) {
      starts[module + 1] += starts[module];
    }
    const next = starts.slice(0, count);
    const targets = new Int32Array(edges.length / 3);
    const statements = new Int32Array(edges.length / 3);
    for (let at = 0; at < edges.length; at += 3) {
      const place = next[edges[at]]++;
      targets[place] = edges[at + 1];
      statements[place] = edges[at + 2];
    }
    return { count, weights, starts, targets, statements };
  };

  // Return 1 for each module that is loaded (reached from module 0, the program) when `lazy` (a Set of statements) is,
  // and when no module is loaded that `blocked` marks.
  const reach = (graph, lazy, blocked = null) => {
    const { starts, targets, statements } = graph;
    const loaded = new Uint8Array(graph.count);
    const waiting = [];
    const visit = (module) => {
      if (loaded[module] || blocked?.[module]) return;
      loaded[module] = 1;
      waiting.push(module);
    };
    visit(0);
    while (waiting.length) {
      const module = waiting.pop();
      for (let at = starts[module]; at < starts[module + 1]; at += 1) {
        if (!lazy.has(statements[at])) visit(targets[at]);
      }
    }
    return loaded;
  };

  // Return how much is not spent, and how many modules are not loaded, where
  // `before` is what is loaded now and `after` what would be.
  const difference = (graph, before, after) => {
    let ms = 0;
    let modules = 0;
    for (let module = 0; module < graph.count; module += 1) {
      if (before[module] && !after[module]) {
        ms += graph.weights[module];
        modules += 1;
      }
    }
    return { ms, modules };
  };

  // Return what is saved in all when `lazy` is: a module that nothing reaches even
  // now (an importer that was not seen) counts for neither side.
  const saved = (graph, lazy) =>
    difference(graph, reach(graph, new Set()), reach(graph, lazy));

  // Return who requests each module, as lists of [importer, statement].
  const importers = (graph) => {
    const found = Array.from({ length: graph.count }, () => []);
    for (let module = 0; module < graph.count; module += 1) {
      for (let at = graph.starts[module]; at < graph.starts[module + 1]; at += 1) {
        found[graph.targets[at]].push([module, graph.statements[at]]);
      }
    }
    return found;
  };

  // Return the tree of first loads below module 0. `parents` has -1 for what has
  // none: that hangs below module 0 as well. `ms` is what each module takes alone,
  // `total` what it takes with all below it, `start` where its share begins.
  const tree = (parents, ms) => {
    const count = parents.length;
    const children = Array.from({ length: count }, () => []);
    for (let module = 1; module < count; module += 1) {
      children[parents[module] >= 0 ? parents[module] : 0].push(module);
    }
    const depth = new Uint16Array(count);
    const parent = new Int32Array(count).fill(-1);
    const order = [0];
    for (const module of order) {
      for (const child of children[module]) {
        depth[child] = depth[module] + 1;
        parent[child] = module;
        order.push(child);
      }
    }
    const total = Float64Array.from(ms);
    for (const module of order.slice(1).reverse()) {
      total[parent[module]] += total[module];
    }
    const start = new Float64Array(count);
    for (const module of order) {
      // What a module does itself stands after what it imports.
      let at = start[module];
      for (const child of children[module]) {
        start[child] = at;
        at += total[child];
      }
    }
    return { children, parent, total, depth, start };
  };

  return { build, reach, difference, saved, importers, tree };
})();
