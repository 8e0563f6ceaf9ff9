"""aget() gives the instance without ever blocking the event loop."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.instances import shared

if TYPE_CHECKING:
    from lazyheavy.instances import SharedInstance


async def begun(instance: SharedInstance[Any]) -> None:
    """Let the loop run until the factory of *instance* was called."""
    while instance.cache_info().misses == 0:  # noqa: ASYNC110 - nothing to await
        await asyncio.sleep(0)


def test_factory_runs_in_a_thread() -> None:
    """The loop goes on while the factory runs; all tasks get the same object."""
    go_on = threading.Event()
    threads: list[threading.Thread] = []

    @shared
    def engine() -> object:
        threads.append(threading.current_thread())
        go_on.wait(30)
        return object()

    async def main() -> list[object]:
        asking = [asyncio.create_task(engine.aget()) for _ in range(50)]
        await begun(engine)
        go_on.set()
        return await asyncio.gather(*asking)

    got = asyncio.run(main())

    assert [engine()] * 50 == got
    assert 1 == len(threads)
    assert threading.main_thread() is not threads[0]


def test_hit_needs_no_thread() -> None:
    """An instance that is there is returned at once, in the loop's thread."""

    @shared
    def plain() -> str:
        return "plain"

    @shared(ttl=60)
    def timed() -> str:
        return "timed"

    plain()
    timed()

    async def main() -> list[str]:
        before = threading.active_count()
        got = [await plain.aget(), await timed.aget()]

        assert before == threading.active_count()
        return got

    assert ["plain", "timed"] == asyncio.run(main())


def test_error_reaches_every_task() -> None:
    """Tasks that waited get the factory's exception; the next call tries again."""
    go_on = threading.Event()
    outcomes: list[Exception | str] = [LookupError("no engine"), "made"]

    @shared
    def engine() -> str:
        go_on.wait(30)
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def main() -> list[str | BaseException]:
        asking = [asyncio.create_task(engine.aget()) for _ in range(5)]
        await begun(engine)
        await asyncio.sleep(0)
        go_on.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    got = asyncio.run(main())

    assert [got[0]] * 5 == got
    assert isinstance(got[0], LookupError)
    assert "made" == asyncio.run(engine.aget())


def test_error_that_no_future_takes() -> None:
    """StopIteration, from a forgotten `next`, neither hangs nor ends a loop."""
    calls: list[str] = []
    engine = shared(lambda: next(iter(calls)))
    with pytest.raises(RuntimeError, match="raised StopIteration"):
        asyncio.run(engine.aget())

    calls.append("made")

    assert "made" == asyncio.run(engine.aget())


def test_check_runs_in_a_thread() -> None:
    """A check may block, so it does not run in the loop's thread."""
    threads: list[threading.Thread] = []

    def check(_: object) -> bool:
        threads.append(threading.current_thread())
        return True

    @shared(check=check)
    def engine() -> str:
        return "made"

    engine()

    assert "made" == asyncio.run(engine.aget())
    assert threading.main_thread() not in threads
    assert 1 == len(threads)


def test_several_loops_one_after_the_other() -> None:
    """Nothing is bound to the loop in which the instance was made."""

    @shared
    def engine() -> object:
        return object()

    got = [asyncio.run(engine.aget()) for _ in range(3)]

    assert [engine()] * 3 == got


def test_cancelled_task_does_not_stop_the_factory() -> None:
    """Another task gets the instance although the one that began was cancelled."""
    go_on = threading.Event()

    @shared
    def engine() -> str:
        go_on.wait(30)
        return "made"

    async def main() -> str:
        first = asyncio.create_task(engine.aget())
        await begun(engine)
        second = asyncio.create_task(engine.aget())
        await asyncio.sleep(0)
        first.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await second

    assert "made" == asyncio.run(main())
    assert 1 == engine.cache_info().made


def test_thread_scope_is_refused() -> None:
    """An instance of a thread cannot be made in another thread."""

    @shared(scope="thread")
    def engine() -> str:
        return "made"

    with pytest.raises(TypeError, match="scope='thread'"):
        asyncio.run(engine.aget())
