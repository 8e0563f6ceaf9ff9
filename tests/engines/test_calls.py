"""Strings go in, strings come out, whatever stands in them."""

from __future__ import annotations

import json

import pytest

from lazyheavy import engines
from lazyheavy.engines import Bundle, Engine, EngineStats, MiniRacerEngine
from lazyheavy.engines._checks import MAX_TEXT
from lazyheavy.errors import EngineTimeoutError, EvaluationError

ECHO = "text => text"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "quotes ' \" ` ${x} \\ </script>",
        "lines\n\r\u2028\u2029",
        "nul \0 inside",
        "\ufeffmark",
        "ümläut, 漢字, 🎈 and \U0010ffff",
        json.dumps({"a": [1.5, None, float("nan"), {"b": "\ud83d"}]}),
        "x" * 2_000_000,
        "🎈" * 500_000,
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_text_goes_through_unchanged(engine: MiniRacerEngine, text: str) -> None:
    """What Python sends is what JavaScript sees and gives back."""
    assert text == engine.call(ECHO, text)


def test_javascript_sees_utf16(engine: MiniRacerEngine) -> None:
    """A character beyond the BMP is two units there, as JavaScript has it."""
    assert "3" == engine.call("text => String(text.length)", "a🎈")


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("a\ud800b", ValueError, "text has a lone surrogate at index 1"),
        (b"bytes", TypeError, "text must be a str, not bytes"),
        (None, TypeError, "text must be a str, not NoneType"),
        (3, TypeError, "text must be a str, not int"),
    ],
)
def test_what_cannot_go_in_is_refused(
    engine: MiniRacerEngine,
    text: str,
    error: type[Exception],
    message: str,
) -> None:
    """Before anything happens, and without harm to the engine."""
    engine.evaluate("var kept = 'kept'")
    with pytest.raises(error, match=message):
        engine.call(ECHO, text)

    assert "kept" == engine.evaluate("kept")


def test_too_long_a_text_is_refused(engine: MiniRacerEngine) -> None:
    """A string that V8 could not hold would end the process."""
    with pytest.raises(ValueError, match=f"the limit is {MAX_TEXT:,}"):
        engine.call(ECHO, "x" * (MAX_TEXT + 1))


def test_lone_surrogate_comes_out_as_replacement(engine: MiniRacerEngine) -> None:
    """A truncated label may end in half a pair; it must not hang the call."""
    assert "a\ufffd" == engine.call("() => 'a\\ud83d'")
    assert "\ufffdb" == engine.call("async () => '\\udc00b'")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("undefined", "undefined"),
        ("null", "null"),
        ("1.5", "number"),
        ("10n", "bigint"),
        ("true", "boolean"),
        ("Symbol('s')", "symbol"),
        ("new Date(NaN)", "object"),
        ("new ArrayBuffer(8)", "object"),
        ("() => 1", "function"),
        ("({toString() { throw 1 }})", "object"),
    ],
)
@pytest.mark.parametrize("form", ["() => {}", "async () => {}"], ids=["sync", "async"])
def test_call_gives_strings_only(
    engine: MiniRacerEngine,
    form: str,
    value: str,
    kind: str,
) -> None:
    """Anything else is an error that names its type, never a hang."""
    function = form.replace("{}", f"({value})")
    message = f"TypeError: the function gave a value of type {kind}, not a string"
    with pytest.raises(EvaluationError, match=message):
        engine.call(function)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 1", "2"),
        ("'text'", "text"),
        ("undefined", "undefined"),
        ("null", "null"),
        ("2n ** 64n", "18446744073709551616"),
        ("Symbol('s')", "Symbol(s)"),
        ("new Date(NaN)", "Invalid Date"),
        ("-(2 ** 40)", "-1099511627776"),
        ("[1, [2, 3]]", "1,2,3"),
        ("new Proxy({}, {get: (_, k) => k === 'then' ? 0 : () => 'trap'})", "trap"),
        ("'\\ud800'", "\ufffd"),
        ("Promise.resolve(7)", "7"),
        ("", "undefined"),
    ],
)
def test_evaluate_gives_the_value_as_string(
    engine: MiniRacerEngine,
    source: str,
    expected: str,
) -> None:
    """As JavaScript's own String() has it, promises awaited."""
    assert expected == engine.evaluate(source)


def test_state_stays(engine: MiniRacerEngine) -> None:
    """What a source declares with var or function is there for later calls."""
    engine.evaluate("var count = 0; function add(text) { count += 1; return text }")
    engine.call("add", "x")

    assert "1" == engine.evaluate("count")


