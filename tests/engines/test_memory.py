"""Memory stays flat, however many calls are made and however they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lazyheavy.engines import MiniRacerEngine

CALLS = 500
MEGABYTE = 1_000_000


def text(number: int) -> str:
    """Return 100 KB that no other call has."""
    return f"{number:06}" + "x" * 100_000


def test_distinct_inputs_are_not_kept(engine: MiniRacerEngine) -> None:
    """Arguments go in as data; as source V8 would keep all of these 50 MB."""
    engine.call("text => text", text(0))
    for number in range(CALLS):
        engine.call("text => text", text(number))

    assert engine.stats().heap_used < 25 * MEGABYTE


def test_errors_and_promises_are_not_kept(engine: MiniRacerEngine) -> None:
    """Nor is what belongs to a call that failed or was awaited."""
    function = """async text => {
        await null;
        console.log(text);
        if (text[5] % 2) throw new Error(text);
        return text;
    }"""
    for number in range(CALLS):
        try:
            engine.call(function, text(number))
        except Exception as error:  # noqa: BLE001, PERF203
            assert "Error: 0" in str(error)  # noqa: PT017

    assert engine.stats().heap_used < 25 * MEGABYTE


def test_timers_left_behind_are_not_kept(engine: MiniRacerEngine) -> None:
    """A chart that was not disposed of leaves a timer that holds all of it."""
    function = "text => { const all = text + '!'; setTimeout(() => all, 1); return '' }"
    for number in range(CALLS):
        engine.call(function, text(number))

    assert engine.stats().heap_used < 25 * MEGABYTE
