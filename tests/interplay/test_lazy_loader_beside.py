"""Packages that use the real lazy_loader live beside ours, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

FILES = {
    "heavy.py": "VALUE = 1\ndef func(): return 'func'\n",
    "theirs/__init__.py": """
        import lazy_loader
        __getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
        """,
    "theirs/__init__.pyi": "from . import sub\nfrom .impl import func\n",
    "theirs/sub.py": "VALUE = 'sub'\n",
    "theirs/impl.py": "def func(): return 'theirs'\n",
    "user.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import heavy
            from theirs import func, sub
        handle = lazy.load("heavy")
        def use():
            return heavy.VALUE, handle.VALUE, func(), sub.VALUE
        """,
}
#: A module of which lazy_loader has put an unloaded stand-in into `sys.modules`.
PENDING = """
    import lazy_loader
    theirs = lazy_loader.load("heavy")
    def is_loaded():
        return "VALUE" in object.__getattribute__(theirs, "__dict__")
    """


def test_declaring_leaves_their_pending_modules_alone(project: Project) -> None:
    """A name for a module that lazy_loader holds back does not load it."""
    project.write(FILES)
    seen = project.see(
        PENDING
        + """
    import user
    seen["early"] = is_loaded()
    seen["use"] = user.use()
    seen["late"] = is_loaded()
    seen["same"] = sys.modules["heavy"].func is user.heavy.func
    """
    )

    assert seen == {
        "early": False,
        "use": (1, 1, "theirs", "sub"),
        "late": True,
        "same": True,
    }


def test_asking_leaves_their_pending_modules_alone(project: Project) -> None:
    """Availability and reports do not load what lazy_loader holds back."""
    project.write(FILES)
    seen = project.see(
        PENDING
        + """
    seen["available"] = lazy.is_available("heavy"), lazy.is_available("heavy.gone")
    seen["pending"] = lazy.pending()
    seen["loaded"] = is_loaded()
    """
    )

    assert seen == {"available": (True, False), "pending": [], "loaded": False}


def test_their_handles_in_our_names(project: Project) -> None:
    """`lazy_loader.load` in a module that we hold back, and the reverse."""
    project.write(
        {
            **FILES,
            "both.py": """
                import lazy_loader
                import lazyheavy as lazy
                one = lazy_loader.load("heavy")
                two = lazy.load("heavy")
                three = lazy_loader.load("user")
                """,
        }
    )
    seen = project.see("""
        both = lazy.load("both")
        seen["values"] = both.one.VALUE, both.two.VALUE, both.three.use()
        seen["same"] = both.one.func is both.two.func
        """)

    assert seen == {"values": (1, 1, (1, 1, "theirs", "sub")), "same": True}


@pytest.mark.parametrize("variable", ["EAGER_IMPORT", "LAZYHEAVY_EAGER"])
def test_eager_modes_reach_both(project: Project, variable: str) -> None:
    """The variable of lazy_loader makes both eager, our own only ours."""
    project.write(FILES)
    seen = project.see(
        """
        import theirs
        seen["theirs"] = loaded("theirs.impl")
        import user
        seen["ours"] = loaded("heavy")
        """,
        env={variable: "1"},
    )

    assert seen == {
        "theirs": ["theirs.impl"] if variable == "EAGER_IMPORT" else [],
        "ours": ["heavy"],
    }
