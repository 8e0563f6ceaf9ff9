"""On CPython 3.15 other code's own lazy imports and modes live beside ours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 15), reason="lazy imports of CPython 3.15"
)

FILES = {
    "heavy.py": "VALUE = 1\ndef func(): return 'func'\n",
    "other.py": "VALUE = 2\n",
    "third.py": "VALUE = 3\n",
    "native.py": """
        lazy import heavy
        lazy from heavy import func
        def use():
            return heavy.VALUE, func()
        """,
    "listed.py": """
        import lazyheavy as lh
        __lazy_modules__ = ["third"]
        with lh.imports():
            import heavy
        import third
        import other
        def use():
            return heavy.VALUE, other.VALUE, third.VALUE
        """,
    "theirs/__init__.py": """
        import lazy_loader
        __getattr__, __dir__, __all__ = lazy_loader.attach(__name__, ["sub"])
        """,
    "theirs/sub.py": "VALUE = 'sub'\n",
    "user.py": """
        import lazyheavy as lh
        with lh.imports():
            import heavy, native, theirs
            from heavy import func
        def use():
            return heavy.VALUE, func(), native.use(), theirs.sub.VALUE
        """,
}


def test_a_list_of_lazy_modules_keeps_its_meaning(project: Project) -> None:
    """A module's own `__lazy_modules__` counts outside the block, as written."""
    project.write(FILES)
    seen = project.see("""
        import listed
        seen["loaded"] = loaded("heavy", "other", "third")
        seen["list"] = listed.__lazy_modules__
        seen["use"] = listed.use()
        """)

    assert seen == {"loaded": ["other"], "list": ["third"], "use": (1, 2, 3)}


@pytest.mark.parametrize("mode", ["all", "normal"])
def test_modes_of_the_interpreter(project: Project, mode: str) -> None:
    """Native, lazy_loader's and our names of the same targets resolve alike."""
    project.write(FILES)
    code = """
        import user
        seen["lazy"] = loaded("heavy", "native", "theirs.sub")
        seen["use"] = user.use(), user.use()
        import heavy
        seen["same"] = user.func is heavy.func, vars(user)["heavy"] is heavy
        """
    seen = project.see(code, options=("-X", f"lazy_imports={mode}"))
    used = (1, "func", (1, "func"), "sub")

    assert seen == {"lazy": [], "use": (used, used), "same": (True, True)}


def test_a_mode_that_is_set_in_between(project: Project) -> None:
    """Switching the mode while names are pending changes nothing about them."""
    project.write(FILES)
    seen = project.see("""
        import user
        sys.set_lazy_imports("all")
        import listed
        seen["lazy"] = loaded("heavy", "third")
        sys.set_lazy_imports("normal")
        seen["use"] = user.use(), listed.use()
        """)

    assert seen == {"lazy": [], "use": ((1, "func", (1, "func"), "sub"), (1, 2, 3))}


def test_a_filter_that_comes_after_the_declaration(project: Project) -> None:
    """A filter decides about imports to come, not about pending names."""
    project.write(FILES)
    seen = project.see("""
        import user
        sys.set_lazy_imports_filter(lambda importer, name, fromlist: False)
        seen["lazy"] = loaded("heavy")
        seen["use"] = user.use()
        sys.set_lazy_imports_filter(None)
        import listed
        seen["listed"] = loaded("third"), listed.use()
        """)

    assert seen == {
        "lazy": [],
        "use": (1, "func", (1, "func"), "sub"),
        "listed": ([], (1, 2, 3)),
    }


def test_a_filter_that_fails(project: Project) -> None:
    """The error of a user's filter arrives, and the block is closed after it."""
    project.write(FILES)
    seen = project.see("""
        def broken(importer, name, fromlist):
            if importer == "user" and name == "native":
                raise RuntimeError("no idea")
            return True
        sys.set_lazy_imports_filter(broken)
        def attempt():
            import user
        raised = error(attempt)
        seen["error"] = type(raised).__name__, "no idea" in str(raised)
        sys.set_lazy_imports_filter(None)
        import user
        seen["use"] = user.use()
        """)

    assert seen == {
        "error": ("RuntimeError", True),
        "use": (1, "func", (1, "func"), "sub"),
    }
