"""Every form of the import statement means in a block what it means outside."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "tree/__init__.py": "VALUE = 'tree'",
    "tree/one.py": "VALUE = 1",
    "tree/two.py": "VALUE = 2",
    "numbers_of_ours.py": "A = 2\nB = 5\nK = {1}\nL = {2}\nS = 'ab'\nT = 'b'",
}


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param("import tree.one\n    import tree", id="then the package"),
        pytest.param("import tree\n    import tree.one", id="after the package"),
        pytest.param("import tree.two\n    import tree.one", id="a sibling"),
    ],
)
@pytest.mark.parametrize("known", ["", "import tree.two", "import tree.one"])
def test_a_submodule_shares_the_name_of_its_package(
    project: Project, statements: str, known: str
) -> None:
    """No other import of the same name takes a pending submodule away."""
    block = f"import lazyheavy as lazy\nwith lazy.imports():\n    {statements}\n"
    project.write({**MODULES, "user.py": f"{known}\n{block}"})
    seen = project.see("""
        import user
        seen["use"] = user.tree.VALUE, user.tree.one.VALUE, user.tree.one.VALUE
        """)

    assert seen == {"use": ("tree", 1, 1)}


def test_siblings_wait_for_each_other_no_longer_than_needed(project: Project) -> None:
    """One submodule in use leaves the others alone, and names are found late."""
    project.write(
        {
            **MODULES,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import tree.one
                    import tree.two
                def one():
                    return tree.one.VALUE
                def later():
                    return tree.LATER
                def two():
                    return tree.two.VALUE
                """,
        }
    )
    seen = project.see("""
        import user
        seen["one"] = user.one(), loaded("tree.one", "tree.two")
        sys.modules["tree"].LATER = 3
        seen["later"] = user.later()
        seen["two"] = user.two(), type(vars(user)["tree"]) is type(sys)
        """)

    assert seen == {"one": (1, ["tree.one"]), "later": 3, "two": (2, True)}


def test_a_block_may_be_the_first_line(project: Project) -> None:
    """A block at the very top of its code, as in a notebook cell, is lazy."""
    project.write(MODULES)
    seen = project.see("""
        names = {"__name__": "cell", "lazy": lazy}
        exec("with lazy.imports():\\n    import tree\\n", names)
        seen["before"] = loaded("tree")
        seen["use"] = eval("tree.VALUE", names)
        """)

    assert seen == {"before": [], "use": "tree"}


def test_names_past_the_256th_are_bound_alike(project: Project) -> None:
    """An import whose bytecode needs a prefix binds the submodule."""
    many = "\n".join(f"name_{index} = {index}" for index in range(300))
    block = "with lazy.imports():\n    import tree.one as renamed_submodule\n"
    project.write({**MODULES, "user.py": f"import lazyheavy as lazy\n{many}\n{block}"})
    seen = project.see("""
        import user
        seen["use"] = user.renamed_submodule.VALUE
        """)

    assert seen == {"use": 1}


def test_two_lazy_names_in_one_operation(project: Project) -> None:
    """Both operands of an operator may be pending."""
    project.write(
        {
            **MODULES,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from numbers_of_ours import A, B, K, L, S, T
                def use():
                    return A + B, K | L, A < B, divmod(B, A), A ** B, T in S
                """,
        }
    )
    seen = project.see("""
        import user
        seen["use"] = user.use()
        """)

    assert seen == {"use": (7, {1, 2}, True, (2, 1), 32, True)}


def test_the_getattr_of_the_package_gives_a_name(project: Project) -> None:
    """``from . import name`` asks the package when there is no submodule."""
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from . import made, gone
                def __getattr__(name):
                    if name == "made":
                        return 42
                    raise AttributeError(f"{name} went in 2.0")
                """,
        }
    )
    seen = project.see("""
        import pkg
        seen["made"] = pkg.made
        seen["gone"] = type(error(lambda: pkg.gone)).__name__
        seen["own words"] = str(error(lambda: pkg.other))
        """)

    assert seen["made"] == 42
    assert seen["gone"] in ("ImportError", "ModuleNotFoundError")
    assert seen["own words"] == "other went in 2.0"


@pytest.mark.parametrize("name", [None, 5, "", "a..b", ".a"], ids=repr)
def test_load_refuses_what_is_no_name(project: Project, name: object) -> None:
    """A handle is to an absolute name, and says so at once."""
    seen = project.see(f"""
        raised = error(lazy.load, {name!r})
        seen["error"] = type(raised).__name__, repr({name!r}) in str(raised)
        """)

    assert seen == {"error": ("ValueError", True)}


