// What both chart bridges share: the form of a call and of its answer, a seeded
// source of random numbers, errors that name a place in the specification.
//
// A call hands over one line of JSON (the options) and the specification after
// it; the answer is one line of JSON (what happened) and the SVG after it, so
// that a picture of megabytes is never packed into JSON and out again.
(() => {
  "use strict";
  const lh = (globalThis.lh ??= {});

  lh.readCall = (payload) => {
    const end = payload.indexOf("\n");
    const options = JSON.parse(payload.slice(0, end));
    lh.useFonts(options.fonts, options.ownFonts);
    return { options, spec: JSON.parse(payload.slice(end + 1)) };
  };

  // XML has no place for these, not even escaped: one makes the picture unreadable.
  const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

  lh.answer = (head, svg = "") =>
    `${JSON.stringify({ ...head, fonts: lh.askedFonts() })}\n${svg.replace(NOT_XML, "\ufffd")}`;

  // A mistake in the specification at `path`; `known` lists what could stand there.
  lh.SpecProblem = class SpecProblem extends Error {
    constructor(message, path, { given = null, known = null } = {}) {
      super(message);
      this.problem = { message, path, given, known };
    }
  };

  // Turns anything thrown into the head of an answer.
  lh.failure = (thrown, head) =>
    thrown instanceof lh.SpecProblem
      ? { ...head, problem: thrown.problem }
      : { ...head, errors: [...head.errors, lh.messageOf(thrown)] };

  lh.messageOf = (thrown) =>
    String(thrown instanceof Error ? thrown.message : thrown).slice(0, 2000);

  // A Date for a library that looks how long its own work took, and then lays text out
  // in another way: to it, all of that happens at once.
  lh.stillDate = new Proxy(Date, {
    construct: (kind, given) => new kind(...(given.length ? given : [0])),
    get: (kind, name) => (name === "now" ? () => 0 : kind[name]),
  });

  // xorshift32: the same picture for the same seed.
  let state = 1;
  lh.random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  lh.reseed = (seed) => {
    state = Math.imul(seed + 1, 0x9e3779b9) || 1;
    Math.random = lh.random;
  };
})();
