"""mini-racer beside the engine: a program that uses it too, and other releases."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests._support.children import output_of
from tests.engines._generation import LEGACY

pytestmark = pytest.mark.skipif(LEGACY, reason="py-mini-racer has but one release")

TOGETHER = """
import sys
from lazyheavy.engines import MiniRacerEngine

def ours(engine): return engine.call("text => text + 1", "ours ")

def theirs():
    from py_mini_racer import MiniRacer
    return MiniRacer()
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            """
with theirs() as racer, MiniRacerEngine() as engine:
    print(racer.eval("'theirs ' + 1"), ours(engine))
with MiniRacerEngine() as engine: print(ours(engine))
""",
            "theirs 1 ours 1\nours 1",
        ),
        (
            """
with MiniRacerEngine() as engine: print(ours(engine))
with theirs() as racer: print(racer.eval("'theirs ' + 1"))
""",
            "ours 1\ntheirs 1",
        ),
        (
            """
with MiniRacerEngine() as engine:
    print(ours(engine))
    with theirs() as racer: print(racer.eval("'theirs ' + 1"))
    print(ours(engine))
""",
            "ours 1\ntheirs 1\nours 1",
        ),
        # With protection keys, a bare engine would take the process down here:
        # trap 4.13, whose flags are now those of the program.
        (
            """
from concurrent.futures import ThreadPoolExecutor
pools = [ThreadPoolExecutor(1) for _ in range(4)]
for pool in pools: pool.submit(int).result()  # threads that are older than V8
racer = pools[0].submit(theirs).result()
engine = MiniRacerEngine()
for pool in pools[1:]: print(pool.submit(ours, engine).result())
print(engine.stats().heap_used > 0, racer.eval("'theirs ' + 1"))
pools[3].submit(engine.close).result()
pools[0].submit(racer.close).result()
""",
            "ours 1\nours 1\nours 1\nTrue theirs 1",
        ),
    ],
    ids=["before", "after", "inside", "in other threads"],
)
def test_program_that_uses_the_library_itself(code: str, expected: str) -> None:
    """Both share one V8, whoever starts it; both go on, whoever ends first."""
    assert expected == output_of(TOGETHER + code)


ASK = """
import sys
from lazyheavy.engines import MiniRacerEngine
from lazyheavy.errors import LazyHeavyError
try:
    with MiniRacerEngine() as engine: print(engine.evaluate("1 + 1"))
except LazyHeavyError as error: print(type(error).__name__, error)
print("py_mini_racer" in sys.modules)
"""


def release(folder: Path, old: str, new: str) -> Path:
    """Write a release of mini-racer that describes one thing otherwise."""
    spec = find_spec("py_mini_racer")
    assert spec is not None
    assert spec.origin is not None
    package = folder / "py_mini_racer"
    package.mkdir()
    for file in Path(spec.origin).parent.iterdir():
        if file.is_file():
            (package / file.name).symlink_to(file)
    description = package / "_dll.py"
    text = description.read_text(encoding="utf-8")
    assert old in text
    description.unlink()
    description.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_unknown_release_is_asked(tmp_path: Path) -> None:
    """If it says the same of our functions as the known one it is driven."""
    folder = release(tmp_path, "def init_mini_racer(", "# new\ndef init_mini_racer(")

    assert "2\nTrue" == output_of(ASK, path=(folder,))
    assert "2\nFalse" == output_of(ASK)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mr_set_hard_memory_limit.argtypes = [ctypes.c_uint64, ", "mr_x = ["),
        ("mr_eval.restype = ctypes.c_uint64", "mr_eval.restype = ctypes.c_uint32"),
        (
            "mr_free_value.argtypes = [ctypes.c_uint64, RawValueHandle]",
            "mr_free_value.argtypes = [ctypes.c_uint32, RawValueHandle]",
        ),
    ],
    ids=["number", "result", "size"],
)
def test_release_with_other_functions_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    """To call them would end the process: the command that mends it is told."""
    said = output_of(ASK, path=(release(tmp_path, old, new),))

    assert said.startswith("RequirementError the installed PyMiniRacer is none that")
    assert "pip install --force-reinstall" in said
