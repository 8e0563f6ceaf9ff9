"""What chart libraries expect of the web platform is there and behaves."""

from __future__ import annotations

import base64
import json
import random
from typing import TYPE_CHECKING

import pytest

from lazyheavy.errors import EvaluationError

if TYPE_CHECKING:
    from lazyheavy.engines import MiniRacerEngine


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[1, , 'a', null, undefined].length", "5"),
        ("1 in structuredClone([1, , 2])", "false"),
        ("JSON.stringify(structuredClone({a: [1, {b: 2}], c: null}))",
         '{"a":[1,{"b":2}],"c":null}'),
        ("structuredClone(new Date(5)).getTime()", "5"),
        ("String(structuredClone(/a+/gi))", "/a+/gi"),
        ("structuredClone(new Map([[{k: 1}, new Set([2])]])).size", "1"),
        ("structuredClone(2n ** 70n)", "1180591620717411303424"),
        ("structuredClone(Object('boxed')) instanceof String", "true"),
        ("structuredClone(Object(true)).valueOf()", "true"),
        ("structuredClone(new RangeError('far')).message", "far"),
        ("structuredClone(new RangeError('far')) instanceof RangeError", "true"),
        ("structuredClone(new Uint16Array([1, 65535])).join()", "1,65535"),
        ("structuredClone(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)).join()", "2,3"),
        ("structuredClone(new DataView(new ArrayBuffer(8), 2, 4)).byteOffset", "2"),
        ("structuredClone(new ArrayBuffer(8)).byteLength", "8"),
        (("Object.getPrototypeOf(structuredClone(new (class A {})())) === "
         "Object.prototype"), "true"),
        ("JSON.stringify(structuredClone({get a() { return 1 }}))", '{"a":1}'),
        ("Object.keys(structuredClone({[Symbol('s')]: 1, b: 2})).join()", "b"),
        (("Object.hasOwn(structuredClone(JSON.parse('{\"__proto__\": {\"x\": 1}}')), "
         "'__proto__')"), "true"),
        ("var o = {}; o.self = o; var c = structuredClone(o); c.self === c && c !== o",
         "true"),
        ("var s = {}; var p = structuredClone([s, s]); p[0] === p[1] && p[0] !== s",
         "true"),
        (("var b = new ArrayBuffer(4); var v = structuredClone([new Uint8Array(b), "
         "new Uint8Array(b)]); v[0].buffer === v[1].buffer"), "true"),
    ],
)  # fmt: skip
def test_structured_clone(
    engine: MiniRacerEngine,
    expression: str,
    expected: str,
) -> None:
    """Deep, with circles and shared parts kept, as the HTML standard has it."""
    assert expected == engine.evaluate(expression)


@pytest.mark.parametrize("value", ["() => 1", "Symbol()", "[new WeakMap()]",
                                   "({a: Promise.resolve()})"])  # fmt: skip
def test_structured_clone_refuses(engine: MiniRacerEngine, value: str) -> None:
    """What cannot be copied is a DataCloneError."""
    with pytest.raises(EvaluationError, match=r"^DataCloneError: .* not be cloned"):
        engine.evaluate(f"structuredClone({value})")


def test_base64_of_all_bytes(engine: MiniRacerEngine) -> None:
    """Functions btoa and atob agree with Python for every length and every byte."""
    rng = random.Random(0)  # noqa: S311 - test data
    data = [bytes(range(256)), *(rng.randbytes(length) for length in range(12))]
    texts = [item.decode("latin-1") for item in data]
    encoded = json.loads(
        engine.call("t => JSON.stringify(JSON.parse(t).map(btoa))", json.dumps(texts)),
    )

    assert [base64.b64encode(item).decode() for item in data] == encoded

    decoded = json.loads(
        engine.call(
            "t => JSON.stringify(JSON.parse(t).map(atob))", json.dumps(encoded)
        ),
    )

    assert texts == decoded


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("atob(' Y Q = =\\n')", "a"),
        ("atob('YQ')", "a"),
        ("atob('')", ""),
        ("btoa(12)", "MTI="),
    ],
)
def test_base64_is_forgiving(
    engine: MiniRacerEngine,
    expression: str,
    expected: str,
) -> None:
    """White space and missing padding are fine."""
    assert expected == engine.evaluate(expression)


@pytest.mark.parametrize(
    "expression",
    ["atob('Y')", "atob('YQ=')", "atob('Y=Q=')", "atob('€')", "btoa('€')"],
)
def test_base64_refuses(engine: MiniRacerEngine, expression: str) -> None:
    """What is no base64, or no byte, is an InvalidCharacterError."""
    with pytest.raises(EvaluationError, match=r"^InvalidCharacterError"):
        engine.evaluate(expression)


