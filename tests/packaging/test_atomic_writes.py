"""A file is written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_hooks.atomic import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_content_replaces_the_former_one(tmp_path: Path) -> None:
    """The new content stands alone in the folder."""
    path = tmp_path / "new" / "lib.js"
    write_atomically(path, b"old")
    write_atomically(path, b"new")

    assert [(path, b"new")] == [(p, p.read_bytes()) for p in path.parent.iterdir()]


def test_failure_leaves_the_former_one(tmp_path: Path) -> None:
    """When the new content cannot be put in place, no piece of it stays."""
    path = tmp_path / "lib.js"
    path.mkdir()
    (path / "kept").touch()

    with pytest.raises(OSError, match=r"lib\.js"):
        write_atomically(path, b"new")

    assert [path] == list(tmp_path.iterdir())
