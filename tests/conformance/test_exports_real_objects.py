"""Names that a package exports lazily are the real objects from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "pkg/impl.py": """
        def func():
            return "func"
        def other():
            return "other"
        class Thing:
            pass
        CONSTANT = 41
        """,
    "pkg/sub.py": "VALUE = 'sub'",
    "pkg/inner/__init__.py": "",
    "pkg/inner/leaf.py": "def deep(): return 'deep'",
    "outside.py": "def outer(): return 'outer'",
}
TABLES = {
    "submodules": ("sub", "inner"),
    "attrs": {
        "impl": ["func", "other as another", "Thing", "CONSTANT"],
        "inner.leaf": ["deep"],
    },
    "external": {"outside": ["outer"], "outside as out": []},
}
NAMES = [
    "CONSTANT",
    "Thing",
    "another",
    "deep",
    "func",
    "inner",
    "out",
    "outer",
    "sub",
]
LOADED = 'loaded("pkg.impl", "pkg.sub", "pkg.inner", "outside")'


def test_importing_and_listing_load_nothing(project: Project, front: str) -> None:
    """``import pkg``, dir() and unrelated attributes load no export."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES, after="__version__ = '1.0'")
    seen = project.see(f"""
        import pkg
        seen["import"] = {LOADED}
        listed = dir(pkg)
        dunders = {{"__name__", "__file__", "__path__", "__spec__", "__version__"}}
        seen["listed"] = [name for name in {NAMES!r} if name in listed]
        seen["dunders"] = sorted(dunders - set(listed))
        seen["sorted"] = listed == sorted(set(listed))
        seen["got"] = getattr(pkg, "absent", 1), hasattr(pkg, "absent")
        seen["own"] = pkg.__version__, pkg.__name__, len(vars(pkg)) > 0
        seen["looked"] = {LOADED}
        """)

    assert seen == {
        "import": [],
        "listed": NAMES,
        "dunders": [],
        "sorted": True,
        "got": (1, False),
        "own": ("1.0", "pkg", True),
        "looked": [],
    }


def test_attributes_are_the_real_objects(project: Project, front: str) -> None:
    """``pkg.name`` is what the submodule defines, at first and later."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES)
    seen = project.see("""
        import types, pkg
        for when in ("first", "again"):
            seen[when] = [
                type(pkg.func) is types.FunctionType,
                pkg.func is sys.modules["pkg.impl"].func,
                pkg.another is sys.modules["pkg.impl"].other,
                type(pkg.Thing) is type,
                type(pkg.CONSTANT) is int,
                type(pkg.sub) is types.ModuleType,
                pkg.sub is sys.modules["pkg.sub"],
                pkg.inner is sys.modules["pkg.inner"],
                pkg.deep() == "deep",
                pkg.outer is sys.modules["outside"].outer,
                pkg.out is sys.modules["outside"],
            ]
        """)

    assert seen == {"first": [True] * 11, "again": [True] * 11}


def test_from_imports_give_the_real_objects(project: Project, front: str) -> None:
    """``from pkg import name`` binds the real object, in modules and functions."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES)
    seen = project.see("""
        import types
        from pkg import func, sub, another as renamed, outer, CONSTANT
        def inside():
            from pkg import Thing, deep
            return type(Thing) is type, deep()
        seen["module"] = [
            type(func) is types.FunctionType,
            type(sub) is types.ModuleType,
            renamed is sys.modules["pkg.impl"].other,
            outer(),
            type(CONSTANT) is int,
        ]
        seen["function"] = inside()
        try:
            from pkg import absent
        except ImportError as raised:
            seen["absent"] = type(raised).__name__, raised.name, str(raised)[:37]
        """)

    assert seen == {
        "module": [True, True, True, "outer", True],
        "function": (True, "deep"),
        "absent": ("ImportError", "pkg", "cannot import name 'absent' from 'pkg'"[:37]),
    }


