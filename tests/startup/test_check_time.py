"""Time is compared with a base, and breaks a budget only where it is beyond doubt."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from lazyheavy.errors import BudgetError
from lazyheavy.startup._comparison import Comparison
from lazyheavy.startup._slowdown import DRIFT
from tests._support.budgets import only, verdict_on
from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository whose program has become much slower since its commit."""
    folder = tmp_path_factory.mktemp("checkout")
    write(
        folder,
        {
            "src/pkg/__init__.py": "",
            "src/pkg/__main__.py": "import pkg.heavy\n",
            "src/pkg/heavy.py": "",
            "app.py": "import sys\nsys.path.insert(0, 'src')\nimport pkg.heavy\n",
        },
    )
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "first")
    slow = "for number in range(3_000_000):\n    number * number\n"
    write(folder, {"src/pkg/heavy.py": slow, "new.py": ""})
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as nobody in particular."""
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    command = ("git", "-C", str(folder), *who, *arguments)
    return subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_a_slowdown_against_a_revision_breaks_the_budget(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The revision runs its own code, even of a package found by the path."""
    monkeypatch.setattr("lazyheavy.startup._comparison.RUNS", {"cpu": 4})
    monkeypatch.setenv("PYTHONPATH", str(checkout / "src"))
    verdict = verdict_on(checkout, "-m pkg", max_slowdown="50%", base="HEAD")

    assert "max_slowdown" == only(verdict).kind
    assert "% more CPU time than HEAD" in only(verdict).message
    assert verdict.comparison is not None
    assert 1.5 < verdict.comparison.low
    assert 1 == len(git(checkout, "worktree", "list").splitlines())


def test_what_the_base_cannot_run_is_only_warned_of(checkout: Path) -> None:
    """A command that is new has nothing to be compared with."""
    verdict = verdict_on(checkout, "new.py", max_slowdown="5%", base="HEAD")

    assert ("passed", ["base"]) == (verdict.status, [w.kind for w in verdict.warnings])
    assert "there is no script 'new.py'" in verdict.warnings[0].message
    assert 1 == len(git(checkout, "worktree", "list").splitlines())


def test_both_sides_read_what_the_current_one_reads(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that the base does not have makes it no worse."""
    monkeypatch.setattr("lazyheavy.startup._comparison.RUNS", {"cpu": 2})
    write(checkout, {"input.txt": "1"})
    program = "-c 'import sys; sys.exit(sys.stdin.read() != \"1\")'"
    limits: dict[str, Any] = {"max_slowdown": "900%", "base": "HEAD"}
    verdict = verdict_on(checkout, program, stdin="input.txt", **limits)

    assert ("passed", []) == (verdict.status, verdict.warnings)
    assert verdict.comparison is not None


@pytest.mark.parametrize("base", ["nowhere", "--output=x"])
def test_a_base_that_is_none_is_refused(checkout: Path, base: str) -> None:
    """It is a mistake of the one who asks."""
    with pytest.raises(BudgetError, match="neither a revision nor a file"):
        verdict_on(checkout, "app.py", max_slowdown="5%", base=base)


def test_a_base_needs_a_checkout(tmp_path: Path) -> None:
    """Outside of one the message says so."""
    (tmp_path / "app.py").write_text("")
    with pytest.raises(BudgetError, match="--base needs a checkout"):
        verdict_on(tmp_path, "app.py", max_slowdown="5%", base="HEAD")


def profile(folder: Path, ms: float, **changes: object) -> str:
    """Write a profile whose runs all took *ms*; return its name."""
    data = {
        "runs": {"cpu_ms": [ms] * 7},
        "python": {"version": "3.0.0"},
        "platform": "elsewhere",
        "target": {"argv": ["app.py"]},
        **changes,
    }
    (folder / "base.json").write_text(json.dumps(data), "utf-8")
    return "base.json"


@pytest.mark.parametrize(
    ("ms", "status"), [pytest.param(0.5, "broken"), pytest.param(60000.0, "passed")]
)
def test_a_profile_can_be_the_base(tmp_path: Path, ms: float, status: str) -> None:
    """That it is of another machine is warned of."""
    (tmp_path / "app.py").write_text("")
    base = profile(tmp_path, ms)
    verdict = verdict_on(tmp_path, "app.py", max_slowdown="5%", base=base)

    assert status == verdict.status
    assert "measured with Python 3.0.0 on elsewhere" in verdict.warnings[0].message


def test_a_file_that_is_no_profile_of_the_target_is_refused(tmp_path: Path) -> None:
    """It would compare what has nothing in common."""
    (tmp_path / "app.py").write_text("")
    base = profile(tmp_path, 9.0, target={"argv": ["-m", "other"]})
    with pytest.raises(BudgetError, match=r"is a profile of -m other, not of app\.py"):
        verdict_on(tmp_path, "app.py", max_slowdown="5%", base=base)
    (tmp_path / base).write_text("{}", "utf-8")
    with pytest.raises(BudgetError, match="is no profile"):
        verdict_on(tmp_path, "app.py", max_slowdown="5%", base=base)


def test_without_a_base_the_slowdown_is_not_checked(tmp_path: Path) -> None:
    """The report says so."""
    (tmp_path / "app.py").write_text("")
    verdict = verdict_on(tmp_path, "app.py", max_slowdown="5%")

    assert "passed" == verdict.status
    assert ["not-checked"] == [warning.kind for warning in verdict.warnings]


@pytest.mark.parametrize(
    ("limit", "status"), [pytest.param(0.01, "broken"), pytest.param(60000, "passed")]
)
def test_milliseconds_are_a_wide_net(tmp_path: Path, limit: float, status: str) -> None:
    """Broken when no run keeps to it."""
    (tmp_path / "app.py").write_text("")

    assert status == verdict_on(tmp_path, "app.py", max_ms=limit).status


def test_the_outcome_follows_the_interval() -> None:
    """Only an interval that lies beyond the limit as a whole is slower."""
    same = [10.0] * 20
    wide = [*([10.0] * 3), *([12.0] * 17)]

    assert "slower" == Comparison(same, [11.0] * 20, "cpu").outcome(0.05)
    assert "within" == Comparison(same, [10.4] * 20, "cpu").outcome(0.05)
    assert "inconclusive" == Comparison(same, wide, "cpu").outcome(0.05)
    assert "inconclusive" == Comparison(wide, same, "cpu").outcome(-0.05)


def test_runs_that_did_not_take_turns_leave_room_for_the_machine() -> None:
    """Twice as much breaks a budget; what a busy machine adds does not."""
    before = [10.0] * 7

    assert "inconclusive" == Comparison(before, [13.0] * 7, "cpu").outcome(0.1, DRIFT)
    assert "slower" == Comparison(before, [20.0] * 7, "cpu").outcome(0.1, DRIFT)
    assert "within" == Comparison(before, [10.5] * 7, "cpu").outcome(0.1, DRIFT)


def test_the_interval_of_the_same_samples_is_the_same() -> None:
    """A verdict can be computed again from the runs in a report."""
    first = [10 + number % 7 / 3 for number in range(20)]
    second = [11 + number % 5 / 2 for number in range(20)]
    one, other = Comparison(first, second, "cpu"), Comparison(first, second, "cpu")

    assert (one.low, one.high) == (other.low, other.high)
    assert one.low <= 1.1 <= one.high
