"""Packages that declare lazy names, run with ``-m`` and `runpy`."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE

if TYPE_CHECKING:
    from tests._support.packages import Project

FILES = {
    "pkg/__main__.py": """
        import lazyheavy as lazy
        with lazy.imports():
            from . import sub
            from .impl import func
            from pkg import func as exported
        handle = lazy.load("pkg.sub")
        values = func(), exported(), sub.VALUE, handle.VALUE
        if __name__ == "__main__":
            print(values)
        """,
    "pkg/impl.py": "def func(): return 'func'\n",
    "pkg/sub.py": "VALUE = 'sub'\n",
}
VALUES = ("func", "func", "sub", "sub")


@pytest.mark.parametrize("options", [(), ("-O",), ("-OO",)], ids=" ".join)
def test_as_a_program(project: Project, front: str, options: tuple[str, ...]) -> None:
    """``python -m package`` resolves the package's names and its own."""
    project.write(FILES)
    project.exports(front, "pkg", submodules=("sub",), attrs={"impl": ["func"]})
    done = subprocess.run(
        [sys.executable, *options, "-m", "pkg"],
        cwd=project.folder,
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == repr(VALUES)


def test_by_runpy(project: Project, front: str) -> None:
    """`runpy` runs it twice over, each time with names of its own."""
    project.write(FILES)
    project.exports(front, "pkg", submodules=("sub",), attrs={"impl": ["func"]})
    seen = project.see("""
        import runpy
        seen["module"] = [runpy.run_module("pkg")["values"] for _ in range(2)]
        seen["altered"] = runpy.run_module("pkg.__main__", alter_sys=True)["values"]
        seen["left"] = [name for name in sys.modules if name.endswith("__main__")]
        """)

    assert seen == {"module": [VALUES] * 2, "altered": VALUES, "left": ["__main__"]}
