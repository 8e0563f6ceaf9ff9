"""Tasks of any loop use a pool, and no event loop is ever blocked by it."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lazyheavy.errors import PoolTimeoutError
from lazyheavy.instances import Pool
from tests._support.children import output_of
from tests.instances._pools import LONG, Engine, Holder, auntil, until


def test_code_of_the_user_runs_beside_the_loop() -> None:
    """Factory, check, reset and close each run in another thread."""
    threads: dict[str, threading.Thread] = {}

    def factory() -> Engine:
        threads["factory"] = threading.current_thread()
        return Engine()

    def note(what: str) -> Any:
        def run(_: Engine) -> bool:
            threads[what] = threading.current_thread()
            return True

        return run

    options = {name: note(name) for name in ("check", "reset", "close")}
    pool = Pool(factory, max_size=1, max_uses=2, **options)

    async def main() -> None:
        for _ in range(2):
            async with pool.acheckout():
                pass
        await pool.aclose()

    asyncio.run(main())

    assert {"factory", "check", "reset", "close"} == set(threads)
    assert threading.current_thread() not in threads.values()


def test_loop_goes_on_while_the_factory_runs() -> None:
    """A factory that waits for the loop gets what it waits for."""
    loop_ran = threading.Event()

    def factory() -> Engine:
        assert loop_ran.wait(LONG)
        return Engine()

    pool = Pool(factory, max_size=1)

    async def use() -> None:
        async with pool.acheckout():
            pass

    async def main() -> None:
        task = asyncio.create_task(use())
        await auntil(lambda: pool.stats().in_use == 1)
        loop_ran.set()
        await task

    asyncio.run(main())

    assert 1 == pool.stats().made


def test_ready_instance_needs_no_thread() -> None:
    """Without a check or a reset nothing is handed to a thread."""
    pool = Pool(Engine, max_size=1, close=Engine.close)
    pool.warm()

    async def main() -> list[int]:
        before = threading.active_count()
        async with pool.acheckout():
            during = threading.active_count()
        return [before, during, threading.active_count()]

    counts = asyncio.run(main())
    pool.close()

    assert 1 == len(set(counts))


def test_loops_in_several_threads() -> None:
    """Nothing is bound to a loop: four of them share two instances."""
    users: list[Engine] = []
    pool = Pool(Engine, max_size=2, reset=lambda _: None)

    async def use() -> None:
        async with pool.acheckout() as engine:
            assert engine not in users
            users.append(engine)
            await asyncio.sleep(0)
            users.remove(engine)

    async def main() -> None:
        await asyncio.gather(*(use() for _ in range(20)))

    with ThreadPoolExecutor(4) as executor:
        for future in [executor.submit(asyncio.run, main()) for _ in range(4)]:
            future.result(LONG)
    stats = pool.stats()

    assert (80, 0, 0) == (stats.checkouts, stats.in_use, stats.waiting)
    assert stats.made <= 2


def test_threads_of_the_executor_may_all_wait() -> None:
    """A reset after a task runs although every thread of the loop waits for it."""
    pool = Pool(Engine, max_size=1, reset=lambda _: None)

    def use() -> None:
        with pool.checkout():
            pass

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(2))
        async with pool.acheckout():
            waiting = [asyncio.create_task(asyncio.to_thread(use)) for _ in range(4)]
            await auntil(lambda: pool.stats().waiting == 2)
        await asyncio.gather(*waiting)

    asyncio.run(main())

    assert 5 == pool.stats().checkouts


def test_error_of_the_factory_reaches_the_task() -> None:
    """As it was raised, and the slot is free."""
    pool = Pool(lambda: 1 / 0, max_size=1)

    async def main() -> None:
        with pytest.raises(ZeroDivisionError):
            await pool.acheckout().__aenter__()

    asyncio.run(main())

    assert 0 == pool.stats().size


@pytest.mark.parametrize("outcome", ["made", "failed"])
def test_task_cancelled_while_its_instance_is_made(
    outcome: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The task ends at once; what the thread makes goes to the next one."""
    go_on = threading.Event()
    outcomes = [outcome, "made"]

    def factory() -> Engine:
        assert go_on.wait(LONG)
        if outcomes.pop(0) == "failed":
            raise LookupError
        return Engine()

    pool = Pool(factory, max_size=1)

    async def ask() -> str:
        async with pool.acheckout():
            return "has one"

    async def main() -> str:
        first = asyncio.create_task(ask())
        await auntil(lambda: pool.stats().in_use == 1)
        second = asyncio.create_task(ask())
        await auntil(lambda: pool.stats().waiting == 1)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        go_on.set()
        if outcome == "failed":
            await auntil(lambda: "LookupError" in caplog.text)
        return await second

    assert "has one" == asyncio.run(main())
    assert (1, 1, 0) == (pool.stats().made, pool.stats().idle, pool.stats().in_use)


