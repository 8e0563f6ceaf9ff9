"""Copies of the project to build distributions in, without npm or network."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lazyheavy.charts._assets_lookup import asset_path
from tests._support.children import run_python

if TYPE_CHECKING:
    import subprocess

PROJECT = Path(__file__).resolve().parents[2]

#: Asks hatchling for one thing as pip and uv do, in the current folder.
BACKEND = """
    import sys
    from hatchling import build
    what, *arguments = sys.argv[1:]
    print(getattr(build, what)(*arguments))
"""


@dataclass(frozen=True)
class Checkout:
    """A checkout of the project on a machine without npm."""

    root: Path

    @property
    def assets(self) -> Path:
        """Where the third-party files belong."""
        return self.root / "src" / "lazyheavy" / "charts" / "_assets"

    def ask(self, what: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Call the function *what* of the build backend in a fresh interpreter."""
        empty = self.root / "no-programs"
        empty.mkdir(exist_ok=True)
        return run_python(
            BACKEND,
            args=(what, *arguments),
            cwd=self.root,
            env={"PATH": os.fspath(empty)},
        )

    def build(self, what: str) -> Path:
        """Build a distribution and return its path."""
        done = self.ask(what, "dist")

        assert done.returncode == 0, done.stderr
        return self.root / "dist" / done.stdout.split()[-1]


def make_checkout(root: Path, *, assets: bool) -> Checkout:
    """Copy what a build needs to *root*, with or without the third-party files."""
    pytest.importorskip("hatchling", reason="builds need hatchling, of the extra dev")
    ignore = shutil.ignore_patterns("__pycache__", "_assets")
    for folder in ("build_hooks", "src"):
        shutil.copytree(PROJECT / folder, root / folder, ignore=ignore)
    for name in ("pyproject.toml", "hatch_build.py", "LICENSE", "README.md"):
        shutil.copy(PROJECT / name, root / name)
    shutil.copy(PROJECT / ".gitignore", root / ".gitignore")
    checkout = Checkout(root)
    if assets:
        shutil.copytree(Path(asset_path("vega.min.js")).parent, checkout.assets)
    return checkout
