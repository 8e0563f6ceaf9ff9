"""A worker process bears what would take V8's own process down, and leaves nothing."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lazyheavy.engines import Bundle, MiniRacerEngine, _pipes
from lazyheavy.engines._frames import ANSWER
from lazyheavy.engines._pipes import Pipes, PipesClosedError, PipesLateError
from lazyheavy.errors import (
    EngineCrashedError,
    EngineError,
    EngineMemoryError,
    EngineTimeoutError,
)
from tests._support.children import SOURCE, output_of, run_python
from tests.engines._generation import said

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60
ENDLESS = "() => { for (;;); }"
GLUE = Bundle("glue", "var glued = text => `glued ${text}`")

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux keeps these")

PRELUDE = """
import asyncio, gc, multiprocessing, os, signal, sys, threading
from lazyheavy import _fork
from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.errors import *

_fork.FORK_PATIENCE = 0.2
parent = os.getpid()
glue = Bundle("glue", "var glued = t => t + '!'")
engine = MiniRacerEngine([glue], isolation="process")
def say(text): print(text, flush=True)
def use(): say(engine.call("glued", "used"))
"""


@pytest.fixture
def worker() -> Iterator[MiniRacerEngine]:
    """Give an engine with a bundle, in a worker process."""
    with MiniRacerEngine([GLUE], isolation="process") as made:
        yield made


def test_worker_starts_with_the_first_call(worker: MiniRacerEngine) -> None:
    """Making an engine starts nothing; its V8 is then in another process."""
    assert 0 == worker.stats().process

    worker.evaluate("1")

    assert worker.stats().process not in {0, os.getpid()}


GREEDY = (
    "() => 'abc'.repeat(2 ** 27).split('').join()",
    "() => { const all = []; for (;;) all.push(new Array(1e4).fill(1)) }",
    "() => { let n = 0; const a = []; for (;;) a.push({n: n++, next: a}) }",
    "() => { for (let s = 'x', m = new Map();; s += 'x') m.set(s.repeat(99), s) }",
    "() => JSON.stringify(Array(2e6).fill('abcdefgh'.repeat(16)))",
)


def test_allocations_that_abort_v8() -> None:
    """The caller gets a MemoryError and goes on; the next call has a new worker."""
    with MiniRacerEngine([GLUE], isolation="process", max_memory=60_000_000) as engine:
        for restarts, function in enumerate(GREEDY, 1):
            assert "1" == engine.evaluate("1")

            with pytest.raises(EngineMemoryError, match="ran out of") as caught:
                engine.call(function, timeout=PATIENCE)

            assert str(caught.value).endswith("the next call starts a new one")
            assert "glued x" == engine.call("glued", "x")
            assert restarts == engine.stats().restarts


@needs_linux
def test_memory_outside_of_the_heap_is_limited() -> None:
    """Buffers are no part of the JavaScript heap, and count all the same."""
    function = """() => {
        const all = [];
        try { for (;;) all.push(new Uint8Array(1e7).fill(1)) }
        catch (error) { return `${error.name} ${all.length < 30}` }
    }"""
    with MiniRacerEngine(isolation="process", max_memory=200_000_000) as engine:
        try:
            said = engine.call(function, timeout=PATIENCE)
        except EngineMemoryError:
            said = "RangeError true"

    assert "RangeError true" == said


def burned(process: int) -> int:
    """Return how many ticks of CPU time *process* has taken."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    return int(stat.split()[13])


@needs_linux
def test_worker_that_is_killed_in_a_call(worker: MiniRacerEngine) -> None:
    """The message says how it ended; a new worker has the bundles."""

    def kill(name: str) -> None:
        victim = worker.stats().process
        before = burned(victim)
        calling.set()
        while burned(victim) < before + 5:  # the call is under way
            pass
        os.kill(victim, signal.Signals[name])

    for name in ("SIGKILL", "SIGSEGV", "SIGBUS"):
        assert "glued x" == worker.call("glued", "x")

        calling = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            killed = pool.submit(kill, name)
            calling.wait(PATIENCE)
            with pytest.raises(EngineCrashedError, match=f"process ended with {name}"):
                worker.call(ENDLESS, timeout=PATIENCE)
            killed.result()

    assert "glued x" == worker.call("glued", "x")


