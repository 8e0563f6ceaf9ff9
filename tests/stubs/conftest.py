"""What the tests of stubs share: packages in a folder, checked from here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lazyheavy import stubs
from tests._support.packages import Project


class StubProject(Project):
    """A folder on `sys.path`, and what is wrong with the stubs in it."""

    def check(self, package: str, *, recurse: bool = True) -> list[stubs.Finding]:
        """Check the stubs of a package."""
        return stubs.check(package, recurse=recurse)

    def found(self, package: str) -> list[tuple[str, int, str, str]]:
        """Return file, line, kind and name of what is wrong."""
        return [
            (self.short(finding.path), finding.line, finding.kind, finding.name)
            for finding in self.check(package)
        ]

    def short(self, path: str) -> str:
        """Return a path inside the folder."""
        return Path(path).relative_to(self.folder).as_posix()

    def make(self, package: str) -> str:
        """Write the stub of a package where it belongs; return its text."""
        stub = stubs.make(package)
        Path(stub.path).write_text(stub.text, encoding="utf-8")
        return stub.text


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StubProject:
    """Give a folder for packages that can be imported."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return StubProject(tmp_path)
