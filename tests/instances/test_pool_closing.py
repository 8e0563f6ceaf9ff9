"""A closed pool lends nothing, and closes what it has, once."""

from __future__ import annotations

import asyncio
import threading

import pytest

from lazyheavy.errors import PoolClosedError
from lazyheavy.instances import Pool
from tests._support.children import run_python
from tests.instances._pools import LONG, Engine, Holder, auntil


def test_idle_ones_are_closed_now_and_lent_ones_later() -> None:
    """Who has one may go on using it until the end of the body."""
    with Pool(Engine, max_size=2, close=Engine.close) as pool:
        with pool.checkout() as lent:
            with pool.checkout() as idle:
                pass
            pool.close()

            assert pool.closed
            assert (True, False) == (idle.is_closed, lent.is_closed)
        assert lent.is_closed
        pool.close()

    stats = pool.stats()

    assert (0, 2, 2) == (stats.size, stats.made, stats.closed)


def test_nobody_gets_in_any_more() -> None:
    """Not a thread, not a task, and warming makes nothing."""
    pool = Pool(Engine, max_size=2)
    pool.close()
    pool.warm()

    async def main() -> None:
        with pytest.raises(PoolClosedError):
            await pool.acheckout().__aenter__()

    asyncio.run(main())
    with pytest.raises(PoolClosedError, match="the pool of Engine is closed"):
        pool.checkout().__enter__()

    assert 0 == pool.stats().made


def test_who_waits_is_sent_away() -> None:
    """Threads and tasks get the error at once, not after their time."""
    pool = Pool(Engine, max_size=1)

    async def main() -> None:
        async with pool.acheckout():
            thread = Holder(pool)
            thread.thread.start()
            await auntil(lambda: pool.stats().waiting == 1)
            task = asyncio.create_task(pool.acheckout().__aenter__())
            await auntil(lambda: pool.stats().waiting == 2)
            pool.close()
            with pytest.raises(PoolClosedError):
                await task
            thread.thread.join(LONG)

            assert isinstance(thread.error, PoolClosedError)

    asyncio.run(main())

    assert 0 == pool.stats().size


def test_closed_while_the_factory_runs() -> None:
    """What it makes is closed, and its user is told."""
    begun, go_on = threading.Event(), threading.Event()
    made: list[Engine] = []

    def factory() -> Engine:
        begun.set()
        assert go_on.wait(LONG)
        made.append(Engine())
        return made[0]

    pool = Pool(factory, max_size=1, close=Engine.close)
    holder = Holder(pool)
    holder.thread.start()
    assert begun.wait(LONG)
    pool.close()
    go_on.set()
    holder.thread.join(LONG)

    assert isinstance(holder.error, PoolClosedError)
    assert made[0].is_closed


def test_async_with_closes_beside_the_loop() -> None:
    """`close` may block, so it does not run in the loop's thread."""

    async def main() -> Engine:
        async with (
            Pool(Engine, max_size=1, close=Engine.close) as pool,
            pool.acheckout() as engine,
        ):
            return engine

    engine = asyncio.run(main())

    assert engine.is_closed
    assert threading.current_thread() is not engine.closed_in


def test_forgotten_pool_warns_and_closes() -> None:
    """A pool that nobody closed tells so when it is dropped."""
    pool = Pool(Engine, max_size=1, close=Engine.close)
    with pool.checkout() as engine:
        pass
    with pytest.warns(ResourceWarning, match="unclosed <Pool of Engine, 0 of 1 in us"):
        del pool

    assert engine.is_closed


def test_pool_with_nothing_to_close_may_be_forgotten() -> None:
    """No warning without `close`, without instances, or after closing."""
    plain = Pool(Engine, max_size=1)
    plain.warm()
    del plain
    unused = Pool(Engine, max_size=1, close=Engine.close)
    del unused
    closed = Pool(Engine, max_size=1, close=Engine.close)
    closed.warm()
    closed.close()
    del closed


def test_pool_lives_as_long_as_a_body() -> None:
    """An instance is never closed under its user, even if the pool is dropped."""
    with Pool(Engine, max_size=1).checkout() as engine:
        assert not engine.is_closed


def test_pool_of_a_module_needs_no_closing() -> None:
    """Exit closes it: no warning, even with all warnings on."""
    code = """
        from lazyheavy.instances import Pool
        pool = Pool(list, max_size=1, close=lambda _: print("closed"))
        with pool.checkout(): pass
    """
    done = run_python(code, options=("-X", "dev"))

    assert ("closed\n", "", 0) == (done.stdout, done.stderr, done.returncode)
