"""`lazyheavy check` and `lazyheavy bench`: output, formats and exit codes."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

import lazyheavy
from lazyheavy.errors import StartupError
from lazyheavy.startup import Target
from lazyheavy.startup._budget import Budget
from lazyheavy.startup._check_formats import as_github
from lazyheavy.startup._findings import Finding, Verdict
from lazyheavy.startup._sampling import Command as Program
from lazyheavy.startup._sampling import sample
from tests._support.children import SOURCE
from tests._support.packages import write

if TYPE_CHECKING:
    from tests.cli.conftest import Command

if sys.version_info < (3, 11):
    pytest.importorskip("tomli", reason="Python 3.10 reads no TOML by itself")

HEADER = "[[tool.lazyheavy.budget]]\n"
GOOD = f'{HEADER}name = "good"\ntarget = "app.py"\nforbid = ["wave"]\n'
BAD = f'{HEADER}name = "bad"\ntarget = "app.py"\nforbid = ["part"]\n'
FAILING = f'{HEADER}name = "failing"\ntarget = "gone.py"\nforbid = ["wave"]\n'


@pytest.fixture
def project(command: Command) -> Command:
    """Give the command in a folder with a program."""
    write(command.folder, {"app.py": "import part\n", "part.py": "", "sub/x": ""})
    return command


def test_broken_budgets_are_told_with_the_chain(project: Command) -> None:
    """Each budget is a line; a target that fails counts more than a broken budget."""
    project.write("pyproject.toml", BAD + GOOD)
    done = project("check")
    lines = done.out.decode().splitlines()

    assert 1 == done.code
    assert lines == [
        "broken  bad   1 module",
        "  'part' is forbidden: 'part' is imported",
        "    app.py:1  import part",
        "passed  good  1 module",
    ]
    assert "lazyheavy: 2 budgets: 1 passed, 1 broken\n" == done.err

    assert 0 == project("check", "good").code

    project.write("pyproject.toml", BAD + FAILING)
    done = project("check")

    assert 3 == done.code
    assert "  there is no script 'gone.py'" in done.out.decode().splitlines()


def test_json_has_every_figure(project: Command) -> None:
    """Its names are stable; nothing else is on standard output."""
    project.write("pyproject.toml", BAD)
    done = project("check", "--format", "json")
    found = json.loads(done.out)
    (budget,) = found.pop("budgets")
    (finding,) = budget.pop("findings")
    path = str(project.folder / "app.py")

    assert (1, "") == (done.code, done.err)
    assert {
        "schema_version": 1,
        "lazyheavy": lazyheavy.__version__,
        "ok": False,
        "exit_code": 1,
    } == found
    assert {
        "name": "bad",
        "target": "app.py",
        "status": "broken",
        "modules": 1,
        "max_modules": None,
        "warnings": [],
        "failure": None,
        "slowdown": None,
        "cpu_ms": None,
        "updated": None,
    } == budget
    assert {
        "kind": "forbid",
        "message": "'part' is forbidden: 'part' is imported",
        "module": "part",
        "modules": ["part"],
        "file": path,
        "line": 1,
        "chain": [{"module": "part", "file": path, "line": 1, "text": "import part"}],
        "details": [],
    } == finding


def test_github_annotations_stand_at_the_import(
    project: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others stand at the budget; a person can read the rest."""
    project.write("pyproject.toml", BAD + FAILING)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    done = project("check", "--format", "github")
    first, second, *rest = done.out.decode().splitlines()

    assert 3 == done.code
    assert (
        "::error file=app.py,line=1,title=import budget of bad::"
        "'part' is forbidden: 'part' is imported%0A  app.py:1  import part"
    ) == first
    assert second.startswith("::error file=pyproject.toml,line=5,title=import budget")
    assert rest[0].startswith("broken  bad")


def test_annotations_are_escaped() -> None:
    """As the format wants it: in messages less than in properties."""
    verdict = Verdict(Budget("-c 'a, b: 5%'", forbid=["x"], where=("a,b:c.toml", 2)))
    finding = Finding("lock", "5%\r\nof a, b: c", where=verdict.budget.where)
    verdict.findings.append(finding)
    first, *_ = as_github([verdict], ".").splitlines()

    assert (
        "::error file=a%2Cb%3Ac.toml,line=2,title=import budget of -c 'a%2C b%3A 5%25'"
        "::5%25%0D%0Aof a, b: c"
    ) == first


def test_update_writes_the_lock_beside_the_configuration(project: Command) -> None:
    """From wherever it is asked for."""
    project.write(
        "pyproject.toml", f'{HEADER}target = "app.py"\nlock = "imports.lock"\n'
    )

    assert 2 == project("check").code

    folder, project.folder = project.folder, project.folder / "sub"
    done = project("check", "--update")

    assert 0 == done.code
    assert (folder / "imports.lock").exists()
    assert "wrote" in done.out.decode()
    assert 0 == project("check").code


