"""`lazyheavy.attach` takes and gives what `lazy_loader.attach` does, and more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "pkg/impl.py": "def func(): return 'func'\ndef other(): return 'other'\n",
    "pkg/sub.py": "VALUE = 'sub'",
}
TRIPLE = "__getattr__, __dir__, __all__ = "


@pytest.mark.parametrize("library", ["lazyheavy", "lazy_loader"])
@pytest.mark.parametrize(
    "arguments",
    [
        "__name__, ['sub'], {'impl': ['func', 'other']}",
        "__name__, {'sub'}, {'impl': {'func', 'other'}}",
        "__name__, submodules=('sub',), submod_attrs={'impl': ('func', 'other')}",
        (
            "package_name=__name__, submodules=['sub'], "
            "submod_attrs={'impl': ['func', 'other']}"
        ),
    ],
    ids=["lists", "sets", "keywords", "all keywords"],
)
def test_takes_the_same_arguments(
    project: Project, library: str, arguments: str
) -> None:
    """The same call gives the same names with either library."""
    source = f"import {library} as lazy\n{TRIPLE}lazy.attach({arguments})\n"
    project.write({**MODULES, "pkg/__init__.py": source})
    seen = project.see("""
        import pkg
        seen["all"] = pkg.__all__
        seen["listed"] = sorted({"func", "other", "sub"} - set(pkg.__dir__()))
        seen["before"] = loaded("pkg.impl", "pkg.sub")
        from pkg import *
        seen["use"] = func(), other(), sub.VALUE, pkg.func()
        """)

    assert seen == {
        "all": ["func", "other", "sub"],
        "listed": [],
        "before": [],
        "use": ("func", "other", "sub", "func"),
    }


def test_defaults_attach_nothing(project: Project) -> None:
    """With no table there is nothing to resolve, and no hook stays."""
    source = f"import lazyheavy as lazy\n{TRIPLE}lazy.attach(__name__)\n"
    project.write({"pkg/__init__.py": source})
    seen = project.see("""
        import pkg
        seen["all"] = pkg.__all__
        seen["absent"] = hasattr(pkg, "absent")
        raised = error(lambda: pkg.absent)
        seen["error"] = str(raised), raised.name
        """)

    assert seen == {
        "all": [],
        "absent": False,
        "error": ("module 'pkg' has no attribute 'absent'", "absent"),
    }


def test_the_three_results_work_by_themselves(project: Project) -> None:
    """The hooks are functions, and each ``__all__`` is a list of its own."""
    project.write({**MODULES, "pkg/__init__.py": ""})
    seen = project.see("""
        import pkg
        names, table = ["sub"], {"impl": ["func"]}
        get, listing, everything = lazy.attach("pkg", names, table)
        names.append("more"), table["impl"].append("more")
        seen["all"] = list(everything)
        everything.append("mine")
        seen["listed"] = {"func", "sub"} <= set(listing()), "mine" in listing()
        seen["get"] = get("func")(), get("sub").VALUE
        raised = error(get, "absent")
        seen["error"] = type(raised).__name__, str(raised)
        """)

    assert seen == {
        "all": ["func", "sub"],
        "listed": (True, False),
        "get": ("func", "sub"),
        "error": ("AttributeError", "module 'pkg' has no attribute 'absent'"),
    }


def test_a_package_that_is_not_imported_can_be_attached(project: Project) -> None:
    """The name may be one that ``sys.modules`` does not hold (yet)."""
    project.write({**MODULES, "pkg/__init__.py": ""})
    seen = project.see("""
        get, listing, everything = lazy.attach("pkg", ["sub"], {"impl": ["func"]})
        seen["all"] = everything, {"func", "sub"} <= set(listing())
        seen["loaded"] = loaded("pkg")
        seen["get"] = get("func")(), get("sub").VALUE
        """)

    assert seen == {
        "all": (["func", "sub"], True),
        "loaded": [],
        "get": ("func", "sub"),
    }


def test_aliases_and_modules_from_outside(project: Project) -> None:
    """``"name as alias"`` works in every table, ``external`` names any module."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import lazyheavy as lazy
                __getattr__, __dir__, __all__ = lazy.attach(
                    __name__,
                    ["sub as below"],
                    {"impl": ["func", "func as again", "other as another"]},
                    external={
                        "json": ["dumps", "loads as parse"],
                        "colorsys as colours": [],
                        "wave": [],
                        "xml.dom.minidom as dom": [],
                        "xml.sax.saxutils": ["escape"],
                    },
                )
                """,
        }
    )
    seen = project.see("""
        import pkg
        seen["before"] = loaded("json", "colorsys", "wave", "xml", "pkg.impl")
        seen["all"] = pkg.__all__
        seen["use"] = pkg.func is pkg.again, pkg.another(), pkg.below.VALUE
        seen["outside"] = pkg.dumps([1]), pkg.parse("[2]"), pkg.escape("<")
        seen["modules"] = pkg.colours.__name__, pkg.wave.__name__, pkg.dom.__name__
        seen["absent"] = hasattr(pkg, "other"), hasattr(pkg, "loads")
        seen["clean"] = "__getattr__" in vars(pkg), type(pkg).__name__
        """)

    assert seen == {
        "before": [],
        "all": [
            "again",
            "another",
            "below",
            "colours",
            "dom",
            "dumps",
            "escape",
            "func",
            "parse",
            "wave",
        ],
        "use": (True, "other", "sub"),
        "outside": ("[1]", [2], "&lt;"),
        "modules": ("colorsys", "wave", "xml.dom.minidom"),
        "absent": (False, False),
        "clean": (False, "module"),
    }


def test_a_hook_of_the_package_around_ours_stays(project: Project) -> None:
    """A package may wrap the returned ``__getattr__``; its own is not removed."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import lazyheavy as lazy
                table = {"impl": ["func"]}
                attached, __dir__, __all__ = lazy.attach(__name__, [], table)
                def __getattr__(name):
                    if name == "old":
                        return "deprecated"
                    return attached(name)
                """,
        }
    )
    seen = project.see("""
        import pkg
        hook = pkg.__getattr__
        seen["use"] = pkg.func(), pkg.old, hasattr(pkg, "absent")
        seen["kept"] = vars(pkg)["__getattr__"] is hook, pkg.old
        """)

    assert seen == {"use": ("func", "deprecated", False), "kept": (True, "deprecated")}


def test_two_attachments_in_one_package(project: Project) -> None:
    """A package can attach twice and join the results by hand."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import lazyheavy as lazy
                first, _, names = lazy.attach(__name__, ["sub"])
                second, _, more = lazy.attach(__name__, None, {"impl": ["func"]})
                __all__ = names + more
                def __getattr__(name):
                    try:
                        return first(name)
                    except AttributeError:
                        return second(name)
                """,
        }
    )
    seen = project.see("""
        import pkg
        seen["func"] = pkg.func()
        from pkg import *
        seen["star"] = func(), sub.VALUE
        """)

    assert seen == {"func": "func", "star": ("func", "sub")}


def test_answers_in_the_place_of_lazy_loader(project: Project) -> None:
    """A package written for lazy_loader works with lazyheavy under its name."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import lazy_loader as lazy
                __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
                """,
            "pkg/__init__.pyi": """
                from .impl import func, other
                from . import deeper, sub
                __all__ = ["func", "other", "deeper", "sub"]
                """,
            "pkg/deeper/__init__.py": """
                import lazy_loader as lazy
                __getattr__, __lazy_dir__, _ = lazy.attach(
                    __name__, submod_attrs={"leaf": ["leaf"]}
                )
                heavy = lazy.load("colorsys")
                dotted = lazy.load("xml.dom", suppress_warning=True)
                missing = lazy.load("not_there")
                __all__ = ["leaf"]
                def __dir__():
                    return __lazy_dir__() + ["__version__"]
                """,
            "pkg/deeper/leaf.py": "def leaf(): return 'leaf'",
        }
    )
    seen = project.see("""
        sys.modules["lazy_loader"] = lazy
        import pkg
        seen["use"] = pkg.func(), pkg.deeper.leaf(), pkg.sub.VALUE
        seen["load"] = pkg.deeper.heavy.__name__, pkg.deeper.dotted.__name__
        seen["missing"] = error(lambda: pkg.deeper.missing.x).name
        """)

    assert seen == {
        "use": ("func", "leaf", "sub"),
        "load": ("colorsys", "xml.dom"),
        "missing": "not_there",
    }


def test_works_beside_lazy_loader(project: Project) -> None:
    """Exports may come from a package that lazy_loader attached, and back."""
    project.write(
        {
            "theirs/__init__.py": """
                import lazy_loader as lazy
                __getattr__, __dir__, __all__ = lazy.attach(
                    __name__, ["part"], {"part": ["func"], "same": ["same"]}
                )
                """,
            "theirs/part.py": "def func(): return 'theirs'",
            "theirs/same.py": "def same(): return 'same'",
            "ours/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import theirs
                    from theirs import func, part, same
                """,
        }
    )
    seen = project.see("""
        import ours
        seen["before"] = loaded("theirs")
        seen["use"] = ours.func(), ours.same(), ours.part.func(), ours.theirs.same()
        seen["real"] = ours.func is sys.modules["theirs.part"].func
        """)

    assert seen == {
        "before": [],
        "use": ("theirs", "same", "theirs", "same"),
        "real": True,
    }


