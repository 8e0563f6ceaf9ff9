"""Who waits in vain is told who has the instances, since when, and from where."""

from __future__ import annotations

import asyncio
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from lazyheavy.errors import LazyHeavyError, PoolDeadlockError, PoolTimeoutError
from lazyheavy.instances import Pool
from tests.instances._pools import LONG, Clock, Engine, Holder, auntil, until

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_message_names_the_holders() -> None:
    """Thread or task, seconds, file and line of the checkout."""
    clock = Clock()
    pool = Pool(Engine, max_size=2, timeout=0.001, name="engines", clock=clock)

    async def hold_in_task() -> None:
        asyncio.current_task().set_name("drawing")  # type: ignore[union-attr]
        async with pool.acheckout():
            clock.now += 2.5
            with pytest.raises(PoolTimeoutError) as caught:
                await asyncio.to_thread(pool.checkout().__enter__)
        caught_error.append(caught.value)

    caught_error: list[PoolTimeoutError] = []
    with Holder(pool, name="worker-1"):
        clock.now += 1
        asyncio.run(hold_in_task())
    error = caught_error[0]

    assert isinstance(error, TimeoutError)
    assert isinstance(error, LazyHeavyError)
    assert str(error).startswith(
        "no instance of engines became free within 0.001 s: 2 of 2 in use, 0 others "
        "waiting. thread 'worker-1' has one for 3.5 s ("
    )
    thread, task = error.holders
    line = Holder._hold.__code__.co_firstlineno

    assert f"_pools.py:{line + 2})" in thread
    assert task.startswith("task 'drawing' has one for 2.5 s (")
    assert f"test_pool_timeout.py:{hold_in_task.__code__.co_firstlineno + 2})" in task


def test_message_tells_of_a_thread_that_has_ended() -> None:
    """Somebody keeps its checkout, which it will not end any more."""
    pool = Pool(Engine, max_size=1, timeout=0)
    checkout = pool.checkout()
    thread = threading.Thread(target=checkout.__enter__)
    thread.start()
    thread.join()
    with pytest.raises(PoolTimeoutError, match=r"\. a thread that has ended has one"):
        pool.checkout().__enter__()

    checkout.__exit__(None, None, None)


def test_message_tells_what_is_still_being_made() -> None:
    """A factory that takes long is no user who forgot to give back."""
    begun, go_on = threading.Event(), threading.Event()

    def factory() -> Engine:
        begun.set()
        assert go_on.wait(LONG)
        return Engine()

    pool = Pool(factory, max_size=1)
    holder = Holder(pool)
    holder.thread.start()
    assert begun.wait(LONG)
    with pytest.raises(PoolTimeoutError, match="thread 'holder' is making one for"):
        pool.checkout(timeout=0).__enter__()
    go_on.set()
    holder.got()
    holder.stop()


def test_long_lists_are_cut() -> None:
    """The message stays readable; the error has them all."""
    pool = Pool(Engine, max_size=20, timeout=0)
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(pool.checkout())
        with pytest.raises(PoolTimeoutError, match=r"; 12 more\. The one") as caught:
            pool.checkout().__enter__()

    assert 20 == len(caught.value.holders)


def test_error_can_be_pickled() -> None:
    """It crosses process boundaries with what it says."""
    error = PoolTimeoutError("none free", holders=("thread 'a'",))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert ("none free", ("thread 'a'",)) == (str(copy), copy.holders)


def test_timeout_of_the_checkout_goes_before_that_of_the_pool() -> None:
    """None waits for ever although the pool has a limit."""
    pool = Pool(Engine, max_size=1, timeout=0)

    def ask() -> str:
        with pool.checkout(timeout=None):
            return "has one"

    with ThreadPoolExecutor(1) as executor:
        with pool.checkout():
            waiting = executor.submit(ask)
            until(lambda: pool.stats().waiting == 1)
            with pytest.raises(PoolTimeoutError):
                pool.checkout().__enter__()

        assert "has one" == waiting.result(LONG)


