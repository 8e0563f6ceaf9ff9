"""Fresh child interpreters: import behaviour and faults are tested in these."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from .forkserver import server_for

SOURCE = Path(__file__).resolve().parents[2] / "src"


def run_python(
    code: str,
    *,
    timeout: float = 60,
    env: dict[str, str] | None = None,
    args: tuple[str, ...] = (),
    cwd: str | os.PathLike[str] | None = None,
    path: tuple[str | os.PathLike[str], ...] = (),
    options: tuple[str, ...] = (),
    forked: bool = False,
    finalize: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Run dedented *code* in a fresh interpreter and return what it did.

    *path* is put before our source folder on ``sys.path``, *options* go to the
    interpreter (``-X``, ``-O``, ...), *args* to the program. The exit code is
    not checked. Raises `subprocess.TimeoutExpired` when it hangs.

    With *forked* it is a fork of a bare interpreter, where that does as well:
    not with *options*, nor with variables that the interpreter reads. Without
    *finalize* a fork ends once its exit functions have run.
    """
    entries = [os.fspath(entry) for entry in path] + [os.fspath(SOURCE)]
    full = {**os.environ, "PYTHONPATH": os.pathsep.join(entries), **(env or {})}
    code = textwrap.dedent(code)
    if forked and not options and (server := server_for(code, full)):
        return server.run(
            code=code,
            finalize=finalize,
            timeout=timeout,
            env=full,
            args=args,
            cwd=os.fspath(cwd or Path.cwd()),
            path=entries,
        )
    return subprocess.run(
        [sys.executable, *options, "-c", code, *args],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=full,
        cwd=cwd,
        check=False,
    )


def output_of(code: str, **kwargs: object) -> str:
    """Run *code*; return its stripped stdout, or fail with its stderr."""
    done = run_python(code, **kwargs)  # type: ignore[arg-type]
    if done.returncode != 0:
        message = f"child exited with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        raise AssertionError(message)
    return done.stdout.strip()
