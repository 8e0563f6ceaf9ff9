"""A child makes its own instance, and exit closes what was made."""

from __future__ import annotations

import os
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from tests._support.children import output_of, run_python

if TYPE_CHECKING:
    from pathlib import Path

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

PRELUDE = """
import os, sys, threading
import lazyheavy
from lazyheavy.instances import shared

parent = os.getpid()

class Engine:
    def __init__(self): self.pid = os.getpid()
    def say(self, what):
        where = "parent" if os.getpid() == parent else "child"
        whose = "parent's" if self.pid == parent else "child's"
        print(f"{whose} {what} in {where}", flush=True)
    def close(self): self.say("closed")
    def __del__(self, getpid=os.getpid, write=os.write):
        if self.pid != getpid(): write(1, b"inherited one finalized\\n")

def in_child(work):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        work()
        sys.exit()
    assert os.waitpid(pid, 0)[1] == 0
"""


def run(code: str) -> list[str]:
    """Run *code* after the prelude and return the lines it printed."""
    return output_of(PRELUDE + code).splitlines()


THREE = """
@shared(close=lambda name: print(name, "closed"))
def first(): return "first"

@shared(close=lambda name: print(name, "closed"))
def second(): return "second"

@shared(close=lambda name: print(name, "closed"))
def third(): return "third"
"""


def test_exit_closes_in_reverse_order_of_making() -> None:
    """Not in the order of declaration: who was made later may need the others."""
    code = "second(); third(); first()"

    assert ["first closed", "third closed", "second closed"] == run(THREE + code)


def test_replaced_instance_is_closed_in_its_new_place() -> None:
    """The order is that of the instances that are there at exit."""
    code = "first(); second(); third(); first.cache_clear(); first()"
    expected = ["first closed", "first closed", "third closed", "second closed"]

    assert expected == run(THREE + code)


def test_close_that_raises_at_exit_loses_no_other() -> None:
    """The error is printed with its traceback; the others are closed."""
    code = """
@shared(close=lambda name: print(name, "closed"))
def first(): return "first"

@shared(name="second", close=lambda name: 1 / 0)
def second(): return "second"

first(); second()
"""
    done = run_python(PRELUDE + code)

    assert 0 == done.returncode
    assert "first closed\n" == done.stdout
    assert "close of <instance of second> failed" in done.stderr
    assert "ZeroDivisionError" in done.stderr


def test_what_is_made_during_exit_is_closed() -> None:
    """A factory that was running when the exit began gets its close as well."""
    code = """
running, go_on, ready = threading.Event(), threading.Event(), threading.Event()

@shared(close=lambda name: print(name, "closed", flush=True))
def late():
    running.set(); go_on.wait(30)
    return "late"

def close(name):
    print(name, "closed", flush=True)
    go_on.set(); ready.wait(30)

@shared(close=close)
def early(): return "early"

def work():
    late(); ready.set()

early()
threading.Thread(target=work, daemon=True).start()
running.wait(30)
"""

    assert ["early closed", "late closed"] == run(code)


def test_nothing_is_made_after_exit_has_closed() -> None:
    """What nobody would close is not made; what needs no closing is."""
    code = """
import atexit

@shared(name="engine", close=print)
def engine(): return "engine"

@shared
def table(): return "table"

@atexit.register
def late():
    print(table())
    try: engine()
    except RuntimeError as error: print(error)

@shared(close=lambda _: None)
def other(): return 1
other()
"""

    expected = ["table", "engine cannot be made: the interpreter is exiting"]

    assert expected == run(code)


@needs_fork
def test_child_makes_its_own() -> None:
    """The child neither uses, closes nor finalizes what its parent made."""
    code = """
@shared(close=Engine.close)
def engine(): return Engine()

engine().say("used")
in_child(lambda: engine().say("used"))
engine().say("used")
"""
    expected = [
        "parent's used in parent",
        "child's used in child",
        "child's closed in child",
        "parent's used in parent",
        "parent's closed in parent",
    ]

    assert expected == run(code)


@needs_fork
def test_child_that_does_not_use_it_makes_none() -> None:
    """Forking alone runs no factory and closes nothing."""
    code = """
@shared(close=Engine.close)
def engine(): return Engine()

engine()
in_child(lambda: print(engine.cache_info().made))
print(engine.cache_info().made)
"""

    assert ["0", "1", "parent's closed in parent"] == run(code)


@needs_fork
def test_grandchild_makes_its_own() -> None:
    """Each generation starts afresh."""
    code = """
@shared
def owner(): return os.getpid()

assert owner() == os.getpid()
def child():
    assert owner() == os.getpid()
    in_child(lambda: print(owner() == os.getpid()))
    print(owner() == os.getpid())
in_child(child)
"""

    assert ["True", "True"] == run(code)


@needs_fork
def test_fork_while_another_thread_makes_it() -> None:
    """The child does not wait for a maker that it does not have."""
    code = """
running, go_on = threading.Event(), threading.Event()

@shared
def engine():
    if os.getpid() == parent:
        running.set(); go_on.wait(30)
    return os.getpid()

thread = threading.Thread(target=engine)
thread.start()
running.wait(30)
in_child(lambda: print(engine() == os.getpid()))
go_on.set()
thread.join()
print(engine() == parent)
"""

    assert ["True", "True"] == run(code)


