"""A program does not notice that it is recorded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests._support.packages import write
from tests._support.recordings import Seen, run_plain, run_recorded

if TYPE_CHECKING:
    from pathlib import Path

    from tests._support.recordings import Printed

#: Says what it finds around it, and does what programs do while they start.
FACTS = '''
    """Its docstring."""
    import sys
    print("modules", sorted(sys.modules))
    print("arguments", sys.argv, sys.orig_argv)
    print("path", sys.path)
    print("flags", sys.flags, sys.dont_write_bytecode, sys.gettrace(), sys.getprofile())
    print("globals", sorted((name, repr(value)) for name, value in globals().items()
        if name != "__loader__"))
    print("loader", type(__loader__).__name__, getattr(__loader__, "path", None))
    print("main", sys.modules["__main__"].__dict__ is globals())
    print("hooks", sys.excepthook is sys.__excepthook__, len(sys.meta_path))

    import atexit
    import os
    import threading
    import traceback
    import warnings

    atexit.register(print, "end 1")
    atexit.register(print, "end 2")
    warnings.simplefilter("always")
    import warner
    warner.warn()
    for name in ("broken", "no_such_module", "half"):
        try:
            __import__(name)
        except Exception as error:
            print("caught", type(error).__name__, error)
            TRACEBACK
    print("half", "half" in sys.modules, "warner" in sys.modules)
    thread = threading.Thread(target=lambda: print(threading.current_thread().name))
    thread.start()
    thread.join()
    import looking
    print("modules", sorted(sys.modules))
    sys.exit(3)
    '''
FILES = {
    "facts.py": FACTS.replace("TRACEBACK", "traceback.print_exc()"),
    "facts_without_traces.py": FACTS.replace("TRACEBACK", "pass"),
    "warner.py": """
        import warnings
        warnings.warn("the importer's line", stacklevel=2)
        def warn():
            warnings.warn("the caller's line", DeprecationWarning, stacklevel=2)
        """,
    "broken.py": "import half\n",
    "half.py": "import json\n1 / 0\n",
    "looking.py": """
        import sys
        frame = sys._getframe(1)
        while "importlib._bootstrap" in frame.f_code.co_filename:
            frame = frame.f_back
        print("imported by", frame.f_globals["__name__"], frame.f_lineno)
        print("spec", __spec__.name, __spec__.origin, type(__spec__.loader).__name__)
        print(__spec__.loader is __loader__, __spec__.cached)
        """,
    "crash.py": "def run():\n    import broken\n\n\nrun()\n",
    "hooked.py": """
        import sys, traceback
        def hook(kind, error, trace):
            print("hook", kind.__name__, error, len(traceback.extract_tb(trace)))
        sys.excepthook = hook
        import broken
        """,
    "missing.py": "import no_such_module\n",
    "syntax.py": "x = 1\ny = (\n",
    "cookie.py": '# coding: latin-1\nprint(ascii("é"), "\\d")\n1 / 0\n',
    "first.py": "try:\n    1 / 0\nexcept:\n    raise\nelse:\n    while True: pass\n",
    "literal.py": "'doc'; ().nothing\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the programs."""
    folder = tmp_path_factory.mktemp("transparent")
    write(folder, FILES)
    return folder


def both(folder: Path, *argv: str, mode: str = "timing") -> tuple[Printed, Printed]:
    """Run a program as it is and recorded."""
    seen: Seen = run_recorded(folder, *argv, mode=mode)  # type: ignore[arg-type]
    return run_plain(folder, *argv), seen.printed


def test_it_finds_and_prints_the_same(folder: Path) -> None:
    """Modules, arguments, globals, warnings, tracebacks, frames, the end: all equal."""
    run_plain(folder, "facts.py")  # what is imported has its compiled form
    plain, recorded = both(folder, "facts.py", "--an", "argument")

    assert plain.out.splitlines() == recorded.out.splitlines()
    assert plain.err.splitlines() == recorded.err.splitlines()
    assert (3, 3) == (plain.code, recorded.code)
    assert "facts.py:22: UserWarning: the importer's line" in plain.err


@pytest.mark.parametrize("mode", ["structure", "usage", "memory"])
def test_other_runs_are_seen_in_tracebacks_only(folder: Path, mode: str) -> None:
    """Nothing else differs in the runs that note more."""
    plain, recorded = both(folder, "facts_without_traces.py", mode=mode)
    if mode == "usage" and sys.version_info < (3, 12):
        recorded = without_profiler(recorded)

    assert plain.out.splitlines() == recorded.out.splitlines()
    assert plain.err == recorded.err


def without_profiler(recorded: Printed) -> Printed:
    """Blank what `sys.getprofile()` returned."""
    lines = recorded.out.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.startswith("flags"):
            lines[number] = f"{line.partition(' <function')[0]} None\n"
    return recorded._replace(out="".join(lines))


@pytest.mark.parametrize(
    "name", ["crash", "missing", "hooked", "syntax", "cookie", "first", "literal"]
)
def test_an_exception_that_nobody_catches_is_reported_as_ever(
    folder: Path, name: str
) -> None:
    """Not a line of the traceback is ours, and the exit code is the same."""
    plain, recorded = both(folder, f"{name}.py")

    assert plain == recorded
    assert 1 == plain.code


CODE = """\
import sys
print(sorted(sys.modules), sys.argv, sys.path, sys.orig_argv)
print(sorted((name, repr(value)) for name, value in globals().items()))
def divide():
    import json
    1 / 0
divide()
"""


def test_code_of_the_command_line_is_no_different(folder: Path) -> None:
    """It finds the same, and its traceback has the same lines."""
    plain, recorded = both(folder, "-c", CODE, "argument")

    assert plain.out.splitlines() == recorded.out.splitlines()
    assert plain.err == recorded.err
    assert plain.code == recorded.code
