"""Lazy imports break cycles that ordinary ones cannot, and bear the others."""

from __future__ import annotations

import sys

import pytest

from tests._support.packages import EXPORTS, Project

NATIVE = sys.version_info >= (3, 15)


@pytest.mark.parametrize("first", ["a", "b"])
@pytest.mark.parametrize(
    "block", ["with lazy.imports():", "if True:"], ids=["lazy", "plain"]
)
def test_two_modules_that_name_each_other(
    project: Project, block: str, first: str
) -> None:
    """``from b import g`` in a and ``from a import f`` in b work when lazy."""
    for me, other in ("ab", "ba"):
        project.write(
            {
                f"{me}.py": f"""
                    import lazyheavy as lazy
                    {block}
                        from {other} import {other}_function, {other}_call
                    def {me}_function():
                        return "{me}"
                    def {me}_call():
                        return {other}_function()
                    """
            }
        )
    seen = project.see(f"""
        try:
            import {first}
            seen["use"] = {first}.{first}_call()
            import a, b
            seen["both"] = a.a_call(), b.b_call()
        except ImportError as raised:
            seen["error"] = "cannot import name" in str(raised)
        """)
    lazy = {"use": "b" if first == "a" else "a", "both": ("b", "a")}

    assert seen == (lazy if "lazy" in block else {"error": True})


@pytest.mark.skipif(NATIVE, reason="CPython 3.15 raises ImportCycleError")
def test_a_module_that_touches_its_own_lazy_name(project: Project) -> None:
    """While it is imported a module may see itself through its user."""
    project.write(
        {
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                def use():
                    return heavy.EARLY, heavy.SEEN, heavy.LATE
                """,
            "heavy.py": """
                EARLY = 1
                import user
                SEEN = user.heavy.EARLY
                LATE = 2
                """,
        }
    )
    for first in ("user", "heavy"):
        seen = project.see(
            f"""
            import {first}, user
            seen["use"] = user.use(), user.use()
            """,
            timeout=20,
        )

        assert seen == {"use": ((1, 1, 2), (1, 1, 2))}


@pytest.mark.parametrize("front", EXPORTS)
def test_submodules_that_take_exports_of_their_package(
    project: Project, front: str
) -> None:
    """Every submodule may be the first, though each needs the package."""
    project.write(
        {
            "pkg/base.py": "class Base: pass\n",
            "pkg/one.py": "from pkg import Base\nclass One(Base): pass\n",
            "pkg/two.py": "from pkg import One\nimport pkg\nclass Two(One): pass\n",
            "pkg/all.py": "from . import one, two\nfrom pkg import Base, One, Two\n",
        }
    )
    attrs = {"one": ["One"], "two": ["Two"], "base": ["Base"]}
    project.exports(front, "pkg", submodules=("all",), attrs=attrs)
    for first in ("pkg.two", "pkg.one", "pkg.all", "pkg.base", "pkg"):
        seen = project.see(f"""
            import {first}
            import pkg
            bases = pkg.Two.__mro__[:-1]
            seen["mro"] = bases == (pkg.Two, pkg.One, pkg.Base)
            seen["all"] = pkg.all.Two is pkg.Two
            seen["clean"] = type(pkg).__name__, "__getattr__" in vars(pkg)
            """)

        assert seen == {"mro": True, "all": True, "clean": ("module", False)}


@pytest.mark.skipif(NATIVE, reason="CPython refuses the cycle")
def test_a_submodule_that_uses_its_own_dotted_alias(project: Project) -> None:
    """`import pkg.sub as sub` in the package answers while `sub` runs."""
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import pkg.sub as sub
                def first():
                    return sub.FIRST
                """,
            "pkg/sub.py": """
                FIRST = 1
                import pkg
                SEEN = pkg.first(), pkg.sub.FIRST
                """,
        }
    )
    seen = project.see("""
        import pkg
        seen["inside"] = pkg.sub.SEEN
        seen["after"] = pkg.first(), vars(pkg)["sub"] is sys.modules["pkg.sub"]
        """)

    assert seen == {"inside": (1, 1), "after": (1, True)}