def test_a_touch_loads_its_own_module_only(project: Project, front: str) -> None:
    """Each export loads what it needs and leaves the others lazy."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES)
    seen = project.see(f"""
        import pkg
        for name in ("outer", "sub", "func", "deep"):
            getattr(pkg, name)
            seen[name] = {LOADED}
        """)

    assert seen == {
        "outer": ["outside"],
        "sub": ["pkg.sub", "outside"],
        "func": ["pkg.impl", "pkg.sub", "outside"],
        "deep": ["pkg.impl", "pkg.sub", "pkg.inner", "outside"],
    }


def test_nothing_of_us_stays_once_all_is_resolved(project: Project, front: str) -> None:
    """A resolved package is a plain module with plain attributes."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES)
    seen = project.see(f"""
        import types, pkg
        for name in {NAMES!r}:
            getattr(pkg, name)
        seen["type"] = type(pkg) is types.ModuleType
        seen["hook"] = "__getattr__" in vars(pkg)
        seen["cached"] = [
            name for name in {NAMES!r} if vars(pkg)[name] is not getattr(pkg, name)
        ]
        seen["listed"] = [name for name in {NAMES!r} if name not in dir(pkg)]
        seen["pending"] = lazy.is_lazy(pkg.func), lazy.is_lazy(pkg.sub)
        """)

    assert seen == {
        "type": True,
        "hook": False,
        "cached": [],
        "listed": [],
        "pending": (False, False),
    }


def test_unknown_attributes_raise_as_ever(project: Project, front: str) -> None:
    """CPython's wording, name and obj, before and after all is resolved."""
    project.write(MODULES)
    project.exports(front, "pkg", submodules=("sub",), attrs={"impl": ["func"]})
    seen = project.see("""
        import pkg
        for when in ("pending", "resolved"):
            raised = error(getattr, pkg, "absent")
            seen[when] = type(raised), str(raised), raised.name, raised.obj is pkg
            seen[when] = seen[when][0].__name__, *seen[when][1:]
            pkg.func, pkg.sub
        """)
    expected = (
        "AttributeError",
        "module 'pkg' has no attribute 'absent'",
        "absent",
        True,
    )

    assert seen == {"pending": expected, "resolved": expected}


def test_the_package_keeps_its_identity(project: Project, front: str) -> None:
    """Spec, path and namespace stay; what is set is seen by its functions."""
    project.write({**MODULES, "pkg/data.txt": "data"})
    after = "STATE = 'own'\ndef state():\n    return STATE\n"
    project.exports(front, "pkg", **TABLES, after=after)
    seen = project.see("""
        import importlib.resources, importlib.util, inspect, pkg
        seen["same"] = [
            sys.modules["pkg"] is pkg,
            importlib.util.find_spec("pkg") is pkg.__spec__,
            pkg.__spec__.name == pkg.__name__ == pkg.__package__ == "pkg",
            pkg.__file__.endswith("__init__.py"),
            inspect.ismodule(pkg),
            inspect.getfile(pkg) == pkg.__file__,
        ]
        text = importlib.resources.files("pkg").joinpath("data.txt").read_text()
        pkg.STATE = "set"
        seen["state"] = text, pkg.state(), vars(pkg)["STATE"]
        """)

    assert seen == {"same": [True] * 6, "state": ("data", "set", "set")}


def test_set_and_deleted_names_win(project: Project, front: str) -> None:
    """What is assigned over a pending export stays, whatever is loaded later."""
    project.write(MODULES)
    after = "other = 'from the package'\nThing = None"
    attrs = {"impl": ["func", "other", "Thing", "CONSTANT"]}
    project.exports(front, "pkg", submodules=("sub",), attrs=attrs, after=after)
    seen = project.see("""
        import pkg
        pkg.CONSTANT = "from outside"
        pkg.sub = "no module"
        seen["before"] = pkg.other, pkg.Thing, pkg.CONSTANT, pkg.sub
        pkg.func()
        seen["after"] = pkg.other, pkg.Thing, pkg.CONSTANT, pkg.sub
        del pkg.other
        seen["type"] = type(pkg).__name__, "__getattr__" in vars(pkg)
        """)
    values = ("from the package", None, "from outside", "no module")

    assert seen["before"] == seen["after"] == values
    assert seen["type"] == ("module", False)


