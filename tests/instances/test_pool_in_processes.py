"""A child has a pool of its own, and exit closes whatever a pool has made."""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING

import pytest

from tests._support.children import output_of, run_python

if TYPE_CHECKING:
    from pathlib import Path

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

PRELUDE = """
import asyncio, os, sys, threading, warnings
from lazyheavy.instances import Pool, shared

warnings.filterwarnings("ignore", message=".*multi-threaded")
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

def use():
    with pool.checkout(timeout=10) as engine: engine.say("used")

def in_child(work):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        work()
        sys.exit()
    assert os.waitpid(pid, 0)[1] == 0

def start(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
"""


def run(code: str, timeout: float = 60) -> list[str]:
    """Run *code* after the prelude and return the lines it printed."""
    return output_of(PRELUDE + textwrap.dedent(code), timeout=timeout).splitlines()


@needs_fork
def test_child_makes_its_own() -> None:
    """It neither uses, closes nor finalizes what its parent made, lent or idle."""
    code = """
        pool = Pool(Engine, max_size=2, close=Engine.close)
        with pool.checkout():
            use()
            in_child(use)
    """

    assert [
        "parent's used in parent",
        "child's used in child",
        "child's closed in child",
        "parent's closed in parent",
        "parent's closed in parent",
    ] == run(code)


@needs_fork
def test_return_in_the_child_does_nothing() -> None:
    """The body that forked ends twice; in the child it gives nothing back."""
    code = """
        reset = lambda engine: engine.say("reset")
        pool = Pool(Engine, max_size=1, close=Engine.close, reset=reset)
        with pool.checkout():
            pid = os.fork()
            if pid: os.waitpid(pid, 0)
        if pid == 0:
            print("child", pool.stats().size, flush=True)
            use()
            sys.exit()
        print("parent", pool.stats().idle, flush=True)
    """
    lines = run(code)

    assert "inherited one finalized" not in lines
    assert ["child 0", "child's used in child", "child's reset in child"] == [
        line for line in lines if line.startswith("child")
    ][:3]
    assert [
        "parent's reset in parent",
        "parent 1",
        "parent's closed in parent",
    ] == [line for line in lines if line.startswith("parent")]


@needs_fork
def test_fork_while_other_threads_are_at_every_step() -> None:
    """One thread has an instance, one makes one, one waits, one has the lock."""
    code = """
        making, go_on = threading.Event(), threading.Event()
        class Slow(Engine):
            def __init__(self):
                super().__init__()
                if threading.current_thread().name == "maker":
                    making.set(); go_on.wait(30)

        pool = Pool(Slow, max_size=2, close=Engine.close)
        has = threading.Event()
        def hold():
            with pool.checkout(): has.set(); go_on.wait(30)
        def wait():
            with pool.checkout(): pass
        threads = [start(hold)]
        has.wait(30)
        threads.append(threading.Thread(target=wait, name="maker", daemon=True))
        threads[1].start()
        making.wait(30)
        threads.append(start(wait))
        while not pool.stats().waiting: pass
        locked, unlock = threading.Event(), threading.Event()
        def lock():
            with pool._keeper.slots.lock: locked.set(); unlock.wait(30)
        threads.append(start(lock))
        locked.wait(30)

        def child():
            use(); use()
            print(pool.stats()[1:8], flush=True)
        in_child(child)
        unlock.set(); go_on.set()
        for thread in threads: thread.join(30)
        print(pool.stats()[1:8], flush=True)
    """
    lines = run(code)

    assert [
        "child's used in child",
        "child's used in child",
        "(1, 1, 0, 0, 1, 0, 2)",
        "child's closed in child",
        "(2, 2, 0, 0, 2, 0, 3)",
        "parent's closed in parent",
        "parent's closed in parent",
    ] == lines


@needs_fork
@pytest.mark.parametrize("what", ["factory", "check", "reset"])
def test_fork_in_code_of_the_user(what: str) -> None:
    """Both processes go on, each with an instance of its own."""
    code = f"""
        what = {what!r}
        children = []
        def fork(*_):
            if not children and os.getpid() == parent:
                sys.stdout.flush()
                children.append(os.fork())
            return True
        def factory():
            if what == "factory": fork()
            return Engine()
        option = {{}} if what == "factory" else {{what: fork}}
        pool = Pool(factory, max_size=1, close=Engine.close, **option)
        for _ in range(2):
            with pool.checkout(timeout=10) as engine:
                assert engine.pid == os.getpid() or what == "reset"
        if children[0] == 0:
            sys.exit((pool.stats().size, pool.stats().made) != (1, 1))
        assert os.waitpid(children[0], 0)[1] == 0
        print(pool.stats().size)
    """
    lines = run(code)

    assert "inherited one finalized" not in lines
    assert {"1", "child's closed in child", "parent's closed in parent"} == set(lines)


