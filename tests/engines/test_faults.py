"""Doubt means discard: the call fails in time, and the next one finds a new V8."""

from __future__ import annotations

import asyncio
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.engines import _session as session_module
from lazyheavy.errors import (
    EngineClosedError,
    EngineMemoryError,
    EngineTimeoutError,
    EvaluationError,
)
from tests._support.children import output_of
from tests.engines._generation import not_with_legacy

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    Make = Callable[..., MiniRacerEngine]
    Isolation = Literal["process"] | None

ECHO = "text => text"
GLUE = Bundle("glue", "var glued = text => `glued ${text}`")

ENDLESS = {
    "loop": "() => { for (;;); }",
    "loop that catches": "() => { for (;;) try { for (;;); } finally { continue } }",
    "regular expression": "() => String(/^(a+)+$/.test('a'.repeat(40) + 'b'))",
    "sorting": "() => [3, 2, 1].sort(() => { for (;;); }).join()",
    "promise": "() => new Promise(() => {})",
    "promise jobs": "async () => { for (;;) await null }",
    "timers": "() => new Promise(() => { const f = () => setTimeout(f); f() })",
    "timer": "() => new Promise(() => { setTimeout(() => { for (;;); }) })",
    "getter": "() => ({get then() { for (;;); }})",
    "conversion": "async () => { throw {get message() { for (;;); }} }",
    "waiting": "() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
}


def test_endless_calls_time_out(make_engine: Make) -> None:
    """Whatever goes on for ever ends with the timeout; the bundles come back."""
    engine = make_engine([GLUE])
    for restarts, (kind, function) in enumerate(ENDLESS.items(), 1):
        engine.evaluate("var kept = 1")
        with pytest.raises(EngineTimeoutError, match=r"took more than 0\.1 s; the en"):
            pytest.fail(f"{kind} ended: {engine.call(function, timeout=0.1)}")

        assert "glued x" == engine.call("glued", "x"), kind
        assert "undefined" == engine.evaluate("typeof kept"), kind
        assert restarts == engine.stats().restarts, kind


def test_native_code_that_nothing_stops(make_engine: Make) -> None:
    """V8 goes on in C++ after the timeout; the call and the next one do not wait."""
    function = "() => String('a'.repeat(2 ** 27).indexOf('a'.repeat(2 ** 26) + 'b'))"
    engine = make_engine([GLUE])
    with pytest.raises(EngineTimeoutError):
        engine.call(function, timeout=0.1)

    assert "glued x" == engine.call("glued", "x")


leaves_nothing_behind = not_with_legacy("promise jobs are part of the call")


@leaves_nothing_behind
def test_what_a_call_leaves_behind_is_not_paid_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Endless promise jobs start after a result: the next call gets a new V8."""
    monkeypatch.setattr(session_module, "FENCE_LIMIT", 0.1)
    with MiniRacerEngine([GLUE]) as engine:
        assert "done" == engine.evaluate(
            "Promise.resolve().then(() => { for (;;); }); 'done'",
        )
        assert "glued x" == engine.call("glued", "x")
        assert 1 == engine.stats().restarts


@leaves_nothing_behind
def test_loading_into_a_stuck_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle that comes then is loaded into a new V8."""
    monkeypatch.setattr(session_module, "FENCE_LIMIT", 0.1)
    with MiniRacerEngine([GLUE]) as engine:
        engine.evaluate("Promise.resolve().then(() => { for (;;); }); 'done'")
        engine.load(Bundle("late", "var late = 1"))

        assert "1glued x" == engine.call("text => late + glued(text)", "x")
        assert 1 == engine.stats().restarts


@leaves_nothing_behind
def test_stats_of_a_stuck_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for the heap does not hang either, and discards what does not answer."""
    monkeypatch.setattr(session_module, "FENCE_LIMIT", 0.1)
    with MiniRacerEngine() as engine:
        engine.evaluate("Promise.resolve().then(() => { for (;;); }); 'done'")

        assert 0 == engine.stats().heap_used
        assert "2" == engine.evaluate("1 + 1")


def test_endless_bundle_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle has its time, too; one that does not load is forgotten."""
    with MiniRacerEngine() as engine:
        engine.evaluate("1")
        with monkeypatch.context() as patch:
            patch.setattr(session_module, "START_LIMIT", 0.2)
            with pytest.raises(EngineTimeoutError, match="bundle 'endless' took more"):
                engine.load(Bundle("endless", "for (;;);"))

        assert "2" == engine.evaluate("1 + 1")


