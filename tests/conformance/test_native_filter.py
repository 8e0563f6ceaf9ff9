"""On CPython 3.15 blocks are native lazy imports and follow its rules."""

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
    "heavy.py": "VALUE = 1\ndef work(): return 'worked'\n",
    "other.py": "VALUE = 2",
    "pkg/impl.py": "def func(): return 'func'\n",
    "pkg/sub.py": "VALUE = 3",
    "user.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import heavy
            from heavy import work
            import other as alias
        def use():
            return heavy.VALUE, work(), alias.VALUE
        """,
}


def test_the_names_are_native_lazy_objects(project: Project) -> None:
    """A block leaves `types.LazyImportType` objects that CPython reifies."""
    project.write(FILES)
    seen = project.see("""
        import types, user
        names = ("heavy", "work", "alias")
        kinds = [type(vars(user)[name]) for name in names]
        seen["kinds"] = kinds == [types.LazyImportType] * 3
        seen["lazy"] = loaded("heavy", "other")
        seen["use"] = user.use()
        real = [vars(user)[name] for name in names]
        seen["real"] = [type(value).__name__ for value in real]
        """)

    assert seen == {
        "kinds": True,
        "lazy": [],
        "use": (1, "worked", 2),
        "real": ["module", "function", "module"],
    }


def test_a_bare_name_is_the_real_object(project: Project) -> None:
    """Loading the name alone gives the object, for every use of it."""
    project.write(FILES)
    seen = project.see("""
        import types, user
        namespace = vars(user)
        exec("def give(): return heavy, work", namespace)
        module, function = user.give()
        seen["types"] = type(module).__name__, type(function).__name__
        seen["outside"] = type(user.alias).__name__
        """)

    assert seen == {"types": ("module", "function"), "outside": "module"}


def test_resolved_names_leave_the_interpreters_list(
    project: Project, front: str
) -> None:
    """``sys.lazy_modules`` keeps nothing of what was resolved."""
    project.write(FILES)
    project.exports(front, "pkg", submodules=("sub",), attrs={"impl": ["func"]})
    seen = project.see("""
        import pkg, user
        user.use(), pkg.func(), pkg.sub.VALUE
        ours = {"heavy", "other", "pkg", "user"}
        seen["left"] = [n for n in sys.lazy_modules if n.split(".")[0] in ours]
        """)

    assert seen == {"left": []}


def test_a_filter_that_denies_makes_imports_eager(project: Project) -> None:
    """The user's filter decides, import by import, and gets resolved names."""
    project.write(FILES)
    seen = project.see("""
        asked = []
        def allow(importer, name, fromlist):
            if importer == "user":
                asked.append((name, fromlist))
            return not (importer == "user" and name == "other")
        sys.set_lazy_imports_filter(allow)
        import user
        seen["eager"] = loaded("other"), type(vars(user)["alias"]).__name__
        seen["lazy"] = loaded("heavy")
        seen["asked"] = sorted({name for name, _ in asked})
        seen["use"] = user.use()
        """)

    assert seen == {
        "eager": (["other"], "module"),
        "lazy": [],
        "asked": ["heavy", "other"],
        "use": (1, "worked", 2),
    }


def test_a_filter_that_denies_all_breaks_nothing(project: Project, front: str) -> None:
    """With every lazy import denied, blocks are eager and exports still work."""
    project.write({**FILES, "pkg/same.py": "def same(): return 'same'\n"})
    attrs = {"impl": ["func"], "same": ["same"]}
    project.exports(front, "pkg", submodules=("sub",), attrs=attrs)
    seen = project.see("""
        sys.set_lazy_imports_filter(lambda *arguments: False)
        import pkg, user
        seen["eager"] = loaded("heavy", "other")
        seen["use"] = user.use()
        seen["exports"] = pkg.func(), pkg.sub.VALUE, pkg.same()
        seen["handle"] = lazy.load("colorsys").__name__, loaded("colorsys")
        seen["clean"] = type(pkg).__name__, "__lazy_modules__" in vars(user)
        """)

    assert seen == {
        "eager": ["heavy", "other"],
        "use": (1, "worked", 2),
        "exports": ("func", 3, "same"),
        "handle": ("colorsys", []),
        "clean": ("module", False),
    }


def test_a_missing_module_under_a_denying_filter(project: Project) -> None:
    """An import that the filter made eager raises where it stands."""
    project.write(
        {
            "user.py": """
                import lazyheavy as lazy
                try:
                    with lazy.imports():
                        import gone
                except ImportError as error:
                    caught = error.name
                """
        }
    )
    seen = project.see("""
        sys.set_lazy_imports_filter(lambda *arguments: False)
        import user
        seen["caught"] = user.caught, "__lazy_modules__" in vars(user)
        """)

    assert seen == {"caught": ("gone", False)}


def test_statements_of_the_language_mix_with_blocks(project: Project) -> None:
    """``lazy import`` statements around a block keep their own behaviour."""
    project.write(
        {
            **FILES,
            "mixed.py": """
                lazy import heavy
                import lazyheavy as lh
                with lh.imports(hint="mend it"):
                    import other
                    import gone
                lazy from heavy import work
                def use():
                    return heavy.VALUE, other.VALUE, work()
                def fail():
                    return gone.x
                """,
        }
    )
    seen = project.see("""
        import mixed
        seen["lazy"] = loaded("heavy", "other")
        seen["use"] = mixed.use()
        raised = error(mixed.fail)
        seen["error"] = type(raised).__name__, "mend it" in str(raised)
        """)

    assert seen == {
        "lazy": [],
        "use": (1, 2, "worked"),
        "error": ("MissingDependencyError", True),
    }


def test_exports_through_native_lazy_imports(project: Project, front: str) -> None:
    """``lazy import pkg`` and ``lazy from pkg import name`` see real exports."""
    project.write(FILES)
    attrs = {"impl": ["func"]}
    project.exports(front, "pkg", submodules=("sub",), attrs=attrs)
    project.write(
        {
            "client.py": """
                lazy import pkg
                lazy from pkg import func, sub
                def use():
                    return func(), sub.VALUE, pkg.func is func, type(func).__name__
                """
        }
    )
    seen = project.see("""
        import client
        seen["lazy"] = loaded("pkg")
        seen["use"] = client.use()
        """)

    assert seen == {"lazy": [], "use": ("func", 3, True, "function")}
