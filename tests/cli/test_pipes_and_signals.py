"""Terminals, pipes that close and Ctrl-C are what they are elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")

CSV = "city,rain\nOslo,763\nRome,878\n"
DRAW = ("render", "-", "--x", "city", "--y", "rain")


def on_terminal(
    command: Command, *arguments: str, which: str
) -> tuple[int, bytes, bytes, bytes]:
    """Run the command with "stdout" or "stderr" a terminal.

    Returns its exit code, output, errors, and what the terminal showed.
    """
    import pty

    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, which: theirs}
    try:
        child = subprocess.Popen(
            command.arguments(*arguments),
            stdin=subprocess.PIPE,
            cwd=command.folder,
            env=command.environment(),
            **streams,
        )
    finally:
        os.close(theirs)
    assert child.stdin is not None
    child.stdin.write(CSV.encode())
    child.stdin.close()
    child.stdin = None
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    finally:
        os.close(ours)
    out, err = child.communicate(timeout=50)
    return child.returncode, out or b"", err or b"", shown


def test_a_png_is_not_written_to_a_terminal(command: Command) -> None:
    """The message says where to put it instead."""
    code, _, err, shown = on_terminal(command, *DRAW, "--format", "png", which="stdout")

    assert (2, b"") == (code, shown)
    assert b"name a file with -o" in err


def test_an_svg_on_a_terminal_ends_its_line(command: Command) -> None:
    """The prompt of the shell comes on a line of its own."""
    code, _, err, shown = on_terminal(command, *DRAW, which="stdout")

    assert (0, b"") == (code, err)
    assert shown.startswith(b"<svg ")
    assert shown.endswith(b"</svg>\r\n")


def test_a_person_is_told_what_was_written(command: Command) -> None:
    """On a terminal the command says which file, and how large it is."""
    code, out, _, shown = on_terminal(command, *DRAW, "-o", "out.svg", which="stderr")
    size = len(command.files()["out.svg"])

    assert (0, b"") == (code, out)
    assert f"wrote out.svg ({size / 1000:.1f} KB)\r\n".encode() == shown


def test_a_script_is_told_only_if_it_asks(command: Command) -> None:
    """Where standard error is no terminal, -v says what was written."""
    silent = command(*DRAW, "-o", "out.svg", stdin=CSV)
    verbose = command(*DRAW, "-o", "out.svg", "-v", stdin=CSV)

    assert silent.err == ""
    assert verbose.err.startswith("wrote out.svg (")


@pytest.mark.parametrize("arguments", [DRAW, ("--help",)], ids=["render", "help"])
def test_a_reader_that_goes_away_is_no_error(
    command: Command, arguments: tuple[str, ...]
) -> None:
    """Output into a closed pipe ends with the code of SIGPIPE, without a word."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            command.arguments(*arguments),
            input=CSV.encode(),
            stdout=writer,
            stderr=subprocess.PIPE,
            cwd=command.folder,
            # argparse itself ignores a write that fails at once.
            env=command.environment(PYTHONUNBUFFERED=""),
            timeout=50,
            check=False,
        )
    finally:
        os.close(writer)

    assert (141, b"") == (done.returncode, done.stderr)


def test_interrupting_ends_with_130(command: Command) -> None:
    """Ctrl-C ends the command without a traceback and without a file."""
    # The child says when it reads its input, so that the signal meets it there.
    program = """
import signal, sys
from lazyheavy.cli import _read, main

signal.signal(signal.SIGINT, signal.default_int_handler)
read_bytes = _read._read_bytes

def reading(path):
    print("reading", file=sys.stderr, flush=True)
    return read_bytes(path)

_read._read_bytes = reading
sys.exit(main(["render", "-", "--x", "city", "-o", "out.svg"]))
"""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=command.folder,
        env=command.environment(),
    ) as child:
        assert child.stderr is not None
        assert child.stderr.readline() == b"reading\n"

        child.send_signal(signal.SIGINT)

        assert child.wait(50) == 130
        assert child.stderr.read() == b""
    assert command.files() == {}


def test_closed_standard_streams_are_said(command: Command) -> None:
    """Without standard output or input the message names the way round."""
    command.write("rain.csv", CSV)
    for arguments, closed, hint in (
        (("render", "rain.csv", "--x", "city"), 1, b"name a file with -o"),
        (("render", "-", "--x", "city", "-o", "out.svg"), 0, b"name a file instead"),
    ):
        done = subprocess.run(
            command.arguments(*arguments),
            stderr=subprocess.PIPE,
            cwd=command.folder,
            env=command.environment(),
            timeout=50,
            check=False,
            preexec_fn=lambda closed=closed: os.close(closed),
        )

        assert done.returncode == 2
        assert hint in done.stderr
    assert list(command.files()) == ["rain.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_an_output_that_is_full_is_reported(command: Command) -> None:
    """A failed write to standard output is an error of one line."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command.arguments(*DRAW),
            input=CSV.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=command.folder,
            env=command.environment(),
            timeout=50,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr.startswith(
        b"lazyheavy: error: cannot write to standard output: No space left on device"
    )