def test_memory_limit(make_engine: Make) -> None:
    """A script that takes too much is ended; the next call goes on."""
    grow = (
        "() => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)) }"
    )
    engine = make_engine([GLUE], max_memory=60_000_000)
    with pytest.raises(EngineMemoryError, match=r"ran out of (JavaScript )?memory; "):
        engine.call(grow)

    assert "glued x" == engine.call("glued", "x")
    with pytest.raises(EvaluationError, match="TypeError: Cannot read"):
        engine.call("() => null.x")


def test_memory_error_is_a_memory_error() -> None:
    """And the timeout a TimeoutError: what callers already catch."""
    assert issubclass(EngineMemoryError, MemoryError)
    assert issubclass(EngineTimeoutError, TimeoutError)


def test_closed_engine_refuses(make_engine: Make) -> None:
    """Nothing starts V8 again after close(), which may be called twice."""
    engine = make_engine()
    engine.evaluate("1")
    engine.close()
    engine.close()
    for ask in (
        lambda: engine.call(ECHO, "x"),
        lambda: engine.evaluate("1"),
        lambda: engine.load(GLUE),
        engine.fresh,
    ):
        with pytest.raises(EngineClosedError, match="the engine is closed"):
            ask()

    assert engine.closed
    assert 1 == engine.stats().starts


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(
            "() => { for (;;); }", marks=not_with_legacy("nothing stops a script")
        ),
        "() => new Promise(() => {})",
    ],
)
def test_close_ends_a_call_in_flight(make_engine: Make, function: str) -> None:
    """The other thread does not wait for ever: it gets EngineClosedError."""
    engine = make_engine()
    engine.evaluate("1")
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(engine.call, function, timeout=60)
        while engine.stats().calls < 2:
            pass
        engine.close()
        with pytest.raises(EngineClosedError, match="closed during the call"):
            future.result(30)


INTERRUPTED = """
import asyncio, signal, sys, threading
from lazyheavy.engines import MiniRacerEngine
from lazyheavy.errors import EngineError

# A shell starts what runs in the background with SIGINT ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
engine = MiniRacerEngine(isolation=sys.argv[1] or None)
engine.evaluate("1")

def interrupt():
    while engine.stats().calls < 2: pass
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

def endless():
    threading.Thread(target=interrupt).start()
    engine.call("() => { for (;;); }", timeout=60)
"""
needs_signals = pytest.mark.skipif(
    not hasattr(signal, "pthread_kill"),
    reason="no signals for threads here",
)
no_stopping = not_with_legacy("a script goes on until its timeout")


@needs_signals
@no_stopping
def test_keyboard_interrupt_discards(isolation: str | None) -> None:
    """Ctrl-C is there at once; the script that runs on is not met again."""
    code = """
try: endless()
except KeyboardInterrupt: print("interrupted")
print(engine.evaluate("1 + 1"), engine.stats().restarts)
"""

    assert "interrupted\n2 1" == output_of(INTERRUPTED + code, args=(isolation or "",))


@needs_signals
@no_stopping
def test_interrupt_under_an_event_loop(isolation: str | None) -> None:
    """Ctrl-C ends a call in a thread that runs a loop as well."""
    code = """
async def main(): endless()
loop = asyncio.new_event_loop()
try: loop.run_until_complete(main())
except KeyboardInterrupt: print("interrupted")
loop.close()
print(engine.evaluate("1 + 1"), engine.stats().restarts)
"""

    assert "interrupted\n2 1" == output_of(INTERRUPTED + code, args=(isolation or "",))


@needs_signals
@no_stopping
def test_interrupt_ends_no_call_of_another_thread() -> None:
    """Who waits for his turn takes that back, and leaves the others alone."""
    code = """
def interrupt():
    main = threading.main_thread().ident
    while sys._current_frames()[main].f_code.co_name != "acquire": pass
    signal.pthread_kill(main, signal.SIGINT)

slow = "() => new Promise(done => setTimeout(() => done('slow is done'), 700))"
async def main():
    threading.Thread(target=interrupt).start()
    engine.evaluate("globalThis.ran = 1")
other = threading.Thread(target=lambda: print(engine.call(slow)))
other.start()
while engine.stats().calls < 2: pass
loop = asyncio.new_event_loop()
try: loop.run_until_complete(main())
except KeyboardInterrupt: print("interrupted")
loop.close()
for thread in threading.enumerate():
    if thread is not threading.main_thread(): thread.join()
print(engine.evaluate("typeof ran"), engine.stats().restarts)
"""

    assert "interrupted\nslow is done\nundefined 0" == output_of(
        INTERRUPTED + code, args=("",)
    )


