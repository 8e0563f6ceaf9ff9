"""`lazyheavy fix` shows or writes what makes imports lazy, and says what not."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

pytest.importorskip("libcst")

APP = """\
import sys
import wave

from decimal import Decimal

ZERO = Decimal(0)


def play() -> None:
    wave.open(sys.argv[1])
"""
FIXED = """\
import sys

from decimal import Decimal

import lazyheavy as lazy

with lazy.imports():
    import wave

ZERO = Decimal(0)


def play() -> None:
    wave.open(sys.argv[1])
"""
REFUSAL = (
    "lazyheavy: app.py:4: from decimal import Decimal: refused: Decimal is used while "
    "the module is imported: called (app.py:6); nothing would be gained\n"
)


@pytest.fixture
def app(command: Command) -> Command:
    """Give the command, in a folder with a program."""
    command.write("app.py", APP)
    return command


def plan(folder: Path, **changes: object) -> dict[str, object]:
    """Return a profile whose plan makes both imports lazy."""
    statements = [
        {"file": "app.py", "line": 1, "text": "import sys"},
        {"file": "app.py", "line": 2, "text": "import wave"},
        {"file": "app.py", "line": 4, "text": "from decimal import Decimal"},
    ]
    return {
        "schema_version": 1,
        "target": {"cwd": str(folder)},
        "statements": statements,
        "plan": [{"statements": [1]}, {"statements": [1, 2]}],
        **changes,
    }


def test_a_diff_is_shown_and_nothing_written(app: Command) -> None:
    """What would change is on standard output, with exit code 1."""
    done = app("fix", "--statement", "app.py:2", "--statement", "app.py:4")

    assert 1 == done.code
    assert done.out.decode().startswith("--- app.py\n+++ app.py\n@@ -1,7 +1,11 @@\n")
    assert "+with lazy.imports():\n+    import wave\n" in done.out.decode()
    assert f"{REFUSAL}lazyheavy: 1 statement to move, 1 refused\n" == done.err
    assert {"app.py": APP.encode()} == app.files()


def test_write_changes_the_file_once(app: Command) -> None:
    """The files are written, with code 0; a second time there is nothing to do."""
    app.write("startup.json", json.dumps(plan(app.folder)))
    (app.folder / "app.py").chmod(0o751)
    done = app("fix", "--write", "--plan", "startup.json")
    said = "lazyheavy: wrote app.py\nlazyheavy: 1 statement moved, 1 refused\n"

    assert (0, b"", REFUSAL + said) == (done.code, done.out, done.err)
    assert FIXED == (app.folder / "app.py").read_text("utf-8")
    assert 0o751 == stat.S_IMODE((app.folder / "app.py").stat().st_mode)
    assert {"app.py", "startup.json"} == set(app.files())

    done = app("fix", "--write", "--statement", "app.py:8")

    assert (0, "lazyheavy: 0 statements moved, 1 lazy already\n") == (
        done.code,
        done.err,
    )
    assert FIXED == (app.folder / "app.py").read_text("utf-8")


def test_json_tells_all_of_it(app: Command) -> None:
    """Statements with their state and reasons, and files with their diff."""
    app.write("startup.json", json.dumps(plan(app.folder)))
    done = app("fix", "--format", "json", "--plan", "startup.json")
    told = json.loads(done.out)

    assert (1, "") == (done.code, done.err)
    assert [1, False] == [told["schema_version"], told["written"]]
    assert [("moved", 2, []), ("refused", 4, [6])] == [
        (one["state"], one["line"], [reason["line"] for reason in one["reasons"]])
        for one in told["statements"]
    ]
    assert told["files"][0]["diff"].startswith("--- app.py\n")


def test_a_program_is_profiled_for_its_plan(app: Command) -> None:
    """Its own output stays out of the diff, and a failing one has no plan."""
    app.write("app.py", APP.replace("wave", "sqlite3") + "print(1)\n")
    done = app("fix", "-n", "1", "app.py", "--write")

    assert 1 == done.code, done.err
    assert "+with lazy.imports():\n+    import sqlite3\n" in done.out.decode()
    assert b"\n1\n" not in done.out

    assert 0 == app("fix", "-n", "1", "--write", "app.py").code
    done = app("fix", "-n", "1", "app.py")

    assert (0, b"") == (done.code, done.out)
    assert "lazyheavy: 0 statements to move\n" == done.err

    app.write("app.py", "import wave\nraise SystemExit(3)\n")
    done = app("fix", "-n", "1", "app.py")

    assert (2, b"") == (done.code, done.out)
    assert "ended with exit code 3" in done.err


#: Arguments, and what the one line says.
FAILURES = {
    "nothing named": ((), "--plan FILE.json or --statement FILE:LINE"),
    "two things": (("--statement", "app.py:2", "app.py"), "give one of the two"),
    "no line": (("--statement", "app.py"), "'app.py' is not FILE:LINE"),
    "no file": (("--statement", "no.py:1"), "there is no file 'no.py'"),
    "no plan": (("--plan", "no.json"), "no.json"),
    "no JSON": (("--plan", "app.py"), "app.py: it is not JSON"),
    "no profile": (("--plan", "other.json"), "it is no profile of lazyheavy"),
    "newer profile": (("--plan", "newer.json"), "of version 2; known is 1"),
    "broken profile": (
        ("--plan", "broken.json"),
        "its plan cannot be read",
    ),
    "no Python": (("--statement", "bad.py:1"), "bad.py:2: it cannot be parsed"),
    "no text": (("--statement", "binary.py:1"), "binary.py: cannot be read"),
    "both": (("--write", "--diff", "--statement", "app.py:2"), "not allowed with"),
}


def test_what_cannot_be_done_is_one_line(app: Command) -> None:
    """Each failure has exit code 2, and no file is touched."""
    app.write("other.json", "{}")
    app.write("newer.json", json.dumps(plan(app.folder, schema_version=2)))
    app.write("broken.json", json.dumps(plan(app.folder, statements=[])))
    app.write("bad.py", "import wave\nwith:\n")
    app.write("binary.py", b"import wave\n\xff\n")
    before = app.files()
    for arguments, expected in FAILURES.values():
        done = app("fix", *arguments)

        assert (2, 1) == (done.code, len(done.err.splitlines())), arguments
        assert expected in done.err
    assert before == app.files()


def test_where_all_is_refused_the_code_is_2(app: Command) -> None:
    """Nothing is shown as a change, and the reason is told."""
    done = app("fix", "--write", "--statement", "app.py:4")

    assert (2, b"") == (done.code, done.out)
    assert f"{REFUSAL}lazyheavy: 0 statements moved, 1 refused\n" == done.err


def test_without_libcst_it_says_what_to_install(app: Command) -> None:
    """The hint names the extra; what needs no change needs no libcst."""
    blocked = "import sys; sys.modules['libcst'] = None; "
    code = blocked + "from lazyheavy.cli import main; sys.exit(main(sys.argv[1:]))"
    arguments = app.arguments
    app.arguments = lambda *names, **_: [arguments()[0], "-c", code, *names]  # type: ignore[method-assign]
    done = app.child("fix", "--statement", "app.py:2")

    assert 2 == done.code
    assert 'pip install "lazyheavy[fix]"' in done.err
    assert 1 == len(done.err.splitlines())
    assert REFUSAL in app.child("fix", "--statement", "app.py:4").err