@needs_linux
def test_cpu_limit_is_a_timeout(worker: MiniRacerEngine) -> None:
    """What the kernel ends for its CPU time has taken too long."""
    worker.evaluate("1")
    victim = worker.stats().process
    os.kill(victim, signal.SIGSTOP)  # until the call is under way
    code = (
        f"import os, signal; os.kill({victim}, signal.SIGXCPU); "
        f"os.kill({victim}, signal.SIGCONT)"
    )
    with (
        subprocess.Popen([sys.executable, "-c", code]),
        pytest.raises(EngineTimeoutError, match="took"),
    ):
        worker.call(ENDLESS, timeout=5)

    assert "glued x" == worker.call("glued", "x")


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_worker_that_dies_idle_is_replaced(worker: MiniRacerEngine) -> None:
    """No call is harmed by what happened between calls."""
    worker.evaluate("1")
    victim = worker.stats().process
    os.kill(victim, signal.SIGKILL)
    os.waitid(os.P_PID, victim, os.WEXITED | os.WNOWAIT)

    assert "glued x" == worker.call("glued", "x")
    assert worker.stats().process != victim


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_worker_that_does_not_read_is_killed(worker: MiniRacerEngine) -> None:
    """A large text into a stopped process obeys the timeout as well."""
    worker.evaluate("1")
    os.kill(worker.stats().process, signal.SIGSTOP)
    with pytest.raises(EngineTimeoutError, match=r"took more than 0\.2 s"):
        worker.call("glued", "x" * 5_000_000, timeout=0.2)

    assert "glued x" == worker.call("glued", "x")


