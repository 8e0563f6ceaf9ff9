"""Tools that walk over names ask a handle many things; none of them loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

PROBES = {
    "isinstance": "isinstance(handle, types.ModuleType)",
    "ismodule": "inspect.ismodule(handle)",
    "other kinds": "(inspect.isclass(handle), inspect.isroutine(handle))",
    "isinstance of type": "isinstance(handle, type)",
    "own class": "handle.__class__",
    "repr": "repr(handle)",
    "format of repr": "f'{handle!r}'",
    "name": "handle.__name__",
    "identity": "handle is None",
    "truth": "bool(handle)",
    "callable": "callable(handle)",
    "type": "type(handle)",
    "wrapped": "hasattr(handle, '__wrapped__')",
    "unwrap": "inspect.unwrap(handle)",
    "fixture": "getattr(handle, '_pytestfixturefunction', None)",
    "bases": "getattr(handle, '__bases__', None)",
    "test": "getattr(handle, '__test__', None)",
    "mock": "getattr(handle, '_mock_name', None)",
    "getattr_static": "inspect.getattr_static(handle, 'VALUE', None)",
    "weak reference": "weakref.ref(handle)() is handle",
    "garbage": "gc.collect()",
    "sizeof": "sys.getsizeof(handle)",
    "in a list": "[1, handle].index(handle)",
    "is_lazy": "lazy.is_lazy(handle)",
    "pickle": "pickle.dumps(handle)",
    "copy": "copy.copy(handle)",
}


@pytest.mark.parametrize("target", ["heavy", "gone"])
def test_probing_loads_nothing_and_never_raises(project: Project, target: str) -> None:
    """Each probe answers without an import, for missing modules as well."""
    project.write({"heavy.py": "VALUE = 1"})
    seen = project.see(f"""
        import copy, gc, inspect, pickle, types, weakref
        for probe, code in {PROBES!r}.items():
            sys.modules.pop("heavy", None)
            handle = eval('lazy.load("{target}")')
            try:
                eval(code)
                seen[probe] = loaded("heavy")
            except Exception as raised:
                seen[probe] = repr(raised)
        """)

    assert seen == {probe: [] for probe in PROBES}


def test_the_answers_are_those_of_a_module(project: Project) -> None:
    """What a probe says before the import is what it says after it."""
    project.write({"heavy.py": "VALUE = 1"})
    seen = project.see("""
        import inspect, types
        handle = lazy.load("heavy")
        for when in ("before", "after"):
            seen[when] = [
                isinstance(handle, types.ModuleType),
                handle.__class__ is types.ModuleType,
                handle.__name__,
                inspect.ismodule(handle),
                inspect.isclass(handle) or inspect.isroutine(handle),
                hasattr(handle, "__wrapped__"),
                hasattr(handle, "__bases__"),
                bool(handle),
                "heavy" in repr(handle),
            ]
            if when == "before":
                seen["loaded"] = loaded("heavy")
                kept = {handle: 1}
                handle.VALUE
        seen["key"] = kept[handle]
        """)
    answers = [True, True, "heavy", True, False, False, False, True, True]

    assert seen == {"before": answers, "loaded": [], "after": answers, "key": 1}


def test_equal_handles_have_equal_hashes(project: Project) -> None:
    """As everywhere in Python, what is equal has one hash, before and after."""
    project.write({"heavy.py": "VALUE = 1"})
    seen = project.see("""
        one, two = lazy.load("heavy"), lazy.load("heavy")
        first = hash(one)
        for when in ("before", "after"):
            if when == "after":
                one.VALUE, two.VALUE
            real = sys.modules.get("heavy", sys)
            pairs = [(one, two), (one, real), (real, two)]
            seen[when] = [a == b and hash(a) != hash(b) for a, b in pairs]
        seen["stable"] = hash(one) == first
        """)

    assert seen == {"before": [False] * 3, "after": [False] * 3, "stable": True}


def test_walks_over_sys_modules_and_the_stack_load_nothing(project: Project) -> None:
    """inspect.stack, getmodule, warnings and unittest's checks import nothing."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "deep/__init__.py": "",
            "deep/leaf.py": "",
            "user.py": """
                import inspect, unittest, warnings
                import lazyheavy as lazy
                heavy, leaf = lazy.load("heavy"), lazy.load("deep.leaf")
                gone = lazy.load("gone")
                with lazy.imports():
                    import wave
                class Case(unittest.TestCase):
                    def runTest(self):
                        with self.assertWarns(DeprecationWarning):
                            warnings.warn("old", DeprecationWarning)
                def walk():
                    inspect.stack()
                    inspect.getmodule(inspect.currentframe())
                    for name, module in list(__import__("sys").modules.items()):
                        getattr(module, "__file__", None)
                        getattr(module, "__warningregistry__", None)
                        inspect.ismodule(module)
                """,
        }
    )
    seen = project.see("""
        import unittest, user
        user.walk()
        result = user.Case().run()
        seen["ok"] = result.wasSuccessful()
        seen["loaded"] = loaded("heavy", "deep", "deep.leaf", "wave", "gone")
        """)

    assert seen == {"ok": True, "loaded": []}


def test_collectors_load_nothing(project: Project) -> None:
    """Unittest's loader and doctest's finder pass over handles, missing ones too."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "test_user.py": '''
                """A module with handles.

                >>> 1 + 1
                2
                """
                import unittest
                import lazyheavy as lazy
                heavy, gone = lazy.load("heavy"), lazy.load("gone")
                class Case(unittest.TestCase):
                    def test_nothing(self):
                        pass
                ''',
        }
    )
    seen = project.see("""
        import doctest, inspect, test_user, unittest
        suite = unittest.defaultTestLoader.loadTestsFromModule(test_user)
        seen["unittest"] = suite.countTestCases()
        found = doctest.DocTestFinder().find(test_user)
        seen["doctest"] = len([test for test in found if test.examples])
        seen["members"] = len(inspect.getmembers(test_user, inspect.isclass))
        seen["loaded"] = loaded("heavy")
        """)

    assert seen == {"unittest": 1, "doctest": 1, "members": 1, "loaded": []}


def test_pytest_collects_without_loading(project: Project) -> None:
    """pytest, with doctests, collects a module that holds handles."""
    project.write(
        {
            "heavy.py": "raise RuntimeError('loaded')",
            "test_user.py": '''
                import sys
                import lazyheavy as lazy
                heavy, gone = lazy.load("heavy"), lazy.load("gone")
                def function():
                    """
                    >>> 1 + 1
                    2
                    """
                def test_one():
                    assert "heavy" not in sys.modules
                    assert lazy.is_lazy(heavy)
                ''',
            "pytest.ini": "[pytest]\n",
        }
    )
    seen = project.see(f"""
        import pytest, contextlib, io
        arguments = ["-q", "--doctest-modules", "-p", "no:cacheprovider"]
        with contextlib.redirect_stdout(io.StringIO()) as text:
            code = pytest.main([*arguments, {str(project.folder / "test_user.py")!r}])
        seen["code"] = int(code)
        seen["text"] = "2 passed" in text.getvalue() or text.getvalue()
        """)

    assert seen == {"code": 0, "text": True}
