"""What is registered is closed at exit, last first, and told of a fork."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest

from lazyheavy import _fork
from tests._support.children import output_of, run_python

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


class Thing:
    """Notes when it is closed."""

    def __init__(self, name: str, closed: list[str]) -> None:
        self.name = name
        self.closed = closed

    def __repr__(self) -> str:
        return self.name

    def close_at_exit(self) -> None:
        """Note the closing, or fail if the name says so."""
        self.closed.append(self.name)
        if self.name == "broken":
            raise KeyboardInterrupt


@pytest.fixture
def closed() -> Iterator[list[str]]:
    """Give a list to note closings in; start and end with empty tables."""
    _fork.reset()
    yield []
    _fork.reset()


@pytest.mark.parametrize("_round", [1, 2])
def test_reset_closes_and_forgets(closed: list[str], _round: int) -> None:
    """A reset leaves nothing registered, so that tests do not meet each other."""
    thing = Thing("a", closed)
    _fork.at_exit(thing)
    _fork.reset()
    _fork.close_all()

    assert ["a"] == closed
    assert not _fork.is_exiting()


def test_last_registered_is_closed_first(closed: list[str]) -> None:
    """What was made later may lean on what was made before it."""
    things = [Thing(name, closed) for name in "abc"]
    for thing in things:
        _fork.at_exit(thing)
    _fork.close_all()

    assert ["c", "b", "a"] == closed


def test_registering_again_moves_to_the_front(closed: list[str]) -> None:
    """An object registered twice is closed once, in its latest place."""
    things = [Thing(name, closed) for name in "abc"]
    for thing in [*things, things[0]]:
        _fork.at_exit(thing)
    _fork.close_all()

    assert ["a", "c", "b"] == closed


def test_failing_close_stops_no_other(
    closed: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A close that raises, even KeyboardInterrupt, is logged and loses nothing."""
    things = [Thing(name, closed) for name in ("a", "broken", "c")]
    for thing in things:
        _fork.at_exit(thing)
    _fork.close_all()

    assert ["c", "broken", "a"] == closed
    assert ["closing broken at exit failed"] == caplog.messages


def test_registering_keeps_nothing_alive(closed: list[str]) -> None:
    """A registered object can be collected, and is not closed then."""
    _fork.at_exit(Thing("a", closed))
    gc.collect()
    _fork.close_all()

    assert [] == closed


def test_exit_closes_in_reverse_order() -> None:
    """The exit handler runs by itself, before the modules are taken down."""
    code = """
        from lazyheavy import _fork
        class Thing:
            def __init__(self, name): self.name = name
            def close_at_exit(self): print(self.name, _fork.is_exiting())
        things = [Thing("a"), Thing("b")]
        for thing in things:
            _fork.at_exit(thing)
    """

    assert "b True\na True" == output_of(code)


def test_importing_registers_nothing() -> None:
    """An import has no side effects: no exit handler and no fork hook."""
    code = """
        import atexit, os
        import lazyheavy
        before = atexit._ncallbacks()
        hooks = []
        os.register_at_fork = lambda **kwargs: hooks.append(kwargs)
        import lazyheavy._fork, lazyheavy.instances, lazyheavy.engines
        @lazyheavy.instances.shared
        def made(): return 1
        print(atexit._ncallbacks() - before, hooks)
    """

    assert "0 []" == output_of(code)


@needs_fork
def test_forked_child_closes_nothing_of_its_parent() -> None:
    """In a child the table is empty, and its own objects are closed at exit."""
    code = """
        import os, sys
        from lazyheavy import _fork
        class Thing:
            def __init__(self, name): self.name = name
            def close_at_exit(self): print(self.name, "closed"); sys.stdout.flush()
            def forget_parent(self): print(self.name, "told"); sys.stdout.flush()
        parents = Thing("parent's")
        _fork.at_exit(parents)
        _fork.at_fork(parents)
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            own = Thing("child's")
            _fork.at_exit(own)
            sys.exit()
        os.waitpid(pid, 0)
    """

    expected = ["parent's told", "child's closed", "parent's closed"]

    assert expected == output_of(code).splitlines()


@needs_fork
def test_what_is_kept_forever_is_never_finalized() -> None:
    """Not even the exit of the child runs the finalizer."""
    code = """
        import os, sys
        from lazyheavy import _fork
        class Thing:
            def forget_parent(self): _fork.keep_forever(self)
            def __del__(self): print("finalized in", "parent" if os.getpid() == parent else "child"); sys.stdout.flush()
        parent = os.getpid()
        thing = Thing()
        _fork.at_fork(thing)
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            del thing
            sys.exit()
        os.waitpid(pid, 0)
    """  # noqa: E501

    assert "finalized in parent" == output_of(code)


@needs_fork
def test_error_in_one_hook_reaches_the_others() -> None:
    """Every registered object hears of the fork, whatever the first does."""
    code = """
        import os, sys
        from lazyheavy import _fork
        class Thing:
            def __init__(self, name): self.name = name
            def __repr__(self): return self.name
            def forget_parent(self):
                if self.name == "a": raise OSError("no")
                print(self.name, "told"); sys.stdout.flush()
        a, b = Thing("a"), Thing("b")
        _fork.at_fork(a); _fork.at_fork(b)
        pid = os.fork()
        if pid == 0: sys.exit()
        os.waitpid(pid, 0)
    """
    done = run_python(code)

    assert "b told\n" == done.stdout
    assert "a could not leave its parent" in done.stderr