def test_task_cancelled_while_its_instance_is_reset() -> None:
    """The thread goes on, and gives the instance back."""
    go_on, begun = threading.Event(), threading.Event()

    def reset(_: Engine) -> None:
        begun.set()
        assert go_on.wait(LONG)

    pool = Pool(Engine, max_size=1, reset=reset)

    async def ask() -> None:
        async with pool.acheckout():
            pass

    async def main() -> None:
        task = asyncio.create_task(ask())
        await auntil(begun.is_set)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert 1 == pool.stats().in_use

    asyncio.run(main())
    go_on.set()
    until(lambda: pool.stats().in_use == 0)

    assert 1 == pool.stats().idle


def test_cancelled_body_gives_back() -> None:
    """Cancelling a task in its body is an error of the body like another one."""
    pool = Pool(Engine, max_size=2, discard_on=asyncio.CancelledError)
    plain = Pool(Engine, max_size=2)

    async def hold(pool: Pool[Engine]) -> None:
        async with pool.acheckout():
            await asyncio.Event().wait()

    async def main() -> None:
        for which in (pool, plain):
            task = asyncio.create_task(hold(which))
            await auntil(lambda: which.stats().in_use == 1)  # noqa: B023
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())

    assert (0, 1) == (pool.stats().size, plain.stats().idle)


def test_dropped_task_gives_back() -> None:
    """A generator that nobody finishes is closed, which cannot await."""
    pool = Pool(Engine, max_size=1, reset=lambda _: None)
    in_body = threading.Event()

    async def hold() -> None:
        async with pool.acheckout():
            in_body.set()
            await asyncio.Event().wait()

    async def main() -> None:
        coroutine = hold()
        # Driven by hand, without a task, until it is in the body.
        while not in_body.is_set():
            future = coroutine.send(None)
            if not in_body.is_set():
                await auntil(future.done)
        coroutine.close()

    asyncio.run(main())
    until(lambda: pool.stats().in_use == 0)
    gc.collect()

    assert 1 == pool.stats().idle


def test_where_no_thread_can_be_started_it_runs_in_the_loop() -> None:
    """Late is better than never: the slot comes back."""
    code = """
        import asyncio, threading
        from lazyheavy.instances import Pool

        pool = Pool(list, max_size=1, reset=lambda _: print("reset"))

        async def main():
            threading.stack_size(1 << 46)  # more than there is
            async with pool.acheckout():
                pass
        asyncio.run(main())
        print(pool.stats().idle)
    """

    assert ["reset", "1"] == output_of(code).splitlines()


def test_task_waits_for_what_a_thread_holds() -> None:
    """And is told by name when it waits in vain."""
    pool = Pool(Engine, max_size=1)

    async def main() -> Engine:
        with pytest.raises(PoolTimeoutError, match="thread 'keeper' has one"):
            await pool.acheckout(timeout=0).__aenter__()
        async with pool.acheckout(timeout=LONG) as engine:
            return engine

    holder = Holder(pool, name="keeper").start()
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(asyncio.run, main())
        until(lambda: pool.stats().waiting == 1 and pool.stats().timeouts == 1)
        holder.stop()

        assert holder.instance is future.result(LONG)
