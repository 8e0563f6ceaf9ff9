"""A zipapp with lazyheavy and lazy_loader inside resolves all its lazy names."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import zipapp
from importlib.util import find_spec
from pathlib import Path

from tests._support.packages import write
from tests.frozen.sample import FILES, SEEN


def make_archive(folder: Path) -> Path:
    """Put the application and what it imports into one archive."""
    content = folder / "content"
    write(content, FILES)
    (content / "main.py").rename(content / "__main__.py")
    without = shutil.ignore_patterns("__pycache__", "_assets")
    for name in ("lazyheavy", "lazy_loader", "packaging"):
        home = Path(str(getattr(find_spec(name), "origin", ""))).parent
        shutil.copytree(home, content / name, ignore=without)
        # `require=` asks for the version, which is in the metadata.
        for info in home.parent.glob(f"{name}-*.dist-info"):
            shutil.copytree(info, content / info.name)
    archive = folder / "app.pyz"
    zipapp.create_archive(content, archive)
    shutil.rmtree(content)
    return archive


def run(archive: Path, *options: str) -> dict[str, object]:
    """Run *archive* with nothing else but installed packages in reach."""
    done = subprocess.run(
        [sys.executable, "-I", *options, archive],
        cwd=archive.parent,
        env={**os.environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout)


def test_the_application_works_from_a_zipapp(tmp_path: Path) -> None:
    """All front ends work from the archive, which is not changed by it."""
    archive = make_archive(tmp_path)
    before = archive.read_bytes()
    seen = run(archive)

    assert seen == {**SEEN, "frozen": False, "charts": True}
    assert archive.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["app.pyz"]


def test_the_archive_is_enough(tmp_path: Path) -> None:
    """Without any site-packages the application is complete."""
    archive = make_archive(tmp_path)
    seen = run(archive, "-S")

    assert seen == {**SEEN, "frozen": False, "charts": True}
