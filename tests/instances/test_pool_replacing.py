"""Old, cold, worn and broken instances are closed and replaced between uses."""

from __future__ import annotations

from typing import Any

import pytest

from lazyheavy.instances import Pool
from tests.instances._pools import Clock, Engine


def make(clock: Clock, **options: Any) -> Pool[Engine]:
    """Return a pool of two that reads *clock*."""
    return Pool(Engine, max_size=2, close=Engine.close, clock=clock, **options)


def test_idle_instance_is_closed() -> None:
    """The next use finds that its time is over, and makes another one."""
    clock = Clock()
    with make(clock, max_idle=10) as pool:
        with pool.checkout() as first:
            clock.now += 100
        clock.now += 9
        with pool.checkout() as second:
            pass
        clock.now += 10
        with pool.checkout() as third:
            pass

    assert first is second
    assert first.is_closed
    assert third is not first


def test_cold_ones_go_while_the_warm_one_stays() -> None:
    """What only a peak needed is closed after the peak, by whoever comes by."""
    clock = Clock()
    with make(clock, max_idle=10) as pool:
        with pool.checkout() as warm, pool.checkout() as cold:
            pass
        for _ in range(3):
            clock.now += 4
            with pool.checkout() as again:
                assert warm is again

        assert cold.is_closed
        assert not warm.is_closed
        assert 1 == pool.stats().size


def test_cold_ones_go_when_another_is_given_back() -> None:
    """A long body that ends is reason enough to look at the time."""
    clock = Clock()
    with make(clock, max_idle=10) as pool:
        with pool.checkout() as long:
            with pool.checkout() as cold:
                pass
            clock.now += 10

            assert not cold.is_closed

        assert (True, False) == (cold.is_closed, long.is_closed)


def test_min_size_stays_however_cold() -> None:
    """Idleness takes the pool down to its least size only."""
    clock = Clock()
    with make(clock, max_idle=10, min_size=1) as pool:
        with pool.checkout() as warm, pool.checkout() as cold:
            pass
        clock.now += 100
        with pool.checkout() as again:
            pass

        assert warm is again
        assert (True, False) == (cold.is_closed, warm.is_closed)


def test_old_instance_is_not_lent_any_more() -> None:
    """It is closed when it comes back, or before the next use."""
    clock = Clock()
    with make(clock, max_age=10) as pool:
        with pool.checkout() as first:
            clock.now += 9
        with pool.checkout() as again:
            assert first is again
            clock.now += 1

            assert not first.is_closed
        assert first.is_closed
        with pool.checkout() as second:
            pass
        clock.now += 10
        with pool.checkout() as third:
            pass

        assert second.is_closed
        assert third is not second


def test_worn_instance_is_replaced() -> None:
    """After so many uses it is closed."""
    with make(Clock(), max_uses=2) as pool:
        engines = []
        for _ in range(5):
            with pool.checkout() as engine:
                engines.append(engine)

        assert engines[0] is engines[1]
        assert engines[2] is engines[3]
        assert 3 == len(set(map(id, engines)))
        assert [True, True, False] == [e.is_closed for e in engines[::2]]


@pytest.mark.parametrize("how", ["false", "raises"])
def test_unhealthy_instance_is_replaced(how: str) -> None:
    """A check that says no, or fails, has another one made, by the same call."""

    def check(engine: Engine) -> bool:
        if not engine.is_healthy and how == "raises":
            raise OSError
        return engine.is_healthy

    with make(Clock(), check=check) as pool:
        with pool.checkout() as first:
            pass
        with pool.checkout() as second:
            second.is_healthy = False
        with pool.checkout() as third:
            pass

    assert first is second
    assert third is not first
    assert first.is_closed


def test_new_instance_is_not_checked() -> None:
    """The check is for what has lain about."""
    with make(Clock(), check=lambda _: False) as pool:
        with pool.checkout():
            pass

        assert 1 == pool.stats().made