def test_waiting_is_counted() -> None:
    """How often, how long in all, and how often in vain."""
    clock = Clock()
    pool = Pool(Engine, max_size=1, clock=clock)
    with pool.checkout():
        waiting = Holder(pool).start(waiting=1)
        clock.now += 3
        with pytest.raises(PoolTimeoutError):
            pool.checkout(timeout=0).__enter__()
    waiting.got()
    waiting.stop()
    stats = pool.stats()

    assert (2, 3.0, 1) == (stats.waits, stats.wait_seconds, stats.timeouts)


def test_thread_that_holds_all_is_told_at_once() -> None:
    """Without a time limit it would wait for itself for ever."""
    pool = Pool(Engine, max_size=2, name="engines")
    with (
        pool.checkout(),
        pool.checkout(),
        pytest.raises(
            PoolDeadlockError, match=r"engines would never end.*'MainThread'"
        ),
    ):
        pool.checkout().__enter__()

    assert (2, 0, 0) == (pool.stats().idle, pool.stats().in_use, pool.stats().waiting)


def test_holding_through_a_context_manager_of_ones_own_is_seen() -> None:
    """The line that took it stands in a generator, which is suspended."""
    pool = Pool(Engine, max_size=1)

    @contextmanager
    def engine() -> Iterator[Engine]:
        with pool.checkout() as engine:
            yield engine

    with engine(), pytest.raises(PoolDeadlockError), engine():
        pass


def test_task_that_holds_all_is_told_at_once() -> None:
    """Another task could give back, this one cannot."""
    pool = Pool(Engine, max_size=1)

    async def main() -> None:
        async with pool.acheckout():
            with pytest.raises(PoolDeadlockError, match="task 'Task-"):
                await pool.acheckout().__aenter__()

    asyncio.run(main())

    assert (1, 0) == (pool.stats().idle, pool.stats().in_use)


def test_blocking_the_loop_of_the_holder_is_seen() -> None:
    """A task has the instance, and its thread would be blocked by waiting."""
    pool = Pool(Engine, max_size=1)

    async def main() -> None:
        async with pool.acheckout():
            task = asyncio.create_task(block())
            await task

    async def block() -> None:
        with pytest.raises(PoolDeadlockError), pool.checkout():
            pass

    asyncio.run(main())


def test_circle_of_two_threads_is_seen() -> None:
    """Each has one and waits for another: the second one to wait is told."""
    pool = Pool(Engine, max_size=2)

    def take_two() -> str:
        with pool.checkout():
            both.wait(LONG)
            try:
                with pool.checkout():
                    return "has two"
            except PoolDeadlockError:
                return "deadlock"

    both = threading.Barrier(2)
    with ThreadPoolExecutor(2) as executor:
        futures = [executor.submit(take_two) for _ in range(2)]

        assert {"has two", "deadlock"} == {future.result(LONG) for future in futures}


@pytest.mark.parametrize("is_async", [False, True], ids=["thread", "task"])
def test_factory_that_needs_its_own_pool_is_told(is_async: bool) -> None:
    """It holds the only slot, for the instance that it is making."""
    pool: Pool[object] = Pool(lambda: pool.checkout().__enter__(), max_size=1)

    async def main() -> None:
        async with pool.acheckout():
            pass

    with pytest.raises(PoolDeadlockError, match="is making one"):
        asyncio.run(main()) if is_async else pool.checkout().__enter__()

    assert 0 == pool.stats().size


def test_instance_taken_by_a_thread_that_went_on_is_no_deadlock() -> None:
    """Frameworks take in one thread and give back in another.

    That this thread took it does not say that it has to give it back.
    """
    pool = Pool(Engine, max_size=1)
    checkout = pool.checkout()

    async def main() -> None:
        with ThreadPoolExecutor(1) as executor:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(executor, in_context, checkout.__enter__)
            waiting = loop.run_in_executor(executor, in_context, take)
            await auntil(lambda: pool.stats().waiting == 1 or waiting.done())
            checkout.__exit__(None, None, None)

            assert "has one" == await waiting

    def take() -> str:
        with pool.checkout():
            return "has one"

    asyncio.run(main())


def in_context(work: object) -> object:
    """Call *work* in a copy of the context, as frameworks do."""
    import contextvars

    return contextvars.copy_context().run(work)  # type: ignore[arg-type]
