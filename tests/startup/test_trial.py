"""A plan has only what a run with lazy imports really does without."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from lazyheavy.startup import Profile, Target, profile, unreachable
from lazyheavy.startup._verify import verify
from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path

WORK = "sum(range(300000))\n"
#: `taker` takes from `facade` what that has from `behind`, and `behind` from `deeper`.
PROGRAM = {
    "app.py": """
        import sys
        import facade
        import taker
        import everything
        import heavy
        import plugin
        import used


        def main():
            if "plugin" not in sys.modules:
                sys.exit("no plugin")
            print(used.answer())


        main()
        """,
    "facade.py": """
        from behind import thing as it
        from starred import star
        import apart
        """,
    "taker.py": "from facade import it\n",
    "everything.py": "__all__ = []\nfrom packed import *\n",
    "packed.py": "from inside import public\nfrom hidden import _private\n",
    "inside.py": "public = 1\n",
    "hidden.py": "_private = 1\n",
    "behind.py": "from deeper import thing\n",
    "deeper.py": "thing = 1\n",
    "starred.py": "star = 1\n",
    "apart.py": "",
    "heavy.py": WORK,
    "plugin.py": WORK,
    "used.py": WORK + "def answer():\n    return 42\n",
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """Return the program."""
    folder = tmp_path_factory.mktemp("trial")
    write(folder, PROGRAM)
    return Target.parse([str(folder / "app.py")])


@pytest.fixture(scope="module")
def tried(target: Target) -> Profile:
    """Return its profile, with a plan that was tried."""
    return profile(target, runs=1, trial=True, stdout=subprocess.DEVNULL)


def numbers(made: Profile, *places: str) -> list[int]:
    """Return the numbers of statements that ``facade:1`` and the like name."""
    found = {
        f"{made.modules[row['importer']]['name']}:{row['line']}": number
        for number, row in enumerate(made.statements)
    }
    return [found[place] for place in places]


def gone(made: Profile, *places: str) -> set[str]:
    """Return the modules that are said to be gone."""
    found = unreachable(made, numbers(made, *places))
    return {made.modules[number]["name"] for number in found}


def test_the_plan_stands(tried: Profile) -> None:
    """What the run uses, and what it fails without, is left out, and said why."""
    rows = tried.statements
    planned = {rows[n]["text"] for step in tried.plan for n in step["statements"]}
    plugin, used = (rows[n] for n in numbers(tried, "__main__:6", "__main__:7"))

    assert "import heavy" in planned
    assert not {"import plugin", "import used"} & planned
    assert str(plugin["fails_lazy"]).endswith("exit code is 1, not 0: no plugin")
    assert str(used["used_at"]).endswith("app.py:13")
    assert [] == tried.warnings


@pytest.mark.parametrize(
    ("lazy", "expected"),
    [
        (("facade:3",), {"apart"}),
        (("facade:1",), set()),
        (("facade:1", "behind:1"), set()),
        (("facade:1", "taker:1"), {"behind", "deeper"}),
        (("facade:2",), {"starred"}),
        (("packed:1",), set()),
        (("packed:2",), {"hidden"}),
    ],
    ids=lambda names: " ".join(sorted(names)),
)
def test_who_takes_a_name_asks_for_what_is_behind_it(
    tried: Profile, lazy: tuple[str, ...], expected: set[str]
) -> None:
    """A lazy name that another module takes is resolved, through any number."""
    assert expected == gone(tried, *lazy)


def test_so_it_really_is(tried: Profile, target: Target) -> None:
    """Runs with lazy imports load what is predicted."""
    places = ("facade:1", "behind:1", "facade:2", "facade:3", "packed:1", "packed:2")
    found = verify(tried, target, numbers(tried, *places), runs=0, instructions=False)

    assert {"apart", "starred", "hidden"} == found.predicted_gone == found.gone


def test_a_program_that_looks_at_its_modules_gets_no_plan(tmp_path: Path) -> None:
    """Where it ends otherwise without an import, that is not recommended."""
    write(tmp_path, {"app.py": "import heavy, sys\nsys.exit('heavy' in sys.modules)\n"})
    write(tmp_path, {"heavy.py": WORK})
    made = profile([str(tmp_path / "app.py")], runs=1, trial=True, stderr=-3)
    (row,) = (row for row in made.statements if row["line"] == 1)

    assert [] == made.plan
    assert "the exit code is 0, not 1" in str(row["fails_lazy"])
