// What our own scripts, and chart libraries of today, take for granted and the V8
// of the legacy py-mini-racer (8.9, of 2021) does not have.
(function () {
  "use strict";

  function add(target, name, value) {
    if (name in target) return;
    Object.defineProperty(target, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }

  const half =
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

  add(String.prototype, "toWellFormed", function toWellFormed() {
    return String(this).replace(half, "\ufffd");
  });
  add(String.prototype, "isWellFormed", function isWellFormed() {
    return String(this).search(half) < 0;
  });

  add(Object, "hasOwn", (object, key) =>
    Object.prototype.hasOwnProperty.call(Object(object), key));

  function at(index) {
    const whole = Math.trunc(index) || 0;
    return this[whole < 0 ? this.length + whole : whole];
  }

  function findLast(test, self) {
    return this[findLastIndex.call(this, test, self)];
  }

  function findLastIndex(test, self) {
    for (let i = this.length - 1; i >= 0; i -= 1) {
      if (test.call(self, this[i], i, this)) return i;
    }
    return -1;
  }

  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  add(String.prototype, "at", at);
  for (const target of [Array.prototype, typedArray]) {
    add(target, "at", at);
    add(target, "findLast", findLast);
    add(target, "findLastIndex", findLastIndex);
  }
  add(Array.prototype, "toSorted", function toSorted(compare) {
    return [...this].sort(compare);
  });
  add(Array.prototype, "toReversed", function toReversed() {
    return [...this].reverse();
  });
})();
