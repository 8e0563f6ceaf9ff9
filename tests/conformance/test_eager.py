"""Lazy declarations can be made eager, from outside and for a piece of code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "pkg/a.py": """
        import order
        order.append("a")
        from pkg import READY
        def fa(): pass
        """,
    "pkg/b.py": "import order\norder.append('b')\ndef fb(): pass\n",
    "pkg/c.py": "import order\norder.append('c')\n",
    "order.py": "import sys\nseen = []\nappend = seen.append\n",
}
ATTACHED = ["attach", "attach_stub"]


@pytest.mark.parametrize("style", ATTACHED)
@pytest.mark.parametrize("variable", ["EAGER_IMPORT", "LAZYHEAVY_EAGER"])
def test_the_environment_resolves_all_in_declared_order(
    project: Project, style: str, variable: str
) -> None:
    """All names are there after the import, loaded in order, body first."""
    project.write(MODULES)
    attrs = {"b": ["fb"], "a": ["fa"]}
    tables = {"submodules": ("c",), "attrs": attrs}
    project.exports(style, "pkg", **tables, after="READY = True")
    code = """
        import order, pkg
        names = ("c", "fb", "fa")
        seen["cached"] = [name for name in names if name in vars(pkg)]
        seen["order"] = order.seen
        seen["hook"] = "__getattr__" in vars(pkg)
        """
    seen = project.see(code, env={variable: "1"})

    assert seen == {
        "cached": ["c", "fb", "fa"],
        "order": ["c", "b", "a"],
        "hook": False,
    }
    for value in ("", "0"):
        seen = project.see(code, env={variable: value})

        assert seen == {"cached": [], "order": [], "hook": True}


@pytest.mark.parametrize("style", ATTACHED)
def test_the_environment_may_name_packages(project: Project, style: str) -> None:
    """``LAZYHEAVY_EAGER=one,two`` resolves these packages and no other."""
    for package in ("one", "two", "three"):
        project.exports(style, package, submodules=("sub",))
        project.write({f"{package}/sub.py": ""})
    seen = project.see(
        """
        import one, two, three
        seen["loaded"] = loaded("one.sub", "two.sub", "three.sub")
        seen["lazy"] = three.sub.__name__
        """,
        env={"LAZYHEAVY_EAGER": "one, two"},
    )

    assert seen == {"loaded": ["one.sub", "two.sub"], "lazy": "three.sub"}


@pytest.mark.parametrize("style", ATTACHED)
def test_internal_cycles_do_not_depend_on_hash_seeds(
    project: Project, style: str
) -> None:
    """A submodule may import another's export from the package, always."""
    project.write(
        {
            "pkg/a.py": "from pkg import fb\ndef fa(): return 'a' + fb()\n",
            "pkg/b.py": "def fb(): return 'b'\n",
            "pkg/c.py": "from pkg import fa, fb\ndef fc(): return fa() + fb()\n",
        }
    )
    attrs = {"c": ["fc"], "a": ["fa"], "b": ["fb"]}
    project.exports(style, "pkg", attrs=attrs)
    results = [
        project.see(
            """
            import pkg
            seen["cached"] = [name for name in ("fa", "fb", "fc") if name in vars(pkg)]
            seen["use"] = pkg.fa(), pkg.fb(), pkg.fc()
            """,
            env={"EAGER_IMPORT": "1", "PYTHONHASHSEED": str(seed)},
        )
        for seed in range(10)
    ]

    expected = {"cached": ["fa", "fb", "fc"], "use": ("ab", "b", "abb")}

    assert results == [expected] * 10


@pytest.mark.parametrize("style", ATTACHED)
def test_eager_imports_fail_at_the_import(project: Project, style: str) -> None:
    """In eager mode a missing dependency stops the import of the package."""
    project.exports(style, "pkg", external={"gone": ["value"]})
    seen = project.see(
        """
        raised = error(__import__, "pkg")
        seen["error"] = isinstance(raised, ModuleNotFoundError), raised.name
        """,
        env={"EAGER_IMPORT": "1"},
    )

    assert seen == {"error": (True, "gone")}


@pytest.mark.parametrize("style", ATTACHED)
def test_the_same_name_is_the_function_in_eager_mode(
    project: Project, style: str
) -> None:
    """Resolving at once changes nothing about functions named as submodules."""
    project.write({"pkg/same.py": "def same(): return 1\ndef helper(): return 2\n"})
    project.exports(style, "pkg", attrs={"same": ["helper", "same"]})
    seen = project.see(
        """
        import pkg.same
        seen["type"] = type(pkg.same).__name__
        """,
        env={"EAGER_IMPORT": "1"},
    )

    assert seen == {"type": "function"}


def test_a_context_makes_what_it_runs_eager(project: Project, front: str) -> None:
    """What is declared inside ``lazy.eager()`` is loaded when it is declared."""
    for package in ("one", "two"):
        project.write({f"{package}/sub.py": "VALUE = 1"})
        project.exports(front, package, submodules=("sub",))
    seen = project.see("""
        with lazy.eager():
            import one
            seen["inside"] = loaded("one.sub")
        import two
        seen["after"] = loaded("one.sub", "two.sub")
        seen["use"] = one.sub.VALUE, two.sub.VALUE
        seen["type"] = type(one).__name__, "__getattr__" in vars(one)
        """)

    assert seen == {
        "inside": ["one.sub"],
        "after": ["one.sub"],
        "use": (1, 1),
        "type": ("module", False),
    }


def test_a_context_makes_handles_and_blocks_eager(project: Project) -> None:
    """load() and imports() in a plain module are eager inside the context."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "other.py": "VALUE = 2",
            "user.py": """
                import lazyheavy as lazy
                handle = lazy.load("heavy")
                with lazy.imports():
                    import other
                    from other import VALUE
                """,
        }
    )
    seen = project.see("""
        with lazy.eager():
            import user
        seen["loaded"] = loaded("heavy", "other")
        seen["real"] = vars(user)["other"] is sys.modules["other"], vars(user)["VALUE"]
        seen["use"] = user.handle.VALUE
        def failing():
            with lazy.eager():
                lazy.load("gone")
        raised = error(failing)
        seen["error"] = isinstance(raised, lazy.MissingDependencyError), raised.name
        lazy.load("gone")
        """)

    assert seen == {
        "loaded": ["heavy", "other"],
        "real": (True, 2),
        "use": 1,
        "error": (True, "gone"),
    }


def test_a_context_is_for_its_own_thread(project: Project) -> None:
    """What another thread declares meanwhile stays lazy."""
    project.write(
        {
            "heavy.py": "",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                """,
        }
    )
    seen = project.see("""
        import importlib, threading
        with lazy.eager():
            thread = threading.Thread(target=importlib.import_module, args=("user",))
            thread.start()
            thread.join(10)
        seen["loaded"] = loaded("user", "heavy")
        """)

    assert seen == {"loaded": ["user"]}
