"""The first touch of a lazily imported name puts the real object in its place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

NATIVE = sys.version_info >= (3, 15)

#: Expressions that use ``X``, the object that ``X`` is, and what they give.
TOUCHES = {
    "call": ("def X(): return 7", "X()", 7),
    "call with arguments": (
        "def X(*a, **k): return a, k",
        "X(1, b=2)",
        ((1,), {"b": 2}),
    ),
    "attribute": ("class X: value = 3", "X.value", 3),
    "instance": ("class X: pass", "isinstance(1, X)", False),
    "subclass": ("class X: pass", "issubclass(int, X)", False),
    "own type": ("X = 41", "isinstance(X, int)", True),
    "add": ("X = 41", "X + 1", 42),
    "reflected add": ("X = 41", "1 + X", 42),
    "compare": ("X = 41", "X < 42 and 40 < X", True),
    "equal": ("X = 41", "X == 41 and 41 == X", True),
    "not equal": ("X = 41", "X != 41", False),
    "negative": ("X = 41", "-X", -41),
    "index": ("X = 2", "'abc'[X]", "c"),
    "int": ("X = 2.5", "int(X), float(X), round(X)", (2, 2.5, 2)),
    "bool": ("X = 0", "bool(X)", False),
    "str": ("X = 'text'", "str(X)", "text"),
    "format": ("X = 'text'", "f'{X:>6}'", "  text"),
    "percent": ("X = 'text'", "'%s' % X", "text"),
    "bytes": ("X = bytearray(b'ab')", "bytes(X)", b"ab"),
    "item": ("X = {'a': 1}", "X['a']", 1),
    "set item": (
        "X = {'a': 1}",
        "[X.__setitem__('b', 2), dict(X)][1]",
        {"a": 1, "b": 2},
    ),
    "contains": ("X = {'a': 1}", "'a' in X and 'b' not in X", True),
    "length": ("X = [1, 2]", "len(X)", 2),
    "iterate": ("X = [1, 2]", "[item for item in X]", [1, 2]),
    "reversed": ("X = [1, 2]", "list(reversed(X))", [2, 1]),
    "next": ("X = iter([1, 2])", "next(X)", 1),
    "unpack": ("X = [1, 2]", "[*X, *(a for a in X)]", [1, 2, 1, 2]),
    "merge": ("X = {'a': 1}", "{**X}", {"a": 1}),
    "hash": ("X = 'text'", "{'text': 1}[X], hash(X) == hash('text')", (1, True)),
    "union": ("class X: pass", "str(X | None).count('X')", 1),
    "subscript": ("class X(list): pass", "X[int].__origin__.__name__", "X"),
    "matrix product": (
        "class M:\n    def __matmul__(self, o): return o\nX = M()",
        "X @ 5",
        5,
    ),
    "context": (
        (
            "class M:\n"
            "    def __enter__(self): return 'in'\n"
            "    def __exit__(self, *e): return None\n"
            "X = M()"
        ),
        "enter(X)",
        "in",
    ),
}


def test_every_way_to_touch_loads_and_rebinds(project: Project) -> None:
    """A call, an operator, a conversion and so on act on the real object."""
    names = {touch: f"x{number}" for number, touch in enumerate(TOUCHES)}
    targets = {
        f"target_{names[touch]}.py": source for touch, (source, _, _) in TOUCHES.items()
    }
    imports = [f"    from target_{n} import X as {n}" for n in names.values()]
    uses = [
        f"def use_{names[touch]}(): return {expression.replace('X', names[touch])}"
        for touch, (_, expression, _) in TOUCHES.items()
    ]
    uses = [
        use.replace(f"'{n}'", "'X'")
        for use, n in zip(uses, names.values(), strict=True)
    ]
    user = [
        "import lazyheavy as lazy",
        "with lazy.imports():",
        *imports,
        "def enter(manager):",
        "    with manager as inner:",
        "        return inner",
        *uses,
    ]
    project.write({**targets, "user.py": "\n".join(user)})
    seen = project.see(f"""
        import user
        for touch, name in {names!r}.items():
            before = loaded("target_" + name)
            try:
                value = getattr(user, "use_" + name)()
            except Exception as raised:
                value = repr(raised)
            real = vars(sys.modules.get("target_" + name, lazy)).get("X", lazy)
            seen[touch] = before, value, vars(user)[name] is real
        """)
    expected = {touch: ([], value, True) for touch, (_, _, value) in TOUCHES.items()}

    assert seen == expected


def test_every_alias_in_the_module_is_rebound(project: Project) -> None:
    """Names that were given the lazy object in the module become real with it."""
    project.write(
        {
            "heavy.py": "VALUE = 41",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                alias = heavy
                def use():
                    return heavy.VALUE
                """,
        }
    )
    seen = project.see("""
        import user
        user.use()
        real = sys.modules["heavy"]
        seen["real"] = vars(user)["heavy"] is real, vars(user)["alias"] is real
        """)

    assert seen == {"real": (True, True)}