def test_without_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pipes cannot be waited for, a timer kills instead."""
    monkeypatch.setattr(_pipes, "CAN_POLL", False)
    big = "x" * 3_000_000
    with MiniRacerEngine([GLUE], isolation="process") as engine:
        assert big == engine.call("text => text", big)

        with pytest.raises(EngineTimeoutError, match=r"took more than 0\.2 s"):
            engine.call(ENDLESS, timeout=0.2)

        assert "glued x" == engine.call("glued", "x")


@needs_linux
def test_limits_of_the_process() -> None:
    """No core dump, no file, bounded memory and CPU time; a session of its own."""
    with MiniRacerEngine(isolation="process", max_memory=100_000_000) as engine:
        engine.evaluate("1", timeout=7)
        process = engine.stats().process
        with open(f"/proc/{process}/limits", encoding="ascii") as file:  # noqa: PTH123
            rows = {line[:25].strip(): line[26:].split()[0] for line in file}
        has_session = os.getsid(process) == process

    assert ("0", "0") == (rows["Max core file size"], rows["Max file size"])
    assert 100_000_000 < int(rows["Max data size"]) < 2_000_000_000
    assert 4 <= int(rows["Max cpu time"]) <= 60
    assert has_session


def test_text_that_is_no_answer() -> None:
    """Nonsense from a worker is an error, whatever lengths it names."""
    reading, writing = os.pipe()
    elsewhere, requests = os.pipe()
    pipes = Pipes(requests, reading, lambda: None)
    try:
        os.write(writing, ANSWER.pack(b"S", 2**63, 0))
        with pytest.raises(PipesClosedError):
            pipes.exchange(b"c", 5.0)
        os.write(writing, ANSWER.pack(b"S", 2, 0) + b"\xff\xff")
        with pytest.raises(PipesClosedError):
            pipes.exchange(b"c", 5.0)
        os.write(writing, ANSWER.pack(b"S", 9, 0) + b"short")
        if hasattr(select, "poll"):
            with pytest.raises(PipesLateError):
                pipes.exchange(b"c", 0.05)
        os.close(writing)
        with pytest.raises(PipesClosedError):
            pipes.exchange(b"c", 5.0)
    finally:
        for descriptor in (reading, elsewhere, requests):
            os.close(descriptor)


@pytest.mark.parametrize(
    ("name", "value"), [("frozen", True), ("executable", ""), ("executable", None)]
)
def test_without_an_interpreter(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    """A frozen application has none to start: it is told so, and can do without."""
    monkeypatch.setattr(sys, name, value, raising=False)
    with (
        MiniRacerEngine(isolation="process") as engine,
        pytest.raises(EngineError, match="needs a Python interpreter to start"),
    ):
        engine.evaluate("1")


def test_unknown_isolation_is_refused() -> None:
    """At once, with the ones that there are."""
    with pytest.raises(ValueError, match="must be None or 'process', not 'thread'"):
        MiniRacerEngine(isolation="thread")  # type: ignore[arg-type]


def test_absence_of_the_library_is_told(tmp_path: Path) -> None:
    """The error of the worker comes out as it would here, with its hint."""
    code = """
        import sys
        sys.path[:] = [p for p in sys.path if "-packages" not in p]
        from lazyheavy.engines import MiniRacerEngine
        from lazyheavy.errors import MissingDependencyError
        engine = MiniRacerEngine(isolation="process", extra="charts")
        try: engine.evaluate("1")
        except MissingDependencyError as error: print(error.name, error.hint, error, sep="|")
    """  # noqa: E501
    name, hint, message = output_of(code, cwd=tmp_path).split("|")

    assert ("py_mini_racer", 'pip install "lazyheavy[charts]"') == (name, hint)
    assert message.startswith("the JavaScript engine needs PyMiniRacer, which is not")


MAINS = {
    "script without guard": ["{file}"],
    "script that cannot be imported": ["{odd}"],
    "standard input": ["-"],
    "command": ["-c", "{text}"],
    "isolated": [
        "-I",
        "-Wignore",
        "-c",
        "import sys; sys.path.insert(0, {source!r})\n{text}",
    ],
}


@pytest.mark.parametrize("arguments", MAINS.values(), ids=MAINS)
def test_main_module_runs_once(arguments: list[str], tmp_path: Path) -> None:
    """The worker knows nothing of the program, guarded or not, importable or not."""
    text = PRELUDE + "print('main'); use(); use()\n"
    script, odd = tmp_path / "script.py", tmp_path / "not a module.txt"
    script.write_text(text, encoding="utf-8")
    odd.write_text(text, encoding="utf-8")
    # A module beside the script that hides one of the standard library.
    (tmp_path / "resource.py").write_text(
        "raise SystemExit('hidden')", encoding="utf-8"
    )
    values = {"file": script, "odd": odd, "text": text, "source": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, *(part.format(**values) for part in arguments)],
        input=text,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "LAZYHEAVY_EAGER": "1"},
        cwd=SOURCE,
        check=False,
    )

    assert ("main\nused!\nused!\n", "") == (done.stdout, said(done.stderr))


ENDS = {
    "left open": ("use()", "used! [0]"),
    "closed": ("use(); engine.close()", "used! [0]"),
    "dropped in a cycle": ("use(); e = [engine]; e.append(e); del engine", "used! [0]"),
    "endless call in a daemon thread": (
        f"""
use()
def work():
    try: engine.call({ENDLESS!r}, timeout=600)
    except EngineClosedError: pass
threading.Thread(target=work, daemon=True).start()
while engine.stats().calls < 2: pass
""",
        "used! [0]",
    ),
    "after a timeout": (
        f"""
try: engine.call({ENDLESS!r}, timeout=0.05)
except TimeoutError: say('late')
""",
        "late [0]",
    ),
    "worker killed": ("use(); os.kill(engine.stats().process, 9)", "used! [0]"),
    "children are not waited for": (
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN); use(); engine.close()",
        "used! [0]",
    ),
    "in a loop": (
        """
async def main():
    use()
    return await asyncio.gather(*(asyncio.to_thread(engine.call, 'glued', str(n))
                                  for n in range(3)))
