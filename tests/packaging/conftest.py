"""Checkouts to build in, and the distributions built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests._support.builds import Checkout, make_checkout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout that was built once: it has the third-party files."""
    return make_checkout(tmp_path / "checkout", assets=True)


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Checkout:
    """A checkout as git gives it."""
    return make_checkout(tmp_path / "checkout", assets=False)


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    root = tmp_path_factory.mktemp("sdist") / "checkout"
    return make_checkout(root, assets=True).build("build_sdist")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    root = tmp_path_factory.mktemp("wheel") / "checkout"
    return make_checkout(root, assets=True).build("build_wheel")
