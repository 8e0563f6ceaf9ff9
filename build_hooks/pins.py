"""Read ``assets.json``: which npm packages give which files, with which hashes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class AssetBuildError(Exception):
    """The third-party files could not be brought; the message says what to do."""


@dataclass(frozen=True)
class PinnedFile:
    """One file that goes into the wheel.

    Attributes:
        name: Its name in the asset folder.
        path: Its path inside the npm package.
        sha256: The hash of its content, in hex.
    """

    name: str
    path: str
    sha256: str

    def is_in(self, folder: Path) -> bool:
        """Tell whether *folder* has this file with exactly the pinned content."""
        try:
            content = (folder / self.name).read_bytes()
        except OSError:
            return False
        return self.accepts(content)

    def accepts(self, content: bytes) -> bool:
        """Tell whether *content* is the pinned one."""
        return hashlib.sha256(content).hexdigest() == self.sha256


@dataclass(frozen=True)
class PinnedPackage:
    """One npm package in one version.

    Attributes:
        name: The npm name, with its scope.
        version: The exact version.
        integrity: The sha512 of its tarball, as npm writes it.
        files: What is taken from it, licences and notices included.
    """

    name: str
    version: str
    integrity: str
    files: tuple[PinnedFile, ...]

    @property
    def tarball(self) -> str:
        """The file name that ``npm pack`` gives the package."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"

    def is_in(self, folder: Path) -> bool:
        """Tell whether *folder* holds every file of this package unchanged."""
        return all(file.is_in(folder) for file in self.files)


def read_pins(path: Path) -> tuple[PinnedPackage, ...]:
    """Read the pinned packages from the ``assets.json`` at *path*."""
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    return tuple(
        PinnedPackage(
            name,
            entry["version"],
            entry["integrity"],
            tuple(
                PinnedFile(file, pin["path"], pin["sha256"])
                for file, pin in {**entry["files"], **entry["notices"]}.items()
            ),
        )
        for name, entry in packages.items()
    )
