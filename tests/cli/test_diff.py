"""`lazyheavy diff` tells what has changed between profiles, and ends with 0, 1 or 2."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests._support.profiles import synthetic

if TYPE_CHECKING:
    from tests.cli.conftest import Command


@pytest.fixture
def folder(command: Command) -> Command:
    """Give the command in a folder with two profiles."""
    for name, distributions in (("a.json", 3), ("b.json", 4)):
        data = synthetic(20 * distributions, distributions=distributions)
        command.write(name, json.dumps(data))
    return command


def rewrite(folder: Command, **changes: Any) -> None:
    """Write c.json: a.json with other values at the top."""
    data = json.loads((folder.folder / "a.json").read_text("utf-8"))
    folder.write("c.json", json.dumps({**data, **changes}))


def test_same_modules_end_with_0(folder: Command) -> None:
    """A profile compared with itself has no difference, and says so."""
    done = folder("diff", "a.json", "a.json")

    assert (0, "") == (done.code, done.err)
    assert done.out.decode().endswith("\nthe same modules are loaded\n")


def test_other_modules_end_with_1(folder: Command) -> None:
    """Totals, distributions, modules and statements stand in the report."""
    done = folder("diff", "a.json", "b.json")
    lines = done.out.decode().splitlines()

    assert (1, "") == (done.code, done.err)
    assert "modules      68 -> 88            +20 (+29%)" in lines
    assert "    + sympy" in lines
    assert "    + and 15 more (--modules)" in lines
    assert any(re.fullmatch(r"sympy +.* \+20 modules", line) for line in lines)
    assert "+ app.py:77  import sympy" in lines


def test_all_modules_are_named_if_asked(folder: Command) -> None:
    """With ``--modules`` none is left out."""
    done = folder("diff", "a.json", "b.json", "--modules")
    added = [line for line in done.out.decode().splitlines() if line[:6] == "    + "]

    assert 20 == len(added)


def test_difference_as_json(folder: Command) -> None:
    """``--format json`` prints all of it as one object."""
    done = folder("diff", "a.json", "b.json", "--format", "json")
    told = json.loads(done.out)

    assert (1, "") == (done.code, done.err)
    assert (1, False) == (told["schema_version"], told["same_modules"])
    assert {"sympy"} == told["modules"]["added"].keys()
    assert 20 == told["totals"]["modules"]["delta"]
    assert "import sympy" in [row["text"] for row in told["statements"]["added"]]


def test_another_python_is_warned_of(folder: Command) -> None:
    """The warning goes to standard error, and changes no exit code."""
    rewrite(folder, python={"implementation": "cpython", "version": "3.14.2"})
    done = folder("diff", "a.json", "c.json")

    assert done.code == 0
    assert done.err.startswith(
        "lazyheavy: warning: different Pythons, 3.12.1 and 3.14.2"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no json", "is no profile of lazyheavy: Expecting value"),
        (b"[]", "this is no profile of lazyheavy"),
        (
            b'{"schema_version": 99}',
            "has schema version 99, and this lazyheavy reads 1",
        ),
        (b'{"schema_version": 1}', "or a damaged one: KeyError"),
        (b"\xff\xfe\x00", "codec can't decode"),
        (None, "'c.json': No such file or directory"),
    ],
    ids=["text", "list", "newer", "damaged", "binary", "missing"],
)
def test_what_cannot_be_read_ends_with_2(
    folder: Command, content: bytes | None, message: str
) -> None:
    """One line says which file, and what is wrong with it."""
    if content is not None:
        folder.write("c.json", content)
    done = folder("diff", "a.json", "c.json")

    assert (2, b"") == (done.code, done.out)
    assert done.err.startswith("lazyheavy: error: ")
    assert "'c.json'" in done.err
    assert message in done.err
    assert 1 == done.err.count("\n")
