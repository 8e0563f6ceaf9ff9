"""No unresolved or foreign object is ever put into ``sys.modules``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "heavy.py": "VALUE = 1",
    "deep/__init__.py": "",
    "deep/leaf.py": "VALUE = 2",
    "pkg/sub.py": "VALUE = 3",
    "pkg/same.py": "def same(): pass",
    "user.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import heavy, deep.leaf, gone
            from deep import leaf
            from gone import value
        handles = lazy.load("heavy"), lazy.load("deep.leaf"), lazy.load("gone")
        """,
}
STRANGERS = """
    def strangers():
        import types
        return sorted(
            name for name, module in sys.modules.items()
            if type(module) is not types.ModuleType and name.split(".")[0] in OURS
        )
    OURS = ("heavy", "deep", "gone", "pkg", "user")
    """


def test_declaring_adds_no_module(project: Project, front: str) -> None:
    """After declarations only the declaring modules are there."""
    project.write(MODULES)
    project.exports(
        front, "pkg", submodules=("sub",), external={"heavy": [], "gone": ["x"]}
    )
    seen = project.see(
        STRANGERS
        + """
    import pkg, user
    seen["names"] = [n for n in sorted(sys.modules) if n.split(".")[0] in OURS]
    seen["children"] = [hasattr(user, "sub"), "leaf" in vars(sys.modules["user"])]
    """
    )

    assert seen == {"names": ["pkg", "user"], "children": [False, True]}


def test_resolving_adds_real_modules_only(project: Project, front: str) -> None:
    """Modules that laziness brought in are ordinary modules, failures leave none."""
    project.write(MODULES)
    tables = {"submodules": ("sub",), "attrs": {"same": ["same"]}}
    project.exports(front, "pkg", **tables, external={"heavy": [], "gone": ["x"]})
    seen = project.see(
        STRANGERS
        + """
    import pkg, user
    pkg.sub, pkg.heavy, pkg.same
    for touch in (
        lambda: pkg.x,
        lambda: user.gone.x,
        lambda: user.value(),
        lambda: user.handles[2].x,
    ):
        error(touch)
    for module in (user.heavy, user.deep.leaf, user.leaf, *user.handles[:2]):
        module.VALUE
    seen["strange"] = sorted({*strangers()} - {"pkg", "user"})
    seen["loaded"] = loaded("heavy", "deep", "deep.leaf", "gone", "pkg.sub")
    """
    )

    assert seen == {
        "strange": [],
        "loaded": ["heavy", "deep", "deep.leaf", "pkg.sub"],
    }


def test_lazy_from_does_not_write_into_the_parent(project: Project) -> None:
    """A declared submodule shows up in its package only once it is imported."""
    project.write(
        {
            **MODULES,
            "client.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from deep import leaf
                    import deep.leaf as other
                def use():
                    return leaf.VALUE, other.VALUE
                """,
        }
    )
    seen = project.see("""
        import deep, client
        seen["before"] = "leaf" in vars(deep)
        seen["use"] = client.use()
        seen["after"] = vars(deep)["leaf"] is sys.modules["deep.leaf"]
        """)

    assert seen == {"before": False, "use": (2, 2), "after": True}


def test_import_hooks_and_finders_are_left_alone(project: Project) -> None:
    """Nothing is added to meta_path, path_hooks or the builtins."""
    project.write(MODULES)
    seen = project.see("""
        import builtins
        before = list(sys.meta_path), list(sys.path_hooks), set(vars(builtins))
        path = list(sys.path)
        import user
        user.heavy.VALUE, user.handles[1].VALUE
        after = list(sys.meta_path), list(sys.path_hooks), set(vars(builtins))
        seen["same"] = before == after, sys.path == path
        """)

    assert seen == {"same": (True, True)}


def test_threads_hooks_and_warnings_are_left_alone(project: Project) -> None:
    """Declaring and resolving start no thread and change no process state."""
    project.write(MODULES)
    seen = project.see("""
        import gc, threading, warnings
        before = warnings.filters[:], gc.isenabled(), sys.gettrace(), sys.getprofile()
        import user
        user.heavy.VALUE, user.handles[1].VALUE
        after = warnings.filters[:], gc.isenabled(), sys.gettrace(), sys.getprofile()
        seen["same"] = before == after
        seen["threads"] = threading.active_count()
        """)

    assert seen == {"same": True, "threads": 1}