def test_bundles_are_scripts(engine: MiniRacerEngine) -> None:
    """Unlike in evaluate, const and class at the top of a bundle are global."""
    engine.load(Bundle("glue", "const one = 1; class Two {}"))

    assert "1 function" == engine.call("() => `${one} ${typeof Two}`")


def test_bundle_of_the_same_name_is_ignored(engine: MiniRacerEngine) -> None:
    """Loading twice is a no-op, before and after the start."""
    for source in ("var one = 1", "var one = 2"):
        engine.load(Bundle("glue", source))

    assert "1" == engine.evaluate("one")

    engine.load(Bundle("glue", "var one = 3"))

    assert "1" == engine.evaluate("one")


def test_source_of_a_bundle_is_read_late() -> None:
    """Neither declaring nor making the engine reads it, and each start does."""
    reads: list[int] = []

    def read() -> str:
        reads.append(1)
        return "var one = 1"

    with MiniRacerEngine([Bundle("glue", read)]) as engine:
        assert [] == reads

        engine.evaluate("one")
        engine.evaluate("one")

        assert [1] == reads


def test_bundle_added_while_running_is_loaded_at_once(engine: MiniRacerEngine) -> None:
    """Its errors come from load(), not from a later call."""
    engine.evaluate("1")
    with pytest.raises(EvaluationError, match=r"^broken:1: Error: no") as caught:
        engine.load(Bundle("broken", "throw new Error('no')"))

    assert "    at broken:1:7" == caught.value.js_stack
    assert "2" == engine.evaluate("1 + 1")


@pytest.mark.parametrize("name", ["", "two words", "line\n"])
def test_bundle_names_are_words(name: str) -> None:
    """The name stands in stack traces."""
    with pytest.raises(ValueError, match="a word without spaces"):
        Bundle(name, "")


def test_bundle_source_must_be_text(engine: MiniRacerEngine) -> None:
    """A callable that gives bytes is told so."""
    with pytest.raises(TypeError, match="the source of <bundle glue> is bytes, not s"):
        MiniRacerEngine([Bundle("glue", lambda: b"")]).evaluate("1")  # type: ignore[arg-type, return-value]
    engine.load(Bundle("glue", lambda: "var fine = 1"))

    assert "1" == engine.evaluate("fine")


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_there_is_always_a_timeout(engine: MiniRacerEngine, timeout: float) -> None:
    """No call without an end, and none that has no time."""
    with pytest.raises(ValueError, match="timeout must be a finite number"):
        engine.call(ECHO, "x", timeout=timeout)
    with pytest.raises(ValueError, match="timeout must be a finite number"):
        MiniRacerEngine(timeout=timeout)


def test_stats(engine: MiniRacerEngine) -> None:
    """Starts, calls, restarts, heap and age of what ran in this process."""
    assert EngineStats(0, 0, 0) == engine.stats()

    engine.call(ECHO, "x")
    engine.evaluate("1")
    stats = engine.stats()

    assert (1, 2, 0, 2) == (stats.starts, stats.calls, stats.restarts, stats.uses)
    assert 50_000 < stats.heap_used < stats.heap_size < 50_000_000
    assert stats.age > 0
    assert stats.process > 0

    with pytest.raises(EngineTimeoutError):
        engine.evaluate("for (;;);", timeout=0.1)
    engine.evaluate("1")
    after = engine.stats()

    assert (2, 4, 1, 1) == (after.starts, after.calls, after.restarts, after.uses)

    engine.close()

    assert EngineStats(2, 4, 1) == engine.stats()


def test_repr_tells_the_state() -> None:
    """Not started, running or closed, and what is loaded."""
    engine = MiniRacerEngine([Bundle("glue", "1")])

    assert "<MiniRacerEngine glue, not started>" == repr(engine)

    engine.evaluate("1")

    assert "<MiniRacerEngine glue, running>" == repr(engine)

    engine.close()

    assert "<MiniRacerEngine glue, closed>" == repr(engine)


def test_engine_is_the_protocol() -> None:
    """Code that takes an `Engine` takes this one."""

    def shout(engine: Engine) -> str:
        return engine.call("text => text.toUpperCase()", "hi")

    with MiniRacerEngine() as engine:
        assert "HI" == shout(engine)


def test_door_has_no_other_names() -> None:
    """The door has CPython's own wording for what it does not have."""
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = engines.nothing