#: What cannot be run: the arguments, and what the message holds.
REFUSED = {
    "no file": (("check",), "there is no pyproject.toml in", "--config FILE"),
    "no such file": (("check", "--config", "x.toml"), "x.toml: cannot be read"),
    "same option": (("bench", "-c ''"), "the following arguments are required: B"),
    "not a percentage": (
        ("bench", "a", "b", "--max-slowdown", "5"),
        "'5' is not a percentage such as 5%",
    ),
    "one run": (("bench", "a", "b", "-n", "1"), "must be from 2 to 10000, not 1"),
    "no number": (("bench", "a", "b", "-n", "x"), "'x' is not a whole number"),
    "quotes": (("bench", "-c '", "b"), "cannot be split into arguments"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_ends_with_2(
    command: Command, case: tuple[object, ...]
) -> None:
    """One line says why."""
    arguments, *parts = case
    done = command(*arguments)  # type: ignore[misc]

    assert (2, b"") == (done.code, done.out)
    assert 1 == len(done.err.splitlines())
    for part in parts:
        assert str(part) in done.err


def test_bench_tells_who_takes_more(command: Command) -> None:
    """What is beyond doubt ends with 1, if there is a limit."""
    slow = "-c 'for n in range(1000000): n * n'"
    done = command("bench", "-c ''", slow, "-n", "3", "--max-slowdown", "20%")
    lines = done.out.decode().splitlines()

    assert (1, "") == (done.code, done.err)
    assert "CPU time, ms; 3 runs of each, in turn" == lines[0]
    assert lines[2].endswith("-c ''")
    assert lines[3].endswith(slow)
    assert lines[4].startswith("B takes +")
    assert "+20.0% is allowed: slower than allowed" == lines[5]


@pytest.mark.skipif(sys.platform == "win32", reason="page faults are not told there")
def test_bench_as_json(command: Command) -> None:
    """With every run; page faults hardly vary."""
    metric = ("--metric", "faults", "-n", "2")
    done = command("bench", "-c ''", "-c ''", *metric, "--format", "json")
    found = json.loads(done.out)

    assert 0 == done.code
    assert ("faults", "page faults", None) == (
        found["metric"],
        found["unit"],
        found["outcome"],
    )
    assert 2 == len(found["a"]["runs"]) == len(found["b"]["runs"])
    assert 0.8 < found["low"] <= found["ratio"] <= found["high"] < 1.25


def test_bench_gives_both_the_same_to_read(command: Command) -> None:
    """In each run, from its beginning."""
    (command.folder / "input.txt").write_text("1", encoding="ascii")
    reads = "-c 'import sys; sys.exit(sys.stdin.read() != \"1\")'"
    given = command("bench", reads, reads, "-n", "2", "--stdin", "input.txt")
    nothing = command("bench", reads, reads, "-n", "2")

    assert (0, "") == (given.code, given.err)
    assert 3 == nothing.code


def test_bench_never_measures_what_fails(command: Command) -> None:
    """The code is 3, and nothing is printed of the other."""
    done = command("bench", "-c ''", "-c 'raise SystemExit(7)'")

    assert (3, b"") == (done.code, done.out)
    assert "ended with exit code 7" in done.err


def test_instructions_need_valgrind(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is missing, the message says what to do."""
    metric = ("--metric", "instructions")
    monkeypatch.setenv("PATH", "")
    done = command("bench", "-c ''", "-c ''", *metric)

    assert (3, b"") == (done.code, done.out)
    assert "apt install valgrind" in done.err


@pytest.mark.slow
@pytest.mark.timeout(240)  # valgrind takes 30 times the CPU time of the program
@pytest.mark.skipif(shutil.which("valgrind") is None, reason="needs valgrind")
def test_instructions_are_those_of_the_target(command: Command) -> None:
    """They are counted for what ends as it should; another end is an error."""
    target = Target.parse(["-c", "raise SystemExit(3)"])
    folder = str(command.folder)
    counted = sample(Program(target, "x", cwd=folder, exit_code=3), "instructions")
    with pytest.raises(StartupError, match="x ended with exit code 3"):
        sample(Program(target, "x", cwd=folder), "instructions")

    assert 1_000_000 < counted < 1_000_000_000


def test_our_own_budgets_hold(project: Command) -> None:
    """Those in the pyproject.toml of this project."""
    project.folder = SOURCE.parent
    done = project("check", "--format", "json")
    found = json.loads(done.out)

    assert 0 == done.code, found
    assert ["import lazyheavy", "lazyheavy --help"] == [
        budget["name"] for budget in found["budgets"]
    ]
