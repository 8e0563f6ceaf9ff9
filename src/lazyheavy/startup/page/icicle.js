// The icicle: each module a bar as wide as its share of the import time, what it
// was the first to import below it. Drawn on a canvas; answers to mouse and keys.
const createIcicle = (canvas, model, hooks) => {
  "use strict";
  const ROW = 21;
  const GAP = 1;
  const LEAST = 0.35; // pixels; what is narrower is not drawn
  const { tree, names, slots } = model;
  const context = canvas.getContext("2d");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  let colors = null;
  let font = "";
  let width = 0;
  let paper = 0; // the width while it is printed
  let focus = 0; // fills the width
  let selected = 0;
  let hovered = -1;
  let view = { start: 0, size: tree.total[0] || 1 };
  let animation = 0;
  let gone = null; // modules that the ticked statements keep out
  let found = null; // modules that are searched for
  let shown = []; // what was drawn, for the mouse: [module, x, y, width]

  const readStyle = () => {
    const style = getComputedStyle(canvas);
    const read = (name) => style.getPropertyValue(name).trim();
    colors = {
      paper: read("--paper"),
      quiet: read("--quiet"),
      line: read("--line"),
      accent: read("--accent"),
      fills: model.slotNames.map((slot) => read(`--fill-${slot}`)),
      inks: model.slotNames.map((slot) => read(`--ink-${slot}`)),
    };
    font = `12px ${read("--sans") || "sans-serif"}`;
  };

  const isInside = (module, ancestor) => {
    let at = module;
    while (at >= 0 && at !== ancestor) at = tree.parent[at];
    return at === ancestor;
  };

  // Widths of letters, so that no text is measured twice.
  const letters = new Map();
  const widthOf = (text) => {
    let sum = 0;
    for (const letter of text) {
      let one = letters.get(letter);
      if (one === undefined) {
        one = context.measureText(letter).width;
        letters.set(letter, one);
      }
      sum += one;
    }
    return sum;
  };

  const fit = (text, room) => {
    let left = room - widthOf("…");
    let length = 0;
    for (const letter of text) {
      left -= widthOf(letter);
      if (left < 0) break;
      length += letter.length;
    }
    if (widthOf(text) <= room) return text;
    return length < 2 ? "" : `${text.slice(0, length)}…`;
  };

  // The whole name, or where that has no room what follows the parent's, or the
  // last part.
  const label = (module, room) => {
    if (room < 14) return "";
    const name = model.label(module);
    if (!module || widthOf(name) <= room) return fit(name, room);
    const parent = names[tree.parent[module]];
    if (name.startsWith(`${parent}.`)) return fit(name.slice(parent.length), room);
    const dot = name.lastIndexOf(".");
    return fit(dot < 0 ? name : `…${name.slice(dot + 1)}`, room);
  };

  const hatch = (x, y, w, h, color) => {
    context.save();
    context.beginPath();
    context.rect(x, y, w, h);
    context.clip();
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let at = x - h - ((x - h) % 6); at < x + w; at += 6) {
      context.moveTo(at, y + h);
      context.lineTo(at + h, y);
    }
    context.stroke();
    context.restore();
  };

  const bar = (module, x, y, w) => {
    const h = ROW - GAP;
    const slot = slots[module];
    const isGone = gone?.[module];
    const isPale = found && !found[module];
    const drawn = Math.max(w - (w > 3 ? GAP : 0), LEAST);
    context.globalAlpha = isPale ? 0.3 : 1;
    context.fillStyle = isGone ? colors.paper : colors.fills[slot];
    context.fillRect(x, y, drawn, h);
    if (isGone) hatch(x, y, drawn, h, colors.fills[slot]);
    const text = label(module, drawn - 9);
    if (text) {
      if (isGone) {
        context.fillStyle = colors.paper;
        context.fillRect(x + 3, y + 2, widthOf(text) + 4, h - 4);
      }
      context.fillStyle = isGone ? colors.quiet : colors.inks[slot];
      context.fillText(text, x + 5, y + h / 2 + 0.5);
    }
    context.globalAlpha = 1;
    if (module === selected || module === hovered || (found?.[module] && w > 2)) {
      const isChosen = module === selected;
      context.strokeStyle = isChosen || found?.[module] ? colors.accent : colors.quiet;
      context.lineWidth = isChosen ? 2 : 1;
      context.strokeRect(x + 0.5, y + 0.5, Math.max(drawn - 1, 1), h - 1);
    }
    shown.push([module, x, y, w]);
  };

  const draw = () => {
    const scale = width / view.size;
    const rows = [];
    let deepest = 0;
    // Children are drawn after parents, so numbers above the stack do not matter.
    const waiting = [0];
    while (waiting.length) {
      const module = waiting.pop();
      const left = Math.max((tree.start[module] - view.start) * scale, 0);
      const right = (tree.start[module] + tree.total[module] - view.start) * scale;
      const w = Math.min(right, width) - left;
      if (w < LEAST && module !== selected) continue;
      if (right <= 0 || left >= width) continue;
      rows.push([module, left, w]);
      deepest = Math.max(deepest, tree.depth[module]);
      for (const child of tree.children[module]) waiting.push(child);
    }
    const height = (deepest + 1) * ROW;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = paper ? "auto" : `${height}px`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = font;
    context.textBaseline = "middle";
    shown = [];
    for (const [module, x, w] of rows) bar(module, x, tree.depth[module] * ROW, w);
  };

  const measure = () => {
    width = paper || canvas.parentElement.clientWidth;
    if (width) draw();
  };

  const wanted = () => ({
    start: tree.start[focus],
    size: tree.total[focus] || 1,
  });

  const glide = () => {
    cancelAnimationFrame(animation);
    const from = { ...view };
    const to = wanted();
    if (calm.matches) {
      view = to;
      draw();
      return;
    }
    let begin = null;
    const step = (now) => {
      begin ??= now;
      const part = Math.min((now - begin) / 220, 1);
      const eased = 1 - (1 - part) ** 3;
      view = {
        start: from.start + (to.start - from.start) * eased,
        size: from.size * (to.size / from.size) ** eased,
      };
      if (part < 1) animation = requestAnimationFrame(step);
      else view = to;
      draw();
    };
    animation = requestAnimationFrame(step);
  };

  const scrollTo = (module) => {
    const box = canvas.parentElement;
    const y = tree.depth[module] * ROW;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + ROW > box.scrollTop + box.clientHeight) {
      box.scrollTop = y + ROW - box.clientHeight;
    }
  };

  const zoom = (module) => {
    focus = module;
    if (!isInside(selected, module)) selected = module;
    glide();
    hooks.zoomed(module);
  };

  const select = (module) => {
    selected = module;
    if (!isInside(module, focus) && !isInside(focus, module)) {
      focus = tree.parent[module] < 0 ? 0 : tree.parent[module];
      glide();
      hooks.zoomed(focus);
    } else draw();
    scrollTo(module);
    hooks.selected(module);
  };

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    for (let number = shown.length - 1; number >= 0; number -= 1) {
      const [module, left, top, w] = shown[number];
      if (y >= top && y < top + ROW && x >= left && x < left + w) return module;
    }
    return -1;
  };

  const heaviest = (modules) =>
    modules.reduce((best, one) => (tree.total[one] > tree.total[best] ? one : best));

  const beside = (step) => {
    const row = tree.children[tree.parent[selected]] ?? [selected];
    let place = row.indexOf(selected) + step;
    while (row[place] !== undefined && !tree.total[row[place]]) place += step;
    return row[place] ?? selected;
  };

  const keys = {
    ArrowUp: () => select(Math.max(tree.parent[selected], 0)),
    ArrowDown: () => {
      const below = tree.children[selected];
      if (below.length) select(heaviest(below));
    },
    ArrowLeft: () => select(beside(-1)),
    ArrowRight: () => select(beside(1)),
    Enter: () => zoom(selected),
    " ": () => zoom(selected),
    Escape: () => zoom(Math.max(tree.parent[focus], 0)),
    Home: () => {
      select(0);
      zoom(0);
    },
  };

  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  canvas.addEventListener("mousemove", (event) => {
    const module = at(event);
    canvas.style.cursor = module < 0 ? "default" : "pointer";
    if (module !== hovered) {
      hovered = module;
      draw();
    }
    hooks.hovered(module, event);
  });
  canvas.addEventListener("mouseleave", () => {
    hovered = -1;
    draw();
    hooks.hovered(-1);
  });
  canvas.addEventListener("click", (event) => {
    const module = at(event);
    if (module < 0) return;
    selected = module;
    hooks.selected(module);
    zoom(module === focus ? Math.max(tree.parent[module], 0) : module);
  });
  new ResizeObserver(measure).observe(canvas.parentElement);

  const restyle = () => {
    readStyle();
    measure();
  };
  restyle();

  return {
    select,
    zoom,
    restyle,
    // The layout of the paper comes after the last moment to draw for it.
    setPaper: (pixels) => {
      paper = pixels;
      restyle();
    },
    setGone: (modules) => {
      gone = modules;
      draw();
    },
    setFound: (modules) => {
      found = modules;
      draw();
    },
    // What the rows that can be seen now take, in pixels.
    get height() {
      return ROW * (1 + Math.max(0, ...shown.map(([module]) => tree.depth[module])));
    },
  };
};
