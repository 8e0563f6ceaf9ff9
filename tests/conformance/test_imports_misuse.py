"""A block that cannot work says so at the line that is wrong."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

NATIVE = sys.version_info >= (3, 15)

HEAVY = {"heavy.py": "VALUE = 41", "other.py": "VALUE = 2"}

WRONG = {
    "star import": """
        with lazy.imports():
            from heavy import *
        """,
    "nested block": """
        with lazy.imports():
            with lazy.imports():
                import heavy
        """,
    "function": """
        def declare():
            with lazy.imports():
                import heavy
            return heavy
        declare()
        """,
    "class body": """
        class Holder:
            with lazy.imports():
                import heavy
        """,
    "two namespaces": """
        code = "with lazy.imports():\\n    import heavy\\n"
        exec(code, globals(), {})
        """,
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_is_refused_at_once(project: Project, wrong: str) -> None:
    """A declaration that cannot be lazy raises, and leaves nothing behind."""
    project.write({**HEAVY, "user.py": "import lazyheavy as lazy\n"})
    with (project.folder / "user.py").open("a") as user:
        user.write(textwrap.dedent(wrong))
    seen = project.see("""
        import builtins
        before = builtins.__import__
        raised = error(__import__, "user")
        seen["error"] = isinstance(raised, lazy.errors.LazyDeclarationError)
        seen["kind"] = isinstance(raised, ImportError)
        seen["said"] = len(str(raised)) > 20
        seen["restored"] = builtins.__import__ is before
        import heavy
        seen["eager"] = loaded("heavy")
        """)

    assert seen == {
        "error": True,
        "kind": True,
        "said": True,
        "restored": True,
        "eager": ["heavy"],
    }


@pytest.mark.skipif(NATIVE, reason="on CPython 3.15 the interpreter loads the name")
@pytest.mark.parametrize(
    "statements",
    [
        pytest.param("import heavy\n    heavy.VALUE", id="attribute"),
        pytest.param("from heavy import VALUE\n    VALUE + 1", id="operator"),
        pytest.param("from heavy import call\n    call()", id="call"),
    ],
)
def test_a_name_used_inside_its_block_is_refused(
    project: Project, statements: str
) -> None:
    """The names of a block cannot be used before it ends."""
    source = f"import lazyheavy as lazy\nwith lazy.imports():\n    {statements}\n"
    project.write({**HEAVY, "user.py": source})
    seen = project.see("""
        import builtins
        before = builtins.__import__
        raised = error(__import__, "user")
        seen["error"] = isinstance(raised, lazy.errors.LazyDeclarationError)
        seen["restored"] = builtins.__import__ is before
        """)

    assert seen == {"error": True, "restored": True}


def test_an_exception_in_a_block_goes_through(project: Project) -> None:
    """The block swallows nothing, and declaring works again afterwards."""
    project.write(
        {
            **HEAVY,
            "user.py": """
                import lazyheavy as lazy
                try:
                    with lazy.imports():
                        import heavy
                        raise ImportError("no")
                except ImportError as error:
                    caught = str(error)
                with lazy.imports():
                    import other
                def use():
                    return other.VALUE
                """,
            "broken.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    raise KeyboardInterrupt
                """,
        }
    )
    seen = project.see("""
        import builtins
        before = builtins.__import__
        import user
        seen["caught"] = user.caught
        seen["restored"] = builtins.__import__ is before
        seen["lazy"] = loaded("other")
        seen["use"] = user.use()
        seen["other"] = type(error(__import__, "broken")).__name__
        seen["left"] = builtins.__import__ is before
        """)

    assert seen == {
        "caught": "no",
        "restored": True,
        "lazy": [],
        "use": 2,
        "other": "KeyboardInterrupt",
        "left": True,
    }


def test_options_are_keywords(project: Project) -> None:
    """The options of a block are given by name."""
    seen = project.see("""
        seen["error"] = type(error(lazy.imports, "charts")).__name__
        """)

    assert seen == {"error": "TypeError"}


@pytest.mark.skipif(NATIVE, reason="CPython 3.15 needs no import hook")
def test_an_import_hook_set_inside_the_block_is_kept(project: Project) -> None:
    """Who replaces ``__import__`` meanwhile is not overruled at the end."""
    project.write(
        {
            **HEAVY,
            "user.py": """
                import builtins
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    wrapped = builtins.__import__
                    def replacement(*args, **kwargs):
                        calls.append(args[0])
                        return wrapped(*args, **kwargs)
                    calls = []
                    builtins.__import__ = replacement
                """,
        }
    )
    seen = project.see("""
        import builtins
        import user
        seen["kept"] = builtins.__import__ is user.replacement
        import other
        seen["works"] = other.VALUE, loaded("other"), "other" in user.calls
        exec("import heavy", vars(user))
        seen["eager"] = loaded("heavy")
        """)

    assert seen == {"kept": True, "works": (2, ["other"], True), "eager": ["heavy"]}


def test_one_object_may_serve_modules_that_are_imported_at_once(
    project: Project,
) -> None:
    """``charts = lazy.imports(extra=...)`` can be shared, also while it is open."""
    project.write(
        {
            "options.py": "import lazyheavy as lazy\ncharts = lazy.imports(hint='x')",
            "outer.py": """
                from options import charts

                with charts:
                    import wave
                    __import__("importlib").import_module("inner")
                    import colorsys
                """,
            "inner.py": """
                from options import charts

                with charts:
                    import sndhdr_of_tomorrow as missing
                    import decimal
                """,
        }
    )
    seen = project.see("""
        import outer, inner, builtins
        seen["outer"] = sorted(n for n in vars(outer) if n in {"wave", "colorsys"})
        seen["loaded"] = loaded("wave", "colorsys", "decimal")
        seen["used"] = outer.wave.__name__, outer.colorsys.__name__
        seen["inner"] = inner.decimal.__name__
        seen["hint"] = error(lambda: inner.missing.x).hint
        seen["import"] = builtins.__import__.__name__, sorted(
            name for name in vars(inner) if "lazy_modules" in name
        )
    """)

    assert seen == {
        "outer": ["colorsys", "wave"],
        "loaded": [],
        "used": ("wave", "colorsys"),
        "inner": "decimal",
        "hint": "x",
        "import": ("__import__", []),
    }
