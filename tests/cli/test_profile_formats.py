"""`lazyheavy profile -o` writes a page, a file for speedscope, and what diff reads."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Command

if TYPE_CHECKING:
    from pathlib import Path

#: Loads more than it needs; its name would like to end a script.
APP = "import json\nimport decimal\nprint('</script>')\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the profile of one program in three formats."""
    path = tmp_path_factory.mktemp("formats")
    (path / "app.py").write_text(APP)
    command = Command(path)
    for name in ("out.json", "out.html", "out.speedscope.json"):
        done = command.child("profile", "-n", "1", "-o", name, "app.py", "</script>")

        assert 0 == done.code, done.err

    return path


def test_page_is_written(folder: Path) -> None:
    """The page names the program's statements, and holds the report as text."""
    page = (folder / "out.html").read_text("utf-8")
    found = re.search(
        r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL
    )
    assert found
    data = json.loads(found[1])

    assert ["import json", "import decimal"] == [r["text"] for r in data["statements"]]
    assert "app.py" in data["display"]
    assert "</script>" in data["display"]
    assert re.search(r"<pre>app\.py .*import decimal.*</pre>", page, re.DOTALL)


def test_speedscope_is_written(folder: Path) -> None:
    """The timeline has the modules that the program has loaded."""
    made: dict[str, Any] = json.loads(
        (folder / "out.speedscope.json").read_text("utf-8")
    )
    names = {frame["name"] for frame in made["shared"]["frames"]}
    opened = [event for event in made["profiles"][0]["events"] if event["type"] == "O"]

    assert {"json", "json.decoder", "decimal"} <= names
    assert len(names - {"(garbage collection)"}) <= len(opened)


def test_what_is_written_can_be_compared(folder: Path) -> None:
    """A profile that `profile` has written is read by `diff`."""
    done = Command(folder)("diff", "out.json", "out.json")

    assert (0, "") == (done.code, done.err)
