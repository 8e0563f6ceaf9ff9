// Puts the profile that the page holds on the page.
(() => {
  "use strict";
  const { element, time, count, percent, table, gauge } = parts;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("profile").textContent);
  const { modules, totals, runs, distributions } = data;
  const graph = importGraph.build({
    weights: modules.weight,
    edges: data.edges,
  });
  const importers = importGraph.importers(graph);
  const everything = importGraph.reach(graph, new Set());

  // What the program does by itself is no import: the tree is without it.
  const importMs = modules.weight.map((ms, at) => (at ? ms : 0));
  const tree = importGraph.tree(modules.parent, importMs);
  const whole = tree.total[0];

  // --- colours: the heaviest distributions have one each ------------------------
  const SLOTS = 10;
  const PAPER = 720; // pixels: about a page between its margins
  const slotNames = ["own", "stdlib", "other"];
  for (let slot = 1; slot <= SLOTS; slot += 1) slotNames.push(String(slot));
  let used = 0;
  for (const one of distributions) {
    if (one.group !== "distribution") one.slot = one.group;
    else one.slot = used < SLOTS ? String((used += 1)) : "other";
  }
  const slotOf = (module) => distributions[modules.distribution[module]].slot;
  const swatch = (slot) => element("i", { class: `swatch slot-${slot}` });

  const place = (file, line) =>
    file < 0 ? "" : data.files[file] + (line ? `:${line}` : "");
  const nameOf = (module) => (module ? modules.name[module] : data.display);

  // --- the head -----------------------------------------------------------------
  const range = (list, show) => {
    const [low, high] = [Math.min(...list), Math.max(...list)];
    return list.length > 1 ? `${show(low)} to ${show(high)} in ${list.length} runs` : "";
  };
  const figure = (name, value, note = "") =>
    element(
      "div",
      {},
      element("dt", {}, name),
      element("dd", {}, value, note ? element("small", {}, note) : null),
    );
  const megabytes = (kilobytes) => `${(kilobytes / 1024).toFixed(0)} MB`;
  const share = (ms) => `${percent(ms, totals.wall_ms)} of start-up`;
  const unused = modules.used.reduce(
    (sum, how, at) => sum + (how === "never" ? importMs[at] : 0),
    0,
  );
  const loops = data.touches.filter((touch) => touch.loop);
  byId("target").textContent = data.display;
  byId("where").textContent = [data.python, data.platform, data.cwd].join(" · ");
  byId("figures").append(
    figure("Start-up", time(totals.wall_ms), range(runs.wall_ms, time)),
    figure("Imports", time(totals.import_ms), share(totals.import_ms)),
    figure("Modules", count(totals.modules, "module").replace(/ .*/, ""),
      `from ${count(distributions.filter((d) => d.group === "distribution").length, "distribution")}`),
    figure("Garbage collection", time(totals.gc_ms), `${share(totals.gc_ms)}, kept apart`),
    figure(
      "Before the program",
      time(totals.start_ms ?? totals.site_ms),
      `of which site ${time(totals.site_ms)}`,
    ),
  );
  if (totals.max_rss_kb) {
    byId("figures").append(
      figure("Memory", megabytes(totals.max_rss_kb), "peak of the process"),
    );
  }
  if (totals.cold_wall_ms) {
    byId("figures").append(
      figure("Cold start-up", time(totals.cold_wall_ms), range(runs.cold_wall_ms, time)),
    );
  }
  if (modules.used.includes("never")) {
    byId("figures").append(
      figure("Never used", time(unused), `${percent(unused, whole)} of the imports`),
    );
  }
  const warnings = [...data.warnings];
  if (data.exitCode) warnings.unshift(`The program ended with exit code ${data.exitCode}.`);
  if (loops.length) {
    warnings.push(
      `${count(loops.length, "first touch", "first touches")} stalled an event loop: see below.`,
    );
  }
  if (data.neverResolved.length) {
    warnings.push(`Imported lazily and never used: ${data.neverResolved.join(", ")}.`);
  }
  byId("warnings").append(...warnings.map((text) => element("p", { class: "warning" }, text)));

  // --- the picture and the module that is chosen ----------------------------------
  const isUnder = (name, top) => name === top || name.startsWith(`${top}.`);

  const withoutIt = (matches) => {
    const blocked = new Uint8Array(graph.count);
    for (let at = 1; at < graph.count; at += 1) blocked[at] = matches(at) ? 1 : 0;
    const left = importGraph.reach(graph, new Set(), blocked);
    return importGraph.difference(graph, everything, left);
  };

  const requests = (module) => {
    const from = [...new Map(importers[module].map((row) => [row[0], row])).values()];
    const shown = from.slice(0, 6).map(([importer]) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", class: "link", onclick: () => icicle.select(importer) },
          nameOf(importer),
        ),
      ),
    );
    if (from.length > 6) shown.push(element("li", { class: "quiet" }, `and ${from.length - 6} more`));
    return shown.length ? element("ul", {}, ...shown) : "nobody else";
  };

  const details = (module) => {
    const facts = [];
    const fact = (name, ...value) =>
      facts.push(element("dt", {}, name), element("dd", {}, ...value));
    const one = distributions[modules.distribution[module]];
    fact("With its imports", `${time(tree.total[module])} · ${percent(tree.total[module], whole)}`);
    if (module) {
      const own = modules.self[module];
      const top = modules.max[module];
      fact("By itself", time(own), top - own >= 0.05 ? ` (up to ${time(top)})` : "");
      if (modules.gc[module] > 0) fact("Garbage collection", time(modules.gc[module]));
      if (modules.wait[module] > 0) fact("Waited for a thread", time(modules.wait[module]));
      if (modules.dlopen[module] !== null) {
        fact("Extension", `${time(modules.dlopen[module])} to open, ${time(modules.init[module] ?? 0)} to initialise`);
      }
      if (modules.rss[module] !== null) fact("Memory", megabytes(modules.rss[module]));
      const name = modules.name[module];
      const gain = withoutIt((at) => isUnder(modules.name[at], name));
      fact("Without it and its parts", `${time(gain.ms)} less, ${count(gain.modules, "module")} fewer`);
      fact("Belongs to", swatch(one.slot), ` ${one.name}`, ` · ${modules.kind[module]}`);
      if (modules.used[module]) fact("Used", modules.used[module]);
      if (modules.pyc[module] === "missing") fact("Compiled form", "missing: compiled at every start");
      fact("First imported at", place(modules.touchFile[module], modules.touchLine[module]) || "not known");
      fact("Requested by", requests(module));
      if (modules.file[module]) fact("File", element("code", { class: "file" }, modules.file[module]));
    } else {
      fact("Below it", count(graph.count - 1, "module"));
      fact("Choose a bar", "to see what it is, who imports it, and what it would save.");
    }
    byId("details").replaceChildren(
      element("h3", {}, nameOf(module)),
      element("dl", {}, ...facts),
    );
    byId("told").textContent = `${nameOf(module)}: ${time(tree.total[module])} with its imports, ${time(importMs[module])} by itself; level ${tree.depth[module] + 1}, ${count(tree.children[module].length, "module")} below`;
  };

  const path = (module) => {
    const chain = [];
    for (let at = module; at >= 0; at = tree.parent[at]) chain.unshift(at);
    const shown = chain.length > 6 ? [chain[0], ...chain.slice(-5)] : chain;
    byId("path").replaceChildren(
      ...shown.map((at) =>
        element(
          "button",
          {
            type: "button",
            class: "link",
            "aria-current": at === module ? "location" : null,
            onclick: () => icicle.zoom(at),
          },
          nameOf(at),
        ),
      ),
    );
  };

  const tip = byId("tip");
  const point = (module, event) => {
    tip.hidden = module < 0;
    if (module < 0) return;
    tip.replaceChildren(
      element("b", {}, nameOf(module)),
      element("span", {}, `${time(tree.total[module])} with its imports, ${time(importMs[module])} by itself`),
    );
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(left, 8)}px`;
    tip.style.top = `${Math.min(event.clientY + 18, innerHeight - tip.offsetHeight - 8)}px`;
  };

  const icicle = createIcicle(
    byId("icicle"),
    {
      tree,
      names: modules.name,
      slots: modules.name.map((_, module) => slotNames.indexOf(slotOf(module))),
      slotNames,
      label: (module) => (module ? modules.name[module] : `${data.display}  ${time(whole)}`),
    },
    { selected: details, zoomed: path, hovered: point },
  );
  const rowsHeight = Math.min(Math.max(icicle.height + 24, 190), 448);
  byId("icicle").closest(".picture").style.setProperty("--picture", `${rowsHeight}px`);
  details(0);
  path(0);
  createWhatIf(data, graph, { changed: icicle.setGone });

  // --- modules, and the search over them -------------------------------------------
  const numbers = modules.name.map((_, module) => module).slice(1);
  const heaviest = Math.max(...numbers.map((at) => modules.self[at]), 0.001);
  const open = (module) => {
    icicle.select(module);
    byId("tree-title").scrollIntoView({ block: "start" });
    byId("icicle").focus({ preventScroll: true });
  };
  const numeric = (name, list, show = time) => ({
    name,
    class: "number",
    first: "down",
    value: (at) => list[at] ?? -1,
    cell: (at) => (list[at] ? show(list[at]) : element("span", { class: "quiet" }, "·")),
  });
  const columns = [
    {
      name: "Module",
      class: "text",
      value: (at) => modules.name[at],
      cell: (at) =>
        element(
          "button",
          { type: "button", class: "link", onclick: () => open(at) },
          swatch(slotOf(at)),
          modules.name[at],
        ),
    },
    {
      ...numeric("By itself", modules.self),
      cell: (at) => gauge(time(modules.self[at]), modules.self[at] / heaviest),
    },
    numeric("Slowest run", modules.max),
    numeric("With its imports", tree.total),
    numeric("GC", modules.gc),
  ];
  if (modules.rss.some((size) => size !== null)) columns.push(numeric("Memory", modules.rss, megabytes));
  if (modules.used.some((how) => how !== null)) {
    columns.push({
      name: "Used",
      value: (at) => modules.used[at] ?? "",
      cell: (at) => modules.used[at] ?? "",
    });
  }
  columns.push({
    name: "First imported at",
    class: "place",
    value: (at) => place(modules.touchFile[at], modules.touchLine[at]),
    cell: (at) => place(modules.touchFile[at], modules.touchLine[at]),
  });
  const list = table({
    caption: "Modules and the time they took",
    rows: numbers,
    sorted: [1, "down"],
    limit: 20,
    columns,
  });
  byId("modules").append(list.node);

  let matches = [];
  let current = -1;
  const search = byId("search");
  const mark = (isOne) => {
    const found = isOne && modules.name.map((_, at) => (at && isOne(at) ? 1 : 0));
    icicle.setFound(found);
    matches = found ? numbers.filter((at) => found[at]) : [];
    current = -1;
    list.show(found ? matches : numbers);
  };
  const chips = [];
  const unpress = () => chips.forEach((chip) => chip.setAttribute("aria-pressed", "false"));
  search.addEventListener("input", () => {
    const text = search.value.trim().toLowerCase();
    unpress();
    mark(text ? (at) => modules.name[at].toLowerCase().includes(text) : null);
    byId("found").textContent = text ? count(matches.length, "module") : "";
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && matches.length) {
      event.preventDefault();
      current = (current + (event.shiftKey ? matches.length - 1 : 1)) % matches.length;
      icicle.select(matches[current]);
      byId("found").textContent = `${current + 1} of ${matches.length}`;
    } else if (event.key === "Escape" && search.value) {
      event.preventDefault();
      search.value = "";
      search.dispatchEvent(new Event("input"));
    }
  });

  // --- distributions, first touches, failed imports ---------------------------------
  distributions.forEach((one, number) => {
    if (number >= 14) return;
    const press = () => {
      const on = chip.getAttribute("aria-pressed") !== "true";
      unpress();
      search.value = "";
      byId("found").textContent = "";
      chip.setAttribute("aria-pressed", String(on));
      mark(on ? (at) => modules.distribution[at] === number : null);
    };
    const chip = element(
      "button",
      { type: "button", class: "chip", "aria-pressed": "false", onclick: press },
      swatch(one.slot),
      one.name,
      element("span", { class: "quiet" }, ` ${time(one.ms)}`),
    );
    chips.push(chip);
  });
  byId("legend").append(...chips);
  distributions.forEach((one, number) => {
    one.gain = one.group === "distribution"
      ? withoutIt((at) => modules.distribution[at] === number).ms
      : null;
  });
  const most = Math.max(...distributions.map((one) => one.ms), 0.001);
  byId("distributions").append(
    table({
      caption: "Distributions and the time their modules took",
      rows: distributions,
      sorted: [1, "down"],
      limit: 15,
      columns: [
        { name: "Distribution", value: (one) => one.name, cell: (one) => element("span", {}, swatch(one.slot), one.name) },
        { name: "Time", class: "number", first: "down", value: (one) => one.ms, cell: (one) => gauge(time(one.ms), one.ms / most) },
        { name: "Modules", class: "number", first: "down", value: (one) => one.modules, cell: (one) => String(one.modules) },
        { name: "Saved without it", class: "number", first: "down", value: (one) => one.gain ?? -1, cell: (one) => (one.gain === null ? "" : time(one.gain)) },
      ],
    }).node,
  );
  byId("touches-section").hidden = !data.touches.length;
  byId("touches").append(
    ...data.touches.map((touch) =>
      element(
        "p",
        { class: touch.loop ? "touch loop" : "touch" },
        element("b", {}, time(touch.ms)),
        " ",
        element("code", {}, modules.name[touch.module]),
        ` at ${place(touch.file, touch.line)}${touch.function ? `, ${touch.function}` : ""}`,
        touch.loop ? element("strong", {}, " stalled an event loop") : null,
        touch.thread === "MainThread" ? null : element("span", { class: "quiet" }, ` on ${touch.thread}`),
      ),
    ),
  );
  byId("failed-section").hidden = !data.failed.length;
  byId("failed").append(
    ...data.failed.map((row) =>
      element("p", { class: "touch" }, element("code", {}, row.name), ` at ${place(row.file, row.line)}`),
    ),
  );
  byId("footer").textContent = `Made by lazyheavy ${data.lazyheavy} from ${count(runs.timing, "timing run")} of “${data.display}”. What a module takes by itself is the least of the runs, without garbage collections; these are spread over all modules by their time. Sums of such times are a little below the median of the runs.`;

  // --- light, dark, paper ------------------------------------------------------------
  const root = document.documentElement;
  const setTheme = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    icicle.restyle();
  };
  const switches = document.querySelectorAll("[data-set-theme]");
  switches.forEach((button) =>
    button.addEventListener("click", () => {
      switches.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      setTheme(button.dataset.setTheme);
    }),
  );
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", icicle.restyle);
  let before = null;
  addEventListener("beforeprint", () => {
    before = root.dataset.theme ?? "auto";
    setTheme("light");
    icicle.setPaper(PAPER);
  });
  addEventListener("afterprint", () => {
    icicle.setPaper(0);
    setTheme(before ?? "auto");
  });
  root.dataset.ready = "";
})();
