"""``import a.b`` beside ``import a.c``: one name, and each submodule for itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

PACKAGE = {
    "top/__init__.py": "",
    "top/one.py": "VALUE = 1",
    "top/broken.py": "raise RuntimeError('broken')",
    "user.py": """
        import lazyheavy as lazy

        with lazy.imports(hint="HINT"):
            import top.one
            import top.gone
            import top.broken

        def inside():
            return top
        """,
}


@pytest.mark.parametrize("where", ["user.top", "user.inside()"])
def test_a_missing_sibling_blocks_no_other(project: Project, where: str) -> None:
    """What is there can be used, from inside and from outside."""
    project.write(PACKAGE)
    seen = project.see(f"""
        import user
        seen["value"] = {where}.one.VALUE
        raised = error(lambda: {where}.gone)
        seen["gone"] = isinstance(raised, ImportError)
        seen["loaded"] = loaded("top.broken")
        seen["again"] = {where}.one.VALUE
    """)

    assert seen == {"value": 1, "gone": True, "loaded": [], "again": 1}


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="CPython's own words")
def test_the_error_names_the_sibling_and_its_line(project: Project) -> None:
    """The message is about the statement that declared the missing one."""
    project.write(PACKAGE)
    seen = project.see("""
        import user
        raised = error(lambda: user.inside().gone)
        seen["error"] = type(raised).__name__, raised.name, raised.hint
        seen["line"] = raised.declared.rpartition(":")[2]
        seen["target"] = "lazy import of 'top.gone'" in str(raised)
    """)

    assert seen == {
        "error": ("MissingDependencyError", "top.gone", "HINT"),
        "line": "5",
        "target": True,
    }


def test_a_missing_dotted_module_has_its_hint(project: Project) -> None:
    """``import a.gone`` alone fails like ``import gone``, on every Python."""
    project.write(
        {
            "top/__init__.py": "",
            "user.py": """
                import lazyheavy as lazy

                with lazy.imports(hint="HINT"):
                    import top.gone

                def use():
                    return top.gone
                """,
        }
    )
    seen = project.see("""
        import user
        raised = error(user.use)
        seen["error"] = type(raised).__name__, raised.name, raised.hint
        seen["target"] = "lazy import of 'top.gone'" in str(raised)
        seen["state"] = [row.state for row in lazy.report("user")]
    """)

    assert seen == {
        "error": ("MissingDependencyError", "top.gone", "HINT"),
        "target": True,
        "state": ["failed"],
    }
