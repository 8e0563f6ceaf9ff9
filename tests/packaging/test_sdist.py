"""A source distribution installs where there is neither npm nor a network."""

from __future__ import annotations

import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests._support.builds import Checkout

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def _unpacked(sdist: Path, folder: Path) -> Checkout:
    with tarfile.open(sdist) as archive:
        # Python 3.12 and 3.13 want the filter named, early 3.10 and 3.11 lack it.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)  # noqa: S202 - we made it ourselves
    return Checkout(folder / sdist.name.removesuffix(".tar.gz"))


def test_sdist_needs_no_npm(sdist: Path, tmp_path: Path) -> None:
    """Building from the sdist asks for nothing beyond hatchling."""
    checkout = _unpacked(sdist, tmp_path)

    done = checkout.ask("get_requires_for_build_wheel")

    assert done.stdout.strip() == "[]"


def test_wheel_from_the_sdist_is_the_same(
    sdist: Path, wheel: Path, tmp_path: Path
) -> None:
    """A wheel made from the sdist has the files of one made from the checkout."""
    rebuilt = _unpacked(sdist, tmp_path).build("build_wheel")

    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(rebuilt) as other:
        expected = {info.filename: info.CRC for info in one.infolist()}
        actual = {info.filename: info.CRC for info in other.infolist()}
    assert expected == actual