say(asyncio.run(main()))
""",
        "used! ['0!', '1!', '2!'] [0]",
    ),
}
FORKS = {
    "child uses it": ("use(); in_child(use); use()", "used! used! child: 0 used! [0]"),
    "child does not": ("use(); in_child(int); use()", "used! child: 0 used! [0]"),
    "child closes it": (
        "use(); in_child(engine.close); use(); say(engine.stats().starts)",
        "used! child: 0 used! 1 [0]",
    ),
    "child holds no pipe of it": (
        """
use()
pipes = [p.fileno() for p in (engine._keeper.session._process.stdin,
                              engine._keeper.session._process.stdout,
                              engine._keeper.session._process.stderr)]
def count():
    left = 0
    for fd in pipes:
        try: os.fstat(fd)
        except OSError: left += 1
    say(left)
in_child(count)
""",
        "used! 3 child: 0 [0]",
    ),
    "a call is in flight": (
        f"""
use()
def work():
    try: engine.call({ENDLESS!r}, timeout=600)
    except EngineClosedError: pass
thread = threading.Thread(target=work)
thread.start()
while engine.stats().calls < 2: pass
in_child(use)
engine.close()
thread.join()
""",
        "used! used! child: 0 [0]",
    ),
    "first used in the child": ("in_child(use); use()", "used! child: 0 used! [0]"),
}
IN_CHILD = """
def in_child(work):
    pid = os.fork()
    if pid == 0:
        work()
        sys.exit()
    say(f"child: {os.waitpid(pid, 0)[1]}")
"""
#: The process that ran the program says how many children were left behind: it
#: becomes the parent of the workers whose own parent is gone.
AROUND = """
import ctypes, os, subprocess, sys
PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
code = subprocess.run([sys.executable, "-c", sys.argv[1]]).returncode
left = 0
try:
    while os.waitpid(-1, os.WNOHANG)[0] == 0:
        left += 1
        break
except ChildProcessError: pass
print([code or left])
"""


@needs_linux
@pytest.mark.parametrize("case", [*ENDS.values(), *FORKS.values()], ids=[*ENDS, *FORKS])
def test_program_ends_and_no_worker_is_left(case: tuple[str, str]) -> None:
    """Neither running nor as a zombie, whatever the program did."""
    code, expected = case
    done = run_python(AROUND, args=(PRELUDE + IN_CHILD + code,), timeout=PATIENCE)

    assert expected == " ".join(done.stdout.split("\n"))[:-1], done.stderr
    assert "" == said(done.stderr) or "DeprecationWarning" in done.stderr


@needs_linux
@pytest.mark.parametrize("state", ["idle", "in a call"])
def test_worker_does_not_outlive_its_owner(state: str) -> None:
    """It reads the end of its input, or the kernel ends what it was asked to do."""
    then = "sys.stdin.read()"
    if state == "in a call":
        then = f"engine.call({ENDLESS!r}, timeout=1)"
    code = f"{PRELUDE}use(); say(engine.stats().process)\n{then}"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        assert "used!\n" == owner.stdout.readline()
        watched = os.pidfd_open(int(owner.stdout.readline()))
        owner.kill()
    try:
        poll = select.poll()
        poll.register(watched, select.POLLIN)

        assert poll.poll(PATIENCE * 1000)
    finally:
        os.close(watched)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(method: str, tmp_path: Path) -> None:
    """Each process of a pool starts a worker of its own, which ends with it."""
    if method != "spawn" and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    program = tmp_path / "program.py"
    code = f"""{PRELUDE}
def work(number): return engine.call("glued", str(number))

if __name__ == "__main__":
    use()
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print(pool.map(work, range(4), chunksize=1))
        pool.close()
        pool.join()
    use()
"""
    program.write_text(code, encoding="utf-8")
    launch = "import runpy, sys; sys.argv.pop(0); runpy.run_path(sys.argv[0], run_name='__main__')"  # noqa: E501
    lines = output_of(launch, args=(str(program), method), timeout=PATIENCE).split("\n")

    assert ["used!", str([f"{n}!" for n in range(4)]), "used!"] == lines