@needs_fork
def test_child_of_a_running_loop() -> None:
    """A child forked under tasks that hold and wait has nothing of them."""
    code = """
        pool = Pool(Engine, max_size=1, close=Engine.close)
        async def main():
            async with pool.acheckout():
                waiting = asyncio.create_task(pool.acheckout().__aenter__())
                while not pool.stats().waiting: await asyncio.sleep(0)
                in_child(use_and_leave)
                waiting.cancel()
        def use_and_leave():
            use()
            pool.close()
            os._exit(0)
        asyncio.run(main())
    """

    assert [
        "child's used in child",
        "child's closed in child",
        "parent's closed in parent",
    ] == run(code)


@needs_fork
def test_inherited_pool_is_dropped_without_a_word() -> None:
    """A pool that another thread of the parent had is not closed in a child."""
    code = """
        made, go_on = threading.Event(), threading.Event()
        def work():
            local = threading.local()
            local.pool = Pool(Engine, max_size=1, close=Engine.close)
            local.pool.warm()
            made.set(); go_on.wait(30)
            local.pool.close()
        thread = start(work)
        made.wait(30)
        in_child(lambda: print("child", flush=True))
        go_on.set(); thread.join(30)
    """

    assert ["child", "parent's closed in parent"] == run(code)


def test_exit_closes_in_reverse_order_of_making() -> None:
    """Instances of pools and shared ones in one order; lent ones, too."""
    code = """
        count = iter(range(10))
        close = lambda name: print(name, "closed")
        pool = Pool(lambda: f"pooled {next(count)}", max_size=3, close=close)
        one = shared(lambda: "shared", close=close)
        lent = pool.checkout()
        lent.__enter__()
        one()
        pool.checkout().__enter__()
    """
    code = PRELUDE + textwrap.dedent(code)
    done = run_python(code)

    assert ["pooled 1 closed", "shared closed", "pooled 0 closed"] == (
        done.stdout.splitlines()
    )
    assert ("", 0) == (done.stderr, done.returncode)


def test_exit_closes_after_an_error_that_holds_an_instance() -> None:
    """The traceback of an uncaught exception keeps the body; exit does not hang."""
    code = """
        pool = Pool(Engine, max_size=1, close=Engine.close)
        with pool.checkout() as engine:
            raise LookupError(engine)
    """
    done = run_python(PRELUDE + textwrap.dedent(code))

    assert 1 == done.returncode
    assert "parent's closed in parent\n" == done.stdout


def test_exit_does_not_wait_for_daemon_threads() -> None:
    """One holds an instance, one waits for it, one is making one: all are left."""
    code = """
        begun = threading.Semaphore(0)
        class Slow(Engine):
            def __init__(self):
                super().__init__()
                if threading.current_thread().name == "maker":
                    begun.release(); threading.Event().wait()
        pool = Pool(Slow, max_size=2, close=Engine.close)
        def hold():
            with pool.checkout(): begun.release(); threading.Event().wait()
        start(hold); begun.acquire()
        maker = threading.Thread(target=hold, name="maker", daemon=True)
        maker.start(); begun.acquire()
        start(hold)
        while not pool.stats().waiting: pass
    """

    assert ["parent's closed in parent"] == run(code)


def test_nothing_is_lent_after_exit_has_closed() -> None:
    """Late code gets an error, not an instance that is closed."""
    code = """
        import atexit
        pool = Pool(list, max_size=1, close=lambda _: print("closed"), name="lists")
        @atexit.register
        def late():
            try: pool.checkout().__enter__()
            except RuntimeError as error: print(error)
            print(pool.stats().size)
        with pool.checkout(): pass
    """
    expected = [
        "closed",
        "lists cannot be made: the interpreter is exiting",
        "0",
    ]

    assert expected == run(code)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing_children_have_their_own(method: str, tmp_path: Path) -> None:
    """Under every start method the worker's instance is its own, and closed."""
    if method != "spawn" and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    code = """
        import multiprocessing, os, sys
        from lazyheavy.instances import Pool

        pool = Pool(os.getpid, max_size=1, close=lambda pid: say("closed", pid))

        def say(what, pid):
            print(what, pid == os.getpid(), flush=True)

        def work():
            with pool.checkout(timeout=10) as pid: say("used", pid)

        if __name__ == "__main__":
            work()
            process = multiprocessing.get_context(sys.argv[1]).Process(target=work)
            process.start()
            process.join(60)
            print(process.exitcode, flush=True)
    """
    script = tmp_path / "program.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    launch = (
        "import runpy, sys; sys.argv.pop(0); "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    lines = output_of(launch, args=(str(script), method)).splitlines()

    assert ["used True", "used True", "closed True", "0", "closed True"] == lines
