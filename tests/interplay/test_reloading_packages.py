"""`importlib.reload` of a package that exports lazy names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project


def test_a_reloaded_package_gives_the_same_names(project: Project, front: str) -> None:
    """Before, between and after touches a reload keeps the exports working."""
    project.write(
        {
            "pkg/impl.py": "def func(): return 'func'\n",
            "pkg/same.py": "def same(): return 'same'\n",
            "pkg/sub.py": "VALUE = 'sub'\n",
        }
    )
    attrs = {"impl": ["func"], "same": ["same"]}
    project.exports(front, "pkg", submodules=("sub",), attrs=attrs)
    seen = project.see("""
        import importlib, pkg
        def use():
            return pkg.func(), pkg.same(), pkg.sub.VALUE
        seen["untouched"] = importlib.reload(pkg) is pkg, loaded("pkg.impl"), use()
        kept = pkg.func
        seen["touched"] = importlib.reload(pkg) is pkg, use(), pkg.func is kept
        importlib.reload(pkg)
        seen["half"] = pkg.func(), importlib.reload(pkg) is pkg, use()
        seen["module"] = sys.modules["pkg"] is pkg, type(pkg).__name__
        seen["clean"] = "__getattr__" in vars(pkg)
        seen["star"] = sorted({"func", "same", "sub"} & set(dir(pkg)))
        """)
    used = ("func", "same", "sub")

    assert seen == {
        "untouched": (True, [], used),
        "touched": (True, used, True),
        "half": ("func", True, used),
        "module": (True, "module"),
        "clean": False,
        "star": ["func", "same", "sub"],
    }


def test_a_reload_that_declares_otherwise(project: Project, front: str) -> None:
    """After a change of the source the new declaration counts."""
    project.write(
        {
            "pkg/impl.py": "def func(): return 'old'\n",
            "pkg/other.py": "def func(): return 'new'\ndef more(): return 'more'\n",
        }
    )
    project.exports(front, "pkg", attrs={"impl": ["func"]})
    project.exports(front, "new", attrs={"other": ["func", "more"]})
    seen = project.see(
        """
        import importlib, os, pkg
        seen["old"] = pkg.func()
        for name in os.listdir("new"):
            if name != "__pycache__":
                os.replace(f"new/{name}", f"pkg/{name}")
        sys.dont_write_bytecode = True
        importlib.invalidate_caches()
        importlib.reload(pkg)
        seen["new"] = pkg.func(), pkg.more()
        seen["failures"] = lazy.verify("pkg")
        """,
        cwd=project.folder,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert seen == {"old": "old", "new": ("new", "more"), "failures": {}}


def test_a_reload_that_fails(project: Project, front: str) -> None:
    """A reload whose body raises leaves names that still work."""
    project.write(
        {
            "switch.py": "fail = False\n",
            "pkg/impl.py": "def func(): return 'func'\ndef more(): return 'more'\n",
        }
    )
    after = "import switch\nif switch.fail:\n    raise ValueError('no')\n"
    project.exports(front, "pkg", attrs={"impl": ["func", "more"]}, after=after)
    seen = project.see("""
        import importlib, pkg, switch
        seen["first"] = pkg.func()
        switch.fail = True
        seen["error"] = type(error(importlib.reload, pkg)).__name__
        seen["still"] = pkg.func(), pkg.more()
        switch.fail = False
        seen["again"] = importlib.reload(pkg) is pkg, pkg.func(), pkg.more()
        """)

    assert seen == {
        "first": "func",
        "error": "ValueError",
        "still": ("func", "more"),
        "again": (True, "func", "more"),
    }
