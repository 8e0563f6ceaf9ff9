"""PyMiniRacer is looked for when V8 starts, and its absence is well told."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE, output_of, run_python
from tests.engines._generation import not_with_legacy

if TYPE_CHECKING:
    from pathlib import Path

ASK = """
from lazyheavy.engines import MiniRacerEngine
from lazyheavy.errors import LazyHeavyError
engine = MiniRacerEngine(extra="charts")
try: engine.evaluate("1")
except LazyHeavyError as error: print(type(error).__name__, error.name, error, sep="|")
"""


def stand_in(folder: Path, files: dict[str, str]) -> Path:
    """Write a package ``py_mini_racer`` that hides the installed one."""
    for name, text in files.items():
        path = folder / "py_mini_racer" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_absence_names_the_extra(tmp_path: Path) -> None:
    """Not installed: the message says what to install, and keeps the name."""
    code = "import sys; sys.modules['py_mini_racer'] = None" + ASK
    expected = (
        "MissingDependencyError|py_mini_racer|the JavaScript engine needs PyMiniRacer, "
        'which is not installed: pip install "lazyheavy[charts]"'
    )

    assert expected == output_of(code, cwd=tmp_path)


def test_leftover_folder_is_no_engine(tmp_path: Path) -> None:
    """Uninstalling one of the two distributions leaves a package without engine."""
    stand_in(tmp_path, {"leftover.txt": ""})
    code = f"import sys; sys.path[:] = [p for p in sys.path if 'site-p' not in p]{ASK}"
    kind, name, message = output_of(code, path=(tmp_path,)).split("|")

    assert ("MissingDependencyError", "py_mini_racer") == (kind, name)
    assert "holds no engine: it was left behind" in message
    assert message.endswith('pip install --force-reinstall "mini-racer>=0.14.1"')


def test_unknown_engine_is_told(tmp_path: Path) -> None:
    """A package of that name which is neither generation is not driven blindly."""
    stand_in(tmp_path, {"__init__.py": "class MiniRacer: pass"})
    kind, name, message = output_of(ASK, path=(tmp_path,)).split("|")

    assert ("RequirementError", "py_mini_racer") == (kind, name)
    assert "is none that lazyheavy knows" in message
    assert "pip uninstall -y py-mini-racer && pip install" in message


def test_failing_import_is_not_dressed_up(tmp_path: Path) -> None:
    """What is missing inside the library is not the library."""
    stand_in(tmp_path, {"__init__.py": "import nowhere_to_be_found"})
    done = run_python(
        "from lazyheavy.engines import MiniRacerEngine\n"
        "MiniRacerEngine().evaluate('1')",
        path=(tmp_path,),
    )

    assert "No module named 'nowhere_to_be_found'" in done.stderr
    assert "MissingDependencyError" not in done.stderr


def test_damaged_library_is_told(tmp_path: Path) -> None:
    """A shared library that does not load is an engine error with its cause."""
    source = """
class MiniRacer: pass
def mini_racer(loop): pass
def init_mini_racer(**_): raise OSError("bad ELF header")
"""
    stand_in(tmp_path, {"__init__.py": source})
    code = ASK.replace("error.name", "error.__cause__")
    kind, cause, message = output_of(code, path=(tmp_path,)).split("|")

    assert ("EngineError", "bad ELF header") == (kind, cause)
    assert "V8 could not be loaded (OSError: bad ELF header)" in message


def test_failure_is_not_remembered(tmp_path: Path) -> None:
    """Once it is installed the next call finds it, in the same process."""
    code = f"""
import sys
sys.modules["py_mini_racer"] = None{ASK}
del sys.modules["py_mini_racer"]
print(engine.evaluate("1 + 1"))
"""

    assert output_of(code, cwd=tmp_path).endswith("\n2")


@not_with_legacy("it has a warning of ours: `test_legacy`")
@pytest.mark.parametrize("options", [("-W", "error"), ("-W", "error", "-X", "dev")])
def test_warnings_as_errors(options: tuple[str, ...]) -> None:
    """What the library does that Python >= 3.14 warns of does not reach the user."""
    code = """
        import warnings
        from lazyheavy.engines import MiniRacerEngine
        with MiniRacerEngine() as engine:
            print(engine.evaluate("1 + 1"))
        try: warnings.warn("Due to '_pack_', the 'Mine' Structure ...", DeprecationWarning)
        except DeprecationWarning: print("others are still told")
    """  # noqa: E501
    done = run_python(code, options=options)

    assert "2\nothers are still told\n" == done.stdout, done.stderr
    assert "" == done.stderr


def test_garbage_collector_is_left_as_it_was() -> None:
    """It rests during the import only, and stays off if it was off."""
    code = """
        import gc, sys
        from lazyheavy.engines import MiniRacerEngine
        if sys.argv[1] == "off": gc.disable()
        with MiniRacerEngine() as engine:
            engine.evaluate("1")
        print(gc.isenabled())
    """

    assert "True" == output_of(code, args=("on",))
    assert "False" == output_of(code, args=("off",))


def test_nothing_heavy_before_the_first_call() -> None:
    """Importing and making an engine looks for no library."""
    code = """
        import os, sys
        import lazyheavy
        before = set(sys.modules)
        from lazyheavy.engines import Bundle, MiniRacerEngine
        engine = MiniRacerEngine([Bundle("glue", lambda: 1 / 0)])
        repr(engine); engine.stats
        new = set(sys.modules) - before - set(sys.builtin_module_names)
        print(*sorted(name for name in new if not name.startswith("lazyheavy.")))
    """

    assert "" == output_of(code, options=("-S",))


@not_with_legacy("text goes in as source, which needs json")
def test_first_call_imports_next_to_nothing() -> None:
    """The functions of V8 are called as they are, without mini-racer's Python."""
    code = """
        import atexit, binascii, ctypes, gc, sys, _queue
        before = set(sys.modules)
        from lazyheavy.engines import MiniRacerEngine
        with MiniRacerEngine() as engine:
            engine.call("text => text", "x")
        new = set(sys.modules) - before - set(sys.builtin_module_names)
        print(*sorted(name for name in new if not name.startswith("lazyheavy")))
    """

    assert "" == output_of(code)


def test_warm_starts_no_engine() -> None:
    """It loads the library and V8, and no thread that a fork would lose."""
    code = """
        import os, sys, threading
        from lazyheavy import engines
        engines.warm()
        engines.warm()
        tasks = "/proc/self/task"
        print(threading.active_count(),
              len(os.listdir(tasks)) if os.path.exists(tasks) else 1)
        with engines.MiniRacerEngine() as engine: print(engine.evaluate("1"))
    """

    assert "1 1\n1" == output_of(code)


def test_shims_are_found_in_a_zip_file(tmp_path: Path) -> None:
    """Our JavaScript is read through the loader, wherever the package lies."""
    archive = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (SOURCE / "lazyheavy").rglob("*"):
            if path.suffix in {".py", ".js"} and "_assets" not in path.parts:
                packed.write(path, path.relative_to(SOURCE))
    code = """
        import sys
        sys.path[:] = [p for p in sys.path if not p.endswith("src")]
        from lazyheavy import engines
        print("packed.zip" in engines.__file__)
        with engines.MiniRacerEngine() as engine:
            print(engine.evaluate("typeof structuredClone"))
    """

    assert "True\nfunction" == output_of(code, path=(archive,))
