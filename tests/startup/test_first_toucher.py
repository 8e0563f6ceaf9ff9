"""Who loads something after the start is found through lazy imports of any make."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests._support.packages import write
from tests._support.recordings import Seen, run_recorded

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "app.py": """
        import asyncio
        import lazyheavy as lazy
        import attached
        import written

        with lazy.imports():
            import by_block
        handle = lazy.load("by_handle")


        def touch():
            by_block.VALUE
            handle.VALUE
            attached.by_attach
            written.VALUE


        async def serve():
            import on_loop


        touch()
        asyncio.run(serve())
        import at_the_end
        """,
    "attached/__init__.py": """
        import lazy_loader
        __getattr__, __dir__, __all__ = lazy_loader.attach(__name__, ["by_attach"])
        """,
    "attached/by_attach.py": "",
    "written.py": """
        def __getattr__(name):
            if name != "VALUE":
                raise AttributeError(name)
            from by_hand import VALUE
            return VALUE
        """,
    "by_hand.py": "VALUE = 1\n",
    "by_block.py": "VALUE = 1\n",
    "by_handle.py": "VALUE = 1\n",
    "on_loop.py": "import below_loop\n",
    "below_loop.py": "",
    "at_the_end.py": "",
    "native.py": """
        lazy import by_block
        lazy import by_handle


        def touch():
            by_block.VALUE


        touch()
        """,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the programs."""
    folder = tmp_path_factory.mktemp("touched")
    write(folder, FILES)
    return folder


@pytest.fixture(scope="module")
def seen(folder: Path) -> Seen:
    """Return the recorded run."""
    seen = run_recorded(folder, "app.py")

    assert ("", 0) == (seen.printed.err, seen.printed.code)
    return seen


@pytest.mark.parametrize(
    ("name", "where"),
    [
        pytest.param("by_block", "app.py:12 touch", id="imports"),
        pytest.param("by_handle", "app.py:13 touch", id="load"),
        pytest.param("attached.by_attach", "app.py:14 touch", id="lazy_loader"),
        pytest.param("by_hand", "app.py:15 touch", id="PEP 562"),
        pytest.param("on_loop", "app.py:19 serve", id="function"),
    ],
)
def test_the_line_that_touches_is_told(seen: Seen, name: str, where: str) -> None:
    """It is the line of the program, and not of what makes imports lazy."""
    assert where == seen.touch(name)
    assert 0 == seen.load(name).parent


def test_who_keeps_an_event_loop_waiting_is_told(seen: Seen) -> None:
    """A load inside of a running loop is marked, one after it is not."""
    marked = [load.name for load in seen.recording.loads if load.on_event_loop]

    assert "on_loop" in marked
    assert not {"by_block", "at_the_end"} & set(marked)


@pytest.mark.skipif(sys.version_info < (3, 15), reason="PEP 810 came with 3.15")
def test_native_lazy_imports_are_no_different(folder: Path) -> None:
    """The line that makes the name real is told, and what nobody touched."""
    seen = run_recorded(folder, "native.py")

    assert "native.py:6 touch" == seen.touch("by_block")
    assert not seen.loads("by_handle")
    assert "by_handle" in seen.recording.raw["lazy"]
