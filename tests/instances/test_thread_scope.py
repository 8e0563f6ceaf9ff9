"""With scope="thread" every thread has an instance of its own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from lazyheavy import _fork
from lazyheavy.instances import shared


class Engine:
    """Notes whether it was closed, and where."""

    closed_in: int | None = None

    def close(self) -> None:
        """Note the thread."""
        self.closed_in = threading.get_ident()


@shared(scope="thread", close=Engine.close)
def engine() -> Engine:
    """Make one for the calling thread."""
    return Engine()


def test_threads_have_their_own() -> None:
    """Two threads get two objects, each thread always the same."""
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(engine).result(30)

        assert other is pool.submit(engine).result(30)
        assert other is not engine()
        assert engine() is engine()


def test_closed_when_its_thread_ends() -> None:
    """The end of the thread closes its instance, and only that."""
    made: list[Engine] = []
    mine = engine()
    thread = threading.Thread(target=lambda: made.append(engine()))
    thread.start()
    thread.join(30)

    assert thread.ident == made[0].closed_in
    assert mine.closed_in is None


def test_clear_and_info_are_of_the_calling_thread() -> None:
    """Another thread's instance is not closed under its feet."""
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(engine).result(30)
        mine = engine()
        engine.cache_clear()

        assert 0 == engine.cache_info().currsize
        assert 1 == pool.submit(engine.cache_info).result(30).currsize
        assert (True, False) == (bool(mine.closed_in), bool(other.closed_in))


def test_exit_closes_those_of_all_threads() -> None:
    """What living threads hold is closed at exit, too."""
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(engine).result(30)
        mine = engine()
        _fork.close_all()

        assert threading.get_ident() == mine.closed_in == other.closed_in

    engine.cache_clear()
