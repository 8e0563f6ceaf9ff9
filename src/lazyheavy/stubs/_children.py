"""Starts the child process in which a package is imported.

In a process of its own, because the package may print, end the interpreter or
crash it, may have been imported here already and be half resolved, and because
all its names are going to be resolved. It gets this process's `sys.path` as it
is, so the package is found as an import here would find it.
"""

import sys

from lazyheavy.errors import StubError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The environment variables that would resolve names before they are looked at.
_EAGER = ("EAGER_IMPORT", "LAZYHEAVY_EAGER")

_START = """\
import sys
sys.path[:] = {path!r}
from lazyheavy.stubs._child import serve
serve(*sys.argv[1:])
"""


def ask(action: str, package: str, *, recurse: bool = False) -> "Any":
    """Return what the child answers about a package.

    Raises:
        StubError: The package cannot be imported or looked at, or took the
            child down.
    """
    import os  # here and below: only where a child is started
    import subprocess

    if not all(part.isidentifier() for part in package.split(".")):
        message = (
            f"{package!r} is not the name of a package: write it as it is imported"
        )
        if "/" in package or os.sep in package:
            last = os.path.basename(os.path.normpath(package))
            message += f", such as {last!r}, in the folder that holds it"
        raise StubError(message)
    environment = {
        name: value for name, value in os.environ.items() if name not in _EAGER
    }
    done = subprocess.run(
        [
            *(sys.executable, "-c", _START.format(path=sys.path)),
            *(action, package, "recurse" if recurse else "alone"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        check=False,
    )
    return _read(package, done.returncode, done.stdout, done.stderr)


def _read(package: str, code: int, output: bytes, errors: bytes) -> "Any":
    """Return the answer in what a child wrote, or raise what it says."""
    from json import loads

    messages = [loads(line) for line in output.splitlines()]
    last = messages[-1] if messages else {}
    if "answer" in last:
        return last["answer"]
    if "refused" in last:
        cause = _ChildError(f"\n{last['trace']}") if last["trace"] else None
        raise StubError(last["refused"]) from cause
    lines = errors.decode(errors="replace").strip().splitlines()
    where = last.get("at", package)
    message = f"the process that looked at {package!r} ended at {where!r}, {_how(code)}"
    if lines:
        message += f": {lines[-1]}"
    raise StubError(message) from _ChildError("\n" + "\n".join(lines))


class _ChildError(Exception):
    """What the child wrote of an error, shown as the cause."""


def _how(code: int) -> str:
    """Say how a process ended."""
    if code >= 0:
        return f"with exit code {code}"
    from signal import Signals

    try:
        return f"killed by {Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
