"""The table in docs/behaviours.md says what lazy names really answer."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests._support.children import output_of

if TYPE_CHECKING:
    from tests._support.packages import Project

PAGE = Path(__file__).resolve().parents[2] / "docs" / "behaviours.md"

FORMS = {
    "handle": "X = lazy.load({module!r})",
    "module": "with lazy.imports():\n    import {module} as X",
    "name": "with lazy.imports():\n    from {module} import func as X",
}

HEAVY = '''
"""Text of heavy."""
VALUE = 1

def func(a):
    """Text of func."""
    return a
'''

#: Evaluates each code in a child of its own, so that all meet the name pending.
PROGRAM = """
import copy, doctest, inspect, json, os, pickle, rlcompleter, sys, types, unittest
import importlib
from unittest import mock

try:
    import cloudpickle
except ImportError:
    cloudpickle = None

user = importlib.import_module(sys.argv[1])
real = "user.real()"

def answer(code):
    code = code.replace("real", "user.real()")
    code = "".join(
        part if "'" in part else part.replace("X", "user.seen()")
        for part in __import__("re").split("('[^']*')", code)
    )
    try:
        value = eval(code)
        text = value if isinstance(value, str) else repr(value)
    except BaseException as error:
        text = type(error).__name__
    return text + (", imports" if "heavy" in sys.modules else "")

answers = {}
for code in json.loads(sys.argv[2]):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, answer(code).encode())
        os._exit(0)
    os.close(writer)
    with open(reader) as file:
        answers[code] = file.read()
    os.waitpid(child, 0)
print(json.dumps(answers))
"""


def table() -> list[list[str]]:
    """Return the rows of the first table of the page: code and three answers."""
    lines = PAGE.read_text("utf-8").split("\n## ")[0].splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in rows]


def plain(code: str) -> bool:
    """Tell whether the packages that *code* needs are installed."""
    if "cloudpickle" not in code:
        return True
    from importlib.util import find_spec

    return find_spec("cloudpickle") is not None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("presence", ["installed", "missing"])
@pytest.mark.parametrize("form", FORMS)
def test_the_table_is_true(project: Project, form: str, presence: str) -> None:
    """Each cell of the page is what the child says."""
    if sys.version_info >= (3, 15) and form != "handle":
        pytest.skip("CPython resolves the name when it is read")
    module = "heavy" if presence == "installed" else "absent"
    declaration = FORMS[form].format(module=module)
    project.write(
        {
            "heavy.py": HEAVY,
            "user.py": (
                f"import lazyheavy as lazy\n{declaration}\n"
                "def seen():\n    return X\n\n"
                "def real():\n    import heavy\n"
                f"    return heavy{'.func' if form == 'name' else ''}\n"
            ),
        }
    )
    rows = [row for row in table() if plain(row[0])]
    expected = {}
    for code, of_module, of_name, of_missing in rows:
        cell = of_name if form == "name" else of_module
        if presence == "missing":
            halves = of_missing.split(" / ")
            missing = halves[-1] if form == "name" else halves[0]
            cell = cell.replace("heavy", "absent") if missing == "the same" else missing
        expected[code] = cell
    codes = json.dumps(list(expected))
    seen = json.loads(
        output_of(PROGRAM, args=("user", codes), path=(project.folder,), forked=True)
    )

    assert seen == expected


def test_the_table_is_read() -> None:
    """The page has the rows that the test above means to check."""
    codes = [row[0] for row in table()]

    assert len(codes) > 30
    assert {len(row) for row in table()} == {4}
    assert any(re.match(r"hasattr", code) for code in codes)
