// The JavaScript side of an engine: how a call comes in and its answer goes out.
//
// Python sets `__lazyheavy.input` and evaluates one of a few constant sources,
// because V8 keeps every distinct source it is given. The answer is one string:
//
//   "S" text             the result
//   "E" JSON             [message, stack] of the error that was thrown
//   "P" milliseconds     pending: look again after that time ("P": no idea when)
//
// "s" and "e" say that there are console messages to be fetched as well. Nothing
// runs between calls: timers wait here until a call looks for them.
(function (global) {
  "use strict";

  // Kept from before any bundle, which may replace them.
  const { stringify } = JSON;
  const { now } = Date;
  const indirectEval = eval;
  const PromiseOf = Promise;

  const EVALUATED = "\n//# sourceURL=lazyheavy:evaluate";

  const MAX_MESSAGE = 1000;
  const MAX_STACK_LINES = 12;
  const MAX_LINE = 300;
  // Frames that say nothing to a caller: ours, and the built-in of `eval`.
  const OUR_FRAME = /lazyheavy:(engine|call:1):|eval \(<anonymous>\)$/;
  const MAX_CONSOLE_MESSAGES = 1000;
  const MAX_CONSOLE_LENGTH = 4000;

  // ---------------------------------------------------------------- console

  let messages = [];
  let dropped = 0;

  function note(level, text) {
    if (messages.length < MAX_CONSOLE_MESSAGES) {
      messages.push([level, text.slice(0, MAX_CONSOLE_LENGTH).toWellFormed()]);
    } else {
      dropped += 1;
    }
  }

  function describe(value) {
    try {
      if (typeof value === "string") return value;
      if (value instanceof Error) return String(value.stack || value);
      if (typeof value === "object" && value !== null) {
        const json = stringify(value);
        if (json !== undefined) return json;
      }
      return String(value);
    } catch {
      return "<unprintable>";
    }
  }

  function writer(level) {
    return (...values) => note(level, values.map(describe).join(" "));
  }

  const error = writer("error");
  const console = {
    debug: writer("debug"),
    trace: writer("debug"),
    log: writer("info"),
    info: writer("info"),
    dir: writer("info"),
    warn: writer("warning"),
    error,
    assert: (holds, ...values) => {
      if (!holds) error("Assertion failed:", ...values);
    },
  };

  // ----------------------------------------------------------------- timers

  const timers = new Map();
  let lastTimer = 0;

  function addTimer(callback, delay, values, repeats) {
    if (typeof callback !== "function") {
      throw new TypeError("a timer wants a function");
    }
    const wait = Math.max(0, delay | 0);
    lastTimer += 1;
    timers.set(lastTimer, {
      id: lastTimer,
      due: now() + wait,
      every: repeats ? Math.max(1, wait) : 0,
      run: () => callback(...values),
    });
    return lastTimer;
  }

  function nextTimer() {
    let next;
    for (const timer of timers.values()) {
      if (next === undefined || timer.due < next.due) next = timer;
    }
    return next;
  }

  function runTimer(timer) {
    if (timer.every) timer.due = now() + timer.every;
    else timers.delete(timer.id);
    try {
      timer.run();
    } catch (thrown) {
      error("Uncaught in a timer:", thrown);
    }
  }

  // What calls of the past left behind and is due by now, once each.
  function runOverdue() {
    if (timers.size === 0) return;
    const time = now();
    const due = [...timers.values()].filter((timer) => timer.due <= time);
    due.sort((a, b) => a.due - b.due || a.id - b.id);
    for (const timer of due) {
      if (timers.has(timer.id)) runTimer(timer);
    }
  }

  // ---------------------------------------------------------------- answers

  function answer(tag, text) {
    const marked = messages.length === 0 ? tag : tag.toLowerCase();
    // A lone surrogate cannot leave V8; it becomes U+FFFD.
    return (marked + text).toWellFormed();
  }

  function oneLine(text, limit) {
    return text.slice(0, limit).replace(/\s*[\r\n]\s*/g, " ");
  }

  function failure(thrown) {
    let message = "<unprintable error>";
    let stack = "";
    try {
      const isError = typeof thrown === "object" && thrown !== null &&
        "message" in thrown;
      message = isError
        ? `${thrown.name || "Error"}: ${thrown.message}`
        : `thrown: ${describe(thrown)}`;
      if (isError && typeof thrown.stack === "string") {
        stack = thrown.stack
          .split("\n")
          .filter((line) => /^\s+at /.test(line) && !OUR_FRAME.test(line))
          .slice(0, MAX_STACK_LINES)
          .map((line) => line.slice(0, MAX_LINE))
          .join("\n");
      }
    } catch {
      // A getter of the thrown object threw in turn: say what we have.
    }
    const parts = [oneLine(message, MAX_MESSAGE), stack];
    return answer("E", stringify(parts.map((part) => part.toWellFormed())));
  }

  function onlyString(value) {
    if (typeof value === "string") return value;
    const kind = value === null ? "null" : typeof value;
    throw new TypeError(`the function gave a value of type ${kind}, not a string`);
  }

  function success(value, toText) {
    try {
      return answer("S", toText(value));
    } catch (thrown) {
      return failure(thrown);
    }
  }

  let pending; // {answer} of the call whose promise is awaited

  function settle(value, toText) {
    const isObject = typeof value === "object" || typeof value === "function";
    if (value === null || !isObject || typeof value.then !== "function") {
      return success(value, toText);
    }
    const call = (pending = { answer: undefined });
    PromiseOf.resolve(value).then(
      (result) => {
        call.answer = success(result, toText);
      },
      (thrown) => {
        call.answer = failure(thrown);
      },
    );
    return "P0"; // settled promises are there as soon as this evaluation ends
  }

  // -------------------------------------------------------------- interface

  const bridge = {
    __proto__: null,

    input: "",

    // Call the function that `find` returns with the input.
    call(find) {
      const text = bridge.input;
      bridge.input = "";
      runOverdue();
      try {
        const target = find();
        if (typeof target !== "function") {
          throw new TypeError(`not a function but ${typeof target}`);
        }
        return settle(target(text), onlyString);
      } catch (thrown) {
        return failure(thrown);
      }
    },

    // Evaluate the input in the global scope.
    evaluate() {
      const source = bridge.input;
      bridge.input = "";
      runOverdue();
      try {
        return settle(indirectEval(source + EVALUATED), String);
      } catch (thrown) {
        return failure(thrown);
      }
    },

    // Look whether the promise of the call has settled. One timer at a time:
    // what it resolves runs when the evaluation has ended.
    poll() {
      if (pending.answer !== undefined) {
        const call = pending;
        pending = undefined;
        return call.answer;
      }
      const timer = nextTimer();
      if (timer === undefined) return "P";
      const wait = timer.due - now();
      if (wait > 0) return `P${wait}`;
      runTimer(timer);
      return "P0";
    },

    // The console messages since the last time, as JSON.
    takeMessages() {
      const taken = messages;
      if (dropped > 0) taken.push(["warning", `${dropped} more messages dropped`]);
      messages = [];
      dropped = 0;
      return stringify(taken);
    },

    // For the shims: report what nobody is there to catch.
    report: error,
  };

  Object.defineProperty(bridge, "input", { configurable: false, enumerable: true });
  for (const name of ["call", "evaluate", "poll", "takeMessages", "report"]) {
    Object.defineProperty(bridge, name, { writable: false, configurable: false });
  }
  Object.preventExtensions(bridge);
  Object.defineProperty(global, "__lazyheavy", { value: bridge });

  Object.assign(global.console, console);
  global.setTimeout = (callback, delay, ...values) =>
    addTimer(callback, delay, values, false);
  global.setInterval = (callback, delay, ...values) =>
    addTimer(callback, delay, values, true);
  global.clearTimeout = global.clearInterval = (id) => {
    timers.delete(id);
  };
})(globalThis);