@needs_signals
@no_stopping
def test_call_from_a_signal_handler_inside_a_call(isolation: str | None) -> None:
    """The thread is inside V8 already: an error at once, not a deadlock."""
    code = """
def handler(*args):
    try: engine.evaluate("1")
    except EngineError as error: print(error)
    engine.close()
signal.signal(signal.SIGINT, handler)
try: endless()
except EngineError as error: print(error)
"""
    expected = [
        "the engine was called from inside one of its own calls",
        "() => { for (;;); }: the engine was closed during the call",
    ]

    done = output_of(INTERRUPTED + code, args=(isolation or "",))

    assert expected == done.splitlines()


def test_busy_engine_times_out_without_harm(make_engine: Make) -> None:
    """Who only waited for its turn discards nothing."""
    engine = make_engine()
    engine.evaluate("1")
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(engine.call, "() => new Promise(() => {})", timeout=60)
        while engine.stats().calls < 2:
            pass
        with pytest.raises(EngineTimeoutError, match=r"was busy with other calls for"):
            engine.call(ECHO, "y", timeout=0.05)

        assert 0 == engine.stats().restarts
        assert not future.done()

        engine.close()
        with pytest.raises(EngineClosedError):
            future.result(30)


def test_dropped_engine_warns_and_closes(isolation: Isolation) -> None:
    """A forgotten close() is a ResourceWarning, and V8 goes away all the same."""
    before = threading.active_count()
    engine = MiniRacerEngine(isolation=isolation)
    engine.evaluate("1")
    with pytest.warns(ResourceWarning, match="unclosed <MiniRacerEngine, running>"):
        del engine

    assert before == threading.active_count()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_dropped_engine_closes_where_warnings_are_errors(isolation: Isolation) -> None:
    """The error goes nowhere from a finalizer; it must not keep V8 alive."""
    before = threading.active_count()
    engine = MiniRacerEngine(isolation=isolation)
    engine.evaluate("1")
    keeper = engine._keeper
    del engine

    assert keeper.is_closed
    assert before == threading.active_count()


def test_engine_that_never_ran_is_dropped_in_silence() -> None:
    """Nothing was started, so there is nothing to warn of."""
    engine = MiniRacerEngine([GLUE])
    del engine


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_no_file_descriptor_or_thread_is_left(isolation: str | None) -> None:
    """Engines that time out and are closed leave the process as it was."""
    code = """
        import os, sys, threading, time
        from lazyheavy.engines import MiniRacerEngine
        from lazyheavy.errors import EngineTimeoutError
        def count(): return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
        def once():
            with MiniRacerEngine(isolation=sys.argv[1] or None) as engine:
                try: engine.call("() => { for (;;); }", timeout=0.01)
                except EngineTimeoutError: pass
                engine.evaluate("1")
        once()
        before = count()
        for _ in range(int(sys.argv[2])): once()
        end = time.monotonic() + 10  # a thread that has ended is listed a moment longer
        while count() != before and time.monotonic() < end: os.sched_yield()
        print(before == count(), before, count())
    """  # noqa: E501
    rounds = "3" if isolation else "20"  # a process takes a second

    assert output_of(code, args=(isolation or "", rounds)).startswith("True")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_interrupted_start_leaves_no_v8() -> None:
    """Ctrl-C at any moment of the start; it is tried at many."""
    code = """
        import os, signal, sys, time
        from lazyheavy.engines import MiniRacerEngine, warm
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        warm()
        def count(): return len(os.listdir("/proc/self/task"))
        def start(moment):
            with MiniRacerEngine() as engine:
                try:
                    try:
                        signal.setitimer(signal.ITIMER_REAL, moment)
                        engine.evaluate("1")
                        return 0
                    finally: signal.setitimer(signal.ITIMER_REAL, 0)
                except KeyboardInterrupt: return 1  # perhaps as the call ended
        start(10)
        before = count()
        interrupted = sum(start(0.0006 * (n + 1)) for n in range(20))
        end = time.monotonic() + 10  # a thread that has ended is listed a moment longer
        while count() != before and time.monotonic() < end: os.sched_yield()
        print(interrupted > 0, count() - before)
    """

    assert "True 0" == output_of(code)


def test_asyncio_of_the_caller_is_left_alone() -> None:
    """No loop is set, captured or left running by a call."""
    with MiniRacerEngine() as engine:
        engine.evaluate("1")

        async def main() -> asyncio.AbstractEventLoop:
            return asyncio.get_running_loop()

        assert asyncio.run(main()) is not asyncio.run(main())
        assert "1" == engine.evaluate("1")
