"""However many threads ask, the factory runs once."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from lazyheavy.instances import shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from lazyheavy.instances import SharedInstance

THREADS = 8


def all_waiting(instance: SharedInstance[object], waiters: int) -> bool:
    """Tell whether *waiters* threads have come to wait for the factory."""
    return instance.cache_info().misses == waiters + 1


def call_together(
    factory: Callable[[], object],
) -> tuple[SharedInstance[object], list[object]]:
    """Call a shared instance in many threads; return it and what each one got.

    The factory goes on only when all the others have found it running.
    """
    started = threading.Event()
    go_on = threading.Event()

    @shared
    def instance() -> object:
        started.set()
        go_on.wait(30)
        return factory()

    def ask() -> object:
        try:
            return instance()
        except Exception as error:  # noqa: BLE001 - it is what this thread got
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(ask)
        started.wait(30)
        others = [pool.submit(ask) for _ in range(THREADS - 1)]
        while not all_waiting(instance, THREADS - 1):
            pass
        go_on.set()
        return instance, [future.result(30) for future in [first, *others]]


def test_threads_get_the_same_object() -> None:
    """One factory call, and every thread gets what it made."""
    instance, got = call_together(object)

    assert [got[0]] * THREADS == got
    assert 1 == instance.cache_info().made


def test_threads_get_the_same_exception() -> None:
    """If the factory fails, those who waited fail with it, not one by one."""
    calls: list[int] = []

    def fail() -> object:
        calls.append(1)
        raise LookupError

    instance, got = call_together(fail)

    assert [got[0]] * THREADS == got
    assert isinstance(got[0], LookupError)
    assert [1] == calls
    assert 0 == instance.cache_info().made


def test_failure_is_not_remembered() -> None:
    """The call after a failure runs the factory again."""
    outcomes = [LookupError("first"), LookupError("second"), "made"]

    @shared
    def instance() -> object:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    for message in ("first", "second"):
        with pytest.raises(LookupError, match=message):
            instance()

    assert "made" == instance()


def test_interrupt_of_the_maker_is_its_own() -> None:
    """A waiter does not get the KeyboardInterrupt of another thread: it retries."""
    started, go_on = threading.Event(), threading.Event()
    calls: list[int] = []

    @shared
    def instance() -> str:
        calls.append(1)
        if len(calls) == 1:
            started.set()
            go_on.wait(30)
            raise KeyboardInterrupt
        return "made"

    def interrupted() -> str:
        try:
            return instance()
        except KeyboardInterrupt:
            return "interrupted"

    with ThreadPoolExecutor(2) as pool:
        maker = pool.submit(interrupted)
        started.wait(30)
        waiter = pool.submit(instance)
        while not all_waiting(instance, 1):
            pass
        go_on.set()

        assert ("interrupted", "made") == (maker.result(30), waiter.result(30))


def test_other_instances_are_not_held_up() -> None:
    """While one factory runs, other shared instances can be made and used."""
    inside, go_on = threading.Event(), threading.Event()

    @shared
    def slow() -> str:
        inside.set()
        go_on.wait(30)
        return "slow"

    @shared
    def quick() -> str:
        return "quick"

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(slow)
        inside.wait(30)

        assert "quick" == quick()

        assert 0 == slow.cache_info().currsize
        go_on.set()

        assert "slow" == waiting.result(30)


def test_failure_keeps_no_frame_alive() -> None:
    """The error of a factory makes no cycle that would keep big objects alive."""

    class Big:
        """Something that should go away with the frame that holds it."""

    left: list[weakref.ref[Big]] = []

    @shared
    def instance() -> None:
        big = Big()
        left.append(weakref.ref(big))
        raise LookupError

    gc.disable()
    try:
        with suppress(LookupError):
            instance()

        assert left[0]() is None
    finally:
        gc.enable()
