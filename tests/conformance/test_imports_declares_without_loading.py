"""A block of `lazyheavy.imports` binds its names and loads nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

NATIVE = sys.version_info >= (3, 15)

TARGETS = {
    "heavy.py": """
        VALUE = 41
        def work():
            return "worked"
        """,
    "branch.py": "VALUE = 5",
    "deep/__init__.py": "VALUE = 1",
    "deep/side.py": "VALUE = 2",
    "deep/inner/__init__.py": "VALUE = 3",
    "deep/inner/leaf.py": "VALUE = 4",
}
USER = """
    import lazyheavy as lazy

    with lazy.imports():
        import heavy
        import heavy as other
        import deep.inner.leaf
        import deep.side as side
        from heavy import VALUE, work as job
        from deep import inner as sub
        if True:
            import branch
    """
EVERYTHING = '"heavy", "branch", "deep", "deep.side", "deep.inner", "deep.inner.leaf"'


def test_looking_at_the_module_loads_nothing(project: Project) -> None:
    """Import, dir(), vars(), repr() of a name: none of them loads a target."""
    project.write({**TARGETS, "user.py": USER})
    seen = project.see(f"""
        import user
        seen["import"] = loaded({EVERYTHING})
        seen["listed"] = {{"heavy", "other", "deep", "side", "job"}} <= set(dir(user))
        values = [repr(value) for value in list(vars(user).values())]
        seen["got"] = getattr(user, "absent", None)
        seen["lazy"] = user.lazy.__name__
        seen["looked"] = loaded({EVERYTHING})
        """)

    assert seen == {
        "import": [],
        "listed": True,
        "got": None,
        "lazy": "lazyheavy",
        "looked": [],
    }


def test_binds_the_names_of_ordinary_imports_and_no_more(project: Project) -> None:
    """The namespace holds what the statements bind, nothing of the machinery."""
    plain = USER.replace("with lazy.imports():", "if True:")
    project.write({**TARGETS, "user.py": USER, "plain.py": plain})
    seen = project.see("""
        import plain, user
        seen["more"] = sorted(set(vars(user)) - set(vars(plain)))
        seen["less"] = sorted(set(vars(plain)) - set(vars(user)))
        """)

    assert seen == {"more": [], "less": []}


def test_every_statement_gives_its_object(project: Project) -> None:
    """Aliases, dotted names, from-imports and conditional ones all resolve."""
    project.write(
        {
            **TARGETS,
            "user.py": USER
            + """
    def use():
        return [
            heavy.VALUE, other.work(), deep.inner.leaf.VALUE, deep.VALUE,
            side.VALUE, VALUE + 0, job(), sub.VALUE, branch.VALUE,
        ]
            """,
        }
    )
    seen = project.see("""
        import user
        seen["first"] = user.use()
        seen["again"] = user.use()
        seen["real"] = [
            vars(user)["heavy"] is vars(user)["other"] is sys.modules["heavy"],
            vars(user)["deep"] is sys.modules["deep"],
            vars(user)["side"] is sys.modules["deep.side"],
            vars(user)["job"] is sys.modules["heavy"].work,
            vars(user)["sub"] is sys.modules["deep.inner"],
        ]
        """)
    values = [41, "worked", 4, 1, 2, 41, "worked", 3, 5]

    assert seen == {"first": values, "again": values, "real": [True] * 5}


def test_restores_the_import_machinery(project: Project) -> None:
    """After a block ``__import__`` and ``__lazy_modules__`` are what they were."""
    project.write(
        {
            **TARGETS,
            "user.py": USER,
            "owner.py": """
                import lazyheavy as lazy
                __lazy_modules__ = ["something"]
                with lazy.imports():
                    import heavy
                """,
        }
    )
    seen = project.see("""
        import builtins
        before = builtins.__import__
        import user
        seen["same"] = builtins.__import__ is before
        seen["left"] = "__lazy_modules__" in vars(user)
        import owner
        seen["kept"] = owner.__lazy_modules__
        import branch
        seen["eager"] = loaded("branch")
        """)

    assert seen == {
        "same": True,
        "left": False,
        "kept": ["something"],
        "eager": ["branch"],
    }


def test_relative_imports_stay_relative(project: Project) -> None:
    """``from . import``, ``from .m import`` and two dots work inside a package."""
    project.write(
        {
            "pkg/__init__.py": "",
            "pkg/top.py": "NAME = 'top'",
            "pkg/sub/__init__.py": "",
            "pkg/sub/near.py": "NAME = 'near'",
            "pkg/sub/user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from . import near
                    from .near import NAME
                    from .. import top
                    from ..top import NAME as above
                def use():
                    return near.NAME, NAME + "", top.NAME, above.upper()
                """,
        }
    )
    seen = project.see("""
        import pkg.sub.user as user
        seen["before"] = loaded("pkg.sub.near", "pkg.top")
        seen["use"] = user.use()
        seen["repeat"] = user.use()
        """)
    values = ("near", "near", "top", "TOP")

    assert seen == {"before": [], "use": values, "repeat": values}