def test_reset_runs_at_every_return() -> None:
    """Also after a body that raised."""
    reset: list[Engine] = []
    with make(Clock(), reset=reset.append) as pool:
        with pool.checkout() as engine:
            assert not reset
        with pytest.raises(ZeroDivisionError), pool.checkout():
            1 / 0  # noqa: B018

    assert [engine, engine] == reset


def test_failed_reset_replaces(caplog: pytest.LogCaptureFixture) -> None:
    """The error is logged and never hides that of the body."""

    def reset(_: Engine) -> None:
        raise OSError

    with make(Clock(), reset=reset, name="engines") as pool:
        with pytest.raises(ZeroDivisionError), pool.checkout() as first:
            1 / 0  # noqa: B018
        with pool.checkout() as second:
            pass

    assert "reset of <instance of engines> failed: it is replaced" in caplog.text
    assert first.is_closed
    assert second is not first


def test_discarded_instance_is_closed_after_the_body() -> None:
    """Not during it; and the slot is free."""
    with make(Clock(), reset=lambda _: pytest.fail("reset")) as pool:
        with pool.checkout() as first:
            assert pool.discard(first)
            assert not pool.discard(first)
            assert not first.is_closed
        assert first.is_closed
        assert not pool.discard(first)
        assert 0 == pool.stats().size


def test_discard_of_a_stranger() -> None:
    """What nobody has cannot be discarded."""
    with make(Clock()) as pool, pool.checkout():
        assert not pool.discard(Engine())


def test_equal_instances_are_told_apart_by_their_bodies() -> None:
    """A factory may give the same object twice: as many are discarded as asked."""
    same = Engine()
    pool = Pool(lambda: same, max_size=3)
    with pool.checkout(), pool.checkout(), pool.checkout():
        assert [True, True] == [pool.discard(same) for _ in range(2)]

    assert 1 == pool.stats().size


@pytest.mark.parametrize("discard_on", [OSError, (ValueError, OSError)])
def test_errors_that_spoil_an_instance(discard_on: Any) -> None:
    """The named ones, and what derives from them, close it; others do not."""
    with make(Clock(), discard_on=discard_on) as pool:
        with pytest.raises(ZeroDivisionError), pool.checkout() as first:
            1 / 0  # noqa: B018

        assert not first.is_closed

        with pytest.raises(ConnectionError), pool.checkout():
            raise ConnectionError

        assert first.is_closed


def test_close_that_raises_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """It frees the slot like any other."""
    pool = Pool(Engine, max_size=1, close=lambda _: 1 / 0, max_uses=1)
    with pool.checkout():
        pass

    assert "ZeroDivisionError" in caplog.text
    assert (0, 1) == (pool.stats().size, pool.stats().closed)


def test_interrupt_in_check_loses_no_slot() -> None:
    """KeyboardInterrupt goes through; the instance, in doubt, is closed."""

    def check(_: Engine) -> None:
        raise KeyboardInterrupt

    with make(Clock(), check=check) as pool:
        with pool.checkout() as first:
            pass
        with pytest.raises(KeyboardInterrupt), pool.checkout():
            pass

        assert first.is_closed
        assert (0, 0) == (pool.stats().size, pool.stats().in_use)


@pytest.mark.parametrize("option", ["reset", "close"])
def test_interrupt_at_the_return_loses_no_slot(option: str) -> None:
    """KeyboardInterrupt in reset or close goes through, and the slot is free."""

    def interrupt(_: Engine) -> None:
        raise KeyboardInterrupt

    options: Any = {option: interrupt, "max_uses": 1 if option == "close" else None}
    pool = Pool(Engine, max_size=1, **options)
    with pytest.raises(KeyboardInterrupt), pool.checkout():
        pass

    assert (0, 0) == (pool.stats().size, pool.stats().in_use)


def test_max_size_counts_what_is_being_closed() -> None:
    """A new instance is made only when the old one is really gone."""
    alive: list[object] = []
    most: list[int] = []

    def make_one() -> object:
        instance = object()
        alive.append(instance)
        most.append(len(alive))
        return instance

    with Pool(make_one, max_size=1, max_uses=1, close=alive.remove) as pool:
        for _ in range(3):
            with pool.checkout():
                pass

    assert [1, 1, 1] == most
