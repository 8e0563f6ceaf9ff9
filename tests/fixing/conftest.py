"""What the tests of `lazyheavy.fixing` share: one module in a folder, fixed."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from lazyheavy import fixing

if TYPE_CHECKING:
    from pathlib import Path


class Module:
    """A module to be fixed, written where it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fix(
        self, source: str | bytes, *statements: str, name: str = "app.py"
    ) -> fixing.Fixed:
        """Write *source* and move the statements in it; the file stays as it is."""
        data = source if isinstance(source, bytes) else clean(source).encode()
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        lines = data.decode("latin-1").splitlines()
        places = [
            fixing.Place(str(path), 1 + [line.strip() for line in lines].index(text))
            for text in statements
        ]
        return fixing.fix(places)

    def after(self, source: str | bytes, *statements: str, name: str = "app.py") -> str:
        """Return what becomes of *source*, which has to change."""
        fixed = self.fix(source, *statements, name=name)

        assert [] == [outcome.reasons for outcome in fixed.of("refused")]
        ((_, text),) = fixed.texts.values()
        return text

    def refusal(self, source: str, statement: str, name: str = "app.py") -> str:
        """Return why a statement is refused, with the line, and what to do."""
        fixed = self.fix(source, statement, name=name)

        assert {} == fixed.texts
        (outcome,) = fixed.outcomes

        assert "refused" == outcome.state
        reason = outcome.reasons[0]
        return f"{reason.line}: {reason.message}; {reason.advice}"


def clean(source: str) -> str:
    """Dedent a source that starts on the line after the quotes."""
    return textwrap.dedent(source).removeprefix("\n")


@pytest.fixture
def module(tmp_path: Path) -> Module:
    """Give an empty folder for a module."""
    pytest.importorskip("libcst")
    return Module(tmp_path)
