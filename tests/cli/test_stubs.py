"""`lazyheavy stubs` checks and makes the stubs of packages in this folder."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests._support.packages import write

if TYPE_CHECKING:
    from tests.cli.conftest import Command

FILES = {
    "good/__init__.py": """
        import lazyheavy as lazy
        print("good is imported")
        __getattr__, __dir__, __all__ = lazy.attach(__name__, None, {"impl": ["func"]})
        """,
    "good/__init__.pyi": """
        from .impl import func as func

        __all__ = [
            "func",
        ]
        """,
    "good/impl.py": "def func(): ...",
    "bad/__init__.py": "from .impl import func",
    "bad/__init__.pyi": "# out of date\nfrom .impl import gone as gone\n",
    "bad/impl.py": "def func(): ...",
    "broken/__init__.py": "\nraise RuntimeError('of its own')\n",
    "bare/__init__.py": "from .impl import func\n",
    "bare/impl.py": "def func(): ...",
    "own/__init__.py": "def func(): ...",
    "module.py": "",
    "src/inside/__init__.py": "",
}
MADE = 'from .impl import func as func\n\n__all__ = [\n    "func",\n]\n'
BAD = f"bad{os.sep}__init__.pyi"
BARE = f"bare{os.sep}__init__.pyi"


@pytest.fixture
def folder(command: Command) -> Command:
    """Give the command in a folder with packages."""
    write(command.folder, FILES)
    return command


def test_a_clean_package_ends_with_0(folder: Command) -> None:
    """Nothing is printed but how much was looked at, and that not on stdout."""
    done = folder("stubs", "check", "good")

    assert (0, b"") == (done.code, done.out)
    assert "lazyheavy: 1 stub: no findings\n" == done.err


def test_findings_are_lines_and_end_with_1(folder: Command) -> None:
    """Each is ``path:line: message``, with the path as it is seen from here."""
    done = folder("stubs", "check", "good", "bad")
    first, second = done.out.decode().splitlines()

    assert done.code == 1
    assert f"{BAD}:1: 'func' is not in the stub: it is bad.impl.func" == first
    assert second.startswith(f"{BAD}:2: 'gone' does not resolve: AttributeError: ")
    assert "lazyheavy: 2 stubs: 2 findings\n" == done.err


def test_findings_as_json(folder: Command) -> None:
    """``--format json`` prints one list, an empty one if all is well."""
    done = folder("stubs", "check", "bad", "--format", "json")
    found = json.loads(done.out)

    assert (1, "") == (done.code, done.err)
    assert [("missing", "func"), ("unresolved", "gone")] == [
        (row["kind"], row["name"]) for row in found
    ]
    assert {"path": BAD, "line": 2, "package": "bad"}.items() <= found[1].items()

    done = folder("stubs", "check", "good", "--format", "json")

    assert (0, []) == (done.code, json.loads(done.out))


def test_no_recurse_leaves_subpackages_out(folder: Command) -> None:
    """They are checked otherwise."""
    write(
        folder.folder,
        {"good/sub/__init__.py": "", "good/sub/__init__.pyi": "gone: int\n"},
    )

    assert folder("stubs", "check", "good").code == 1
    assert folder("stubs", "check", "good", "--no-recurse").code == 0


#: What cannot be run: the arguments, and what the message holds.
REFUSED = {
    "not there": (("check", "none"), "no package 'none'", "pip install -e ."),
    "in src": (("check", "inside"), "no package 'inside'", "'cd src'"),
    "fails": (
        ("check", "broken"),
        "'broken' cannot be imported: RuntimeError: of its own",
        "__init__.py:1)",
    ),
    "module": (
        ("check", "module"),
        "'module' is a module and no package",
    ),
    "path": (("check", "src/inside/"), "not the name of a package", "'inside'"),
    "make: not there": (("make", "none"), "no package 'none'"),
    "make: defines": (("make", "own"), "defines 'func' (line 1)", "move it"),
    "make: there": (("make", "bad"), BAD, "differs", "--diff", "--force"),
    "make: no folder": (("make", "bare", "-o", "no/x.pyi"), "cannot write", "no/x.pyi"),
    "no action": ((), "required: ACTION", "see lazyheavy stubs"),
    "no package": (("check",), "required: PACKAGE", "see lazyheavy stubs check --help"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_ends_with_2(
    folder: Command, case: tuple[object, ...]
) -> None:
    """One line says why, and what to do; no file is touched."""
    arguments, *parts = case
    before = {path: path.read_bytes() for path in folder.folder.rglob("*.pyi")}
    done = folder("stubs", *arguments)  # type: ignore[misc]

    assert (2, b"") == (done.code, done.out)
    assert 1 == len(done.err.splitlines())
    assert done.err.startswith("lazyheavy: error: ")
    for part in parts:
        assert str(part) in done.err
    assert before == {path: path.read_bytes() for path in folder.folder.rglob("*.pyi")}


def test_one_that_fails_does_not_hide_the_others(folder: Command) -> None:
    """The findings of the rest are printed; the code says that not all ran."""
    done = folder("stubs", "check", "none", "bad", "broken")

    assert done.code == 2
    assert len(done.out.splitlines()) == 2
    first, second = done.err.splitlines()

    assert "'none'" in first
    assert "'broken'" in second


def test_the_traceback_of_the_package_is_there_for_those_who_ask(
    folder: Command,
) -> None:
    """--traceback shows the lines of the package that could not be imported."""
    done = folder("stubs", "check", "broken", "--traceback")

    assert done.code == 2
    assert "raise RuntimeError('of its own')" in done.err
    assert done.err.splitlines()[-1].startswith("lazyheavy: error: 'broken' cannot")


def test_make_writes_beside_the_package(folder: Command) -> None:
    """It says so, and a second time that there is nothing to do."""
    done = folder("stubs", "make", "bare")

    assert (0, b"", f"lazyheavy: wrote {BARE}\n") == (done.code, done.out, done.err)
    assert MADE == (folder.folder / BARE).read_text(encoding="utf-8")
    assert 0 == folder("stubs", "check", "bare").code

    done = folder("stubs", "make", "bare")

    assert (0, f"lazyheavy: {BARE} is up to date\n") == (done.code, done.err)


def test_make_replaces_another_stub_only_when_told_to(folder: Command) -> None:
    """With ``--force`` it does, whole."""
    done = folder("stubs", "make", "bad", "--force")

    assert (0, f"lazyheavy: wrote {BAD}\n") == (done.code, done.err)
    assert MADE == (folder.folder / BAD).read_text(encoding="utf-8")
    assert ["__init__.py", "__init__.pyi", "impl.py"] == sorted(
        path.name for path in (folder.folder / "bad").iterdir() if path.is_file()
    )


def test_make_writes_elsewhere(folder: Command) -> None:
    """``-o FILE`` names the file, ``-o -`` is standard output."""
    done = folder("stubs", "make", "bare", "-o", "out.pyi")

    assert (0, "lazyheavy: wrote out.pyi\n") == (done.code, done.err)
    assert MADE == (folder.folder / "out.pyi").read_text(encoding="utf-8")

    done = folder("stubs", "make", "bare", "-o", "-")

    assert (0, MADE, "") == (done.code, done.out.decode(), done.err)
    assert not (folder.folder / BARE).exists()


def test_diff_shows_what_would_change(folder: Command) -> None:
    """It writes nothing; the code is 1 if anything would change."""
    done = folder("stubs", "make", "bad", "--diff")

    assert 1 == done.code
    assert done.out.decode().splitlines() == [
        f"--- {BAD}",
        f"+++ {BAD}",
        "@@ -1,2 +1,5 @@",
        "-# out of date",
        "-from .impl import gone as gone",
        *(f"+{line}" for line in MADE.splitlines()),
    ]
    assert FILES["bad/__init__.pyi"] == (folder.folder / BAD).read_text()

    done = folder("stubs", "make", "good", "--diff")

    assert (0, b"") == (done.code, done.out)

    done = folder("stubs", "make", "bare", "--diff")

    assert 1 == done.code
    assert f"--- {os.devnull}\n+++ {BARE}\n" in done.out.decode()


def test_packages_of_this_folder_come_first(folder: Command) -> None:
    """The installed command finds what `python -m` finds."""
    code = (
        "import sys; sys.path.pop(0); from lazyheavy.cli import main; "
        "sys.exit(main(['stubs', 'check', 'good']))"
    )
    folder.arguments = lambda *_, **__: [sys.executable, "-c", code]  # type: ignore[method-assign]

    assert (0, "lazyheavy: 1 stub: no findings\n") == (
        (done := folder.child()).code,
        done.err,
    )


def test_help_of_the_actions_names_every_option(folder: Command) -> None:
    """Each action explains its own."""
    check = folder("stubs", "check", "--help").out.decode()
    make = folder("stubs", "make", "--help").out.decode()

    for option in ("--no-recurse", "--format", "--traceback"):
        assert option in check
    for option in ("--output", "--diff", "--force", "--traceback"):
        assert option in make