def test_a_path_handle_survives(project: Project) -> None:
    """A handle to a file pickles, follows the folder, needs no suffix."""
    project.write(
        {
            "tools/handler.py": "WHO = 'tools'",
            "other/handler.py": "WHO = 'other'",
            "tools/script": "WHO = 'script'",
            "folder/data.txt": "",
        }
    )
    seen = project.see(f"""
        import os, pickle
        base = {str(project.folder)!r}
        def get():
            return lazy.load("handler", path="handler.py")
        who = []
        for folder in ("tools", "other"):
            os.chdir(os.path.join(base, folder))
            who.append(get().WHO)
        seen["who"] = who
        handle = lazy.load("handler", path=os.path.join(base, "tools", "handler.py"))
        seen["pickled"] = pickle.loads(pickle.dumps(handle)).WHO
        script = os.path.join(base, "tools", "script")
        seen["script"] = lazy.load("s", path=script, error_on_import=True).WHO
        missing = lazy.load("folder", path=os.path.join(base, "folder"))
        raised = error(lambda: missing.x)
        seen["folder"] = type(raised).__name__, "no __init__.py" in str(raised)
        """)

    assert seen == {
        "who": ["tools", "other"],
        "pickled": "tools",
        "script": "script",
        "folder": ("ImportError", True),
    }


def test_a_stub_says_what_holds_here(project: Project) -> None:
    """Conditions, annotations and additions in a stub are understood."""
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy
                __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
                """,
            "pkg/__init__.pyi": """
                import sys
                from typing import TYPE_CHECKING
                if TYPE_CHECKING:
                    from .typed import Only
                if sys.version_info >= (3, 99):
                    from ._new import func
                else:
                    from ._old import func
                from ._old import helper
                class Inner:
                    from ._old import hidden
                __all__: list[str] = ["func"]
                __all__ += ["helper"]
                """,
            "pkg/_old.py": "def func(): return 'old'\ndef helper(): return 1",
        }
    )
    seen = project.see("""
        import pkg
        seen["all"] = pkg.__all__
        seen["use"] = pkg.func(), pkg.helper()
        seen["not"] = [n for n in ("Only", "hidden", "sys") if hasattr(pkg, n)]
        """)

    assert seen == {"all": ["func", "helper"], "use": ("old", 1), "not": []}


def test_a_damaged_stub_cache_is_made_anew(project: Project) -> None:
    """Bytes that are not ours are never read as a table."""
    project.write({"pkg/impl.py": "def func(): return 'func'"})
    project.exports("attach_stub", "pkg", attrs={"impl": ["func"]})
    code = "import pkg\nseen['use'] = pkg.func()"
    env = {"PYTHONDONTWRITEBYTECODE": ""}
    project.see(code, env=env)
    (cache,) = (project.folder / "pkg" / "__pycache__").glob("*.lazyheavy")
    whole = cache.read_bytes()
    for damaged in (b"", b"[\xff\xff\xff\x3f", whole[:-3], whole[:12] + b"\xff" * 20):
        cache.write_bytes(damaged)
        seen = project.see(code, env=env)

        assert seen == {"use": "func"}
        assert cache.read_bytes() == whole


def test_an_attribute_that_is_not_there_is_named(project: Project, front: str) -> None:
    """A stale export says that the module lacks it, not that it is broken."""
    project.write({"pkg/impl.py": "def func(): return 'func'"})
    project.exports(front, "pkg", attrs={"impl": ["typo"]})
    seen = project.see("""
        import pkg
        raised = error(lambda: pkg.typo)
        seen["error"] = type(raised).__name__, str(raised).split(" (")[0]
        """)

    assert seen == {
        "error": ("ImportError", "cannot import name 'typo' from 'pkg.impl'")
    }


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="needs no import hook there")
def test_import_hooks_of_others_may_come_and_go(project: Project) -> None:
    """A module with a block may be imported under another's import hook."""
    project.write(
        {
            **MODULES,
            "inner.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import tree
                """,
            "user.py": """
                import builtins
                import lazyheavy as lazy
                before = builtins.__import__
                def patched(*args):
                    return before(*args)
                with lazy.imports():
                    standing = builtins.__import__
                    builtins.__import__ = patched
                    __import__("inner")
                    builtins.__import__ = standing
                    import numbers_of_ours
                """,
        }
    )
    seen = project.see("""
        import builtins
        before = builtins.__import__
        import user
        seen["restored"] = builtins.__import__ is before
        seen["lazy"] = loaded("numbers_of_ours", "tree")
        seen["use"] = user.numbers_of_ours.A
        """)

    assert seen == {"restored": True, "lazy": [], "use": 2}


@pytest.mark.parametrize("known", ["", "import tree.leaf"], ids=["later", "loaded"])
def test_a_dotted_alias_of_something_that_hides_the_submodule(
    project: Project, known: str
) -> None:
    """`import tree.leaf as leaf` gives what the package calls `leaf`."""
    project.write(
        {
            "tree/__init__.py": "from .leaf import leaf",
            "tree/leaf.py": "def leaf():\n    'Text.'\n    return 'leaf'",
            "user.py": f"""
                import lazyheavy as lazy
                {known}
                with lazy.imports():
                    import tree.leaf as leaf
                """,
        }
    )
    seen = project.see("""
        import pickle, user
        kept = vars(user)["leaf"]
        seen["text"] = user.leaf.__doc__
        seen["call"] = user.leaf()
        seen["same"] = user.leaf is sys.modules["tree"].leaf
        if hasattr(kept, "__name__"):  # CPython's own placeholder stays one
            seen["call"] = pickle.loads(pickle.dumps(kept))()
        """)

    assert seen == {
        "text": "Text.",
        "call": "leaf",
        "same": True,
    }