def test_names_given_to_something_else_are_left_alone(project: Project) -> None:
    """Only names that still are the lazy object are rebound."""
    project.write(
        {
            "heavy.py": "VALUE = 41\nOTHER = 2\n",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    import heavy as gone
                    from heavy import VALUE, OTHER
                held = [heavy, gone, VALUE]
                heavy = "mine"
                del gone
                VALUE = "also mine"
                def use():
                    return held[0].VALUE, held[1].VALUE, held[2] + 1, OTHER + 1
                """,
        }
    )
    seen = project.see("""
        import user
        seen["use"] = user.use()
        seen["kept"] = user.heavy, user.VALUE, hasattr(user, "gone")
        """)

    assert seen == {"use": (41, 41, 42, 3), "kept": ("mine", "also mine", False)}


def test_references_that_leaked_stay_live(project: Project) -> None:
    """A copy in a list, default, closure or class sees and sets the real state."""
    project.write(
        {
            "heavy.py": """
                STATE = "first"
                def get():
                    return STATE
                def __getattr__(name):
                    if name == "computed":
                        return STATE + "!"
                    raise AttributeError(name)
                """,
            "plain.py": "STATE = 'first'\nSPARE = 1\ndef get(): return STATE\n",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy, plain
                    from plain import get
                def closure(module):
                    return lambda: module
                class Holder:
                    module = plain
                held = [heavy]
                by_default = lambda module=plain: module
                closed = closure(plain)
                functions = {"get": get}
                """,
        }
    )
    seen = project.see("""
        import types
        from user import Holder, by_default, closed, functions, held
        seen["type"] = isinstance(held[0], types.ModuleType)
        seen["before"] = held[0].STATE, held[0].computed, functions["get"]()
        import heavy, plain
        heavy.STATE = "second"
        seen["read"] = held[0].STATE, held[0].get(), held[0].computed
        Holder.module.STATE = "third"
        seen["set"] = plain.STATE, plain.get(), by_default().STATE, functions["get"]()
        del closed().SPARE
        seen["deleted"] = hasattr(plain, "SPARE"), hasattr(closed(), "SPARE")
        plain.new = "new"
        seen["new"] = closed().new, "new" in dir(closed()), "new" in vars(closed())
        seen["name"] = closed().__name__, closed().__file__ == plain.__file__
        """)

    assert seen == {
        "type": True,
        "before": ("first", "first!", "first"),
        "read": ("second", "second", "second!"),
        "set": ("third", "third", "third", "third"),
        "deleted": (False, False),
        "new": ("new", True, True),
        "name": ("plain", True),
    }


def test_lazy_functions_can_be_passed_on(project: Project) -> None:
    """A lazily imported callable works as callback, decorator and key."""
    project.write(
        {
            "heavy.py": """
                import asyncio
                def double(value):
                    return 2 * value
                def mark(function):
                    function.marked = True
                    return function
                async def wait(value):
                    return value
                """,
            "user.py": """
                import functools
                import lazyheavy as lazy
                with lazy.imports():
                    from heavy import double, mark, wait
                four = functools.partial(double, 2)
                listed = list(map(double, [1, 2]))
                @mark
                def marked():
                    pass
                """,
        }
    )
    seen = project.see("""
        import asyncio, functools, threading
        from user import double, four, listed, marked, wait
        seen["use"] = four(), listed, marked.marked, asyncio.run(wait(3))
        seen["key"] = sorted([3, 1], key=double), callable(double)
        thread = threading.Thread(target=double, args=(2,))
        thread.start()
        thread.join()
        wrapper = functools.wraps(double)(lambda value: value)
        seen["wraps"] = wrapper.__name__, wrapper.__module__
        """)

    assert seen == {
        "use": (4, [2, 4], True, 3),
        "key": ([1, 3], True),
        "wraps": ("double", "heavy"),
    }


def test_a_module_that_replaces_itself(project: Project) -> None:
    """What the module put into ``sys.modules`` in its own place is given."""
    project.write(
        {
            "swap.py": """
                import sys
                class Better:
                    VALUE = "better"
                sys.modules[__name__] = Better()
                """,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import swap
                    from swap import VALUE
                def use():
                    return swap.VALUE, VALUE + ""
                """,
        }
    )
    seen = project.see("""
        import user
        seen["use"] = user.use()
        seen["real"] = vars(user)["swap"] is sys.modules["swap"]
        """)

    assert seen == {"use": ("better", "better"), "real": True}


def test_the_targets_own_getattr_is_asked_at_use(project: Project) -> None:
    """A target's ``__getattr__`` gives values, raises and warns at first use."""
    project.write(
        {
            "heavy.py": """
                import warnings
                def __getattr__(name):
                    if name == "old":
                        warnings.warn("old is old", DeprecationWarning, stacklevel=2)
                        return "value"
                    raise AttributeError(f"nothing called {name}")
                """,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from heavy import old, nothing
                def use():
                    return old + ""
                def fail():
                    return nothing + ""
                """,
        }
    )
    seen = project.see("""
        import warnings
        warnings.simplefilter("error")
        import user
        warnings.simplefilter("always")
        with warnings.catch_warnings(record=True) as caught:
            seen["use"] = user.use()
        seen["warned"] = [str(warning.message) for warning in caught]
        raised = error(user.fail)
        seen["error"] = type(raised).__name__, raised.name
        """)

    assert seen == {
        "use": "value",
        "warned": ["old is old"],
        "error": ("ImportError", "heavy"),
    }


@pytest.mark.skipif(NATIVE, reason="CPython 3.15 gives the module, which cannot pickle")
def test_leaked_proxies_copy_and_pickle_by_name(project: Project) -> None:
    """Before 3.15 a leaked lazy module or function copies by its name."""
    project.write(
        {
            "heavy.py": "VALUE = 41\ndef work(): return 'worked'\n",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    from heavy import work
                held = [heavy, work]
                """,
        }
    )
    seen = project.see("""
        import copy, pickle, user
        for when in ("before", "after"):
            twins = [
                pickle.loads(pickle.dumps(user.held)),
                copy.copy(user.held),
                copy.deepcopy(user.held),
            ]
            seen[when] = [(module.VALUE, work()) for module, work in twins]
        """)
    expected = [(41, "worked")] * 3

    assert seen == {"before": expected, "after": expected}
