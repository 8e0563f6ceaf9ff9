"""Forks of a bare interpreter, in the place of interpreters that are started.

Most of what a child costs is its start and its end. A server is started once: a
Python that has run `site` and imported at most standard modules that the code of
its children imports itself. A child is a fork of it.
"""

from __future__ import annotations

import atexit
import marshal
import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

#: Modules that are dear to import, and that tests import for themselves.
TOOLS = ("asyncio", "inspect", "threading", "traceback", "unittest.mock")

#: What the server runs. Itself, it uses what every interpreter has loaded.
_SERVER = """
def serve():
    import gc, marshal, os, sys
    asked = int(sys.argv[1])
    for name in sys.argv[2:]:
        __import__(name)
    del sys.argv[1:]

    def read(size):
        data = b""
        while len(data) < size:
            part = os.read(asked, size - len(data))
            if not part:
                os._exit(0)
            data += part
        return data

    gc.freeze()  # a fork's collector would copy every page of the server
    while True:
        size = int.from_bytes(read(4), "big")
        request = marshal.loads(read(size))
        pid = os.fork()
        if pid == 0:
            break
        os.write(asked, pid.to_bytes(4, "big"))
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.write(asked, status.to_bytes(4, "big", signed=True))

    os.close(asked)
    for number, name in enumerate(request["streams"], 1):
        opened = os.open(name, os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    sys.path[1:1] = request["path"]
    sys.argv += request["args"]
    return request["code"], request["finalize"]

def main():
    code, finalize = serve()
    import sys
    if "linecache" in sys.modules:  # CPython 3.13 shows lines of "<string>"
        sys.modules["linecache"].cache.clear()
    namespace = globals()
    del namespace["serve"], namespace["main"]
    exec(compile(code, "<string>", "exec"), namespace)
    if not finalize:
        import atexit, os
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

main()
"""


class ForkServer:
    """One server; its children run one at a time."""

    def __init__(self, tools: tuple[str, ...]) -> None:
        self._lock = threading.Lock()
        self._ours, theirs = socket.socketpair()
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-c", _SERVER, str(theirs.fileno()), *tools],
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=environment,
            )
        atexit.register(self.close)

    def close(self) -> None:
        """End the server."""
        self._ours.close()
        self._server.wait()

    def run(
        self, *, timeout: float, finalize: bool, **request: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a fork with the code, env, args, cwd and path of *request*.

        Where *finalize* is False, one that ends well does not take itself apart
        before it goes, which costs more than its start.
        """
        with self._lock, tempfile.TemporaryDirectory() as folder:
            streams = [Path(folder, "stdout"), Path(folder, "stderr")]
            for stream in streams:
                stream.touch()
            request["finalize"] = finalize
            request["streams"] = list(map(os.fspath, streams))
            packed = marshal.dumps(request)
            self._ours.sendall(struct.pack(">I", len(packed)) + packed)
            (pid,) = struct.unpack(">I", self._ours.recv(4))
            is_late = not select.select([self._ours], [], [], timeout)[0]
            if is_late:
                os.kill(pid, signal.SIGKILL)
            (status,) = struct.unpack(">i", self._ours.recv(4))
            out, err = (stream.read_text() for stream in streams)
        command = [sys.executable, "-c", request["code"]]
        if is_late:
            raise subprocess.TimeoutExpired(command, timeout, out, err)
        return subprocess.CompletedProcess(command, status, out, err)


_servers: dict[object, ForkServer] = {}


def server_for(code: str, env: dict[str, str]) -> ForkServer | None:
    """Return a server whose forks are as good as an interpreter that is started.

    There is none on Windows, when coverage has to see every start, and when
    *env* says to the interpreter what the environment of the tests does not.
    """
    read = _read_at_start(env)
    if (
        not hasattr(os, "fork")
        or any(name.startswith("COVERAGE_") for name in env)
        or read != _read_at_start(os.environ)
    ):
        return None
    tools = tuple(
        tool for tool in TOOLS if re.search(rf"\b(import|from) .*\b{tool}\b", code)
    )
    key = (tools, *read)
    if key not in _servers:
        _servers[key] = ForkServer(tools)
    return _servers[key]


def _read_at_start(env: Any) -> list[tuple[str, str]]:
    """Return the variables that an interpreter reads at its start."""
    return sorted(
        (name, value)
        for name, value in env.items()
        if name != "PYTHONPATH" and name.startswith(("PYTHON", "LC_", "LANG", "TZ"))
    )
