"""Every load of a module is seen, once, as what it was."""

from __future__ import annotations

import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests._support.packages import write
from tests._support.recordings import Seen, run_recorded

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "app.py": """
        import importlib
        import sys

        sys.path.append("archive.zip")
        importlib.import_module("by_import_module")
        __import__("by_function")
        for name in ("no_such_module", "broken"):
            try:
                __import__(name)
            except Exception:
                pass
        import twice
        del sys.modules["twice"]
        import twice
        importlib.reload(twice)
        import space.inside
        import zipped
        import one
        import collecting
        import threads


        def late():
            import touched

        late()
        """,
    "by_import_module.py": "",
    "by_function.py": "",
    "broken.py": "import needed_by_broken\nraise ValueError\n",
    "needed_by_broken.py": "",
    "twice.py": "",
    "space/inside.py": "",
    "one.py": "import two\n",
    "two.py": "import one\n",
    "collecting.py": "import gc\nfor _ in range(20):\n    gc.collect()\n",
    "threads.py": """
        import threading
        import gate
        gate.began = threading.Event()
        thread = threading.Thread(target=__import__, args=("slow",), name="other")
        thread.start()
        gate.began.wait()
        import slow
        thread.join()
        """,
    "gate.py": "import threading\n",
    # Goes on only once the main thread waits for it: it is in `_find_and_load`, too.
    "slow.py": """
        import sys, threading, gate
        main = threading.main_thread().ident
        gate.began.set()
        def is_waiting():
            frame = sys._current_frames()[main]
            while frame is not None:
                if frame.f_code.co_name in ("acquire", "_lock_unlock_module"):
                    return "importlib" in frame.f_code.co_filename
                frame = frame.f_back
            return False
        while not is_waiting():
            pass
        sum(range(200_000))
        """,
    "touched.py": "",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the program."""
    folder = tmp_path_factory.mktemp("loads")
    write(folder, FILES)
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("zipped.py", "")
    return folder


@pytest.fixture(scope="module")
def seen(folder: Path) -> Seen:
    """Return the recorded run."""
    seen = run_recorded(folder, "app.py")

    assert ("", 0) == (seen.printed.err, seen.printed.code)
    return seen


@pytest.mark.parametrize("name", ["by_import_module", "by_function", "zipped"])
def test_any_way_of_importing_is_seen(seen: Seen, name: str) -> None:
    """`import_module`, `__import__` and archives are no different from a statement."""
    assert 0 == seen.load(name).parent
    assert not seen.load(name).failed


def test_failed_imports_are_told_apart(seen: Seen) -> None:
    """A name that does not exist and a body that raises have failed, and only they."""
    assert {"no_such_module", "broken"} <= set(seen.recording.failed)
    assert seen.load("no_such_module").failed
    assert seen.load("needed_by_broken").parent == seen.load("broken").index
    assert not {"no_such_module", "broken"} & set(seen.recording.loaded)


def test_a_module_that_was_removed_is_loaded_again(seen: Seen) -> None:
    """Two loads are two; a reload finds the module and is none."""
    assert 2 == len(seen.loads("twice"))


def test_a_namespace_and_a_cycle_are_loaded_once(seen: Seen) -> None:
    """The second request in a cycle is an edge, and no load."""
    assert seen.load("space.inside").parent == 0 == seen.load("space").parent
    assert seen.load("two").parent == seen.load("one").index
    assert {"__main__", "two"} == seen.importers("one")


def test_pauses_of_the_collector_are_kept_apart(seen: Seen) -> None:
    """A module that only collects garbage has pauses, and hardly a time of its own."""
    load = seen.load("collecting")

    assert load.gc_ms > load.self_ms > 0


def test_waiting_for_another_thread_is_no_work(seen: Seen) -> None:
    """Who waits is charged for nothing, and the module is counted once."""
    slow, waiting = seen.load("slow"), seen.load("threads")

    assert slow.thread != waiting.thread
    assert "other" == slow.thread_name
    assert waiting.wait_ms > 0


def test_times_add_up(seen: Seen) -> None:
    """No time is negative, and in one thread the parts are the whole."""
    loads = seen.recording.loads
    main = [load for load in loads if load.thread == loads[0].thread]
    parts = sum(load.self_ms + load.gc_ms + load.wait_ms for load in main)

    assert all(
        min(load.self_ms, load.gc_ms, load.wait_ms, load.took_ms) >= 0 for load in loads
    )
    assert loads[0].took_ms == pytest.approx(parts, rel=0.02)


def test_who_touched_it_first(seen: Seen) -> None:
    """File, line and function of the statement, through the machinery of imports."""
    assert "app.py:24 late" == seen.touch("touched")
    assert "app.py:5 <module>" == seen.touch("by_import_module")


def test_a_missing_compiled_form_is_noticed(folder: Path) -> None:
    """Where nothing may be written, every start compiles, and that is told."""
    write(folder, {"never_cached.py": ""})
    run_recorded(folder, "-c", "import twice")  # which caches it
    env = {"PYTHONDONTWRITEBYTECODE": "1"}
    seen = run_recorded(folder, "-c", "import never_cached, twice", env=env)

    assert [str(folder / "never_cached.py")] == [
        path for path in seen.recording.compiled if not path.startswith("<")
    ]


def test_extension_modules_tell_their_times(folder: Path) -> None:
    """For each of them it is known how long creating and running it took."""
    seen = run_recorded(folder, "-c", "import decimal, json, ssl, sqlite3")
    extensions = seen.recording.raw["extensions"]
    loaders = {name: told[3] for name, told in seen.recording.modules.items()}

    assert {
        name for name, loader in loaders.items() if loader == "ExtensionFileLoader"
    } == set(extensions)
    assert all(min(times) >= 0 < max(times) for times in extensions.values())
    if sys.platform == "linux":
        libraries = {
            told[0]
            for name, told in seen.recording.modules.items()
            if name in extensions
        }
        mapped = set(seen.recording.raw["mapped"])

        assert libraries <= mapped
        assert any(".so" in path for path in mapped - libraries)  # theirs


#: Hides importlib's function, and gives it back once the program runs.
HIDDEN = """
import sys
bootstrap = sys.modules["_frozen_importlib"]
sys.hidden = bootstrap._find_and_load
del bootstrap._find_and_load
"""
SHOWN = """
import sys
sys.modules["_frozen_importlib"]._find_and_load = sys.hidden
import one
try:
    import broken
except ValueError:
    pass
print(type(one.__loader__).__name__, one.__spec__.loader is one.__loader__)
"""


def test_without_the_function_of_importlib_a_finder_times(folder: Path) -> None:
    """Loads, failures and who asked are seen; no loader of ours stays."""
    seen = run_recorded(folder, "-c", SHOWN, prelude=HIDDEN)

    assert "meta_path" == seen.recording.mechanism
    assert "SourceFileLoader True\n" == seen.printed.out
    assert seen.load("two").parent == seen.load("one").index
    assert ["broken"] == seen.recording.failed
    assert seen.load("two").took_ms > 0
    assert "<string>:4 <module>" == seen.touch("one")
    assert {"one"} == seen.importers("two")