def test_submodules_of_one_package_share_its_name(project: Project) -> None:
    """``import a.b`` beside ``import a.c`` is one export with both of them."""
    project.write(
        {
            "a/__init__.py": "",
            "a/b.py": "VALUE = 1",
            "a/c.py": "VALUE = 2",
            "table/__init__.py": """
                import lazyheavy as lazy

                __getattr__, __dir__, __all__ = lazy.attach(
                    __name__, external={"a.b": [], "a.c": []}
                )
                """,
            "stub/__init__.py": """
                import lazyheavy as lazy

                __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
                """,
            "stub/__init__.pyi": "import a.b\nimport a.c\n",
        }
    )
    seen = project.see("""
        import table, stub
        seen["before"] = loaded("a")
        for package in (table, stub):
            seen[package.__name__] = package.a.b.VALUE, package.a.c.VALUE
    """)

    assert seen == {"before": [], "table": (1, 2), "stub": (1, 2)}


@pytest.mark.parametrize(
    "arguments",
    ["'core'", "[], {'m': 'fit'}", "external={'m': 'fit'}"],
    ids=["submodules", "submod_attrs", "external"],
)
def test_a_text_in_the_place_of_a_list_is_refused(
    project: Project, arguments: str
) -> None:
    """A text would be read letter by letter: the error shows the list."""
    seen = project.see(f"""
        raised = error(lambda: lazy.attach("package", {arguments}))
        seen["kind"] = type(raised).__name__
        seen["message"] = str(raised)
    """)

    assert seen["kind"] == "TypeError"
    assert "must be a list of names, not" in seen["message"]
    assert "write ['" in seen["message"]


