"""A pool lends each instance to one user at a time, and makes few of them."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.instances import Pool, PoolStats
from tests._support.children import output_of
from tests.instances._pools import Engine, until

if TYPE_CHECKING:
    from collections.abc import Callable


def test_nothing_is_made_before_the_first_body() -> None:
    """Neither the pool nor a checkout that nobody enters runs the factory."""
    pool = Pool(Engine, max_size=2)
    pool.checkout()

    assert 0 == pool.stats().made

    with pool.checkout() as engine:
        assert isinstance(engine, Engine)


def test_one_user_gets_the_same_instance_again() -> None:
    """What was given back is lent again, sooner than another one is made."""
    pool = Pool(Engine, max_size=5)
    with pool.checkout() as first:
        pass
    with pool.checkout() as second:
        pass

    assert first is second
    assert 1 == pool.stats().made


def test_bodies_that_overlap_get_different_instances() -> None:
    """No instance has two users."""
    pool = Pool(Engine, max_size=2)
    with pool.checkout() as first, pool.checkout() as second:
        assert first is not second


def test_instance_used_last_is_lent_first() -> None:
    """The warm one goes out again, the others grow cold."""
    pool = Pool(Engine, max_size=3)
    with pool.checkout() as first:
        with pool.checkout():
            pass
        with pool.checkout():
            pass
    with pool.checkout() as warm:
        assert first is warm


def test_threads_at_once_make_no_more_than_max_size() -> None:
    """Eight threads begin together, two instances are made, each with one user."""
    threads, size = 8, 2
    together = threading.Barrier(threads)
    users: list[Engine] = []
    most: list[int] = []
    pool = Pool(Engine, max_size=size)

    def use() -> None:
        together.wait(30)
        for _ in range(50):
            with pool.checkout() as engine:
                assert engine not in users
                users.append(engine)
                most.append(len(users))
                users.remove(engine)

    with ThreadPoolExecutor(threads) as executor:
        for future in [executor.submit(use) for _ in range(threads)]:
            future.result(30)
    stats = pool.stats()

    assert max(most) <= size
    assert stats.made <= size
    assert (stats.made, 0, 0) == (stats.idle, stats.in_use, stats.waiting)
    assert 50 * threads == stats.checkouts


def test_error_of_the_factory_goes_to_its_caller() -> None:
    """The slot is free again, and the next one tries again."""
    outcomes: list[Any] = [LookupError("no engine"), Engine()]

    def factory() -> Engine:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome  # type: ignore[no-any-return]

    pool = Pool(factory, max_size=1)
    with pytest.raises(LookupError, match="no engine"), pool.checkout():
        pass

    assert 0 == pool.stats().size
    with pool.checkout(timeout=0) as engine:
        assert isinstance(engine, Engine)


def test_body_that_raises_gives_back() -> None:
    """Its error goes through, and the instance is lent again."""
    pool = Pool(Engine, max_size=1)
    with pytest.raises(ZeroDivisionError), pool.checkout() as first:
        1 / 0  # noqa: B018
    with pool.checkout(timeout=0) as second:
        assert first is second


@pytest.mark.parametrize("is_async", [False, True])
def test_checkout_that_nobody_can_end(is_async: bool) -> None:
    """A slot is free again; the instance may be in use, and is left alone."""
    pool = Pool(Engine, max_size=1, close=Engine.close, timeout=0)

    async def enter() -> Engine:
        return await pool.acheckout().__aenter__()

    def lose() -> Engine:
        return asyncio.run(enter()) if is_async else pool.checkout().__enter__()

    with pytest.warns(ResourceWarning, match=r"was never given back \(.*_lending\.py:"):
        lost = lose()

    assert not lost.is_closed

    with pool.checkout() as engine:
        assert lost is not engine

    pool.close()


def test_checkout_is_entered_once() -> None:
    """A second body needs another checkout: this one has its own line and thread."""
    pool = Pool(Engine, max_size=2)
    checkout = pool.checkout()
    with checkout:
        pass
    with pytest.raises(RuntimeError, match="can be entered once"), checkout:
        pass

    assert 1 == pool.stats().checkouts


def test_another_thread_may_give_back() -> None:
    """Frameworks enter and leave a context in different threads."""
    pool = Pool(Engine, max_size=1)
    checkout = pool.checkout()
    with ThreadPoolExecutor(1) as executor:
        executor.submit(checkout.__enter__).result(30)
    checkout.__exit__(None, None, None)

    with pool.checkout(timeout=0):
        assert 1 == pool.stats().in_use


def test_warm_makes_min_size() -> None:
    """Warming fills the pool up to its least size, once."""
    pool = Pool(Engine, max_size=5, min_size=3)
    assert pool.warm() is None
    pool.warm()
    stats = pool.stats()

    assert (3, 3, 0, 0) == (stats.size, stats.idle, stats.in_use, stats.checkouts)


def test_warm_makes_one_without_min_size() -> None:
    """Somebody who warms wants an instance."""
    pool = Pool(Engine, max_size=5)
    pool.warm()

    assert 1 == pool.stats().idle


def test_warm_raises_what_the_factory_raises() -> None:
    """The slot is free again."""
    pool = Pool(lambda: 1 / 0, max_size=2)
    with pytest.raises(ZeroDivisionError):
        pool.warm()

    assert 0 == pool.stats().size


def test_warm_in_the_background(caplog: pytest.LogCaptureFixture) -> None:
    """It returns a daemon thread; what the factory raises is logged."""
    pool = Pool(Engine, max_size=5, min_size=2)
    thread = pool.warm(background=True)
    assert thread is not None
    thread.join(30)

    assert thread.daemon
    assert 2 == pool.stats().idle

    broken = Pool(lambda: 1 / 0, max_size=2, name="broken engines")
    thread = broken.warm(background=True)
    assert thread is not None
    thread.join(30)

    assert "filling the pool of broken engines failed" in caplog.text


def test_first_use_fills_up_to_min_size() -> None:
    """The first user waits for one instance only; the others are made beside."""
    pool = Pool(Engine, max_size=5, min_size=3)
    with pool.checkout():
        until(lambda: pool.stats().size == 3)
    with pool.checkout():
        pass

    assert 3 == pool.stats().made


def test_tasks_and_threads_share_the_instances() -> None:
    """What a task gives back goes to a thread and the other way round."""
    pool = Pool(Engine, max_size=1)

    async def use() -> Engine:
        async with pool.acheckout() as engine:
            return engine

    with pool.checkout() as first:
        pass

    assert first is asyncio.run(use())
    with pool.checkout() as third:
        assert first is third


def test_stats_and_repr() -> None:
    """Both tell what there is; stats also what was done."""
    pool = Pool(Engine, max_size=3, name="engines")
    with pool.checkout() as engine, pool.checkout():
        pool.discard(engine)
    pool.close()

    with pytest.raises(RuntimeError, match="the pool of engines is closed"):
        pool.checkout().__enter__()
    assert "<Pool of engines, closed, 0 of 3 in use, 0 idle, 0 waiting>" == repr(pool)
    assert PoolStats(3, 0, 0, 0, 0, 2, 2, 2, 0, 0.0, 0) == pool.stats()


async def coroutine() -> None:
    """Be what a factory cannot be."""


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda: Pool(3, max_size=1), TypeError, "Pool wants a function that makes"),  # type: ignore[arg-type]
        (lambda: Pool(coroutine, max_size=1), TypeError, "get it with acheckout"),
        (lambda: Pool(Engine, max_size=0), ValueError, "max_size must be at least 1"),
        (lambda: Pool(Engine, max_size=1.5), TypeError, "max_size must be a whole"),  # type: ignore[arg-type]
        (lambda: Pool(Engine, max_size=2, min_size=3), ValueError, "at most 2, not 3"),
        (lambda: Pool(Engine, max_size=2, min_size=-1), ValueError, "at least 0"),
        (lambda: Pool(Engine, max_size=2, max_uses=0), ValueError, "max_uses must be"),
        (lambda: Pool(Engine, max_size=2, max_idle=0), ValueError, "max_idle must be"),
        (lambda: Pool(Engine, max_size=2, max_age=-1), ValueError, "max_age must be"),
        (lambda: Pool(Engine, max_size=2, timeout=-1), ValueError, "timeout must be"),
        (lambda: Pool(Engine, max_size=2, reset=3), TypeError, "reset must be somet"),  # type: ignore[arg-type]
        (
            lambda: Pool(Engine, max_size=2, discard_on=(OSError, "late")),  # type: ignore[arg-type]
            TypeError,
            "discard_on must be exception classes",
        ),
        (lambda: Pool(lambda size: size, max_size=2), TypeError, "it needs 'size'$"),  # type: ignore[arg-type,misc]
        (
            lambda: Pool(Engine, max_size=2).checkout(timeout=float("nan")),
            ValueError,
            "timeout must be",
        ),
    ],
)
def test_mistakes_are_told_at_once(
    attempt: Callable[[], object], error: type[Exception], message: str
) -> None:
    """A wrong option fails where it is written, not at the first use."""
    with pytest.raises(error, match=message):
        attempt()


def test_programs_without_a_pool_do_not_load_it() -> None:
    """Importing `shared` imports nothing of the pool; a pool imports no asyncio."""
    code = """
        import sys
        from lazyheavy.instances import shared
        print(*[name for name in sys.modules if "pool" in name])
        from lazyheavy.instances import Pool
        with Pool(list, max_size=1).checkout(): pass
        print({"asyncio", "typing", "logging", "threading"} & set(sys.modules))
    """

    assert "set()" == output_of(code, options=("-S",))