@needs_fork
def test_fork_while_another_thread_holds_the_lock() -> None:
    """A lock caught by the fork in another thread's hand is replaced."""
    code = """
@shared(ttl=1000)
def engine(): return os.getpid()

engine()
held, go_on = threading.Event(), threading.Event()
def hold():
    with engine._guard.lock:
        held.set(); go_on.wait(30)
thread = threading.Thread(target=hold)
with engine.use():
    thread.start()
    assert held.wait(30)
    in_child(lambda: print(engine() == os.getpid()))
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        go_on.set()
# Both leave the body: the child must not wait for the lock of its parent.
print("child" if pid == 0 else "parent")
if pid: thread.join()
"""

    assert ["True", "child", "parent"] == run(code)


@needs_fork
def test_replaced_instance_that_is_held_across_a_fork() -> None:
    """The child lets go of it without closing what is still its parent's."""
    code = """
@shared(close=Engine.close)
def engine(): return Engine()

with engine.use() as held:
    engine.discard(held)
    del held
    sys.stdout.flush()
    pid = os.fork()
    if pid: os.waitpid(pid, 0)
print("child" if pid == 0 else "parent")
"""

    assert ["child", "parent's closed in parent", "parent"] == run(code)


@needs_fork
def test_what_other_threads_hold_is_left_alone_in_the_child() -> None:
    """Their state goes away before any hook runs, and the locks may be taken."""
    code = """
from lazyheavy.instances import Pool

engine = shared(close=Engine.close)(Engine)
pool = Pool(Engine, max_size=2, close=Engine.close)
local, go_on = threading.local(), threading.Event()
held, locked = threading.Event(), threading.Event()
def hold():
    local.all = [engine.use(), pool.checkout()]
    for one in local.all: one.__enter__()
    held.set(); go_on.wait(30)
    for one in local.all: one.__exit__(None, None, None)
def lock():
    with engine._guard.lock, pool._keeper.slots.lock:
        locked.set(); go_on.wait(30)
def use():
    with engine.use(), pool.checkout(): print("used")
    sys.stdout.flush()
    os._exit(0)
threads = [threading.Thread(target=hold), threading.Thread(target=lock)]
threads[0].start()
assert held.wait(30)
threads[1].start()
assert locked.wait(30)
in_child(use)
go_on.set()
for thread in threads: thread.join()
print("--", flush=True)
"""
    lines = run(code)

    assert ["used", "--"] == lines[:2]


@needs_fork
def test_factory_that_forks() -> None:
    """A factory may start a process: both sides end up with an instance."""
    code = """
@shared
def engine():
    sys.stdout.flush()
    pid = os.fork()
    if pid: os.waitpid(pid, 0)
    return os.getpid()

print(engine() == engine() == os.getpid(), flush=True)
"""

    assert ["True", "True"] == run(code)


@needs_fork
def test_instances_of_other_threads_survive_the_fork() -> None:
    """Thread instances of the parent are not finalized in a child either."""
    code = """
@shared(scope="thread", close=Engine.close)
def engine(): return Engine()

made, go_on = threading.Event(), threading.Event()
def work():
    engine(); made.set(); go_on.wait(30)
thread = threading.Thread(target=work)
thread.start()
made.wait(30)
engine()
in_child(lambda: engine().say("used"))
print("--", flush=True)
go_on.set()
thread.join()
"""
    lines = run(code)

    assert [
        "child's used in child",
        "child's closed in child",
    ] == lines[: lines.index("--")]


@pytest.mark.skipif(sys.version_info < (3, 13), reason="no way to make one before")
def test_subinterpreter_has_its_own() -> None:
    """Also one with a GIL of its own; it closes what it has made as it ends."""
    code = """
import _interpreters
source = f'''
import sys, threading
sys.path[:] = {sys.path!r}
from lazyheavy.instances import Pool, shared

@shared(close=lambda _: print("closed inside", flush=True))
def engine(): return object()

threads = [threading.Thread(target=engine) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
with Pool(engine, max_size=1).checkout() as held:
    print(engine.cache_info().made, held is engine(), flush=True)
'''

@shared(close=lambda _: print("closed outside"))
def engine(): return object()

engine()
for _ in range(2):
    made = _interpreters.create("isolated")
    assert _interpreters.exec(made, source) is None
    _interpreters.destroy(made)
"""

    assert [*["1 True", "closed inside"] * 2, "closed outside"] == run(code)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing_children_make_and_close_their_own(
    method: str,
    tmp_path: Path,
) -> None:
    """Under every start method the worker's instance is its own, and closed."""
    if method != "spawn" and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    code = """
        import multiprocessing, os, sys
        from lazyheavy.instances import shared

        @shared(close=lambda pid: print("closed", pid == os.getpid(), flush=True))
        def engine(): return os.getpid()

        def work():
            print("used", engine() == os.getpid(), flush=True)

        if __name__ == "__main__":
            engine()
            context = multiprocessing.get_context(sys.argv[1])
            process = context.Process(target=work)
            process.start()
            process.join(60)
            print(process.exitcode, flush=True)
    """
    script = tmp_path / "program.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    starter = "import runpy, sys; runpy.run_path(sys.argv[0], run_name='__main__')"
    launch = f"import sys; sys.argv.pop(0); {starter}"
    lines = output_of(launch, args=(str(script), method)).splitlines()

    assert ["used True", "closed True", "0", "closed True"] == lines
