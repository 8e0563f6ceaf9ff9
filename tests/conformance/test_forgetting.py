"""What is declared again and again is not kept for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

FORMS = {
    "imports": "with lazy.imports():\n    import colorsys",
    "attach": "x = lazy.attach(__name__, external={'colorsys': []})",
    "load": "colorsys = lazy.load('colorsys')",
}


@pytest.mark.parametrize("form", FORMS)
def test_modules_that_are_imported_anew_are_let_go(project: Project, form: str) -> None:
    """The namespaces of modules taken out of ``sys.modules`` can be collected."""
    project.write(
        {
            "plugin.py": (
                f"import lazyheavy as lazy\n{FORMS[form]}\n"
                "class Mark:\n    pass\nMARK = Mark()\n"
            )
        }
    )
    seen = project.see("""
        import gc, importlib, weakref
        marks = []
        for _ in range(1150):
            sys.modules.pop("plugin", None)
            marks.append(weakref.ref(importlib.import_module("plugin").MARK))
        from lazyheavy import _entry
        gc.collect()
        seen["alive"] = sum(mark() is not None for mark in marks) <= 1001
        seen["sites"] = len(_entry.sites) <= 1100
        seen["known"] = any(row.package == "plugin" for row in lazy.report())
    """)

    assert seen == {"alive": True, "sites": True, "known": True}


def test_handles_of_modules_imported_anew_are_let_go(project: Project) -> None:
    """The table of handles does not grow with each import of the same file."""
    project.write({"plugin.py": "import lazyheavy as lazy\nx = lazy.load('colorsys')"})
    seen = project.see("""
        import importlib
        for _ in range(1150):
            sys.modules.pop("plugin", None)
            importlib.import_module("plugin")
        from lazyheavy import _handles
        seen["handles"] = len(_handles._handles) <= 1001
        seen["sites"] = len(_handles._sites) <= 1001
        import plugin
        seen["works"] = plugin.x.rgb_to_hsv(1, 0, 0)
    """)

    assert seen == {"handles": True, "sites": True, "works": (0.0, 1.0, 1)}


def test_a_cell_that_is_run_again_declares_once(project: Project) -> None:
    """The names of a notebook cell are known once, however often it runs."""
    seen = project.see("""
        head = "with lazy.imports():\\n    import wave"
        cell = compile(f"{head}, colorsys", "cell", "exec")
        other = compile(head, "cell 2", "exec")
        for _ in range(5):
            exec(cell)
            exec(other)
        seen["targets"] = sorted(row.target for row in lazy.report())
        seen["pending"] = sorted(lazy.pending())
        seen["works"] = wave.__name__
    """)

    assert seen == {
        "targets": ["colorsys", "wave"],
        "pending": ["colorsys", "wave"],
        "works": "wave",
    }
