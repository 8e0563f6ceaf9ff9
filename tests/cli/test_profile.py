"""`lazyheavy profile` says what to make lazy, and ends as the program does."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Command

if TYPE_CHECKING:
    from pathlib import Path

APP = """\
import sys

import base
import heavy
import used


class Own(base.Base):
    pass


def main():
    import late

    print("said", sys.argv[1:], used.VALUE)
    print("complained", file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main())
"""
WORK = "sum(range(500000))\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a program."""
    path = tmp_path_factory.mktemp("profiled")
    (path / "app.py").write_text(APP)
    (path / "base.py").write_text(WORK + "class Base: pass\n")
    (path / "heavy.py").write_text(WORK + "DATA = bytearray(b'x') * 8_000_000\n")
    (path / "used.py").write_text(WORK + "VALUE = 1\n")
    (path / "late.py").write_text(WORK)
    return path


@pytest.fixture(scope="module")
def profiled(folder: Path) -> tuple[Any, dict[str, Any]]:
    """Return what the command did, and the profile that it wrote."""
    command = Command(folder)
    options = ("-n", "2", "--usage", "--memory", "--cold", "-o", "out.json")
    done = command.child("profile", *options, "app.py", "--top", "x")
    return done, json.loads((folder / "out.json").read_text("utf-8"))


def test_the_program_is_passed_through(profiled: tuple[Any, dict[str, Any]]) -> None:
    """Its exit code is ours, its output is shown once, its arguments are its own."""
    done, found = profiled

    assert (3, b"") == (done.code, done.out)
    assert 1 == done.err.count("said ['--top', 'x'] 1")
    assert 1 == done.err.count("complained")
    assert 3 == found["exit_code"]
    assert ["app.py", "--top", "x"] == found["target"]["argv"]


def test_the_plan_has_what_the_run_can_do_without(
    profiled: tuple[Any, dict[str, Any]],
) -> None:
    """Not what a class is derived from, nor what the program uses anyway."""
    rows = profiled[1]["statements"]
    planned = [n for step in profiled[1]["plan"] for n in step["statements"]]
    by_text = {row["text"]: row for row in rows if row["file"].endswith("app.py")}

    assert ["import heavy"] == [rows[number]["text"] for number in planned]
    assert by_text["import base"]["needed_at_start"].endswith("app.py:8")
    assert by_text["import used"]["used_at"].endswith("app.py:15")
    assert not by_text["import late"]["candidate"]


def test_what_comes_late_is_told(profiled: tuple[Any, dict[str, Any]]) -> None:
    """With the line and the function that asked for it."""
    (touch,) = profiled[1]["first_touches"]

    assert "late" == profiled[1]["modules"][touch["module"]]["name"]
    assert (12 + 1, "main") == (touch["line"], touch["function"])


def test_more_runs_tell_more(profiled: tuple[Any, dict[str, Any]]) -> None:
    """Whose code ran, what was added to memory, and the start with a cold cache."""
    found = profiled[1]
    used = {row["name"]: row["used"] for row in found["modules"]}
    memory = [row["rss_kb"] for row in found["modules"][1:]]

    assert "never" == used["base"]
    assert {"unknown"} == {used[name] for name in ("heavy", "late", "used")}
    assert (sys.platform == "linux") == any(memory)
    assert found["totals"]["cold_wall_ms"] > 0


def test_a_profile_is_shown_as_text(folder: Path) -> None:
    """The plan first, then what stays and why; all of it on standard output."""
    command = Command(folder)
    done = command("profile", "-n", "1", "--tree", "-f", "text", "app.py")
    text = done.out.decode()

    assert 3 == done.code
    assert "make lazy, in this order" in text
    assert "app.py:4: import heavy" in text
    assert "used while modules load: app.py:8" in text
    assert "used in this run: app.py:15" in text
    assert "tree of imports" in text
    assert "app.py ended with exit code 3" in done.err


def test_predictions_are_tried(folder: Path) -> None:
    """With --verify what is really saved stands below what was predicted."""
    command = Command(folder)
    done = command("profile", "-n", "1", "--no-trial", "--verify", "-c", "import heavy")
    lines = done.out.decode().splitlines()

    assert 0 == done.code, done.err
    assert ["predicted", "actual"] in [line.split() for line in lines]


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ((), ("there is nothing to run", "-m MODULE")),
        (("nope.py",), ("there is no script 'nope.py'",)),
        (("json",), ("write -m json",)),
        (("-o", "x.pdf", "-c", "1"), ("'x.pdf'", ".speedscope.json")),
        (("-n", "0", "-c", "1"), ("runs has to be 1 or more",)),
        (("--top", "0", "-c", "1"), ("--top has to be 1 or more",)),
        (("--timeout", "0.000001", "-c", "1"), ("--timeout",)),
        (("--stdin", "nope", "-c", "1"), ("there is no file 'nope'",)),
        (("-o", "nope/x.html", "-c", "1"), ("mkdir -p nope",)),
    ],
    ids=[
        "nothing",
        "script",
        "module",
        "suffix",
        "runs",
        "top",
        "timeout",
        "stdin",
        "folder",
    ],
)
def test_what_cannot_be_measured_is_refused(
    command: Command, arguments: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    """In one line, which says what to type instead."""
    done = command("profile", *arguments)

    assert (2, b"") == (done.code, done.out)
    assert 1 == len(done.err.splitlines())
    for part in parts:
        assert part in done.err
