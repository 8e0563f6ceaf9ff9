"""What the tests of this folder share: a project folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests._support.packages import EXPORTS, Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give an empty folder whose modules children can import."""
    return Project(tmp_path)


@pytest.fixture(params=EXPORTS)
def front(request: pytest.FixtureRequest) -> str:
    """Name a front end with which a package exports names lazily."""
    return request.param
