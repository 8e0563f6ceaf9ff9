"""What a profile predicts is tried: imports are made lazy, and no file is touched."""

from __future__ import annotations

import subprocess
import sys
import zipapp
from typing import TYPE_CHECKING

import pytest

from lazyheavy.startup import Profile, StartupError, Target, profile
from lazyheavy.startup._verify import Verified, chosen, verify
from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = {
    "app.py": """
        import alive
        import unused
        import kept
        import package.other as other
        import used
        from constants import (
            LIMIT,
            OTHER,
        )
        from loud import Loud
        if True:
            import late

        HALF = LIMIT / 2


        class Child(Loud):
            pass


        def main():
            print(used.answer(), OTHER)


        main()
        """,
    "unused.py": "import kept, only_here\n",
    "only_here.py": "",
    "kept.py": "",
    "alive.py": "import kept\n",
    "late.py": "",
    "constants.py": "LIMIT, OTHER = 6, 7\n",
    "loud.py": "class Loud: pass\n",
    "used.py": "import tool\ndef answer():\n    return 42\n",
    "tool.py": "",
    "package/__init__.py": "import kept\n",
    "package/other.py": "",
}
#: In which lines of `app.py` the statements stand.
LINES = {2: "unused", 3: "kept", 4: "other", 5: "used", 6: "constants", 10: "loud"}


def made_lazy(made: Profile, target: Target, *lines: str) -> Verified:
    """Verify lines of a program with one pair of runs."""
    numbers = chosen(made, [f"app.py:{line}" for line in lines])
    return verify(made, target, numbers, runs=1, instructions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the program."""
    folder = tmp_path_factory.mktemp("lazily")
    write(folder, PROGRAM)
    return folder


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in the folder of the program."""
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def verified(folder: Path) -> Verified:
    """Make every statement of the program lazy, and look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        target = Target.parse(["app.py"])
        made = profile(target, runs=1, stdout=subprocess.DEVNULL)
        return made_lazy(made, target, *map(str, LINES), "12")


def test_each_statement_is_told(verified: Verified) -> None:
    """Unused ones, those that a function uses, and those used at once."""
    found = {
        LINES.get(one.line, "late"): (one.state, one.by and one.by.rpartition("/")[2])
        for one in verified.statements
    }

    assert {
        "unused": ("untouched", None),
        "kept": ("loaded" if sys.version_info < (3, 15) else "untouched", None),
        "other": ("untouched", None),
        "used": ("touched", "app.py:22"),
        "constants": ("at once", "app.py:14"),
        "loud": ("at once", "app.py:17"),
        "late": ("untouched", None),
    } == found


def test_modules_that_go_and_that_come_back(verified: Verified) -> None:
    """The prediction is the set that nobody asks for; who asks is told."""
    assert {"unused", "only_here", "used", "tool"} <= verified.predicted_gone
    assert {"unused", "only_here", "package", "package.other"} <= verified.gone
    assert not {"used", "tool", "constants"} & verified.gone
    back = {one.module: (one.by, one.count) for one in verified.came_back}
    by, count = back["used"]

    assert str(by).endswith("app.py:22")
    assert 2 == count


def test_figures_stand_beside_each_other(verified: Verified) -> None:
    """Processor time before and after, and the part that was predicted."""
    assert verified.cpu_ms is not None
    assert min(verified.cpu_ms) > 0
    assert verified.instructions is None
    assert 0 < verified.predicted_part < 1
    assert ((0, 0), None, True) == (
        verified.exit_codes,
        verified.failure,
        verified.is_output_same,
    )
    assert {"predicted_part", "statements", "came_back"} <= verified.to_json().keys()


def test_no_file_is_touched(verified: Verified, folder: Path) -> None:
    """Sources are as they were, and no cached code of the changed ones is left."""
    assert verified
    write(folder / "again", PROGRAM)
    for name in PROGRAM:
        assert (folder / "again" / name).read_bytes() == (folder / name).read_bytes()
    assert not list(folder.glob("__pycache__/app*"))


@pytest.mark.parametrize("argv", [("-c", "import unused\nx = 1"), ("-m", "start")])
def test_code_and_modules_as_well(here: Path, argv: tuple[str, ...]) -> None:
    """What `-c` and `-m` run can have lazy imports, too."""
    write(here, {"start.py": "import unused\n"})
    target = Target.parse(argv)
    made = profile(target, runs=1)
    numbers = [
        number
        for number, row in enumerate(made.statements)
        if row["own"] and row["text"] == "import unused"
    ]
    found = verify(made, target, numbers, runs=1, instructions=False)

    assert ["untouched"] == [one.state for one in found.statements]
    assert {"unused", "kept", "only_here"} == found.gone == found.predicted_gone


def test_a_program_that_fails_lazily_is_no_success(here: Path) -> None:
    """It says with which exit code, and what the program said; nothing is measured."""
    write(
        here,
        {
            "lazy_error.py": """
                from loud import Loud
                import sys
                def main():
                    if type(Loud).__name__ != "type" or "loud" not in sys.modules:
                        sys.exit("no class")
                main()
                """
        },
    )
    target = Target.parse(["lazy_error.py"])
    made = profile(target, runs=1)
    numbers = chosen(made, ["lazy_error.py:1"])
    found = verify(made, target, numbers, runs=1, instructions=False)
    if sys.version_info >= (3, 15):
        assert found.failure is None  # CPython resolves the name when it is read
        return

    assert (0, 1) == found.exit_codes
    assert "exit code is 1, not 0: no class" in str(found.failure)
    assert found.cpu_ms is None


def test_lines_that_import_nothing_are_refused(here: Path) -> None:
    """A place has to be an import statement of the profile."""
    made = profile(Target.parse(["-c", "import kept"]), runs=1)
    with pytest.raises(StartupError, match=r"'app\.py:1' is no line that imported"):
        chosen(made, ["app.py:1"])

    assert here


@pytest.mark.skipif(sys.version_info < (3, 15), reason="PEP 810 came with 3.15")
def test_a_filter_of_the_user_is_asked(here: Path) -> None:
    """What the program itself wants eager stays eager."""
    write(
        here,
        {
            "filtered.py": """
                import sys
                sys.set_lazy_imports_filter(lambda _, name, names: name != "kept")
                import kept
                import late
                """
        },
    )
    target = Target.parse(["filtered.py"])
    made = profile(target, runs=1)
    numbers = chosen(made, ["filtered.py:3", "filtered.py:4"])
    found = verify(made, target, numbers, runs=1, instructions=False)

    assert ["loaded", "untouched"] == [one.state for one in found.statements]


def test_imports_in_an_archive_are_read_and_tried(tmp_path: Path) -> None:
    """The source of a zipapp is no file, and is made lazy all the same."""
    source = tmp_path / "source"
    inner = "import colorsys, wave\n\n\ndef run():\n    colorsys.ONE_THIRD\n"
    write(source, {"inner.py": inner})
    write(source, {"__main__.py": "import inner\n\n\ninner.run()\n"})
    zipapp.create_archive(source, tmp_path / "app.pyz")
    target = Target.parse([str(tmp_path / "app.pyz")])
    made = profile(target, runs=1)
    texts = [row["text"] for row in made.statements if row["own"]]
    found = verify(
        made, target, [texts.index("import colorsys, wave")], runs=0, instructions=False
    )
    (checked,) = found.statements

    assert {"import inner", "import colorsys, wave"} == set(texts)
    assert "touched" == checked.state
    assert str(checked.by).endswith("inner.py:5")
    assert "wave" in found.gone
