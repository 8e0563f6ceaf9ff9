"""What the conformance tests share: a project folder and the front ends."""

from __future__ import annotations

import compileall
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE
from tests._support.packages import EXPORTS, Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Compile lazyheavy once, not in each of some hundred children."""
    compileall.compile_dir(SOURCE / "lazyheavy", maxlevels=1, quiet=2)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give an empty folder whose modules children can import."""
    return Project(tmp_path)


@pytest.fixture(params=EXPORTS)
def front(request: pytest.FixtureRequest) -> str:
    """Name a front end with which a package exports names lazily."""
    return request.param
