"""Timers run while a call waits for its promise, in order, and never between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lazyheavy.errors import EvaluationError

if TYPE_CHECKING:
    from lazyheavy.engines import MiniRacerEngine

WAIT = "var wait = ms => new Promise(done => setTimeout(done, ms));"


@pytest.mark.parametrize("delay", ["0", "1", "", "-5", "NaN", "'2'", "Infinity"])
def test_timeout_fires(engine: MiniRacerEngine, delay: str) -> None:
    """Also without a delay, and with one that a browser takes as none."""
    source = f"async text => {{ await new Promise(d => setTimeout(d, {delay or 'undefined'})); return text }}"  # noqa: E501

    assert "x" == engine.call(source, "x")


def test_order_is_by_time_then_by_call(engine: MiniRacerEngine) -> None:
    """Earlier ones first; of two at the same time the one set first."""
    source = """async () => {
        const order = [];
        const at = (name, ms) => setTimeout(() => order.push(name), ms);
        at('c', 12); at('a', 0); at('d', 12); at('b', 4);
        await new Promise(done => setTimeout(done, 30));
        return order.join('');
    }"""

    assert "abcd" == engine.call(source)


def test_promise_jobs_run_between_timers(engine: MiniRacerEngine) -> None:
    """As in a browser: what one timer resolves comes before the next timer."""
    source = """async () => {
        const order = [];
        const later = () => order.push(2);
        setTimeout(() => { order.push(1); Promise.resolve().then(later) });
        setTimeout(() => order.push(3));
        await new Promise(done => setTimeout(done, 5));
        return order.join('');
    }"""

    assert "123" == engine.call(source)


def test_arguments_and_identifiers(engine: MiniRacerEngine) -> None:
    """The callback gets its arguments; an identifier is never falsy."""
    source = """async () => {
        let got;
        const id = setTimeout((a, b) => { got = a + b }, 1, 'x', 'y');
        await new Promise(done => setTimeout(done, 5));
        return `${typeof id} ${id > 0} ${got}`;
    }"""

    assert "number true xy" == engine.call(source)


def test_cleared_ones_do_not_fire(engine: MiniRacerEngine) -> None:
    """Either clear function stops either kind; unknown identifiers are ignored."""
    source = """async () => {
        let fired = 0;
        clearInterval(setTimeout(() => { fired += 1 }, 1));
        clearTimeout(setInterval(() => { fired += 1 }, 1));
        clearTimeout(12345); clearTimeout(); clearInterval(null);
        await new Promise(done => setTimeout(done, 10));
        return String(fired);
    }"""

    assert "0" == engine.call(source)


def test_interval_repeats_until_cleared(engine: MiniRacerEngine) -> None:
    """Three times, then it clears itself."""
    source = """() => new Promise(done => {
        let times = 0;
        const id = setInterval(() => {
            times += 1;
            if (times === 3) { clearInterval(id); setTimeout(done, 5, String(times)) }
        }, 1);
    })"""

    assert "3" == engine.call(source)


def test_what_is_no_function_is_refused(engine: MiniRacerEngine) -> None:
    """A string would have to be evaluated, which is not done here."""
    with pytest.raises(EvaluationError, match="TypeError: a timer wants a function"):
        engine.evaluate("setTimeout('1 + 1', 5)")


def test_error_in_a_timer_is_logged(
    engine: MiniRacerEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """There is nobody to catch it; the call goes on."""
    engine.evaluate(WAIT)
    engine.call("async () => { setTimeout(() => null.x); await wait(5); return '' }")

    assert caplog.messages[0].startswith("Uncaught in a timer: TypeError: Cannot read")


def test_nothing_runs_between_calls(engine: MiniRacerEngine) -> None:
    """A timer that a call leaves behind waits for the next call, and runs first."""
    engine.evaluate("var fired = 0; setTimeout(() => { fired += 1 }, 0); 0")

    assert "1" == engine.evaluate("fired")
    assert "1" == engine.evaluate("fired")


def test_left_interval_fires_once_a_call(engine: MiniRacerEngine) -> None:
    """An animation that nobody stopped costs no idle time and piles nothing up."""
    engine.evaluate("var fired = 0; setInterval(() => { fired += 1 }, 0); 0")
    counts = []
    for _ in range(5):
        engine.evaluate("const end = Date.now() + 2; while (Date.now() < end);")
        counts.append(int(engine.evaluate("fired")))

    assert counts == sorted(counts)
    assert 5 <= counts[-1] <= 10


def test_timer_that_a_timer_sets(engine: MiniRacerEngine) -> None:
    """Chains end, and a chain without end obeys the timeout of the call."""
    source = """() => new Promise(done => {
        let left = 50;
        const step = () => { left -= 1; left ? setTimeout(step) : done('end') };
        step();
    })"""

    assert "end" == engine.call(source)
