"""The repository holds no third-party file."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests._support.builds import PROJECT


def test_git_tracks_no_third_party_file() -> None:
    """Libraries, fonts and minified scripts are never committed."""
    git = shutil.which("git")
    if git is None or not (PROJECT / ".git").exists():
        pytest.skip("only a git checkout can tell what is tracked")

    done = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )

    suffixes = (".min.js", ".ttf", ".otf", ".woff", ".woff2", "text_metrics.js")
    assert [] == [name for name in done.stdout.splitlines() if name.endswith(suffixes)]
