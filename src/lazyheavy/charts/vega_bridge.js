// Draws Vega and Vega-Lite specifications as SVG. Silent failures of Vega (logged
// errors, data that did not come) are reported; nothing is fetched.
(() => {
  "use strict";
  const lh = globalThis.lh;
  delete globalThis.document; // see lh.measuringDocument in text_width.js

  // Vega keeps the widths of 20,000 texts, by font and text: others take their place.
  lh.forgetWidths = () => {
    const { measureWidth } = vega.textMetrics;
    for (let i = 0; i <= 20000; i++) measureWidth({ fontSize: 1 }, `${i}`);
  };

  // A still picture has no mouse and no window to listen to.
  const ABOUT_EVENTS = /^Can not resolve event source/;
  // Warnings after which a data set stays empty.
  const ABOUT_DATA = /^(Loading failed|Data ingestion failed)/;

  const recordingLogger = (head) => {
    let level = vega.Warn;
    const record = (usual) =>
      function (...parts) {
        const message = parts.map(lh.messageOf).join(" ");
        const list = ABOUT_DATA.test(message) ? head.errors : usual;
        const isNew = !list.includes(message);
        if (isNew && !ABOUT_EVENTS.test(message)) list.push(message);
        return this;
      };
    const ignore = function () {
      return this;
    };
    return {
      level(value) {
        if (value === undefined) return level;
        level = value;
        return this;
      },
      error: record(head.errors),
      warn: record(head.warnings),
      info: ignore,
      debug: ignore,
    };
  };

  // The bytes of a base64 text as a string of code units below 256.
  const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const decodeBase64 = (text) => {
    let bits = 0;
    let held = 0;
    let bytes = "";
    for (const letter of text.replace(/[\s=]/g, "")) {
      const value = BASE64.indexOf(letter);
      if (value < 0) throw new Error("a data: URL holds broken base64");
      held = ((held << 6) | value) & 0xffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes += String.fromCharCode((held >> bits) & 255);
      }
    }
    return bytes;
  };

  const percentEncoded = (bytes) =>
    bytes.replace(
      /[^]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );

  const readDataUrl = (url) => {
    const comma = url.indexOf(",");
    const body = url.slice(comma + 1);
    return decodeURIComponent(
      /;\s*base64$/i.test(url.slice(0, comma))
        ? percentEncoded(decodeBase64(decodeURIComponent(body)))
        : body,
    );
  };

  // Answers data: URLs and those of `loaded`, notes every other one as missing. Links and images keep
  // Vega's own check of their protocol: no "javascript:" gets into a picture.
  const offlineLoader = (head, loaded) => {
    const loader = vega.loader();
    const checked = loader.sanitize.bind(loader);
    loader.sanitize = async (uri, options) => {
      try {
        return await checked(uri, options);
      } catch (error) {
        const warning = `left out a link: ${lh.messageOf(error)}`;
        if (typeof uri === "string" && !head.warnings.includes(warning)) {
          head.warnings.push(warning);
        }
        throw error;
      }
    };
    loader.load = async (uri) => {
      const url = String(uri);
      if (/^data:/i.test(url)) return readDataUrl(url);
      if (Object.hasOwn(loaded, url)) return loaded[url];
      if (!head.missing.includes(url)) head.missing.push(url);
      throw new Error(`data was not loaded: ${url}`);
    };
    loader.http = loader.file = loader.load;
    return loader;
  };

  // Gives every id that the picture defines a prefix, so that two pictures in one
  // page do not take each other's clips and gradients. Vega writes "<", ">" and
  // quotes inside text and attributes as entities: what matches is markup.
  const TAG_WITH_ID = /<[^>]* (?:id="|[\w-]+="url\(#)[^>]*>/g;
  const ID = / id="([^"]+)"/g;
  const ID_OR_REFERENCE = /( id="| [\w-]+="url\(#)([^")]+)/g;
  const prefixIds = (svg, prefix) => {
    const start = svg.lastIndexOf("<defs>");
    if (start < 0) return svg;
    const ids = new Set([...svg.slice(start).matchAll(ID)].map((match) => match[1]));
    return svg.replace(TAG_WITH_ID, (tag) =>
      tag.replace(ID_OR_REFERENCE, (whole, before, id) =>
        ids.has(id) ? `${before}${prefix}-${id}` : whole,
      ),
    );
  };

  // A still picture has no clock: timers are held. Those of a millisecond, by which
  // Vega-Lite sets the first selection on a map, tick once.
  const AT_ONCE = 1;
  class StillView extends vega.View {
    timer(tick, delay) {
      if (delay <= AT_ONCE) (this.ticks ??= []).push(tick);
    }

    async settle() {
      await this.runAsync();
      for (const tick of this.ticks ?? []) tick({ timestamp: 0, elapsed: 0 });
    }
  }

  const draw = async (payload, toVega) => {
    const head = { warnings: [], errors: [], missing: [] };
    let view = null;
    try {
      const { options, spec } = lh.readCall(payload);
      lh.reseed(options.seed);
      lh.useTimeZone(options.timezone);
      vega.setRandom(lh.random);
      vega.resetSVGDefIds();
      const logger = recordingLogger(head);
      view = new StillView(vega.parse(toVega(spec, logger)), {
        renderer: "none",
        loader: offlineLoader(head, options.loaded ?? {}),
        logger,
      });
      if (view.ticks) await view.settle();
      const svg = await view.toSVG();
      return lh.answer(head, prefixIds(svg, options.prefix));
    } catch (thrown) {
      return lh.answer(lh.failure(thrown, head));
    } finally {
      view?.finalize();
    }
  };

  lh.renderVega = (payload) => draw(payload, (spec) => spec);

  lh.renderVegaLite = (payload) =>
    draw(payload, (spec, logger) => vegaLite.compile(spec, { logger }).spec);
})();