def test_using_one_name_leaves_the_others(project: Project) -> None:
    """A touch loads its own target only."""
    project.write(
        {
            **TARGETS,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy, branch
                    from deep import inner, side
                    import deep.inner.leaf as leaf
                def use(name):
                    return eval(name).VALUE
                """,
        }
    )
    names = '"heavy", "branch", "deep.side", "deep.inner", "deep.inner.leaf"'
    seen = project.see(f"""
        import user
        for name in ("branch", "side", "inner", "leaf"):
            user.use(name)
            seen[name] = loaded({names})
        """)

    assert seen == {
        "branch": ["branch"],
        "side": ["branch", "deep.side"],
        "inner": ["branch", "deep.side", "deep.inner"],
        "leaf": ["branch", "deep.side", "deep.inner", "deep.inner.leaf"],
    }


def test_dotted_names_of_one_package_share_their_root(project: Project) -> None:
    """``import a.b.c`` and ``import a.d`` work from one name, in any order."""
    project.write(
        {
            **TARGETS,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import deep.inner.leaf
                    import deep.side
                def use():
                    return deep.side.VALUE, deep.inner.leaf.VALUE, deep.VALUE
                """,
            "other.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import deep.inner.leaf
                with lazy.imports():
                    import deep.side
                def use():
                    return deep.inner.leaf.VALUE, deep.VALUE, deep.side.VALUE
                """,
        }
    )
    for module, expected in (("user", (2, 4, 1)), ("other", (4, 1, 2))):
        seen = project.see(f"""
            import {module} as user
            seen["before"] = loaded("deep")
            seen["use"] = user.use()
            """)

        assert seen == {"before": [], "use": expected}


def test_looks_for_modules_where_they_are_at_first_use(project: Project) -> None:
    """``sys.path`` of the first use counts, not that of the declaration."""
    project.write(
        {
            "later/target.py": "VALUE = 'found'",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import target
                def use():
                    return target.VALUE
                """,
        }
    )
    seen = project.see(f"""
        import user
        seen["early"] = isinstance(error(user.use), ModuleNotFoundError)
        sys.path.insert(0, {str(project.folder / "later")!r})
        seen["late"] = user.use()
        """)

    assert seen == {"early": True, "late": "found"}


def test_already_loaded_modules_are_given(project: Project) -> None:
    """A target that is loaded already works like any other."""
    project.write(
        {
            **TARGETS,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy, deep.side, sys
                    from heavy import VALUE, work
                    from os import path
                def use():
                    values = heavy.VALUE, deep.side.VALUE, VALUE + 1, work()
                    return (*values, path.basename("a/b"), sys.byteorder)
                """,
        }
    )
    seen = project.see("""
        import heavy, deep.side
        import user
        seen["use"] = user.use()
        """)

    assert seen == {"use": (41, 2, 42, "worked", "b", sys.byteorder)}


def test_a_target_imported_elsewhere_is_the_same_object(project: Project) -> None:
    """Lazy and ordinary imports of a module share one module object."""
    project.write(
        {
            **TARGETS,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    from heavy import work
                def use():
                    return heavy.VALUE, work()
                """,
        }
    )
    seen = project.see("""
        import user
        import heavy
        heavy.VALUE = "changed"
        seen["use"] = user.use()
        seen["same"] = vars(user)["heavy"] is heavy, vars(user)["work"] is heavy.work
        del sys.modules["heavy"], sys.modules["user"]
        import user as again
        seen["anew"] = again.use(), vars(again)["heavy"] is not heavy
        """)

    assert seen == {
        "use": ("changed", "worked"),
        "same": (True, True),
        "anew": ((41, "worked"), True),
    }


@pytest.mark.skipif(NATIVE, reason="CPython 3.15 keeps imports in try statements eager")
def test_a_try_statement_inside_the_block_stays_lazy(project: Project) -> None:
    """Before 3.15 imports in a try statement of the block are lazy too."""
    project.write(
        {
            **TARGETS,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    try:
                        import heavy
                    except ImportError:
                        heavy = None
                def use():
                    return heavy.VALUE
                """,
        }
    )
    seen = project.see("""
        import user
        seen["before"] = loaded("heavy")
        seen["use"] = user.use()
        """)

    assert seen == {"before": [], "use": 41}


def test_a_try_statement_around_the_block(project: Project) -> None:
    """A block may stand in a try statement, an if, a for or another with."""
    project.write(
        {
            **TARGETS,
            "user.py": """
                import contextlib
                import lazyheavy as lazy
                try:
                    with lazy.imports():
                        import heavy
                except ImportError:
                    heavy = None
                if heavy is not None:
                    with contextlib.nullcontext(), lazy.imports():
                        import branch
                for _ in range(2):
                    with lazy.imports():
                        import deep.side as side
                def use():
                    return heavy.VALUE, branch.VALUE, side.VALUE
                """,
        }
    )
    seen = project.see("""
        import user
        seen["use"] = user.use()
        """)

    assert seen == {"use": (41, 5, 2)}


def test_a_block_works_wherever_globals_are_locals(project: Project) -> None:
    """A script, ``-m``, runpy and exec with one dict can declare, too."""
    project.write(
        {
            **TARGETS,
            "script.py": """
                import sys
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    from heavy import work
                before = "heavy" in sys.modules
                def use():
                    return heavy.VALUE, work()
                result = before, use()
                if __name__ == "__main__":
                    print(result)
                """,
        }
    )
    seen = project.see(
        """
        import runpy, subprocess
        source = open(r"%s").read()
        space = {"__name__": "executed"}
        exec(source, space)
        seen["exec"] = space["result"]
        del sys.modules["heavy"]
        seen["run_path"] = runpy.run_path(r"%s")["result"]
        del sys.modules["heavy"]
        seen["run_module"] = runpy.run_module("script")["result"]
        command = [sys.executable, "-m", "script"]
        seen["main"] = subprocess.check_output(command, text=True).strip()
        with lazy.imports():
            import branch
        seen["dash_c"] = loaded("branch")
        def use():
            return branch.VALUE
        seen["dash_c use"] = use()
        """
        % ((project.folder / "script.py",) * 2)
    )
    result = (False, (41, "worked"))

    assert seen == {
        "exec": result,
        "run_path": result,
        "run_module": result,
        "main": str(result),
        "dash_c": [],
        "dash_c use": 5,
    }
