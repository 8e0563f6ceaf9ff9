"""Values cross as text: big, nested and odd ones whole, or with a clear error.

JSON is the caller's, so here stand the ways that work: dates as ISO text, bytes
as base64, numbers without a JSON form as the caller writes them.
"""

from __future__ import annotations

import base64
import json
import math
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from lazyheavy.engines import MiniRacerEngine
from lazyheavy.engines._checks import MAX_TEXT
from lazyheavy.errors import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

THROUGH_JSON = "text => JSON.stringify(JSON.parse(text))"


@pytest.fixture(scope="module")
def engine(isolation: Literal["process"] | None) -> Iterator[MiniRacerEngine]:
    """Give one engine to all: values leave nothing behind."""
    with MiniRacerEngine(isolation=isolation) as made:
        yield made

        assert 0 == made.stats().restarts


@pytest.mark.parametrize(
    "text",
    ["x" * 40_000_000, "ü漢" * 8_000_000, "🎈\0\u2028'\"\\" * 2_000_000],
    ids=["40 MB of ASCII", "two-byte", "pairs, NUL and quotes"],
)
def test_tens_of_megabytes_go_through(engine: MiniRacerEngine, text: str) -> None:
    """In and out, unchanged, within one call."""
    got = engine.call("text => text", text, timeout=60)

    assert len(text) == len(got)
    assert text == got  # not first: pytest would explain the difference at length


def test_javascript_makes_more_than_it_got(engine: MiniRacerEngine) -> None:
    """What comes out may be longer than what may go in."""
    got = engine.call("text => text.repeat(100_000_000)", "x", timeout=60)

    assert len(got) == 100_000_000 > MAX_TEXT


@pytest.mark.parametrize(
    "value",
    [
        {"nested": [[[{"deep": [1, 2.5, -0.0, None, True, "x"]}]]]},
        {"nul": "a\0b", "quotes": "'\"`\\", "lines": "\n\r\u2028\u2029", "": {}},
        {"pair": "🎈", "max": 2**53 - 1, "min": -(2**53), "tiny": 5e-324},
        {"__proto__": {"polluted": 1}, "constructor": [], "toString": None},
        ["lone \ud800 surrogate, escaped in JSON"],
        [],
        "text",
        0.1 + 0.2,
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_json_goes_through(engine: MiniRacerEngine, value: object) -> None:
    """As Python writes it; numbers are doubles there."""
    assert value == json.loads(engine.call(THROUGH_JSON, json.dumps(value)))


def test_deep_nesting(engine: MiniRacerEngine) -> None:
    """Thousands of levels; more than V8 can take is an error, not an end."""
    text = "[" * 5_000 + "]" * 5_000

    assert text == engine.call(THROUGH_JSON, text)

    too_deep = "[" * 100_000 + "]" * 100_000
    try:
        got = engine.call("t => String(JSON.stringify(JSON.parse(t)).length)", too_deep)
    except EvaluationError as error:
        got = error.js_message

    assert got in {"200000", "RangeError: Maximum call stack size exceeded"}
    assert "2" == engine.evaluate("1 + 1")


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_have(
    engine: MiniRacerEngine, number: float
) -> None:
    """Python writes NaN and Infinity, which JSON.parse refuses by name."""
    with pytest.raises(EvaluationError, match=r"^SyntaxError: .*(NaN|JSON)"):
        engine.call(THROUGH_JSON, json.dumps(number))
    shown = engine.call(
        "text => String(Number(text))", str(number).replace("inf", "Infinity")
    )

    assert repr(number) == repr(float(shown))
    assert "[null]" == engine.evaluate("JSON.stringify([NaN])")


def test_big_integers_lose_digits_only_as_numbers(engine: MiniRacerEngine) -> None:
    """2 ** 63 is no double plus one; as text it becomes a BigInt and comes back."""
    big = 2**63 + 1

    assert float(big) == float(engine.call(THROUGH_JSON, str(big)))
    assert str(big + 1) == engine.call("text => String(BigInt(text) + 1n)", str(big))


@pytest.mark.parametrize("year", [1, 1969, 2024, 9999])
def test_dates_as_iso_text(engine: MiniRacerEngine, year: int) -> None:
    """To the millisecond, on either side of the years that Python knows."""
    moment = datetime(year, 2, 28, 23, 59, 59, 999_000, timezone.utc)
    text = engine.call("text => new Date(text).toISOString()", moment.isoformat())

    assert moment == datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
    assert "+020000-01-01T00:00:00.000Z" == engine.evaluate(
        "new Date(Date.UTC(20000, 0)).toISOString()"
    )
    with pytest.raises(EvaluationError, match="RangeError: Invalid time value"):
        engine.evaluate("new Date(NaN).toISOString()")


def test_bytes_as_base64(engine: MiniRacerEngine) -> None:
    """Every byte, there and back, with the functions of the platform."""
    data = bytes(range(256)) * 400
    function = "text => btoa(atob(text).split('').reverse().join(''))"
    got = engine.call(function, base64.b64encode(data).decode())

    assert data[::-1] == base64.b64decode(got)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(b"bytes", "bytes"), (bytearray(b"x"), "bytearray"), (math.nan, "float")],
)
def test_what_is_no_text_is_refused(
    engine: MiniRacerEngine, value: str, kind: str
) -> None:
    """Nothing is guessed: who sends bytes says how they are written."""
    with pytest.raises(TypeError, match=f"text must be a str, not {kind}"):
        engine.call("text => text", value)
    with pytest.raises(TypeError, match=f"source must be a str, not {kind}"):
        engine.evaluate(value)


def test_lone_surrogates_in_sources_are_refused(engine: MiniRacerEngine) -> None:
    """They have no place in a source file, and could not be sent on."""
    with pytest.raises(ValueError, match="function has a lone surrogate at index 1"):
        engine.call("'\udc00'")
    with pytest.raises(ValueError, match="source has a lone surrogate at index 1"):
        engine.evaluate("'\udc00'")


def test_str_subclasses_are_text(engine: MiniRacerEngine) -> None:
    """NumPy and pandas have such."""

    class Label(str):
        __slots__ = ()

    assert "label" == engine.call("text => text", Label("label"))
