"""What the tests of the command line share: running it, here or in a child process."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from lazyheavy.cli import main
from tests._support.children import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = SOURCE.parent / "examples"


@dataclass
class Done:
    """What a command did: exit code, standard output, standard error."""

    code: int
    out: bytes
    err: str


class Command:
    """Runs ``python -m lazyheavy`` in a folder.

    Called, it runs `main` in this process, which costs no start of an interpreter
    and of V8; `child` runs the command as a shell does.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the folder."""
        data = content if isinstance(content, bytes) else content.encode()
        path = self.folder / name
        path.write_bytes(data)
        return path

    def files(self) -> dict[str, bytes]:
        """Return the content of the folder's files by name."""
        return {
            path.name: path.read_bytes()
            for path in self.folder.iterdir()
            if path.is_file()
        }

    def environment(self, **variables: str) -> dict[str, str]:
        """Return the variables that a child gets."""
        return {
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "LAZYHEAVY_TRACEBACK": "",
            **variables,
        }

    def arguments(self, *arguments: str, options: tuple[str, ...] = ()) -> list[str]:
        """Return the command as a list; *options* go to the interpreter."""
        return [sys.executable, *options, "-m", "lazyheavy", *arguments]

    def __call__(self, *arguments: str, stdin: str | bytes = b"") -> Done:
        """Run the command to its end in this process, with streams of its own."""
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        source = TextIOWrapper(BytesIO(data), "utf-8")
        out = TextIOWrapper(BytesIO(), "utf-8", newline="")
        err = TextIOWrapper(BytesIO(), "utf-8", "backslashreplace", newline="")
        before = os.getcwd()  # noqa: PTH109 - it may be gone, for a Path as well
        os.chdir(self.folder)
        try:
            with (
                redirect_stdout(out),
                redirect_stderr(err),
                patch.object(sys, "stdin", source),
                patch.object(sys, "path", ["", *sys.path]),
                patch.dict(os.environ, {"LAZYHEAVY_TRACEBACK": ""}),
            ):
                code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            os.chdir(before)
        return Done(code, written(out), written(err).decode())

    def child(
        self,
        *arguments: str,
        stdin: str | bytes = b"",
        options: tuple[str, ...] = (),
        variables: dict[str, str] | None = None,
    ) -> Done:
        """Run the command to its end in a process of its own."""
        done = subprocess.run(
            self.arguments(*arguments, options=options),
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            cwd=self.folder,
            env=self.environment(**(variables or {})),
            timeout=50,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr.decode())


def written(stream: TextIOWrapper) -> bytes:
    """Return what was written to a stream of `Command`."""
    stream.flush()
    assert isinstance(stream.buffer, BytesIO)
    return stream.buffer.getvalue()


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Give the command, and an empty folder for it."""
    return Command(tmp_path)


@pytest.fixture(scope="session")
def examples() -> Path:
    """Give the folder of the examples."""
    return EXAMPLES
