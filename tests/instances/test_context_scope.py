"""With scope="context" every context has an instance, which its copies share."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lazyheavy import _fork
from lazyheavy.instances import SharedInstance, shared
from tests._support.children import output_of
from tests.instances._pools import Clock, Engine


@shared(scope="context", close=Engine.close)
def engine() -> Engine:
    """Make one for the current context."""
    return Engine()


def in_new_context(work: object) -> object:
    """Call *work* in an empty context."""
    return contextvars.Context().run(work)  # type: ignore[arg-type]


def test_contexts_have_their_own() -> None:
    """Two contexts get two objects, each context always the same."""
    one, other = contextvars.Context(), contextvars.Context()
    first = one.run(engine)

    assert first is one.run(engine)
    assert first is not other.run(engine)


def test_copies_made_afterwards_share_it() -> None:
    """A copy made before has one of its own; what a copy makes, it keeps."""
    one = contextvars.Context()
    before = one.run(contextvars.copy_context)
    first = one.run(engine)
    after = one.run(contextvars.copy_context)

    assert first is after.run(engine)
    assert first is not before.run(engine)
    assert first is one.run(engine)


def test_tasks_have_their_own() -> None:
    """Unless the task that started them had asked before."""

    async def ask() -> Engine:
        return engine()

    async def main() -> None:
        apart = await asyncio.gather(ask(), ask())

        assert apart[0] is not apart[1]

        mine = engine()
        together = await asyncio.gather(ask(), ask())

        assert [mine, mine] == together

    asyncio.run(main(), debug=False)


def test_thread_of_a_task_sees_its_instance() -> None:
    """`to_thread` copies the context."""

    async def main() -> None:
        assert engine() is await asyncio.to_thread(engine)

    in_new_context(lambda: asyncio.run(main()))


def test_aget_makes_it_for_the_task() -> None:
    """Made in a thread, and seen by the task that asked; tasks wait for one run."""
    threads: list[threading.Thread] = []

    @shared(scope="context")
    def instance() -> object:
        threads.append(threading.current_thread())
        return object()

    async def main() -> None:
        first = await instance.aget()

        assert first is instance()
        assert first is await instance.aget()
        assert [first] * 2 == await asyncio.gather(instance.aget(), instance.aget())

    in_new_context(lambda: asyncio.run(main()))

    assert 1 == len(threads)
    assert threads[0] is not threading.current_thread()


def test_closed_with_the_last_context_that_sees_it() -> None:
    """Not before: a copy may still use it."""
    one = contextvars.Context()
    mine = one.run(engine)
    copy = one.run(contextvars.copy_context)
    del one
    gc.collect()

    assert not mine.is_closed
    assert mine is copy.run(engine)

    del copy
    gc.collect()

    assert mine.is_closed


def test_closed_when_its_task_ends() -> None:
    """What a task made for itself goes with it."""

    async def work() -> Engine:
        return engine()

    async def main() -> Engine:
        return await asyncio.create_task(work())

    mine = asyncio.run(main())
    gc.collect()

    assert mine.is_closed


def test_held_instance_outlives_its_context() -> None:
    """It is closed when the body that holds it ends."""
    use = engine.use()
    one = contextvars.Context()
    mine = one.run(use.__enter__)
    del one
    gc.collect()

    assert not mine.is_closed

    use.__exit__(None, None, None)

    assert mine.is_closed


def test_clear_discard_and_info_are_of_the_context() -> None:
    """Another context's instance is neither counted nor closed."""
    one, other = contextvars.Context(), contextvars.Context()
    first, second = one.run(engine), other.run(engine)

    assert not other.run(engine.discard, first)
    assert one.run(engine.discard, first)
    assert first.is_closed
    assert 0 == one.run(engine.cache_info).currsize
    assert 1 == other.run(engine.cache_info).currsize

    other.run(engine.cache_clear)

    assert second.is_closed
    assert second is not other.run(engine)


def test_clear_in_a_copy_is_seen_by_all_that_share() -> None:
    """They share the place of the instance, so all get the next one."""
    one = contextvars.Context()
    first = one.run(engine)
    copy = one.run(contextvars.copy_context)
    copy.run(engine.cache_clear)

    assert first.is_closed
    assert one.run(engine) is copy.run(engine)


@pytest.mark.parametrize("option", ["ttl", "max_idle"])
def test_expires_for_each_context(option: str) -> None:
    """Time is counted for each instance."""
    clock = Clock()
    timed: SharedInstance[Engine] = shared(  # type: ignore[call-overload]
        scope="context", close=Engine.close, clock=clock, **{option: 10}
    )(Engine)
    one, other = contextvars.Context(), contextvars.Context()
    first = one.run(timed)
    clock.now += 9
    second = other.run(timed)
    clock.now += 1

    assert first is not one.run(timed)
    assert second is other.run(timed)
    assert first.is_closed


def test_unhealthy_is_replaced() -> None:
    """The check is asked for the instance of the context."""
    checked = shared(scope="context", check=lambda e: e.is_healthy)(Engine)
    one, other = contextvars.Context(), contextvars.Context()
    first, second = one.run(checked), other.run(checked)
    first.is_healthy = False

    assert first is not one.run(checked)
    assert second is other.run(checked)


def test_threads_in_one_context_make_one() -> None:
    """Threads that got copies of the same context wait for one factory call."""
    go_on = threading.Event()

    @shared(scope="context")
    def instance() -> object:
        go_on.wait(30)
        return object()

    one = contextvars.Context()
    one.run(instance.cache_clear)  # the place is there, and so in the copies
    copies = [one.run(contextvars.copy_context) for _ in range(4)]
    with ThreadPoolExecutor(4) as executor:
        futures = [executor.submit(copy.run, instance) for copy in copies]
        while instance.cache_info().misses < len(copies):
            pass
        go_on.set()
        got = [future.result(30) for future in futures]

    assert 1 == len(set(map(id, got)))


def test_owner_that_goes_away_closes_them() -> None:
    """The contexts do not keep what nobody can ask for any more."""
    own = shared(scope="context", close=Engine.close)(Engine)
    one = contextvars.Context()
    mine = one.run(own)
    del own
    gc.collect()

    assert mine.is_closed


def test_exit_closes_those_of_all_contexts() -> None:
    """What living contexts hold is closed at exit, too."""
    one, other = contextvars.Context(), contextvars.Context()
    instances = [one.run(engine), other.run(engine)]
    _fork.close_all()

    assert [True, True] == [instance.is_closed for instance in instances]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_child_makes_its_own_in_every_context() -> None:
    """Also in a context that was not the current one at the fork."""
    code = """
        import contextvars, os, sys
        from lazyheavy.instances import shared

        class Engine:
            def __init__(self): self.pid = os.getpid()
            def close(self): print("closed", self.pid == os.getpid(), flush=True)
            def __del__(self, getpid=os.getpid, write=os.write):
                if self.pid != getpid(): write(1, b"inherited one finalized\\n")

        engine = shared(scope="context", close=Engine.close)(Engine)
        contexts = [contextvars.copy_context(), contextvars.copy_context()]
        for context in contexts: context.run(engine)
        pid = os.fork()
        if pid:
            assert os.waitpid(pid, 0)[1] == 0
            print("--", flush=True)
        else:
            print(contexts[0].run(engine).pid == os.getpid(), flush=True)
            del context, contexts
    """

    assert ["True", "closed True", "--", "closed True", "closed True"] == (
        output_of(code).splitlines()
    )