def test_undeclared_submodules_work_as_ever(project: Project, front: str) -> None:
    """A submodule that someone imports becomes an attribute of the package."""
    project.write({**MODULES, "pkg/extra.py": "VALUE = 'extra'"})
    project.exports(front, "pkg", **TABLES)
    seen = project.see("""
        import pkg
        seen["before"] = hasattr(pkg, "extra")
        import pkg.extra, pkg.impl
        seen["after"] = pkg.extra.VALUE, pkg.impl is sys.modules["pkg.impl"]
        seen["export"] = pkg.func is pkg.impl.func, pkg.sub.VALUE
        from pkg import extra as again
        seen["from"] = again is pkg.extra
        """)

    assert seen == {
        "before": False,
        "after": ("extra", True),
        "export": (True, "sub"),
        "from": True,
    }


def test_members_of_the_package_may_import_its_exports(
    project: Project, front: str
) -> None:
    """Laziness breaks the cycle: a submodule uses its package's exports."""
    project.write(
        {
            "pkg/a.py": """
                from pkg import second
                import pkg
                def first():
                    return "first", second(), pkg.third()
                """,
            "pkg/b.py": """
                import pkg
                def second():
                    return "second"
                def use():
                    return pkg.first()
                """,
            "pkg/c.py": """
                from . import b
                def third():
                    return "third", b.second()
                """,
        }
    )
    attrs = {"a": ["first"], "b": ["second", "use"], "c": ["third"]}
    seen = {}
    project.exports(front, "pkg", attrs=attrs)
    for name in ("first", "use", "third"):
        seen[name] = project.see(f"""
            import pkg
            seen["value"] = pkg.{name}()
            seen["type"] = type(pkg.first).__name__
            """)["value"]
    first = ("first", "second", ("third", "second"))

    assert seen == {"first": first, "use": first, "third": first[2]}


def test_pickles_of_exported_things_come_back(project: Project, front: str) -> None:
    """Functions, classes and instances keep one identity through pickle and copy."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES)
    seen = project.see("""
        import copy, pickle, pkg
        thing = pickle.loads(pickle.dumps(pkg.Thing()))
        seen["same"] = [
            pickle.loads(pickle.dumps(pkg.func)) is pkg.func,
            pickle.loads(pickle.dumps(pkg.Thing)) is pkg.Thing,
            type(thing) is pkg.Thing,
            isinstance(thing, pkg.Thing),
            copy.deepcopy(pkg.func) is pkg.func,
        ]
        """)

    assert seen == {"same": [True] * 5}


def test_reload_makes_the_exports_lazy_again(project: Project, front: str) -> None:
    """``importlib.reload(pkg)`` runs its body again and keeps the object."""
    project.write(MODULES)
    project.exports(front, "pkg", **TABLES, after="runs = globals().get('runs', 0) + 1")
    seen = project.see(f"""
        import importlib, pkg
        pkg.func, pkg.outer
        func = pkg.func
        seen["object"] = importlib.reload(pkg) is pkg is sys.modules["pkg"]
        seen["use"] = pkg.runs, pkg.func is func, pkg.sub.VALUE, pkg.another()
        seen["object again"] = importlib.reload(pkg) is pkg
        for name in {NAMES!r}:
            getattr(pkg, name)
        seen["clean"] = type(pkg).__name__, "__getattr__" in vars(pkg)
        """)

    assert seen == {
        "object": True,
        "use": (2, True, "sub", "other"),
        "object again": True,
        "clean": ("module", False),
    }


def test_a_submodule_beside_a_name_of_it(project: Project, front: str) -> None:
    """A submodule and a name out of it are exported by one declaration."""
    project.write({"pkg/sub.py": "VALUE = 'sub'\n"})
    project.exports(front, "pkg", submodules=("sub",), attrs={"sub": ["VALUE"]})
    for mode in ({}, {"EAGER_IMPORT": "1"}):
        seen = project.see(
            """
            import pkg
            seen["failed"] = lazy.verify("pkg")
            seen["use"] = pkg.sub.VALUE, pkg.VALUE
            """,
            env=mode,
        )

        assert seen == {"failed": {}, "use": ("sub", "sub")}
