"""`lazyheavy verify` shows what lazy imports save, and never hides a failure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command

APP = """\
import sys
import heavy
import used

def main():
    if type(used.Kind) is not type:
        sys.exit("never")
    if len(sys.argv) > 1 and "heavy" not in sys.modules:
        sys.exit("heavy is gone")
    print("done")

main()
"""


@pytest.fixture
def app(command: Command) -> Command:
    """Give the command, in a folder with a program."""
    command.write("app.py", APP)
    command.write("heavy.py", "sum(range(1000000))\n")
    command.write("used.py", "class Kind: pass\n")
    return command


def test_predicted_stands_beside_actual(app: Command) -> None:
    """Figures, modules and what became of each statement; no file is touched."""
    before = app.files()
    statements = ("--statement", "app.py:2", "--statement", "app.py:3")
    done = app("verify", "-n", "1", "--no-instructions", *statements, "app.py")
    lines = done.out.decode().splitlines()

    assert (0, "") == (done.code, done.err)
    assert lines[0].split() == ["predicted", "actual"]
    assert lines[1].startswith("CPU time")
    assert lines[2].split() == ["modules", "gone", "2", "1"]
    assert lines[3:] == [
        "app.py:2: import heavy: lazy, not used in this run",
        "app.py:3: import used: used in this run by app.py:6 in main",
        "came back: used, asked for by app.py:6",
    ]
    assert before == app.files()


def test_a_program_that_ends_otherwise_is_a_failure(app: Command) -> None:
    """The code is 2, and the line says how it ended, in JSON as well."""
    options = ("-n", "1", "--no-instructions", "--format", "json")
    done = app("verify", *options, "--statement", "app.py:2", "app.py", "x")

    assert 2 == done.code
    assert "the exit code is 1, not 0: heavy is gone" in done.err
    assert [0, 1] == json.loads(done.out)["exit_codes"]
