"""A forked child never touches its parent's V8; it starts its own, or none."""

from __future__ import annotations

import os
import textwrap

import pytest

from tests._support.children import output_of, run_python
from tests.engines._generation import said

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

PATIENCE = 60

PRELUDE = """
import asyncio, gc, multiprocessing, os, sys, threading
from lazyheavy import _fork, engines
from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.errors import *
from lazyheavy.instances import shared

ENDLESS = "() => { for (;;); }"
parent = os.getpid()
engine = MiniRacerEngine([Bundle("glue", "var glued = t => t + '!'")])
def say(text): print(text, flush=True)
def use(): say(engine.call("glued", "used"))
def in_flight(count):
    while engine.stats().calls < count: pass

def in_child(work):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        work()
        sys.exit()
    say(f"child: {os.waitpid(pid, 0)[1]}")
"""

#: Name: code, and the lines it prints.
FORKS = {
    "child uses it": (
        """
        use()
        in_child(use)
        use()
        """,
        "used! used! child: 0 used!",
    ),
    "child does not use it": (
        """
        use()
        in_child(int)
        """,
        "used! child: 0",
    ),
    "child closes it": (
        """
        use()
        in_child(engine.close)
        use()
        """,
        "used! child: 0 used!",
    ),
    "child drops it": (
        """
        use()
        def drop():
            global engine
            del engine
            gc.collect()
        in_child(drop)
        use()
        """,
        "used! child: 0 used!",
    ),
    "child fails": (
        """
        use()
        def fail():
            try: engine.evaluate('null.x')
            except EvaluationError: say('failed')
        in_child(fail)
        use()
        """,
        "used! failed child: 0 used!",
    ),
    "child times out": (
        """
        use()
        def late():
            try: engine.call(ENDLESS, timeout=0.05)
            except TimeoutError: use()
        in_child(late)
        use()
        """,
        "used! used! child: 0 used!",
    ),
    "child leaves with os._exit": (
        """
        use()
        in_child(lambda: (use(), os._exit(0)))
        """,
        "used! used! child: 0",
    ),
    "engine made before, started in both": (
        """
        in_child(use)
        use()
        """,
        "used! child: 0 used!",
    ),
    "parent has warmed up": (
        """
        engines.warm()
        in_child(use)
        in_child(use)
        use()
        """,
        "used! child: 0 used! child: 0 used!",
    ),
    "parent has closed one": (
        """
        with MiniRacerEngine() as e: e.evaluate('1')
        in_child(lambda: say(MiniRacerEngine().evaluate('1')))
        """,
        "1 child: 0",
    ),
    "grandchild": (
        """
        use()
        in_child(lambda: (use(), in_child(use), use()))
        """,
        "used! used! used! child: 0 used! child: 0",
    ),
    "five children one after the other": (
        """
        use()
        for _ in range(5): in_child(use)
        """,
        "used!" + " used! child: 0" * 5,
    ),
    "several engines": (
        """
        others = [MiniRacerEngine() for _ in range(3)]
        for e in others: e.evaluate('1')
        in_child(lambda: say([e.evaluate('2') for e in others]))
        """,
        "['2', '2', '2'] child: 0",
    ),
    "another thread is in a call": (
        """
        use()
        _fork.FORK_PATIENCE = 0.2  # seconds, for which it burns the CPU
        def work():
            try: engine.call(ENDLESS, timeout=600)
            except EngineClosedError: pass
        threading.Thread(target=work, daemon=True).start()
        in_flight(2)
        in_child(use)
        """,
        "used! used! child: 0",
    ),
    "another thread is in the start": (
        """
        inside = threading.Event()
        def read():
            if os.getpid() == parent: inside.set()
            return 'for (let i = 0; i < 3e8; i++); var n = 1'
        slow = MiniRacerEngine([Bundle('slow', read)])
        thread = threading.Thread(target=slow.evaluate, args=('n',))
        thread.start()
        inside.wait()
        in_child(lambda: say(slow.evaluate('n')))
        thread.join()
        say(slow.evaluate('n'))
        """,
        "1 child: 0 1",
    ),
    "another thread owns the engine": (
        """
        local = threading.local()
        made, go_on = threading.Event(), threading.Event()
        def own():
            local.engine = MiniRacerEngine()
            local.engine.evaluate('1')
            made.set()
            go_on.wait()
            local.engine.close()
        thread = threading.Thread(target=own)
        thread.start()
        made.wait()
        in_child(gc.collect)
        go_on.set()
        thread.join()
        """,
        "child: 0",
    ),
    "inside a running loop": (
        """
        # The child leaves with os._exit: CPython >= 3.14 itself hangs when
        # SystemExit meets a loop that was inherited.
        async def main():
            use()
            in_child(lambda: (use(), os._exit(0)))
            use()
        asyncio.run(main())
        """,
        "used! used! child: 0 used!",
    ),
    "shared engine": (
        """
        @shared(close=MiniRacerEngine.close)
        def mine(): return MiniRacerEngine()
        def work(): say(mine().evaluate('1 + 1'))
        work()
        in_child(work)
        work()
        """,
        "2 2 child: 0 2",
    ),
    "counters start afresh": (
        """
        use()
        in_child(lambda: (use(), say(engine.stats()[:3])))
        """,
        "used! used! (1, 1, 0) child: 0",
    ),
}


@pytest.mark.parametrize("case", FORKS.values(), ids=FORKS)
def test_fork(case: tuple[str, str]) -> None:
    """Parent and child go on and end, with every line in its place."""
    code, expected = case
    done = run_python(PRELUDE + textwrap.dedent(code), timeout=PATIENCE)

    assert (0, expected) == (done.returncode, " ".join(done.stdout.split("\n"))[:-1])
    assert "" == said(done.stderr) or "DeprecationWarning" in done.stderr


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(method: str, tmp_path: object) -> None:
    """Workers of every kind use an engine that the parent uses, too."""
    program = f"{tmp_path}/program.py"
    code = f"""{PRELUDE}
def work(number): return engine.call("glued", str(number))

if __name__ == "__main__":
    use()
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print(pool.map(work, range(6), chunksize=1))
        pool.close()
        pool.join()
    use()
"""
    with open(program, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(code)
    launch = "import runpy, sys; sys.argv.pop(0); runpy.run_path(sys.argv[0], run_name='__main__')"  # noqa: E501
    lines = output_of(launch, args=(program, method), timeout=PATIENCE).split("\n")

    assert ["used!", str([f"{n}!" for n in range(6)]), "used!"] == lines


def test_many_children_at_once() -> None:
    """A prefork server: the parent has used the engine, eight children use it."""
    code = """
use()
pids = []
for _ in range(8):
    pid = os.fork()
    if pid == 0:
        for n in range(20): assert engine.call("glued", str(n)) == f"{n}!"
        sys.exit()
    pids.append(pid)
say([os.waitpid(pid, 0)[1] for pid in pids])
use()
"""

    assert ["used!", str([0] * 8), "used!"] == output_of(PRELUDE + code).split("\n")
