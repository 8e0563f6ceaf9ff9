"""Build hook of hatchling: puts third-party JavaScript and a font into the wheel.

The repository holds none of these files. They are reused when they are there
unchanged, else npm brings them, and the text metrics are derived from the font.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# hatchling loads this file by its path, so its folder is not importable yet.
sys.path.insert(0, str(Path(__file__).resolve().parent))
try:
    from build_hooks import npm, text_metrics
    from build_hooks.pins import AssetBuildError, PinnedPackage, read_pins
finally:
    del sys.path[0]


class AssetsBuildHook(BuildHookInterface[Any]):
    """Makes ``src/lazyheavy/charts/_assets`` complete before files are packed."""

    PLUGIN_NAME = "custom"

    @property
    def charts(self) -> Path:
        """The folder that holds ``assets.json``."""
        return Path(self.root) / "src" / "lazyheavy" / "charts"

    @property
    def folder(self) -> Path:
        """The folder of the third-party files."""
        return self.charts / "_assets"

    def dependencies(self) -> list[str]:
        """Say what this build needs beyond hatchling: mostly nothing."""
        needed = []
        missing = self._missing_packages()
        if missing and npm.find_npm() is None:
            needed.append(npm.NODE_REQUIREMENT)
        if missing or not text_metrics.is_current(self.folder):
            needed.append(text_metrics.REQUIREMENT)
        return needed

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring what is missing; end the build with one clear message if that fails."""
        del version, build_data
        try:
            missing = self._missing_packages()
            if missing:
                npm.fetch(missing, self.folder)
            if not text_metrics.is_current(self.folder):
                text_metrics.generate(self.folder)
        except AssetBuildError as error:
            self.app.abort(f"lazyheavy: {error}")

    def clean(self, versions: list[str]) -> None:
        """Remove the third-party files, so that the next build brings them anew."""
        del versions
        for path in self.folder.glob("*"):
            path.unlink()

    def _missing_packages(self) -> list[PinnedPackage]:
        pins = read_pins(self.charts / "assets.json")
        return [package for package in pins if not package.is_in(self.folder)]
