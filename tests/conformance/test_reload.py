"""Reloading a module that declares lazy names, or one that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project


def test_reloading_the_declaring_module_makes_it_lazy_again(project: Project) -> None:
    """The block runs anew; names touched before are lazy and work again."""
    project.write(
        {
            "heavy.py": "VALUE = 1\ndef func(): return VALUE\n",
            "other.py": "VALUE = 2",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy, other
                    from heavy import func
                def use():
                    return heavy.VALUE, func()
                """,
        }
    )
    seen = project.see("""
        import importlib, user
        seen["first"] = user.use()
        seen["same"] = importlib.reload(user) is user
        sys.modules["heavy"].VALUE = 3
        seen["second"] = user.use()
        seen["other"] = loaded("other"), user.other.VALUE
        seen["real"] = vars(user)["heavy"] is sys.modules["heavy"]
        """)

    assert seen == {
        "first": (1, 1),
        "same": True,
        "second": (3, 3),
        "other": ([], 2),
        "real": True,
    }


def test_reloading_the_target_is_seen(project: Project) -> None:
    """After a reload of the target its new state is what lazy modules show."""
    project.write(
        {
            "heavy.py": "VALUE = globals().get('VALUE', 0) + 1\n",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                handle = lazy.load("heavy")
                held = [heavy]
                def use():
                    return heavy.VALUE, handle.VALUE, held[0].VALUE
                """,
        }
    )
    seen = project.see("""
        import importlib, user
        seen["first"] = user.use()
        importlib.reload(sys.modules["heavy"])
        seen["second"] = user.use()
        """)

    assert seen == {"first": (1, 1, 1), "second": (2, 2, 2)}


@pytest.mark.parametrize("before", ["import first", ""], ids=["again", "newly"])
def test_a_kept_view_of_a_module_that_declares_anew(
    project: Project, before: str
) -> None:
    """After a reload of its module, a view shows real objects, not pending ones."""
    declare = "import lazyheavy as lazy\nwith lazy.imports():\n    import {}\n"
    old = "VALUE = 1\n" + (declare.format("first") if before else "")
    project.write(
        {
            "first.py": "",
            "second.py": "NAME = 'second'",
            "heavy.py": old,
            "heavy.new": "VALUE = 2\n" + declare.format("second"),
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                kept, handle = [heavy], lazy.load("heavy")
                """,
        }
    )
    seen = project.see(
        """
        import importlib, os, user
        views = user.kept[0], user.handle
        seen["old"] = [view.VALUE for view in views for _ in range(100)][::100]
        [getattr(view, "first", None) for view in views for _ in range(100)]
        os.replace("heavy.new", "heavy.py")
        sys.dont_write_bytecode = True
        importlib.invalidate_caches()
        heavy = importlib.reload(sys.modules["heavy"])
        seen["new"] = [view.VALUE for view in views for _ in range(100)][::100]
        seen["lazy"] = loaded("second")
        seen["real"] = [type(view.second) is type(sys) for view in views]
        seen["name"] = [view.second.NAME for view in views]
        views[0].more = 3
        seen["more"] = heavy.more, views[1].more
        """,
        cwd=project.folder,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert seen == {
        "old": [1, 1],
        "new": [2, 2],
        "lazy": [],
        "name": ["second", "second"],
        "real": [True, True],
        "more": (3, 3),
    }


def test_a_target_taken_out_of_sys_modules(project: Project) -> None:
    """What is resolved stays; what is pending gets the new module."""
    project.write(
        {
            "heavy.py": "import counter\ncounter.runs += 1\nRUN = counter.runs\n",
            "counter.py": "runs = 0",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy as first
                    import heavy as second
                def use():
                    return first.RUN
                def late():
                    return second.RUN
                """,
        }
    )
    seen = project.see("""
        import user
        seen["first"] = user.use()
        del sys.modules["heavy"]
        seen["late"] = user.late()
        seen["kept"] = user.use()
        """)

    assert seen == {"first": 1, "late": 2, "kept": 1}


def test_a_package_that_is_imported_anew_starts_anew(
    project: Project, front: str
) -> None:
    """Deleting a package from ``sys.modules`` and importing it again works."""
    project.write({"pkg/impl.py": "def func(): return 'func'", "pkg/sub.py": ""})
    project.exports(front, "pkg", submodules=("sub",), attrs={"impl": ["func"]})
    seen = project.see("""
        import pkg
        old, old_func = pkg, pkg.func
        for name in [name for name in sys.modules if name.split(".")[0] == "pkg"]:
            del sys.modules[name]
        import pkg
        seen["new"] = pkg is not old, loaded("pkg.impl")
        seen["use"] = pkg.func(), pkg.func is not old_func, pkg.sub.__name__
        seen["module"] = pkg.func is sys.modules["pkg.impl"].func
        seen["clean"] = type(pkg).__name__
        """)

    assert seen == {
        "new": (True, []),
        "use": ("func", True, "pkg.sub"),
        "module": True,
        "clean": "module",
    }
