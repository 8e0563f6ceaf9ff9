"""The interpreter ends, soon and as it should, whatever has happened before.

A bare MiniRacer hangs in most of these. Some of the hangs are races, which is why
`repeat.py` runs this module again and again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from typing import NamedTuple

import pytest

from tests._support.children import SOURCE, run_python
from tests.engines._generation import LEGACY, not_with_legacy, said

#: Seconds after which a child counts as hanging.
PATIENCE = 60

PRELUDE = """
import asyncio, atexit, os, signal, sys, threading, time
from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.errors import *
from lazyheavy.instances import shared

ENDLESS = "() => { for (;;); }"
engine = MiniRacerEngine([Bundle("glue", "var glued = t => t + '!'")])
def use(): print(engine.call("glued", "used"), flush=True)
def in_flight(count):
    while engine.stats().calls < count: pass
def in_daemon(work):
    def quietly():
        try: work()
        except EngineClosedError: pass
    threading.Thread(target=quietly, daemon=True).start()
"""


class End(NamedTuple):
    """What a child does, and how it must end."""

    code: str
    returncode: int = 0
    line: str = "used!"  # the last one on stdout
    error: str = ""  # something that stands on stderr


ENDS = {
    "used and closed": End(
        """
        use()
        engine.close()
        """,
    ),
    "used and left open": End(
        """
        use()
        """,
    ),
    "made and never used": End(
        """
        print('made')
        """,
        line="made",
    ),
    "used and deleted": End(
        """
        use()
        engine.close()
        del engine
        """,
    ),
    "uncaught Python error": End(
        """
        use()
        1 / 0
        """,
        returncode=1,
        error="ZeroDivisionError",
    ),
    "uncaught error that holds an engine": End(
        """
        use()
        held = engine
        class E(Exception): pass
        raise E(held)
        """,
        returncode=1,
        error="E: <MiniRacerEngine glue, ",
    ),
    "uncaught JavaScript error": End(
        """
        use()
        engine.evaluate('null.x')
        """,
        returncode=1,
        error="lazyheavy.errors.EvaluationError: TypeError: Cannot read",
    ),
    "bundle that does not load": End(
        """
        use()
        engine.load(Bundle('bad', 'structuredKlone(1)'))
        """,
        returncode=1,
        error="structuredKlone is not defined",
    ),
    "first bundle does not load": End(
        """
        MiniRacerEngine([Bundle('bad', 'null.x')]).evaluate('1')
        """,
        returncode=1,
        line="",
        error="bad:1: TypeError: Cannot read",
    ),
    "sys.exit": End(
        """
        use()
        sys.exit(7)
        """,
        returncode=7,
    ),
    "after a timeout": End(
        """
        use()
        try: engine.call(ENDLESS, timeout=0.05)
        except TimeoutError: print('late')
        """,
        line="late",
    ),
    "after a timeout and a restart": End(
        """
        try: engine.call(ENDLESS, timeout=0.05)
        except TimeoutError: use()
        """,
    ),
    "uncaught timeout": End(
        """
        use()
        engine.call(ENDLESS, timeout=0.05)
        """,
        returncode=1,
        error="EngineTimeoutError",
    ),
    "promise jobs without end left behind": End(
        """
        use()
        engine.evaluate('Promise.resolve().then(() => { for (;;); }); 0')
        """,
    ),
    "promise that never settles": End(
        """
        use()
        try: engine.call('() => new Promise(() => {})', timeout=0.05)
        except TimeoutError: print('late')
        """,
        line="late",
    ),
    "timer and interval left behind": End(
        """
        engine.evaluate('setInterval(() => 1, 0); setTimeout(() => 1, 1e6)')
        use()
        """,
    ),
    "memory limit reached": End(
        """
        engine = MiniRacerEngine(max_memory=30_000_000)
        try: engine.evaluate('const a = []; for (;;) a.push(new Array(1e4).fill(1))')
        except MemoryError: print('full')
        """,
        line="full",
    ),
    "native code that nothing stops": End(
        """
        f = '() => String("a".repeat(2**26).indexOf("a".repeat(2**25) + "b"))'
        try: engine.call(f, timeout=0.05)
        except TimeoutError: print('late')
        """,
        line="late",
    ),
    "daemon thread inside a call": End(
        """
        use()
        in_daemon(lambda: engine.call(ENDLESS, timeout=3600))
        in_flight(2)
        print('leaving')
        """,
        line="leaving",
    ),
    "daemon thread waits for a promise": End(
        """
        never = '() => new Promise(() => {})'
        use()
        in_daemon(lambda: engine.call(never, timeout=3600))
        in_flight(2)
        print('leaving')
        """,
        line="leaving",
    ),
    "daemon thread that calls and calls": End(
        """
        def work():
            while True: engine.call('glued', 'x')
        use()
        in_daemon(work)
        in_flight(20)
        print('leaving')
        """,
        line="leaving",
    ),
    "daemon threads that start engines": End(
        """
        def work():
            while True:
                with MiniRacerEngine() as e: e.evaluate('1')
        use()
        in_daemon(work)
        in_daemon(work)
        use()
        print('leaving')
        """,
        line="leaving",
    ),
    "daemon thread that never gives up": End(
        """
        def work():
            while True:
                try:
                    with MiniRacerEngine() as e: e.evaluate('1')
                except EngineClosedError: pass
        use()
        in_daemon(work)
        print('leaving')
        """,
        line="leaving",
    ),
    "daemon thread in the middle of the start": End(
        """
        inside = threading.Event()
        def read():
            inside.set()
            return 'for (let i = 0; i < 1e9; i++);'
        late = MiniRacerEngine([Bundle('slow', read)])
        in_daemon(lambda: late.evaluate('1'))
        inside.wait()
        print('leaving')
        """,
        line="leaving",
    ),
    "other thread ends last": End(
        """
        main = threading.main_thread()
        def work():
            main.join()
            use()
        use()
        threading.Thread(target=work).start()
        """,
    ),
    "asyncio.run several times": End(
        """
        async def main(): return engine.call('glued', 'run')
        print([asyncio.run(main()) for _ in range(3)])
        """,
        line="['run!', 'run!', 'run!']",
    ),
    "asyncio.to_thread several times": End(
        """
        async def main(): return await asyncio.to_thread(engine.call, 'glued', 'run')
        print([asyncio.run(main()) for _ in range(3)])
        """,
        line="['run!', 'run!', 'run!']",
    ),
    "uncaught error inside a loop": End(
        """
        async def main(): engine.evaluate('null.x')
        use()
        asyncio.run(main())
        """,
        returncode=1,
        error="Cannot read",
    ),
    "event loop left running in a daemon thread": End(
        """
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        async def main(): return engine.call('glued', 'there')
        print(asyncio.run_coroutine_threadsafe(main(), loop).result())
        """,
        line="there!",
    ),
    "os._exit": End(
        """
        use()
        sys.stdout.flush()
        os._exit(5)
        """,
        returncode=5,
    ),
    "os._exit during a call": End(
        """
        use()
        threading.Thread(target=engine.call, args=(ENDLESS,)).start()
        in_flight(2)
        os._exit(5)
        """,
        returncode=5,
    ),
    "many engines": End(
        """
        all = [MiniRacerEngine() for _ in range(10)]
        print(sum(int(e.evaluate('1')) for e in all))
        """,
        line="10",
    ),
    "shared instance that closes the engine": End(
        """
        @shared(close=MiniRacerEngine.close)
        def mine(): return MiniRacerEngine()
        print(mine().evaluate('1 + 1'))
        """,
        line="2",
    ),
    "shared instance whose close still calls": End(
        """
        @shared(close=lambda e: print(e.evaluate('1 + 1')))
        def mine(): return MiniRacerEngine()
        mine().evaluate('0')
        """,
        line="2",
    ),
    "shared instance whose close would start it": End(
        """
        @shared(close=lambda e: print(e.evaluate('1 + 1')))
        def mine(): return MiniRacerEngine()
        mine()
        """,
        line="",
        error="the interpreter is exiting, no engine is started any more",
    ),
    "engine in a class attribute and in a cycle": End(
        """
        class Holder: engine = engine
        h = Holder()
        h.me = h
        h.engine.evaluate('1')
        use()
        """,
    ),
    "used by an exit handler that runs later": End(
        """
        use()
        @atexit.register
        def late(): print(engine.call('glued', 'late'))
        """,
        line="late!",
    ),
    "garbage collector off": End(
        """
        import gc
        gc.disable()
        use()
        x = [engine]
        x.append(x)
        """,
    ),
}


#: Endless promise jobs, which are part of the call there, and time out with it.
LEFT_BEHIND = "promise jobs without end left behind"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=name,
            marks=[not_with_legacy("a timeout")] if name == LEFT_BEHIND else [],
        )
        for name, case in ENDS.items()
    ],
)
def test_interpreter_ends(case: End) -> None:
    """With its own exit code and output, and without a hang."""
    done = run_python(PRELUDE + textwrap.dedent(case.code), timeout=PATIENCE)
    last = (done.stdout.strip().splitlines() or [""])[-1]

    assert (case.returncode, case.line) == (done.returncode, last), done.stderr
    assert case.error in done.stderr
    assert case.error or "" == said(done.stderr)


def terminate(process: subprocess.Popen[str]) -> int:
    """Send SIGTERM until the process has ended; return its exit code.

    Again and again, because CPython does not see a signal that comes just
    before it goes to sleep.
    """
    for _ in range(PATIENCE):
        process.terminate()
        try:
            return process.wait(1)
        except subprocess.TimeoutExpired:
            continue
    return process.wait(0)


@pytest.mark.skipif(os.name != "posix", reason="signals are told apart on POSIX")
@pytest.mark.parametrize(
    ("setup", "returncode"),
    [
        ("", -signal.SIGTERM),
        ("signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))", 3),
        ("signal.signal(signal.SIGTERM, lambda *_: os._exit(4))", 4),
    ],
    ids=["default", "sys.exit", "os._exit"],
)
@pytest.mark.parametrize("state", ["idle", "in a call"])
def test_terminated_process_ends(state: str, setup: str, returncode: int) -> None:
    """SIGTERM ends the process as it would end any other."""
    if LEGACY and state == "in a call" and setup:
        pytest.skip("py-mini-racer 0.6.0: a handler runs when the call has ended")
    then = {
        "idle": "print('ready', flush=True); time.sleep(600)",
        "in a call": "engine.evaluate('1'); print('ready', flush=True);"
        "engine.call(ENDLESS, timeout=600)",
    }
    code = textwrap.dedent(PRELUDE) + f"use()\n{setup}\n{then[state]}"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "used!\n" == process.stdout.readline()
        assert "ready\n" == process.stdout.readline()
        try:
            assert returncode == terminate(process)
        finally:
            process.kill()


def test_optimised_interpreter_ends() -> None:
    """Nothing depends on assert statements."""
    for options in (("-O",), ("-OO", "-I", "-X", "dev")):
        code = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{PRELUDE}use()"
        done = run_python(code, timeout=PATIENCE, options=options)

        assert (0, "used!\n") == (done.returncode, done.stdout), done.stderr
