"""Tools that look at a module with lazy names see it as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "pkg/impl.py": '''
        def func(a, b=1):
            """Text of func."""
        class Thing:
            """Text of Thing."""
        ''',
    "pkg/sub.py": "VALUE = 'sub'",
}
TABLES = {"submodules": ("sub",), "attrs": {"impl": ["func", "Thing"]}}


def test_static_looks_load_nothing(project: Project, front: str) -> None:
    """vars(), dir(), getattr_static and ``__dict__`` copies import no target."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES)
    seen = project.see("""
        import inspect, types, pkg
        dict(vars(pkg)), list(pkg.__dict__.items()), dir(pkg), repr(pkg)
        vars(pkg).get("func"), vars(pkg).copy()
        for name in ("func", "sub", "absent"):
            inspect.getattr_static(pkg, name, None)
        if hasattr(inspect, "getmembers_static"):
            inspect.getmembers_static(pkg)
        inspect.ismodule(pkg), isinstance(pkg, types.ModuleType)
        inspect.getsource(pkg), inspect.getdoc(pkg)
        seen["loaded"] = loaded("pkg.impl", "pkg.sub")
        """)

    assert seen == {"loaded": []}


def test_getmembers_and_pydoc_show_the_real_things(
    project: Project, front: str
) -> None:
    """inspect.getmembers and pydoc list exports as if imported eagerly."""
    project.write(MODULES)
    after = "__all__ = ['func', 'Thing', 'sub']"
    project.exports(front, "pkg", **TABLES, after=after)
    seen = project.see("""
        import inspect, pydoc, pkg
        members = dict(inspect.getmembers(pkg))
        seen["kinds"] = [type(members[n]).__name__ for n in ("func", "Thing", "sub")]
        seen["real"] = members["func"] is sys.modules["pkg.impl"].func
        text = pydoc.render_doc(pkg, renderer=pydoc.plaintext)
        parts = ("Text of func.", "Text of Thing.", "func(a, b=1)")
        seen["pydoc"] = [part for part in parts if part not in text]
        seen["signature"] = str(inspect.signature(pkg.func)), inspect.getdoc(pkg.Thing)
        """)

    assert seen == {
        "kinds": ["function", "type", "module"],
        "real": True,
        "pydoc": [],
        "signature": ("(a, b=1)", "Text of Thing."),
    }


def test_signature_and_source_of_a_lazy_function(project: Project) -> None:
    """Inspect of a bare lazy name is inspect of the function or class."""
    project.write(
        {
            "heavy.py": MODULES["pkg/impl.py"],
            "user.py": """
                import inspect
                import lazyheavy as lazy
                with lazy.imports():
                    from heavy import func, Thing
                held = [func, Thing]
                def look(index):
                    item = held[index]
                    return (
                        str(inspect.signature(item)),
                        inspect.getdoc(item),
                        inspect.getsource(item).split("(")[0].split(":")[0],
                        inspect.isfunction(item),
                        inspect.isclass(item),
                        inspect.getmodule(item).__name__,
                    )
                """,
        }
    )
    seen = project.see("""
        import user
        seen["function"] = user.look(0)
        seen["class"] = user.look(1)
        """)

    assert seen == {
        "function": ("(a, b=1)", "Text of func.", "def func", True, False, "heavy"),
        "class": ("()", "Text of Thing.", "class Thing", False, True, "heavy"),
    }


def test_inspect_of_a_lazy_module(project: Project) -> None:
    """A module in a block is a module for inspect and has its members."""
    project.write(
        {
            "heavy.py": '"""Text."""\nVALUE = 1\n',
            "user.py": """
                import inspect
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                held = [heavy]
                def look():
                    module = held[0]
                    return (
                        inspect.ismodule(module),
                        "VALUE" in dict(inspect.getmembers(module)),
                        "VALUE" in vars(module),
                        "VALUE" in dir(module),
                        module.__doc__,
                        inspect.getfile(module) == module.__file__,
                    )
                """,
        }
    )
    seen = project.see("""
        import user
        seen["look"] = user.look()
        """)

    assert seen == {"look": (True, True, True, True, "Text.", True)}


@pytest.mark.parametrize("first", ["vars", "getmembers", "doc", "dir"])
def test_each_look_alone_sees_a_lazy_module_whole(project: Project, first: str) -> None:
    """vars(), getmembers(), ``__doc__`` or dir() as first touch is complete."""
    looks = {
        "vars": "'VALUE' in vars(module)",
        "getmembers": "'VALUE' in dict(inspect.getmembers(module))",
        "doc": "module.__doc__ == 'Text.'",
        "dir": "'VALUE' in dir(module)",
    }
    project.write(
        {
            "heavy.py": '"""Text."""\nVALUE = 1\n',
            "user.py": f"""
                import inspect
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                held = [heavy, lazy.load("heavy")]
                def look():
                    return [{looks[first]} for module in held]
                """,
        }
    )
    seen = project.see("""
        import user
        seen["look"] = user.look()
        """)

    assert seen == {"look": [True, True]}


def test_doctest_passes_over_pending_names(project: Project, front: str) -> None:
    """Doctest's finder collects the package's own tests, whatever is missing."""
    after = '__doc__ = """\n>>> 1 + 1\n2\n"""'
    project.write({**MODULES, "outside.py": ""})
    external = {"gone": [], "outside": []}
    project.exports(front, "pkg", **TABLES, external=external, after=after)
    seen = project.see("""
        import doctest, pkg
        found = doctest.DocTestFinder().find(pkg)
        seen["found"] = len([test for test in found if test.examples])
        seen["loaded"] = loaded("outside")
        """)

    assert seen == {"found": 1, "loaded": []}


@pytest.mark.parametrize("style", ["imports"])
def test_tab_completion_lists_names_without_loading(
    project: Project, style: str
) -> None:
    """Rlcompleter offers the pending exports of a package and imports none."""
    project.write(MODULES)
    project.exports(style, "pkg", **TABLES, external={"gone": []})
    seen = project.see("""
        import rlcompleter, pkg
        complete = rlcompleter.Completer({"pkg": pkg}).complete
        offered = []
        while match := complete("pkg.", len(offered)):
            offered.append(match.rstrip("("))
        names = {"pkg.func", "pkg.Thing", "pkg.sub", "pkg.gone"}
        seen["offered"] = sorted(names & set(offered))
        seen["loaded"] = loaded("pkg.impl", "pkg.sub")
        """)

    assert seen == {
        "offered": ["pkg.Thing", "pkg.func", "pkg.gone", "pkg.sub"],
        "loaded": [],
    }


def test_probing_a_lazy_module_loads_nothing(project: Project) -> None:
    """What pytest and doctest ask of every global loads no module of a block."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    import gone
                """,
        }
    )
    seen = project.see("""
        import inspect, types, user
        def ask(value):
            for probe in ("__wrapped__", "__test__", "__bases__", "_mock_name"):
                getattr(value, probe, None)
            getattr(value, "_pytestfixturefunction", None)
            inspect.isclass(value), inspect.isroutine(value), repr(value)
            isinstance(value, types.ModuleType)
        ask(vars(user)["heavy"]), ask(vars(user)["gone"])
        seen["loaded"] = loaded("heavy")
        """)

    assert seen == {"loaded": []}
