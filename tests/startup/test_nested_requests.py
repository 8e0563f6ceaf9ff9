"""A package may import the very submodule that it is imported for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lazyheavy.startup import profile, unreachable
from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FILES = {
    "package/__init__.py": "import package.part\n",
    "package/part.py": "import needed\n",
    "needed.py": "",
    "other.py": "import needed\n",
}


def test_what_the_submodule_asks_for_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its imports are not lost between the two requests for it."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    made = profile(["-c", "import package.part\nimport other"], runs=1)
    numbers = {row["name"]: number for number, row in enumerate(made.modules)}
    edges = {(importer, target) for importer, target, _ in made.edges}

    assert (numbers["package.part"], numbers["needed"]) in edges
    (other,) = (n for n, row in enumerate(made.statements) if row["line"] == 2)

    assert {numbers["other"]} == unreachable(made, [other])


def test_threading_may_be_the_one_that_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks for a module while `threading` is loading is noted all the same."""
    monkeypatch.chdir(tmp_path)
    code = """\
import sys
for name in ("threading", "_weakrefset"):
    sys.modules.pop(name, None)
import threading
"""
    made = profile(["-c", code], runs=1)

    assert len(made.modules) > 1
