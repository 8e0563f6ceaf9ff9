"""A public name of the package that its stub lacks is reported; others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stubs.conftest import StubProject

IMPL = {
    "pkg/impl.py": "def func(): ...\ndef other(): ...\nclass Kind: ...\n",
    "pkg/sub.py": "",
}
#: Declarations of `func`, `other` and the submodule `sub`, by front end.
FRONTS = {
    "attach": """
        import lazyheavy as lazy
        __getattr__, __dir__, __all__ = lazy.attach(
            __name__, ["sub"], {"impl": ["func", "other"]}
        )
        """,
    "lazy_loader": """
        import lazy_loader as lazy
        __getattr__, __dir__, _ = lazy.attach(
            __name__, ["sub"], {"impl": ["func", "other"]}
        )
        """,
    "imports": """
        import lazyheavy as lazy
        with lazy.imports():
            from . import sub
            from .impl import func, other
        """,
    "eager": """
        from . import sub
        from .impl import func, other
        """,
    "by hand": """
        def __getattr__(name):
            from importlib import import_module
            if name == "sub":
                return import_module("pkg.sub")
            return getattr(import_module("pkg.impl"), name)
        def __dir__():
            return ["func", "other", "sub"]
        """,
}
WHOLE = """
    from . import sub as sub
    from .impl import func as func
    from .impl import other as other
    """


@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_a_stub_that_says_it_all_is_fine(project: StubProject, front: str) -> None:
    """Nothing is reported where stub and package agree, whatever the front end."""
    project.write({**IMPL, "pkg/__init__.py": front, "pkg/__init__.pyi": WHOLE})

    assert [] == project.found("pkg")


@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_names_the_stub_lacks_are_reported(project: StubProject, front: str) -> None:
    """A name and a submodule that the stub forgets are found, in every front end."""
    stub = "from .impl import func as func"
    project.write({**IMPL, "pkg/__init__.py": front, "pkg/__init__.pyi": stub})
    found = project.found("pkg")

    assert [
        ("pkg/__init__.pyi", 1, "missing", "other"),
        ("pkg/__init__.pyi", 1, "missing", "sub"),
    ] == found


def test_what_only_lies_around_is_not_missing(project: StubProject) -> None:
    """Imported modules, names from elsewhere and private ones are nobody's exports."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": """
                from __future__ import annotations

                import os
                import pkg.sub
                from typing import Any, TypeVar
                import lazyheavy as lazy

                with lazy.imports():
                    import json
                    from collections.abc import Mapping

                TYPE_CHECKING = False
                _private = 1
                for name in ("a", "b"):
                    pass

                from .impl import func
                """,
            "pkg/__init__.pyi": "from .impl import func as func",
        }
    )

    assert [] == project.found("pkg")


def test_all_makes_anything_public(project: StubProject) -> None:
    """What `__all__` lists has to be in the stub, wherever it comes from."""
    project.write(
        {
            "pkg/__init__.py": """
                from json import dumps
                import os
                __version__ = "1"
                __all__ = ["dumps", "os", "__version__"]
                """,
            "pkg/__init__.pyi": "",
        }
    )
    found = {name for _, _, kind, name in project.found("pkg") if kind == "missing"}

    assert {"dumps", "os", "__version__"} == found


def test_definitions_and_star_imports_are_public(project: StubProject) -> None:
    """What the package itself defines, or takes wholesale from a module, counts."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": """
                from .impl import *
                LIMIT, OTHER = 1, 2
                def helper(): ...
                class Own: ...
                globals()["made"] = helper
                """,
            "pkg/__init__.pyi": "",
        }
    )
    found = [name for *_, name in project.found("pkg")]

    assert sorted(found) == [
        *("Kind", "LIMIT", "OTHER", "Own"),
        *("func", "helper", "made", "other"),
    ]


def test_the_message_says_where_the_name_is_from(project: StubProject) -> None:
    """The author need not look for it."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": "from .impl import func as best\nLIMIT = 1\n",
            "pkg/__init__.pyi": "",
        }
    )
    messages = [finding.message for finding in project.check("pkg")]

    assert [
        "'LIMIT' is not in the stub: line 2 of the __init__.py defines it",
        "'best' is not in the stub: it is pkg.impl.func",
    ] == messages


def test_a_partial_stub_lacks_nothing(project: StubProject) -> None:
    """A `__getattr__` in a stub says that there is more than it says."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": FRONTS["eager"],
            "pkg/__init__.pyi": "def __getattr__(name: str) -> object: ...",
        }
    )

    assert [] == project.found("pkg")


def test_names_that_type_checkers_cannot_import_are_reported(
    project: StubProject,
) -> None:
    """PEP 484: an import of a stub is its own affair, unless it is said twice."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": FRONTS["eager"],
            "pkg/__init__.pyi": """
                from . import sub
                from .impl import (
                    func,
                    other as other,
                )
                """,
        }
    )
    (finding,) = project.check("pkg")

    assert ("hidden", "func", 3) == (finding.kind, finding.name, finding.line)
    assert "'from .impl import func as func'" in finding.message


def test_all_of_the_stub_exports_too(project: StubProject) -> None:
    """With `__all__`, a name need not be said twice."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": FRONTS["attach"],
            "pkg/__init__.pyi": """
                from . import sub
                from .impl import func, other
                __all__ = ["func", "other"]
                __all__ += ["sub"]
                """,
        }
    )

    assert [] == project.found("pkg")


def test_an_alias_is_exported_by_all_only(project: StubProject) -> None:
    """A name that is not the original's cannot be said twice."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": "from .impl import func as best",
            "pkg/__init__.pyi": "from .impl import func as best",
        }
    )
    (finding,) = project.check("pkg")

    assert (
        "type checkers do not let 'best' be imported: list it in __all__"
        == finding.message
    )
