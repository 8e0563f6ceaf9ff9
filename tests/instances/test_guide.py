"""What the guide to instances shows is what happens."""

from __future__ import annotations

import re

import pytest

from tests._support.children import SOURCE, output_of

TEXT = (SOURCE.parent / "docs" / "instances.md").read_text("utf-8")
SCRIPTS: list[tuple[str, str]] = re.findall(
    r"```python\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.DOTALL
)


def settled(text: str) -> str:
    """Return *text* without what differs from run to run."""
    text = re.sub(r"for \S+ s \(\S+:", "for ... s (...:", text)
    return re.sub(r"engine [12] <", "engine N <", text.strip())


def test_guide_shows_scripts() -> None:
    """Each block of Python has its output after it."""
    assert 3 == len(SCRIPTS) == TEXT.count("```python")


@pytest.mark.parametrize(("code", "shown"), SCRIPTS, ids=range(len(SCRIPTS)))
def test_guide(code: str, shown: str) -> None:
    """Each script prints what stands below it."""
    assert settled(shown) == settled(output_of(code))
