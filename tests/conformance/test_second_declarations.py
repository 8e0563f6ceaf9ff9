"""Who declares a second time, elsewhere or otherwise, hurts no first declaration."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project


def test_a_block_after_an_attach_from_a_helper(project: Project) -> None:
    """Another code object in the same namespace is no reload."""
    project.write(
        {
            "helper.py": """
                import lazyheavy as lazy

                def setup(name):
                    return lazy.attach(name, ["one"], {"two": ["func"]})
                """,
            "pkg/__init__.py": """
                import helper
                import lazyheavy as lazy

                __getattr__, __dir__, __all__ = helper.setup(__name__)
                from . import user
                with lazy.imports():
                    import missing_module
                """,
            "pkg/one.py": "",
            "pkg/two.py": "def func(): return 1",
            "pkg/user.py": "from pkg import func, one",
        }
    )
    seen = project.see("""
        import pkg
        seen["kept"] = pkg.func(), pkg.one.__name__
        seen["known"] = sorted(row.name for row in lazy.report("pkg"))
        seen["verified"] = sorted(lazy.verify("pkg"))
        exec("with __import__('lazyheavy').imports():\\n    import wave", vars(pkg))
        seen["after exec"] = pkg.func(), pkg.wave.__name__
    """)

    assert seen == {
        "kept": (1, "pkg.one"),
        "known": ["func", "missing_module", "one"],
        "verified": ["missing_module"],
        "after exec": (1, "wave"),
    }


@pytest.mark.parametrize("form", ["import heavy as h", "from . import heavy as h"])
def test_a_second_block_has_options_of_its_own(project: Project, form: str) -> None:
    """A name that is pending elsewhere does not lend its options."""
    project.write({"pkg/heavy.py": "VALUE = 1", "heavy.py": "VALUE = 1"})
    project.write(
        {
            "pkg/__init__.py": f"""
                import lazyheavy as lazy

                with lazy.imports():
                    {form.removesuffix(" as h")}
                with lazy.imports(require="no-such-distribution", hint="HINT"):
                    {form}
                """
        }
    )
    seen = project.see("""
        import pkg
        raised = error(lambda: pkg.h.VALUE)
        seen["error"] = type(raised).__name__, raised.hint
        seen["line"] = raised.declared.rpartition(":")[2]
        seen["first"] = pkg.heavy.VALUE
    """)

    assert seen == {
        "error": ("MissingDependencyError", "HINT"),
        "line": "6",
        "first": 1,
    }


def test_an_alias_of_another_block_is_seen_from_outside(project: Project) -> None:
    """What a later block binds once more is the real object from outside."""
    project.write(
        {
            "heavy.py": "class Thing: pass",
            "pkg/__init__.py": """
                import lazyheavy as lazy

                with lazy.imports():
                    from heavy import Thing
                with lazy.imports():
                    Other = Thing
                """,
        }
    )
    seen = project.see("""
        import pkg
        seen["real"] = type(pkg.Other) is type, pkg.Other is pkg.Thing
    """)

    assert seen == {"real": (True, True)}


@pytest.mark.skipif(sys.version_info < (3, 15), reason="a switch of CPython 3.15")
def test_aliases_under_lazy_imports_all(project: Project) -> None:
    """``import x as y`` in a block works where everything is lazy anyway."""
    project.write(
        {
            "user.py": """
                import lazyheavy as lazy

                with lazy.imports():
                    import colorsys as c
                    import xml.dom as d
                    from wave import open as o
                """
        }
    )
    seen = project.see(
        """
        import user
        seen["names"] = user.c.__name__, user.d.__name__, user.o.__module__
        """,
        options=("-X", "lazy_imports=all"),
    )

    assert seen == {"names": ("colorsys", "xml.dom", "wave")}
