// What chart libraries expect of the web platform and a bare V8 does not have.
// Only what is missing is added. No `self` and no `window`: libraries tell by
// them that they run in a browser, and then draw differently.
(function (global) {
  "use strict";

  function add(name, value) {
    if (name in global) return;
    Object.defineProperty(global, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }

  function named(name, message) {
    const error = new Error(message);
    Object.defineProperty(error, "name", { value: name, configurable: true });
    return error;
  }

  add("queueMicrotask", (callback) => {
    if (typeof callback !== "function") {
      throw new TypeError("queueMicrotask wants a function");
    }
    Promise.resolve().then(callback).catch((thrown) => {
      global.__lazyheavy.report("Uncaught in a microtask:", thrown);
    });
  });

  // -------------------------------------------------------- structuredClone

  const typedArray = Object.getPrototypeOf(Uint8Array);
  const errorTypes = {
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  };

  function define(target, key, value) {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }

  function cloneError(source) {
    const Type = errorTypes[source.name] || Error;
    const copy = Object.create(Type.prototype);
    for (const key of ["stack", "message", "cause"]) {
      if (Object.hasOwn(source, key)) {
        Object.defineProperty(copy, key, {
          value: source[key],
          writable: true,
          configurable: true,
          enumerable: false,
        });
      }
    }
    return copy;
  }

  // The built-in types that are copied without looking at their properties.
  function cloneLeaf(source, clone) {
    if (source instanceof Date) return new Date(source.getTime());
    if (source instanceof RegExp) return new RegExp(source.source, source.flags);
    if (source instanceof ArrayBuffer) return source.slice(0);
    if (source instanceof SharedArrayBuffer) return source;
    if (source instanceof DataView) {
      const { byteOffset, byteLength } = source;
      return new DataView(clone(source.buffer), byteOffset, byteLength);
    }
    if (source instanceof typedArray) {
      const { byteOffset, length } = source;
      return new source.constructor(clone(source.buffer), byteOffset, length);
    }
    if (source instanceof Error) return cloneError(source);
    for (const Boxed of [Boolean, Number, String, BigInt]) {
      if (source instanceof Boxed) return Object(source.valueOf());
    }
    return undefined;
  }

  add("structuredClone", (value) => {
    const copies = new Map();

    function clone(source) {
      if (typeof source === "function" || typeof source === "symbol") {
        throw named("DataCloneError", `${String(source)} could not be cloned.`);
      }
      if (typeof source !== "object" || source === null) return source;
      if (copies.has(source)) return copies.get(source);
      const leaf = cloneLeaf(source, clone);
      if (leaf !== undefined) {
        copies.set(source, leaf);
        return leaf;
      }
      if (
        source instanceof Promise ||
        source instanceof WeakMap ||
        source instanceof WeakSet ||
        source instanceof WeakRef
      ) {
        throw named("DataCloneError", "a weak or pending value could not be cloned.");
      }
      if (source instanceof Map) {
        const copy = new Map();
        copies.set(source, copy);
        for (const [key, item] of [...source]) copy.set(clone(key), clone(item));
        return copy;
      }
      if (source instanceof Set) {
        const copy = new Set();
        copies.set(source, copy);
        for (const item of [...source]) copy.add(clone(item));
        return copy;
      }
      const copy = Array.isArray(source) ? new Array(source.length) : {};
      copies.set(source, copy);
      for (const key of Object.keys(source)) define(copy, key, clone(source[key]));
      return copy;
    }

    return clone(value);
  });

  // ----------------------------------------------------------------- base64

  const alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  function invalidCharacter(what) {
    return named("InvalidCharacterError", `${what} outside of the allowed range.`);
  }

  add("btoa", (data) => {
    const text = String(data);
    let result = "";
    for (let i = 0; i < text.length; i += 3) {
      let bits = 0;
      for (let j = 0; j < 3; j += 1) {
        const code = i + j < text.length ? text.charCodeAt(i + j) : 0;
        if (code > 255) throw invalidCharacter("a character is");
        bits = (bits << 8) | code;
      }
      const digits = Math.min(3, text.length - i) + 1;
      for (let j = 0; j < 4; j += 1) {
        result += j < digits ? alphabet[(bits >> (18 - 6 * j)) & 63] : "=";
      }
    }
    return result;
  });

  add("atob", (data) => {
    let text = String(data).replace(/[\t\n\f\r ]/g, "");
    if (text.length % 4 === 0) text = text.replace(/={1,2}$/, "");
    if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) {
      throw invalidCharacter("the text is not base64:");
    }
    let result = "";
    let bits = 0;
    let count = 0;
    for (const digit of text) {
      bits = ((bits << 6) | alphabet.indexOf(digit)) & 0xffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        result += String.fromCharCode((bits >> count) & 255);
      }
    }
    return result;
  });

  // ------------------------------------------------------------------ UTF-8

  function encode(text) {
    const bytes = [];
    for (const character of text) {
      let code = character.codePointAt(0);
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd; // a lone surrogate
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else {
        if (code < 0x10000) bytes.push(0xe0 | (code >> 12));
        else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
        bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      }
    }
    return Uint8Array.from(bytes);
  }

  add(
    "TextEncoder",
    class TextEncoder {
      get encoding() {
        return "utf-8";
      }

      encode(text = "") {
        return encode(String(text));
      }

      encodeInto(text, target) {
        let read = 0;
        let written = 0;
        for (const character of String(text)) {
          const bytes = encode(character);
          if (written + bytes.length > target.length) break;
          target.set(bytes, written);
          written += bytes.length;
          read += character.length;
        }
        return { read, written };
      }
    },
  );

  // How many bytes follow a first byte, and which second byte may come.
  function sequence(first) {
    if (first >= 0xc2 && first <= 0xdf) return [1, 0x80, 0xbf];
    if (first === 0xe0) return [2, 0xa0, 0xbf];
    if (first === 0xed) return [2, 0x80, 0x9f];
    if (first >= 0xe1 && first <= 0xef) return [2, 0x80, 0xbf];
    if (first === 0xf0) return [3, 0x90, 0xbf];
    if (first === 0xf4) return [3, 0x80, 0x8f];
    if (first >= 0xf1 && first <= 0xf3) return [3, 0x80, 0xbf];
    return undefined;
  }

  add(
    "TextDecoder",
    class TextDecoder {
      #pending = [];
      #atStart = true;

      constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
        if (!/^\s*(unicode-1-1-utf-8|utf-?8)\s*$/i.test(label)) {
          throw new RangeError(`the encoding ${label} is not supported`);
        }
        this.encoding = "utf-8";
        this.fatal = Boolean(fatal);
        this.ignoreBOM = Boolean(ignoreBOM);
      }

      decode(input = new Uint8Array(0), { stream = false } = {}) {
        const view = ArrayBuffer.isView(input)
          ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
          : new Uint8Array(input);
        const bytes = [...this.#pending, ...view];
        this.#pending = [];
        const parts = [];
        let i = 0;
        while (i < bytes.length) {
          const first = bytes[i];
          const rule = first < 0x80 ? [0, 0, 0] : sequence(first);
          let code = rule && first & (0x7f >> (rule[0] && rule[0] + 1));
          let length = 1;
          let [missing, low, high] = rule || [1, 1, 0];
          while (missing > 0 && bytes[i + length] >= low && bytes[i + length] <= high) {
            code = (code << 6) | (bytes[i + length] & 63);
            [low, high] = [0x80, 0xbf];
            length += 1;
            missing -= 1;
          }
          if (missing === 0) {
            parts.push(String.fromCodePoint(code));
          } else if (rule && stream && i + length === bytes.length) {
            this.#pending = bytes.slice(i);
          } else if (this.fatal) {
            this.#atStart = true;
            throw new TypeError("the data is not valid UTF-8");
          } else {
            parts.push("\ufffd");
          }
          i += length;
        }
        const started = parts.length > 0;
        if (this.#atStart && !this.ignoreBOM && parts[0] === "\ufeff") parts.shift();
        this.#atStart = !stream || (this.#atStart && !started);
        return parts.join("");
      }
    },
  );

  // ------------------------------------------------------------ performance

  const { now } = Date;
  const timeOrigin = now();
  add("performance", { timeOrigin, now: () => now() - timeOrigin });
})(globalThis);