TEXTS = [
    "",
    "plain",
    "é",
    "漢字",
    "🎈",
    "\0",
    "\x7f\x80\u07ff\u0800\uffff",
    "\U0010ffff",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_utf8_both_ways(engine: MiniRacerEngine, text: str) -> None:
    """TextEncoder and TextDecoder agree with Python."""
    encode = "t => new TextEncoder().encode(t).join()"
    both = "t => new TextDecoder().decode(new TextEncoder().encode(t))"

    assert ",".join(map(str, text.encode())) == engine.call(encode, text)
    assert text == engine.call(both, text)


def test_utf8_of_any_bytes(engine: MiniRacerEngine) -> None:
    """Broken sequences become U+FFFD just where Python's decoder puts them."""
    rng = random.Random(1)  # noqa: S311 - test data
    pieces = [b"\xc3", b"\xe2\x82", b"\xf0\x9f\x8e", b"\x80", b"a", b"\xed\xa0\x80",
              b"\xf4\x90", b"\xc0\xaf", b"\xff", b"\xe2\x82\xac"]  # fmt: skip
    samples = [b"".join(rng.choices(pieces, k=6)) for _ in range(300)]
    source = """t => JSON.stringify(JSON.parse(t).map(
        bytes => new TextDecoder().decode(Uint8Array.from(bytes))))"""
    decoded = json.loads(engine.call(source, json.dumps([list(s) for s in samples])))

    assert [sample.decode(errors="replace") for sample in samples] == decoded


def test_decoding_piece_by_piece(engine: MiniRacerEngine) -> None:
    """A stream may be cut inside a character, and ends what is left at the end."""
    source = """
        const decoder = new TextDecoder();
        const stream = {stream: true};
        const part = (...bytes) => decoder.decode(Uint8Array.from(bytes), stream);
        [part(0xef, 0xbb), part(0xbf, 0x61), part(0xf0, 0x9f), part(0x8e, 0x88),
         part(0xc3), decoder.decode()].join('|')
    """

    assert "|a||🎈||\ufffd" == engine.evaluate(source)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("new TextDecoder().decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))", "a"),
        (("new TextDecoder('utf8', {ignoreBOM: true})"
         ".decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))"), "\ufeffa"),
        ("new TextDecoder().decode(new DataView(Uint8Array.of(9, 98).buffer, 1))", "b"),
        ("new TextDecoder().decode(Uint8Array.of(97).buffer)", "a"),
        ("new TextEncoder().encode('\\ud800').join()", "239,191,189"),
        ("JSON.stringify(new TextEncoder().encodeInto('aé🎈', new Uint8Array(6)))",
         '{"read":2,"written":3}'),
        ("new TextEncoder().encoding", "utf-8"),
    ],
)  # fmt: skip
def test_encoders_in_detail(
    engine: MiniRacerEngine,
    expression: str,
    expected: str,
) -> None:
    """Marks, views, buffers and targets that are too small."""
    assert expected == engine.evaluate(expression)


def test_decoder_refuses(engine: MiniRacerEngine) -> None:
    """Other encodings, and broken text if told so."""
    with pytest.raises(EvaluationError, match="RangeError: the encoding latin1 is not"):
        engine.evaluate("new TextDecoder('latin1')")
    with pytest.raises(EvaluationError, match="TypeError: the data is not valid UTF-8"):
        engine.evaluate("new TextDecoder('utf-8', {fatal: true})"
                        ".decode(Uint8Array.of(255))")  # fmt: skip


def test_microtasks(engine: MiniRacerEngine, caplog: pytest.LogCaptureFixture) -> None:
    """They run after the source and before the next call; errors are logged."""
    source = """var seen = 0; queueMicrotask(() => { seen += 1 });
        queueMicrotask(() => { null.x }); seen"""

    assert "0" == engine.evaluate(source)
    assert "1" == engine.evaluate("seen")
    assert caplog.messages[0].startswith("Uncaught in a microtask: TypeError")


def test_microtask_must_be_a_function(engine: MiniRacerEngine) -> None:
    """As in a browser."""
    with pytest.raises(EvaluationError, match="queueMicrotask wants a function"):
        engine.evaluate("queueMicrotask(1)")


def test_performance_clock(engine: MiniRacerEngine) -> None:
    """Milliseconds since a fixed origin."""
    source = "performance.now() >= 0 && performance.timeOrigin <= Date.now()"

    assert "true" == engine.evaluate(source)


@pytest.mark.parametrize("name", ["window", "self", "document", "navigator", "process"])
def test_it_does_not_look_like_a_browser(engine: MiniRacerEngine, name: str) -> None:
    """Libraries tell by these names where they run, and draw differently."""
    assert "undefined" == engine.evaluate(f"typeof {name}")


def test_bridge_cannot_be_replaced(engine: MiniRacerEngine) -> None:
    """A bundle can neither take away nor change what the engine talks to."""
    source = """
        try { delete globalThis.__lazyheavy } catch {}
        try { globalThis.__lazyheavy = 1 } catch {}
        for (const name of ['call', 'poll', 'evaluate', 'input', 'takeMessages']) {
            try { delete __lazyheavy[name] } catch {}
            if (name !== 'input') try { __lazyheavy[name] = 1 } catch {}
        }
        JSON.stringify = JSON.parse = Date.now = () => { throw 1 };
        Object.prototype.value = 1; 'done'
    """

    assert "done" == engine.evaluate(source)
    assert "x" == engine.call("async t => { await null; return t }", "x")
    with pytest.raises(EvaluationError, match="TypeError"):
        engine.call("() => null.x")
    assert "1" == engine.evaluate("1")
