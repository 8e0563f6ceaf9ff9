"""An idle, old or broken instance is replaced between uses, never during one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lazyheavy.instances import shared

if TYPE_CHECKING:
    from lazyheavy.instances import SharedInstance


class Engine:
    """Something that can be closed, and can break."""

    def __init__(self) -> None:
        self.is_closed = False
        self.is_healthy = True

    def close(self) -> None:
        """Note that it was closed; a second time would be an error."""
        assert not self.is_closed
        self.is_closed = True


class Clock:
    """A clock that stands still until it is told the time."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def make(clock: Clock, **options: float) -> SharedInstance[Engine]:
    """Return a shared engine that reads *clock*."""

    @shared(close=Engine.close, clock=clock, **options)  # type: ignore[arg-type]
    def engine() -> Engine:
        return Engine()

    return engine


@pytest.mark.parametrize("option", ["ttl", "max_idle"])
def test_expired_is_closed_and_replaced(option: str) -> None:
    """The first use after the time is up closes the old one and makes another."""
    clock = Clock()
    engine = make(clock, **{option: 10})
    first = engine()
    clock.now += 9

    assert first is engine()

    clock.now += 10
    second = engine()

    assert second is not first
    assert (True, False) == (first.is_closed, second.is_closed)


def test_idle_time_counts_from_the_last_use() -> None:
    """Calls and the ends of bodies keep an instance alive; ttl does not care."""
    clock = Clock()
    idle, old = make(clock, max_idle=10), make(clock, ttl=10)
    first_idle, first_old = idle(), old()
    for _ in range(2):
        clock.now += 5
        idle()
        old()
    with idle.use():
        clock.now += 100

    assert first_idle is idle()
    assert first_old is not old()


def test_idle_does_not_expire_while_it_is_used() -> None:
    """A body longer than max_idle keeps its instance, and shares it."""
    clock = Clock()
    engine = make(clock, max_idle=10)
    with engine.use() as held:
        clock.now += 100

        assert held is engine()
        assert not held.is_closed


def test_old_one_stays_open_for_its_holder() -> None:
    """After ttl new users get a new one; the holder's is closed as it lets go."""
    clock = Clock()
    engine = make(clock, ttl=10)
    with engine.use() as held:
        clock.now += 10
        fresh = engine()

        assert fresh is not held
        assert not held.is_closed

    assert held.is_closed
    assert not fresh.is_closed


def test_two_holders_close_with_the_last() -> None:
    """It is the last holder whose end closes it, once."""
    engine = make(Clock())
    outer, inner = engine.use(), engine.use()
    with outer as held:
        with inner:
            engine.cache_clear()

        assert not held.is_closed

    assert held.is_closed


def test_discard_replaces_the_broken_one() -> None:
    """The next call makes a new one; the broken one is closed at once."""
    engine = make(Clock())
    broken = engine()

    assert engine.discard(broken)
    assert broken.is_closed
    assert engine() is not broken


def test_discard_of_a_former_instance_does_nothing() -> None:
    """The second of two threads that find it broken does not hit the new one."""
    engine = make(Clock())
    broken = engine()
    engine.discard(broken)
    fresh = engine()

    assert not engine.discard(broken)
    assert not fresh.is_closed
    assert fresh is engine()


def test_discard_inside_use_waits_for_the_end() -> None:
    """A body that finds its instance broken may still use it up to its end."""
    engine = make(Clock())
    with engine.use() as held:
        engine.discard(held)

        assert not held.is_closed
        assert engine() is not held

    assert held.is_closed


@pytest.mark.parametrize("answer", [False, LookupError("gone")], ids=["no", "raises"])
def test_failing_check_replaces(answer: bool | Exception) -> None:
    """An instance for which check says no, or raises, is not handed out."""
    answers: list[bool | Exception] = [True, answer]

    def check(_: Engine) -> bool:
        outcome = answers.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @shared(check=check, close=Engine.close)
    def engine() -> Engine:
        return Engine()

    first = engine()

    assert first is engine()

    second = engine()

    assert (True, False) == (first.is_closed, second.is_closed)
    assert [] == answers


def test_interrupted_check_holds_nothing() -> None:
    """It says nothing of the instance, which is kept, and closed when it goes."""
    answers = [KeyboardInterrupt()]

    def check(_engine: Engine) -> bool:
        if answers:
            raise answers.pop()
        return True

    engine = shared(check=check, close=Engine.close)(Engine)
    first = engine()
    with pytest.raises(KeyboardInterrupt):
        engine()

    assert first is engine()

    engine.cache_clear()

    assert first.is_closed


def test_use_is_entered_once_at_a_time() -> None:
    """Else one of two bodies would never let go."""
    engine = make(Clock())
    use = engine.use()
    with use as held, pytest.raises(RuntimeError, match="call use\\(\\) again"), use:
        pass
    with use as again:
        assert held is again

    engine.cache_clear()

    assert held.is_closed


def test_use_that_nobody_can_end() -> None:
    """It holds nothing any more: the instance can be replaced, and is closed."""
    engine = make(Clock())
    lost = engine.use().__enter__()
    engine.cache_clear()

    assert lost.is_closed


def test_clock_that_fails_leaves_nothing_behind() -> None:
    """What was made already is closed, and nobody waits for a maker that is gone."""
    times: list[float] = [1.0, 2.0, 3.0]
    made: list[Engine] = []

    def factory() -> Engine:
        made.append(Engine())
        if len(made) == 1:
            times.clear()
        return made[-1]

    engine = shared(ttl=1000, close=Engine.close, clock=times.pop)(factory)
    with pytest.raises(IndexError):
        engine()

    assert made[0].is_closed

    times += [1.0, 1.0]

    assert engine() is made[1]


def test_cache_clear_without_instance_makes_none() -> None:
    """Clearing what was never made runs no factory."""
    engine = make(Clock())
    engine.cache_clear()

    assert 0 == engine.cache_info().made


def test_close_that_raises_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """An error in close hides neither the new instance nor the body's error."""

    def close(_: object) -> None:
        raise OSError

    @shared(close=close, name="engine")
    def engine() -> object:
        return object()

    def body() -> None:
        with engine.use():
            engine.cache_clear()
            raise LookupError

    with pytest.raises(LookupError):
        body()

    assert ["close of <instance of engine> failed"] == caplog.messages
    assert engine() is engine()


def test_clock_is_not_read_without_expiry() -> None:
    """The hit path of a plain instance reads no clock."""
    clock = Clock()
    reads: list[float] = []

    def counted() -> float:
        reads.append(clock.now)
        return clock.now

    @shared(clock=counted)
    def engine() -> Engine:
        return Engine()

    engine()
    made = len(reads)
    engine()
    with engine.use():
        pass

    assert made == len(reads)


def test_dropped_owner_closes_its_instance() -> None:
    """When nobody can ask for it any more, the instance is closed."""
    engine = make(Clock())
    instance = engine()
    del engine

    assert instance.is_closed