@pytest.mark.parametrize(
    "arguments",
    ["[], {'my mod': ['x']}", "external={'my-mod': []}", "['my mod as x']"],
    ids=["submod_attrs", "external", "submodules"],
)
def test_what_is_no_name_of_a_module_is_refused(
    project: Project, arguments: str
) -> None:
    """A slip is reported where it was made, not at the first use."""
    seen = project.see(f"""
        raised = error(lambda: lazy.attach("package", {arguments}))
        seen["kind"] = type(raised).__name__
        seen["report"] = len(lazy.report())
    """)

    assert seen == {"kind": "ValueError", "report": 0}


def test_tools_that_walk_namespaces_load_no_export(project: Project) -> None:
    """rlcompleter, unittest and doctest pass over exports, missing ones too."""
    project.write({"pkg/good.py": "def work(): pass"})
    project.exports(
        "attach",
        "pkg",
        attrs={"good": ["work"]},
        external={"absent_module": []},
    )
    seen = project.see("""
        import doctest, rlcompleter, unittest
        import pkg
        matches = rlcompleter.Completer({"pkg": pkg}).attr_matches("pkg.")
        seen["offered"] = sorted({"pkg.work", "pkg.absent_module"} - set(matches))
        suite = unittest.defaultTestLoader.loadTestsFromModule(pkg)
        seen["tests"] = suite.countTestCases()
        seen["doctests"] = [test.name for test in doctest.DocTestFinder().find(pkg)]
        seen["loaded"] = loaded("pkg.good")
        seen["works"] = pkg.work()
    """)

    assert seen == {
        "offered": [],
        "tests": 0,
        "doctests": [],
        "loaded": [],
        "works": None,
    }
