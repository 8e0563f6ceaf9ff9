"""An error of JavaScript says what a person can use, in few characters."""

from __future__ import annotations

import logging
import pickle

import pytest

from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.errors import EvaluationError


def error_of(engine: MiniRacerEngine, function: str) -> EvaluationError:
    """Call *function*, which must throw, and return the error."""
    with pytest.raises(EvaluationError) as caught:
        engine.call(function, "text")
    return caught.value


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("() => null.x", "TypeError: Cannot read propert"),
        ("() => { throw new RangeError('far') }", "RangeError: far"),
        ("() => { throw 'text' }", "thrown: text"),
        ("() => { throw null }", "thrown: null"),
        ("() => { throw {a: 1} }", 'thrown: {"a":1}'),
        ("async () => { throw new Error('late') }", "Error: late"),
        ("() => Promise.reject(3)", "thrown: 3"),
        ("() => { throw new Error('two\\nlines') }", "Error: two lines"),
        ("nowhere", "ReferenceError: nowhere is not defined"),
        ("3", "TypeError: not a function but number"),
        ("() => { throw {get message() { throw 1 }} }", "<unprintable error>"),
        ("() => (function f() { f() })()", "RangeError: Maximum call stack size"),
        ("() => { throw new Error('\\ud800') }", "Error: \ufffd"),
    ],
)
def test_message_is_one_line(
    engine: MiniRacerEngine,
    function: str,
    message: str,
) -> None:
    """Name and message of the error, or what was thrown."""
    error = error_of(engine, function)

    assert str(error).startswith(message)
    assert error.js_message == str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("function", ["let", "() => {", "a b", ")("])
def test_function_that_is_no_expression(engine: MiniRacerEngine, function: str) -> None:
    """A mistake in the expression itself is an error, and harms nothing."""
    engine.evaluate("var kept = 'kept'")
    error_of(engine, function)

    assert "kept" == engine.evaluate("kept")


def test_stack_names_bundle_and_place(engine: MiniRacerEngine) -> None:
    """The frames of the caller's code, and none of ours."""
    source = "function outer(t) {\n  return inner(t)\n}\n"
    engine.load(Bundle("glue.js", source + "const inner = t => t.no.such"))
    error = error_of(engine, "outer")
    frames = ["    at inner (glue.js:4:25)", "    at outer (glue.js:2:10)"]

    assert frames == error.js_stack.split("\n")


@pytest.mark.parametrize("how", ["in a call", "while loading", "not JavaScript"])
def test_error_in_a_minified_bundle_is_short(how: str) -> None:
    """V8 shows the whole line, which is a megabyte of somebody's bundle."""
    filler = "/*" + "x" * 1_000_000 + "*/"
    statement = {
        "in a call": "function run() { null.x }",
        "while loading": "null.x",
        "not JavaScript": "null x",
    }[how]
    with MiniRacerEngine([Bundle("big.js", filler + statement)]) as engine:
        error = error_of(engine, "run")

    assert len(str(error)) < 200
    assert len(error.js_stack) < 2_000
    assert error.__context__ is None
    assert "null" in str(error) or "Unexpected identifier" in str(error)


def test_giant_message_is_cut(engine: MiniRacerEngine) -> None:
    """Also when the message itself is long."""
    error = error_of(engine, "() => { throw new Error('x'.repeat(1e6)) }")

    assert 1_000 == len(str(error))


def test_deep_stack_is_cut(engine: MiniRacerEngine) -> None:
    """Twelve frames are enough, however many V8 is told to collect."""
    source = "Error.stackTraceLimit = 1000; function f(n) { if (n) f(n - 1); else x }"
    engine.evaluate(source)
    error = error_of(engine, "() => f(500)")

    assert 12 == len(error.js_stack.split("\n"))


def test_error_pickles(engine: MiniRacerEngine) -> None:
    """It may have to travel from a worker process."""
    error = error_of(engine, "() => null.x")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made one line above

    assert (str(error), error.js_stack) == (str(copy), copy.js_stack)


def test_engine_goes_on_after_an_error(engine: MiniRacerEngine) -> None:
    """An ordinary error leaves no doubt, so nothing is started anew."""
    for _ in range(20):
        error_of(engine, "() => null.x")

    assert 1 == engine.stats().starts


def test_console_goes_to_logging(
    engine: MiniRacerEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each level of the console has its level of logging."""
    source = """
        console.debug('debug', 1); console.log('log', {a: [1]}); console.info(null);
        console.warn('warn', undefined, 2n); console.error(new Error('bad'));
        console.assert(1 === 1, 'fine'); console.assert(false, 'wrong');
        const circle = {}; circle.self = circle; console.log(circle, Symbol('s'));
        console.log({toJSON() { throw 1 }}); console.table([1]); 'done'
    """
    with caplog.at_level(logging.DEBUG, "lazyheavy.engines.console"):
        assert "done" == engine.evaluate(source)

    logged = [
        (record.levelname, record.getMessage().split("\n")[0])
        for record in caplog.records
        if record.name == "lazyheavy.engines.console"
    ]

    assert [
        ("DEBUG", "debug 1"),
        ("INFO", 'log {"a":[1]}'),
        ("INFO", "null"),
        ("WARNING", "warn undefined 2"),
        ("ERROR", "Error: bad"),
        ("ERROR", "Assertion failed: wrong"),
        ("INFO", "<unprintable> Symbol(s)"),
        ("INFO", "<unprintable>"),
    ] == logged


def test_console_of_a_failing_call_is_logged(
    engine: MiniRacerEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What led to an error is worth more than anything."""
    error_of(engine, "() => { console.warn('before'); null.x }")

    assert ["before"] == caplog.messages


def test_console_is_bounded(
    engine: MiniRacerEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A script that never stops writing fills neither memory nor the log."""
    engine.evaluate("for (let i = 0; i < 5e4; i++) console.warn('x'.repeat(1e4))")

    assert 1001 == len(caplog.messages)
    assert 4000 == len(caplog.messages[0])
    assert "49000 more messages dropped" == caplog.messages[-1]

    caplog.clear()
    engine.evaluate("console.warn('next')")

    assert ["next"] == caplog.messages


def test_percent_signs_in_the_console(
    engine: MiniRacerEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The text is data for logging, not a format."""
    engine.evaluate("console.warn('100 % of %s')")

    assert ["100 % of %s"] == caplog.messages
