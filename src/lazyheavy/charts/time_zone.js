// Lets a process in any time zone read and write times as one in UTC does. V8 takes
// its zone from the environment once, so the methods of Date that know a zone are
// replaced; where V8 is in UTC anyway nothing is. The libraries come afterwards.
(() => {
  "use strict";
  const lh = (globalThis.lh ??= {});
  const seen = ["2024-01-01T00:00Z", "2024-07-01T00:00Z", "1950-01-01T00:00Z"];
  if (seen.every((text) => new Date(text).getTimezoneOffset() === 0)) {
    lh.useTimeZone = () => {};
    return;
  }

  const Native = Date;
  const methods = Native.prototype;
  let isLocal = false;
  lh.useTimeZone = (name) => {
    isLocal = name === "local";
  };

  const hidden = { configurable: true, enumerable: false, writable: true };
  const replace = (name, inUtc) => {
    const native = methods[name];
    const chosen = function (...given) {
      return (isLocal ? native : inUtc).apply(this, given);
    };
    Object.defineProperty(methods, name, { ...hidden, value: chosen });
  };

  const fields = "FullYear Month Date Hours Minutes Seconds Milliseconds".split(" ");
  for (const field of fields) {
    replace(`get${field}`, methods[`getUTC${field}`]);
    replace(`set${field}`, methods[`setUTC${field}`]);
  }
  replace("getDay", methods.getUTCDay);
  replace("getTimezoneOffset", function () {
    return Number.isNaN(this.valueOf()) ? NaN : 0;
  });
  const dateOf = (date) => date.toUTCString().replace(/^(\w+), (\d+) (\w+)/, "$1 $3 $2");
  replace("toString", function () {
    if (Number.isNaN(this.valueOf())) return "Invalid Date";
    return `${dateOf(this)}+0000 (Coordinated Universal Time)`;
  });
  replace("toDateString", function () {
    return dateOf(this).split(" ").slice(0, 4).join(" ");
  });
  replace("toTimeString", function () {
    return this.toString().split(" ").slice(4).join(" ");
  });
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    const native = methods[name];
    replace(name, function (locales, options) {
      return native.call(this, locales, { timeZone: "UTC", ...options });
    });
  }

  const ISO_DATE = /^[+-]?\d{4,6}(-\d\d){0,2}$/;
  const ISO_TIME = /^[+-]?\d{4,6}-\d\d-\d\d[T ][\d:.,]+$/;
  const HAS_ZONE = /z\s*$|\b(utc|gmt|[ecmp][sd]t)\b|:\d\d.*[+-]\d\d:?\d\d\b/i;
  const parse = (text) => {
    const whole = String(text).trim();
    if (isLocal || ISO_DATE.test(whole) || HAS_ZONE.test(whole)) {
      return Native.parse(whole);
    }
    const read = Native.parse(ISO_TIME.test(whole) ? `${whole}Z` : `${whole} UTC`);
    return Number.isNaN(read) ? Native.parse(whole) : read;
  };

  const Replaced = function Date(...given) {
    if (!new.target) return new Replaced().toString();
    if (!isLocal && given.length > 1) given = [Native.UTC(...given)];
    else if (typeof given[0] === "string") given = [parse(given[0])];
    return Reflect.construct(Native, given, new.target);
  };
  Object.defineProperties(Replaced, {
    length: { value: 7, configurable: true },
    prototype: { value: methods, writable: false },
    UTC: { ...hidden, value: Native.UTC },
    now: { ...hidden, value: Native.now },
    parse: { ...hidden, value: parse },
  });
  Object.defineProperty(methods, "constructor", { ...hidden, value: Replaced });
  Object.defineProperty(globalThis, "Date", { ...hidden, value: Replaced });
})();
