"""A budget that is written wrong is refused, with the line and what is meant."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from lazyheavy.errors import BudgetError
from lazyheavy.startup._budget import Budget, covers
from lazyheavy.startup._budget_file import find, read, select

if TYPE_CHECKING:
    from pathlib import Path

TARGET = 'target = "-m pkg --help"\n'
HEADER = "[[tool.lazyheavy.budget]]\n"

#: What stands in the table besides the target, and what the message says.
WRONG = {
    "unknown key": ("forbidd = ['a']", "'forbidd' is no key", "did you mean 'forbid'"),
    "text for list": ("forbid = 'pandas'", 'forbid = "pandas" must be a list'),
    "number in list": ("forbid = [1]", "forbid = [1] must be a list"),
    "distribution": ("forbid = ['my-package']", "'my-package'", "write 'my_package'"),
    "star": ("forbid = ['pandas.*']", "'pandas.*'", "write 'pandas'"),
    "no word": ("forbid = ['a b']", "forbid: 'a b' is not the name of a module"),
    "float": ("max_modules = 1.5", "max_modules = 1.5 must be a whole number"),
    "bool": ("max_modules = true", "max_modules = true must be a whole number"),
    "negative": ("max_modules = -1", "max_modules = -1 must be a whole number"),
    "no percent": ("max_slowdown = 10", "max_slowdown = 10 must be a percentage"),
    "no number": ("max_slowdown = 'x%'", 'max_slowdown = "x%" must be a percentage'),
    "zero": ("max_ms = 0", "max_ms = 0 must be a number of milliseconds"),
    "empty": ("lock = ' '", "must be the path of a file"),
    "code": ("max_modules = 1\nexit_code = 256", "exit_code = 256 must be"),
    "nothing": ("name = 'x'", "'x' guards nothing", "forbid, max_modules, lock"),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the path of a pyproject.toml to be written."""
    if sys.version_info < (3, 11):
        pytest.importorskip("tomli", reason="Python 3.10 reads no TOML by itself")
    return tmp_path / "pyproject.toml"


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_wrong_values_are_refused(file: Path, case: tuple[str, ...]) -> None:
    """The message names file, line, key, value, and what it must be."""
    text, *parts = case
    file.write_text(f"[project]\n\n{HEADER}{TARGET}{text}\n")
    with pytest.raises(BudgetError) as caught:
        read(str(file))

    assert str(caught.value).startswith(f"{file}:3: ")
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("", "there is no budget; write", id="empty"),
        pytest.param("[tool.lazyheavy]\nbudgets = 1", "there is budgets", id="plural"),
        pytest.param("[tool.lazyheavy.budget]\nx = 1", "two brackets", id="brackets"),
        pytest.param("a = ", "is no TOML", id="no TOML"),
        pytest.param(HEADER + "forbid = ['a']", "there is no target", id="target"),
        pytest.param(HEADER + "target = 'a \"b'", "cannot be split", id="quotes"),
        pytest.param(
            (HEADER + TARGET + "max_modules = 1\n") * 2,
            "already, in line 1",
            id="twins",
        ),
    ],
)
def test_files_without_sound_budgets_are_refused(
    file: Path, text: str, part: str
) -> None:
    """Each with a message of its own."""
    file.write_text(text)
    with pytest.raises(BudgetError, match=part):
        read(str(file))


def test_what_is_read(file: Path) -> None:
    """Values arrive as they are meant, with the line of their table."""
    file.write_text(
        f"{HEADER}{TARGET}forbid = ['a', 'b.c']\nmax_slowdown = '7.5 %'\n\n"
        f"{HEADER}target = '-c \"import a\"'\nname = 'quick'\nmax_modules = 0\n"
    )
    first, second = read(str(file))

    assert ("-m", "pkg", "--help") == first.target
    assert ("-m pkg --help", ("a", "b.c")) == (first.name, first.forbid)
    assert 0.075 == first.max_slowdown
    assert (str(file), 1) == first.where
    assert ("quick", ("-c", "import a"), 0) == (
        second.name,
        second.target,
        second.max_modules,
    )
    assert (str(file), 6) == second.where


def test_the_nearest_file_above_counts(file: Path) -> None:
    """A folder without one uses that of its parents."""
    file.write_text("")
    below = file.parent / "a" / "b"
    below.mkdir(parents=True)

    assert str(file) == find(str(below))


def test_budgets_are_chosen_by_name_or_target() -> None:
    """What is neither is refused with the one that is like it."""
    one, two = Budget("-m a", forbid=["x"], name="one"), Budget("-m b", forbid=["x"])

    assert [one, two] == select([one, two], [])
    assert [one] == select([one, two], ["-m a"])
    assert [one, two] == select([one, two], ["-m b", "one"])
    with pytest.raises(BudgetError, match=r"no budget 'onee' \(did you mean 'one'\?\)"):
        select([one, two], ["onee"])


def test_a_name_stands_for_what_is_below_it() -> None:
    """And for nothing that only begins alike."""
    assert covers("pandas", "pandas")
    assert covers("pandas", "pandas.core")
    assert not covers("pandas", "pandas_extra")
    assert not covers("pandas.core", "pandas")


@pytest.mark.skipif(sys.version_info >= (3, 11), reason="tomllib came with 3.11")
def test_without_a_reader_of_toml_the_command_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.10 has none."""
    file.write_text("")
    monkeypatch.setitem(sys.modules, "tomli", None)
    with pytest.raises(BudgetError, match=r"pip install 'lazyheavy\[cli\]'"):
        read(str(file))
