"""``from pkg import *`` over lazy exports gives real objects or the real error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "pkg/impl.py": "def func(): return 'func'\nclass Thing: pass\n",
    "pkg/sub.py": "VALUE = 'sub'",
    "pkg/same.py": "def same(): return 'same'\ndef helper(): return 'helper'\n",
}
TABLES = {
    "submodules": ("sub",),
    "attrs": {"impl": ["func", "Thing"], "same": ["helper", "same"]},
}
ALL = "__all__ = ['func', 'Thing', 'sub', 'same']"


def test_all_names_arrive_resolved(project: Project, front: str) -> None:
    """Every name of ``__all__`` is bound to its real object."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES, after=ALL)
    seen = project.see("""
        import types
        space = {}
        exec("from pkg import *", space)
        space.pop("__builtins__")
        import pkg
        seen["names"] = sorted(space)
        seen["types"] = type(space["func"]).__name__, type(space["Thing"]).__name__
        seen["more"] = type(space["sub"]).__name__, type(space["same"]).__name__
        seen["real"] = space["func"] is pkg.func is sys.modules["pkg.impl"].func
        """)

    assert seen == {
        "names": ["Thing", "func", "same", "sub"],
        "types": ("function", "type"),
        "more": ("module", "function"),
        "real": True,
    }


def test_without_all_a_block_gives_its_public_names(project: Project) -> None:
    """A package without ``__all__`` exports what it binds without underscore."""
    project.write(MODULES)
    project.exports("imports", "pkg", **TABLES, after="_hidden = 1\nshown = 2")
    seen = project.see("""
        from pkg import *
        seen["use"] = func(), Thing.__name__, sub.VALUE, same(), helper(), shown
        seen["hidden"] = "_hidden" in globals()
        """)

    assert seen == {
        "use": ("func", "Thing", "sub", "same", "helper", 2),
        "hidden": False,
    }


def test_a_missing_dependency_stops_it_with_its_own_error(
    project: Project, front: str
) -> None:
    """Who asks for all names is told which dependency is missing."""
    project.write(MODULES)
    project.exports(
        front,
        "pkg",
        attrs={"impl": ["func"]},
        external={"gone": ["value"]},
        options="hint='mend it'",
        after="__all__ = ['func', 'value']",
    )
    seen = project.see("""
        import pkg
        raised = error(exec, "from pkg import *", {})
        seen["type"] = isinstance(raised, lazy.MissingDependencyError)
        seen["text"] = raised.name, "mend it" in str(raised)
        seen["other"] = pkg.func()
        """)

    assert seen == {"type": True, "text": ("gone", True), "other": "func"}
