"""Who comes first is served first, and who goes away takes nothing with it."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from lazyheavy.errors import PoolTimeoutError
from lazyheavy.instances import Pool
from tests.instances._pools import LONG, Engine, Holder, auntil, until


def test_threads_are_served_in_the_order_of_coming() -> None:
    """The queue holds them by the time at which they asked."""
    pool = Pool(Engine, max_size=1)
    order: list[int] = []

    def ask(number: int) -> None:
        with pool.checkout():
            order.append(number)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    with Holder(pool):
        for count, thread in enumerate(threads, start=1):
            thread.start()
            until(lambda count=count: pool.stats().waiting == count)  # type: ignore[misc]
    for thread in threads:
        thread.join(LONG)

    assert [0, 1, 2, 3, 4, 5] == order


def test_threads_and_tasks_stand_in_one_queue() -> None:
    """Neither overtakes the other, whichever loop a task belongs to."""
    pool = Pool(Engine, max_size=1)
    order: list[str] = []

    def ask(name: str) -> None:
        with pool.checkout():
            order.append(name)

    async def ask_async(name: str) -> None:
        async with pool.acheckout():
            order.append(name)

    def in_own_loop(name: str) -> None:
        asyncio.run(ask_async(name))

    threads = []
    with Holder(pool):
        for name in ("thread 1", "task 1", "thread 2", "task 2", "task 3", "thread 3"):
            target = ask if name.startswith("thread") else in_own_loop
            threads.append(threading.Thread(target=target, args=(name,)))
            threads[-1].start()
            until(lambda: pool.stats().waiting == len(threads))
    for thread in threads:
        thread.join(LONG)

    assert [
        "thread 1",
        "task 1",
        "thread 2",
        "task 2",
        "task 3",
        "thread 3",
    ] == order


def test_who_comes_late_does_not_overtake() -> None:
    """An instance that is given back goes to the waiting one, at once.

    Otherwise a thread that gives back and asks again would always win.
    """
    pool = Pool(Engine, max_size=1)
    with pool.checkout():
        waiting = Holder(pool).start(waiting=1)
    with pytest.raises(PoolTimeoutError), pool.checkout(timeout=0):
        pass
    waiting.stop()

    assert waiting.error is None


def test_slot_of_a_failed_maker_goes_to_the_next() -> None:
    """A factory that fails frees its slot for who waits, who then makes one."""
    go_on = threading.Event()
    outcomes: list[Exception | None] = [LookupError(), None]

    def factory() -> Engine:
        assert go_on.wait(LONG)
        error = outcomes.pop(0)
        if error is not None:
            raise error
        return Engine()

    pool = Pool(factory, max_size=1)

    def ask() -> str:
        with suppress(LookupError), pool.checkout():
            return "has one"
        return "failed"

    with ThreadPoolExecutor(2) as executor:
        first = executor.submit(ask)
        until(lambda: pool.stats().in_use == 1)
        second = executor.submit(ask)
        until(lambda: pool.stats().waiting == 1)
        go_on.set()

        assert ("failed", "has one") == (first.result(LONG), second.result(LONG))


def test_thread_that_ran_out_of_time_takes_nothing() -> None:
    """The next in the queue gets the instance."""
    pool = Pool(Engine, max_size=1)
    with Holder(pool):
        with pytest.raises(PoolTimeoutError), pool.checkout(timeout=0.001):
            pass
        waiting = Holder(pool).start(waiting=1)
    waiting.got()
    waiting.stop()

    assert (1, 1, 0) == (pool.stats().made, pool.stats().idle, pool.stats().waiting)


def test_cancelled_task_leaves_the_queue() -> None:
    """The task behind it moves up."""
    pool = Pool(Engine, max_size=1)

    async def ask() -> str:
        async with pool.acheckout():
            return "has one"

    async def main() -> None:
        async with pool.acheckout():
            first, second = (asyncio.create_task(ask()) for _ in range(2))
            await auntil(lambda: pool.stats().waiting == 2)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first

            assert 1 == pool.stats().waiting
        assert "has one" == await second

    asyncio.run(main())

    assert (1, 0) == (pool.stats().idle, pool.stats().in_use)


def test_task_cancelled_after_it_was_served_passes_it_on() -> None:
    """The instance was on its way when the task was cancelled."""
    pool = Pool(Engine, max_size=1)

    async def ask() -> str:
        async with pool.acheckout():
            return "has one"

    async def main() -> None:
        async with pool.acheckout():
            first, second = (asyncio.create_task(ask()) for _ in range(2))
            await auntil(lambda: pool.stats().waiting == 2)
        # Here the first has the slot, and has not run since.
        assert 1 == pool.stats().waiting
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

        assert "has one" == await second

    asyncio.run(main())

    assert (1, 0) == (pool.stats().idle, pool.stats().in_use)


def test_task_that_ran_out_of_time_takes_nothing() -> None:
    """Each gets its error, and nothing is lost."""
    pool = Pool(Engine, max_size=1)

    async def ask(timeout: float) -> bool:
        try:
            async with pool.acheckout(timeout=timeout):
                return True
        except PoolTimeoutError:
            return False

    async def main() -> list[bool]:
        async with pool.acheckout():
            asking = [asyncio.create_task(ask(0.001 * n)) for n in range(5)]
            await auntil(lambda: pool.stats().timeouts == len(asking))
        return await asyncio.gather(*asking)

    assert [False] * 5 == asyncio.run(main())
    assert (1, 0, 5) == (pool.stats().idle, pool.stats().in_use, pool.stats().timeouts)


def test_task_of_a_loop_that_ended_is_skipped() -> None:
    """What would have been its turn is that of the next one."""
    pool = Pool(Engine, max_size=1)
    loop = asyncio.new_event_loop()

    async def ask() -> None:
        async with pool.acheckout():
            pass

    with Holder(pool):
        task = loop.create_task(ask())
        loop.run_until_complete(asyncio.sleep(0))
        until(lambda: pool.stats().waiting == 1)
        loop.close()
        waiting = Holder(pool).start(waiting=2)
    waiting.got()
    waiting.stop()

    assert not task.done()
    assert (1, 0, 0) == (pool.stats().idle, pool.stats().in_use, pool.stats().waiting)

    task.get_coro().close()  # type: ignore[union-attr]
    task._log_destroy_pending = False  # type: ignore[attr-defined]


@pytest.mark.skipif(sys.platform == "win32", reason="needs pthread_kill")
def test_interrupted_thread_leaves_the_queue() -> None:
    """KeyboardInterrupt while waiting leaves no waiter behind."""
    pool = Pool(Engine, max_size=1)
    main = threading.get_ident()

    def interrupt() -> None:
        until(lambda: pool.stats().waiting == 1)
        signal.pthread_kill(main, signal.SIGINT)

    with Holder(pool):
        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt), pool.checkout():
            pass
        thread.join(LONG)

        assert 0 == pool.stats().waiting
    with pool.checkout(timeout=0):
        assert 1 == pool.stats().in_use
