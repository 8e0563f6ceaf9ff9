"""A lock holds the modules of a run; a difference is told by distribution."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lazyheavy.errors import BudgetError
from tests._support.budgets import only, steps, verdict_on
from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path

LOCK = "imports.lock"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a program and its lock."""
    write(
        tmp_path,
        {
            "app.py": "import part\n",
            "part.py": "import json\n",
            "more.py": "",
        },
    )
    verdict_on(tmp_path, "app.py", lock=LOCK, update=True)
    return tmp_path


def content(folder: Path) -> dict[str, dict[str, object]]:
    """Return the budgets of the lock file."""
    budgets: dict[str, dict[str, object]] = json.loads(
        (folder / LOCK).read_text("utf-8")
    )["budgets"]
    return budgets


def test_a_lock_holds_names_by_distribution(folder: Path) -> None:
    """Of the standard library only what others ask for; one name a line."""
    modules = content(folder)["app.py"]["modules"]

    assert {"(own)": {"names": ["part"]}, "(stdlib)": {"names": ["json"]}} == modules
    assert '\n      "part"\n' in (folder / LOCK).read_text("utf-8")


def test_what_is_as_locked_passes_and_is_not_written_again(folder: Path) -> None:
    """A lock that is up to date stays the same file."""
    before = (folder / LOCK).stat()
    passed = verdict_on(folder, "app.py", lock=LOCK)
    updated = verdict_on(folder, "app.py", lock=LOCK, update=True)

    assert ("passed", None) == (passed.status, updated.updated)
    assert before.st_mtime_ns == (folder / LOCK).stat().st_mtime_ns


def test_differences_are_told_by_distribution(folder: Path) -> None:
    """With the way to the first module that is new."""
    (folder / "app.py").write_text("import more\nimport markdown_it, wave\n")
    finding = only(verdict_on(folder, "app.py", lock=LOCK))
    told = {line.split("  ")[0].split()[0]: line for line in finding.details}

    assert finding.message.startswith(f"{LOCK}: ")
    assert "run lazyheavy check --update" in finding.message
    assert {"(own)", "(stdlib)", "markdown-it-py", "mdurl"} == set(told)
    assert "(own)  +1: more; -1: part" == told["(own)"]
    assert [("app.py", 1, "import more")] == steps(finding, folder)


def test_a_standard_module_is_traced_to_who_asks_for_it(folder: Path) -> None:
    """Not to a module of the standard library that loaded it earlier."""
    (folder / "part.py").write_text("import json\nimport decoder_of_mine\n")
    (folder / "decoder_of_mine.py").write_text("")
    verdict_on(folder, "app.py", lock=LOCK, update=True)
    (folder / "decoder_of_mine.py").write_text("import re\n")  # json has loaded it
    finding = only(verdict_on(folder, "app.py", lock=LOCK))

    assert ["(stdlib)  +1: re"] == finding.details
    assert ("decoder_of_mine.py", 1, "import re") == steps(finding, folder)[-1]


def test_locks_of_several_budgets_share_a_file(folder: Path) -> None:
    """To update one leaves the others."""
    verdict_on(folder, "-c 'import more'", lock=LOCK, update=True)

    assert ["-c 'import more'", "app.py"] == sorted(content(folder))
    assert "passed" == verdict_on(folder, "app.py", lock=LOCK).status


def test_a_lock_of_another_python_is_only_warned_of(folder: Path) -> None:
    """Its modules are not this Python's; a pattern gives each its own."""
    path = folder / LOCK
    whole = json.loads(path.read_text("utf-8"))
    whole["budgets"]["app.py"]["python"] = "3.1"
    path.write_text(json.dumps(whole), "utf-8")
    # Of another length: the same in the same second is the cached bytecode's source.
    (folder / "part.py").write_text("import wave  # and no json\n")
    verdict = verdict_on(folder, "app.py", lock=LOCK)

    assert ("passed", "other-python") == (verdict.status, verdict.warnings[0].kind)
    assert "Python 3.1 on" in verdict.warnings[0].message
    assert "+1: wave; -1: json" in verdict.warnings[0].message

    pattern = "imports-{python}-{platform}.lock"
    written = verdict_on(folder, "app.py", lock=pattern, update=True).updated

    assert written is not None
    assert "{" not in written


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param(None, "there is no lock yet; run lazyheavy check --up", id="none"),
        pytest.param("[]", "is no lock file", id="list"),
        pytest.param("{", "is no lock file", id="broken"),
        pytest.param(
            '{"schema_version": 9, "budgets": {}}', "schema_version 9", id="newer"
        ),
        pytest.param(
            '{"schema_version": 1, "budgets": {}}', "no lock of 'app.py'", id="other"
        ),
        pytest.param(
            '{"schema_version": 1, "budgets": {"app.py": {}}}', "is no lock", id="empty"
        ),
    ],
)
def test_what_is_no_lock_is_refused(folder: Path, text: str | None, part: str) -> None:
    """With what to do; such a file is not overwritten, unless it may be."""
    path = folder / LOCK
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")
    with pytest.raises(BudgetError, match=part):
        verdict_on(folder, "app.py", lock=LOCK)
