"""Any thread may call; one call is in flight at a time."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.engines._library import loading
from lazyheavy.errors import EvaluationError
from lazyheavy.instances import shared

ECHO = "text => text"


def test_many_threads_get_their_own_answers(engine: MiniRacerEngine) -> None:
    """No answer, error or pending promise is mixed up with another's."""
    functions = [
        ECHO,
        "async text => text",
        "async text => { await new Promise(r => setTimeout(r, 1)); return text }",
    ]

    def work(worker: int) -> bool:
        for number in range(60):
            text = f"{worker}.{number}"
            if number % 10 == 9:
                with pytest.raises(EvaluationError, match=f"^Error: {text}$"):
                    engine.call("text => { throw new Error(text) }", text)
            elif text != engine.call(functions[number % 3], text):
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert [True] * 8 == list(pool.map(work, range(8)))

    assert 1 == engine.stats().starts


def test_first_calls_at_once_start_one_v8() -> None:
    """However many threads come first, V8 starts once, with each bundle once."""
    together = threading.Barrier(8)
    bundles = [Bundle("a", "var n = 1"), Bundle("b", "n += 1")]
    with MiniRacerEngine(bundles) as engine, ThreadPoolExecutor(8) as pool:

        def first() -> str:
            together.wait(30)
            return engine.evaluate("n")

        got = [pool.submit(first) for _ in range(8)]

        assert ["2"] * 8 == [future.result(60) for future in got]
        assert (1, 8) == engine.stats()[:2]


def test_start_inside_a_start() -> None:
    """A signal handler may start an engine just as its thread has started one."""
    started = threading.Event()

    def handle() -> None:
        with loading.start, MiniRacerEngine() as engine:
            engine.evaluate("1")
        started.set()

    threading.Thread(target=handle, daemon=True).start()

    assert started.wait(30)


def test_bundles_added_by_many_threads() -> None:
    """Each is loaded once, whoever was in flight."""
    with MiniRacerEngine() as engine, ThreadPoolExecutor(8) as pool:
        engine.evaluate("var seen = []; 0")
        bundles = [Bundle(f"b{n}", f"seen.push({n})") for n in range(8)]
        list(pool.map(engine.load, bundles * 3))

        assert "0,1,2,3,4,5,6,7" == engine.evaluate("seen.sort().join()")


def test_sources_are_read_without_the_lock() -> None:
    """A source may itself ask an engine that is busy, or be slow."""
    reading, go_on = threading.Event(), threading.Event()

    def read() -> str:
        reading.set()
        go_on.wait(30)
        return "var late = 'late'"

    with MiniRacerEngine() as engine, ThreadPoolExecutor(1) as pool:
        engine.evaluate("1")
        loading = pool.submit(engine.load, Bundle("late", read))
        reading.wait(30)
        # Another thread has its own reading to do, of the same bundle.
        go_on.set()

        assert "late" == engine.evaluate("late")

        loading.result(30)


def test_call_inside_a_running_loop(engine: MiniRacerEngine) -> None:
    """A notebook cell or a coroutine may call, the first time and later."""

    async def main() -> list[str]:
        wait = "async t => { await new Promise(r => setTimeout(r, 1)); return t }"
        with pytest.raises(EvaluationError, match="null"):
            engine.call("() => null.x")
        return [engine.call(wait, "a"), engine.call(ECHO, str(engine.stats().starts))]

    assert ["a", "1"] == asyncio.run(main())
    assert "b" == engine.call(ECHO, "b")


def test_several_event_loops(engine: MiniRacerEngine) -> None:
    """An engine belongs to no loop: each asyncio.run() has its turn."""

    async def main(text: str) -> str:
        return await asyncio.to_thread(engine.call, ECHO, text)

    assert ["0", "1", "2"] == [asyncio.run(main(str(n))) for n in range(3)]
    assert 1 == engine.stats().starts


def test_many_tasks(engine: MiniRacerEngine) -> None:
    """Tasks that call through threads wait for their turn, the loop does not."""

    async def main() -> list[str]:
        return await asyncio.gather(
            *(asyncio.to_thread(engine.call, ECHO, str(n)) for n in range(30)),
        )

    assert [str(n) for n in range(30)] == asyncio.run(main())


def test_made_in_one_thread_used_in_another(engine: MiniRacerEngine) -> None:
    """V8 does not belong to the thread that started it."""
    thread = threading.Thread(target=engine.evaluate, args=("var made = 'there'",))
    thread.start()
    thread.join(30)

    assert "there" == engine.evaluate("made")


def test_shared_engine_under_threads() -> None:
    """The two halves together: one engine a process, however many ask."""

    @shared(close=MiniRacerEngine.close)
    def shared_engine() -> MiniRacerEngine:
        return MiniRacerEngine()

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda n: shared_engine().call(ECHO, str(n)), range(40)))

    assert [str(n) for n in range(40)] == got
    assert 1 == shared_engine.cache_info().made
    assert 1 == shared_engine().stats().starts

    first = shared_engine()
    shared_engine.cache_clear()

    assert first.closed
