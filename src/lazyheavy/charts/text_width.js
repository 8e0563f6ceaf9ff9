// Measures text without a canvas: advance widths and kerning of Liberation Sans
// (equal to Arial and Helvetica) from the table that text_metrics.js defines, and
// advance widths of other fonts, which Python reads from their files when asked.
(() => {
  "use strict";
  const lh = (globalThis.lh ??= {});
  const metrics = globalThis.__lazyheavy_metrics;
  const EM = metrics.unitsPerEm;
  const AVERAGE = Math.round(0.55 * EM); // scripts that the table lacks
  const MONOSPACE = Math.round(0.6 * EM); // Courier, Liberation Mono, Consolas, ...

  // Arimo and Arial draw two ones closer together, Liberation Sans and Helvetica do
  // not: layouts are those of the latter, which servers and vl-convert draw with.
  const ONES = 0x31 * 65536 + 0x31;
  metrics.regular.kerning.delete(ONES);
  metrics.bold.kerning.delete(ONES);

  // Ranges of code units that are absent from the table, with their advance.
  const ABSENT = [
    [0x0000, 0x001f, 0], // controls
    [0x007f, 0x009f, 0],
    [0x0300, 0x036f, 0], // combining marks
    [0x0483, 0x0489, 0],
    [0x0591, 0x05c7, 0],
    [0x0610, 0x061a, 0],
    [0x064b, 0x065f, 0],
    [0x0e34, 0x0e3a, 0],
    [0x0e47, 0x0e4e, 0],
    [0x1100, 0x11ff, EM], // Hangul letters
    [0x1ab0, 0x1aff, 0],
    [0x1dc0, 0x1dff, 0],
    [0x200b, 0x200f, 0], // zero-width and direction marks
    [0x202a, 0x202e, 0],
    [0x2060, 0x206f, 0],
    [0x20d0, 0x20ff, 0],
    [0x2e80, 0xa4cf, EM], // Chinese, Japanese, Korean, Yi
    [0xac00, 0xd7ff, EM],
    [0xf900, 0xfaff, EM],
    [0xfe00, 0xfe0f, 0], // variation selectors
    [0xfe20, 0xfe2f, 0],
    [0xfe30, 0xfe4f, EM],
    [0xfeff, 0xfeff, 0],
    [0xff00, 0xff60, EM], // full width
    [0xff61, 0xffdc, EM / 2], // half width
    [0xffe0, 0xffe6, EM],
  ];

  const absentAdvance = (unit) => {
    const range = ABSENT.find(([first, last]) => unit >= first && unit <= last);
    return range ? range[2] : AVERAGE;
  };

  const isLead = (unit) => unit >= 0xd800 && unit <= 0xdbff;

  // Families with the widths of the table, and names that leave the choice to whoever
  // draws: what comes after them in a list is never reached.
  const OURS = new Set([
    "arial", "arimo", "cursive", "fantasy", "helvetica", "liberation sans",
    "monospace", "sans-serif", "serif", "system-ui",
  ]);
  const MANY = 200; // of families: more than any program has, but for a hostile one

  // Other families by name in lower case, with their faces. Those of a font file belong
  // to one chart.
  const installed = new Map();
  let ofChart = new Map();
  let asked = new Set();
  let ownText = "{}";

  // Python sends a face as [bold, italic, units per em, [first, count, advance, ...]].
  const readFace = ([bold, italic, em, runs]) => {
    const last = runs.length - 3;
    const size = Math.max(256, last < 0 ? 0 : runs[last] + runs[last + 1]);
    const widths = new Float64Array(size).fill(-1);
    for (let i = 0; i < runs.length; i += 3) {
      widths.fill((runs[i + 2] * EM) / em, runs[i], runs[i] + runs[i + 1]);
    }
    for (const [first, end, advance] of ABSENT) {
      if (advance === 0) widths.fill(0, first, end + 1);
    }
    for (const space of [9, 10, 12, 13]) widths[space] = widths[32];
    const rest = bold ? metrics.bold : metrics.regular;
    return { bold, italic, widths, kerning: new Map(), rest };
  };
  const readFamilies = (families) =>
    Object.entries(families).map(([name, faces]) => [name, faces.map(readFace)]);

  // Makes the library forget the widths that it keeps; each bridge says how.
  lh.forgetWidths = () => {};

  // lh.useFonts(fonts, own): installed families that charts asked for, which stay, and
  // the families of font files for this chart.
  lh.useFonts = (fonts = {}, own = {}) => {
    asked = new Set();
    const added = Object.keys(fonts).some((name) => !installed.has(name));
    const text = JSON.stringify(own);
    if (!added && text === ownText) return;
    if (installed.size > MANY) installed.clear();
    for (const [name, faces] of readFamilies(fonts)) installed.set(name, faces);
    ofChart = new Map(readFamilies(own));
    ownText = text;
    lastFont = null;
    lh.forgetWidths();
  };
  // Families that this chart named and nothing is known of.
  lh.askedFonts = () => [...asked];

  // Returns the face of the first family in a list that is there, else null.
  const faceIn = (families, bold, italic) => {
    for (const part of families.split(",")) {
      const name = part.replace(/^[\s"']+|[\s"']+$/g, "").toLowerCase();
      if (OURS.has(name)) return null;
      const faces = ofChart.get(name) ?? installed.get(name);
      if (faces === undefined) {
        if (name) asked.add(name);
        continue;
      }
      const apart = (face) => 2 * (face.italic !== italic) + (face.bold !== bold);
      return faces.reduce((best, face) => (apart(face) < apart(best) ? face : best));
    }
    return null;
  };

  // Returns the advance of `text` in units of the em.
  const advance = (text, face, fixed) => {
    const { widths, kerning, rest } = face;
    let sum = 0;
    let previous = -1;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const width = widths[unit];
      if (width >= 0) {
        sum += fixed && width > 0 ? MONOSPACE : width;
        if (previous >= 0 && !fixed) sum += kerning.get(previous * 65536 + unit) ?? 0;
        previous = unit;
        continue;
      }
      previous = -1;
      const other = rest?.widths[unit];
      if (other >= 0) {
        sum += other;
      } else if (isLead(unit) && i + 1 < text.length) {
        sum += EM; // a surrogate pair: emoji and rare ideographs
        i++;
      } else {
        sum += absentAdvance(unit);
      }
    }
    return sum;
  };

  const FONT = /^(.*?)([\d.]+)px(?:\/\S+)?\s+(.*)$/;
  const isBold = (style) =>
    style.split(/\s+/).some((word) => /^bold(er)?$/.test(word) || Number(word) >= 600);

  const parseFont = (font) => {
    const [, style, size, family] = FONT.exec(font) ?? [, "", "10", "sans-serif"];
    const bold = isBold(style);
    const found = faceIn(family, bold, /\b(italic|oblique)\b/.test(style));
    return {
      size: Number(size),
      face: found ?? (bold ? metrics.bold : metrics.regular),
      fixed: !found && /^["']?[^,]*(mono|courier|consolas|menlo)/i.test(family),
    };
  };

  let lastFont = null;
  let parsed = null;

  // lh.textWidth(text, font): width in px of `text` in the CSS font `font`.
  lh.textWidth = (text, font) => {
    if (font !== lastFont) {
      parsed = parseFont(font);
      lastFont = font;
    }
    return (advance(text, parsed.face, parsed.fixed) * parsed.size) / EM;
  };

  // Vega looks for a canvas once, while it loads, and measures with that. This
  // one measures and draws nothing: a point then lies in any path, as it does
  // for Vega without a canvas. vega_bridge.js takes `document` away again.
  const idle = () => undefined;
  const context = new Proxy(
    { font: "10px sans-serif" },
    {
      get(target, name) {
        if (name === "measureText") {
          return (text) => ({ width: lh.textWidth(String(text), target.font) });
        }
        if (name === "isPointInPath" || name === "isPointInStroke") return () => true;
        return name in target ? target[name] : idle;
      },
    },
  );
  lh.measuringDocument = {
    createElement: () => ({ getContext: () => context }),
  };
})();
