"""A one-file build by PyInstaller has all that its modules declare lazily."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import metadata, util
from typing import TYPE_CHECKING

import pytest

from lazyheavy._pyinstaller import get_hook_dirs
from tests._support.children import SOURCE
from tests._support.packages import write
from tests.frozen.sample import FILES, SEEN

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        util.find_spec("PyInstaller") is None, reason="PyInstaller is not installed"
    ),
]

#: The application needs none of these, and compressing them takes longest.
LEFT_OUT = ("_hashlib", "_ssl", "multiprocessing", "unittest", "xml")


#: lazy_loader reads a stub as well, where it is a file as here.
WITH_THEIR_STUB = {
    **FILES,
    "theirs/__init__.py": """
        import lazy_loader as lazy
        __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
        """,
    "theirs/__init__.pyi": "from . import part\n",
}


def is_installed() -> bool:
    """Tell whether PyInstaller finds our hooks by itself."""
    return any(
        entry.value.startswith("lazyheavy.")
        for entry in metadata.entry_points(group="pyinstaller40")
    )


def build(folder: Path) -> Path:
    """Build ``main.py`` in *folder*; return the program."""
    command = [sys.executable, "-m", "PyInstaller", "--onefile", "--log-level=WARN"]
    command += [f"--exclude-module={name}" for name in LEFT_OUT]
    if sys.platform == "linux":
        command.append("--strip")
    if not is_installed():
        command += [f"--additional-hooks-dir={name}" for name in get_hook_dirs()]
    done = subprocess.run(
        [*command, "main.py"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "PYINSTALLER_CONFIG_DIR": str(folder / "cache"),
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    if "Python shared library" in done.stderr and done.returncode != 0:
        pytest.skip("this Python has no shared library, which PyInstaller needs")

    assert done.returncode == 0, done.stderr
    return folder / "dist" / ("main.exe" if sys.platform == "win32" else "main")


def test_the_application_works_frozen(tmp_path: Path) -> None:
    """Every lazy name resolves; charts, which it does not draw, are left out."""
    write(tmp_path, WITH_THEIR_STUB)
    program = build(tmp_path)
    done = subprocess.run(
        [program],
        cwd=program.parent,
        env={key: v for key, v in os.environ.items() if not key.startswith("PYTHON")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    seen = ast.literal_eval(done.stdout)

    assert seen == {**SEEN, "frozen": True, "charts": False}


def test_the_application_works_as_it_is(tmp_path: Path) -> None:
    """The same application gives the same from its sources."""
    write(tmp_path, WITH_THEIR_STUB)
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    seen = ast.literal_eval(done.stdout)

    assert seen == {**SEEN, "frozen": False, "charts": True}
