"""However a program ends, it ends as it would, and what it loaded is known."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from lazyheavy.errors import StartupError
from lazyheavy.startup import Target
from lazyheavy.startup._runs import record
from tests._support.packages import write
from tests._support.recordings import run_plain, run_recorded

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "package/__init__.py": "",
    "package/__main__.py": "import sys, part\nprint(__name__, __package__, sys.argv)\n",
    "folder/__main__.py": "import sys, inside\nprint(__file__, sys.path)\n",
    "folder/inside.py": "",
    "part.py": "",
    "killed.py": "import os, signal, part\nos.kill(os.getpid(), signal.SIGTERM)\n",
    "left.py": "import os, part\nprint('left', flush=True)\nos._exit(7)\n",
    "forked.py": """
        import os, sys
        number = os.fork()
        if number == 0:
            import in_child
            sys.exit(5)
        _, status = os.waitpid(number, 0)
        import in_parent
        print(os.waitstatus_to_exitcode(status))
        """,
    "in_child.py": "",
    "in_parent.py": "",
    "parent.py": """
        import subprocess, sys
        code = "import sys; print(sys.argv, len(sys.meta_path), sorted(sys.modules))"
        print(subprocess.run([sys.executable, "-c", code], stdout=-1, text=True).stdout)
        """,
    "ending.py": """
        import atexit, builtins, os, sys
        bootstrap = sys.modules["_frozen_importlib"]
        class Last:
            def __del__(self):
                hooks = bootstrap._find_and_load, builtins.__import__, os._exit
                print(*(getattr(hook, "__module__", None) for hook in hooks))
                print(*(hasattr(hook, "__closure__") and bool(hook.__closure__)
                        for hook in hooks))
        last = Last()
        """,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the programs."""
    folder = tmp_path_factory.mktemp("endings")
    write(folder, FILES)
    return folder


@pytest.mark.parametrize(
    ("argv", "loaded"),
    [
        pytest.param(["-m", "package", "x"], "part", id="module"),
        pytest.param(["folder"], "inside", id="folder"),
        pytest.param(["left.py"], "part", id="os._exit"),
        pytest.param(["parent.py"], "subprocess", id="subprocess"),
        pytest.param(["ending.py"], "atexit", id="hooks are gone"),
    ],
)
def test_it_ends_and_prints_as_ever(folder: Path, argv: list[str], loaded: str) -> None:
    """Output, errors and exit code are the same, and its loads are there."""
    plain = run_plain(folder, *argv)
    seen = run_recorded(folder, *argv)

    assert plain == seen.printed
    assert loaded in seen.recording.loaded


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_writes_nothing(folder: Path) -> None:
    """Only what the recorded process itself loads is noted."""
    seen = run_recorded(folder, "forked.py", mode="timing")

    assert "5\n" == seen.printed.out
    assert "in_parent" in seen.recording.loaded
    assert "in_child" not in {load.name for load in seen.recording.loads}


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_a_killed_program_is_an_error_that_names_the_signal(folder: Path) -> None:
    """It could not say what it loaded, so there is no recording to believe."""
    with pytest.raises(StartupError, match=r"killed\.py was ended by SIGTERM before"):
        run_recorded(folder, "killed.py")


#: A first line, the next ones, and the options that the interpreter gets.
SHEBANGS = {
    "isolated": (f"#!{sys.executable} -I\n", ("-I",)),
    "through env": (f"#!/usr/bin/env -S {sys.executable} -s -E\n", ("-s", "-E")),
    "through sh": (
        f"#!/bin/sh\n'''exec' \"{sys.executable}\" -sE \"$0\" \"$@\"\n' '''\n",
        ("-sE",),
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs first lines")
@pytest.mark.parametrize("kind", SHEBANGS)
def test_a_command_gets_the_options_of_its_first_line(folder: Path, kind: str) -> None:
    """What `sys.flags` says, and where modules come from, is as without us."""
    first, options = SHEBANGS[kind]
    script = folder / "bin" / kind.replace(" ", "_")
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"{first}import sys\nprint(sys.flags, sys.path, sys.argv)\n")
    script.chmod(0o755)
    seen = run_recorded(folder, str(script), "-x", env={"PYTHONPATH": "/nowhere"})

    assert options == Target.parse([str(script)]).options
    assert seen.printed == run_plain(
        folder, str(script), "-x", env={"PYTHONPATH": "/nowhere"}, command=True
    )


def test_each_run_reads_the_same_input(folder: Path) -> None:
    """Every run gets the file from its beginning; without one there is no input."""
    (folder / "reads.py").write_text(
        "import sys\nif sys.stdin.read(): import colorsys\n"
    )
    given = str(folder / "reads.py")
    target = Target.parse([given], stdin=given)
    runs = [record(target, mode="timing").loaded for _ in range(2)]

    assert all("colorsys" in loaded for loaded in runs)
    assert "colorsys" not in record(Target.parse([given]), mode="timing").loaded


def test_a_command_is_found_by_name_and_by_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both run the script with the interpreter of its first line."""
    script = folder / "bin" / "mytool"
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!{sys.executable}\nimport sys, colorsys\nprint(sys.argv)\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    plain = run_plain(folder, str(script), "--help", command=True)
    by_name = run_recorded(folder, "mytool", "--help", mode="timing")
    by_path = run_recorded(folder, str(script), "--help", mode="timing")

    assert plain == by_name.printed == by_path.printed
    assert "colorsys" in by_name.recording.loaded
