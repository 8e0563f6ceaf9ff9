"""`stubs.make` writes what a package declares, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lazyheavy import stubs

if TYPE_CHECKING:
    from tests.stubs.conftest import StubProject

IMPL = {
    "pkg/impl.py": """
        LIMIT = 3
        class Kind: ...
        def func() -> None: ...
        def other() -> None: ...
        def _private() -> None: ...
        """,
    "pkg/sub.py": "",
    "pkg/_core.py": "",
}
#: The same declarations by every front end.
FRONTS = {
    "attach": """
        import lazyheavy as lazy
        __getattr__, __dir__, __all__ = lazy.attach(
            __name__, ["sub"], {"impl": ["other as best", "func", "LIMIT", "Kind"]}
        )
        """,
    "attach_stub": """
        import lazyheavy as lazy
        __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
        """,
    "imports": """
        import lazyheavy as lazy
        with lazy.imports():
            import json
            from typing import Any
            from . import sub
            from .impl import func, other as best
        with lazy.imports():
            from .impl import Kind, LIMIT
        """,
    "eager": """
        from __future__ import annotations
        import os
        from typing import Any
        from . import sub
        from .impl import Kind, LIMIT, _private
        from pkg.impl import func, other as best
        """,
}
STUB = """\
from . import sub as sub
from .impl import LIMIT as LIMIT
from .impl import Kind as Kind
from .impl import func as func
from .impl import other as best

__all__ = [
    "LIMIT",
    "Kind",
    "best",
    "func",
    "sub",
]
"""


@pytest.mark.parametrize("front", FRONTS)
def test_every_front_end_gives_the_same_stub(project: StubProject, front: str) -> None:
    """The stub depends on what is declared, not on how; then the check is clean."""
    project.write({**IMPL, "pkg/__init__.py": FRONTS[front]})
    if front == "attach_stub":
        lines = reversed(STUB.partition("\n\n")[0].splitlines())
        project.write({"pkg/__init__.pyi": "\n".join(lines)})
    text = project.make("pkg")

    assert STUB == text
    assert [] == project.check("pkg")


def test_lazy_loader_gives_the_same_stub(project: StubProject) -> None:
    """Its `attach()` has no aliases; otherwise it is the same."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": """
                import lazy_loader as lazy
                __getattr__, __dir__, __all__ = lazy.attach(
                    __name__, {"sub"}, {"impl": ["func"]}
                )
                """,
        }
    )
    text = project.make("pkg")

    assert text == (
        "from . import sub as sub\n"
        "from .impl import func as func\n\n"
        '__all__ = [\n    "func",\n    "sub",\n]\n'
    )
    assert [] == project.check("pkg")


def test_what_is_not_of_the_package_comes_first(project: StubProject) -> None:
    """Sections stand in isort's order: standard library, others, the package."""
    project.write(
        {
            "top/__init__.py": "",
            "top/core.py": "def base() -> None: ...",
            "top/pkg/__init__.py": """
                import lazyheavy as lazy
                __version__ = "1.0"
                __getattr__, __dir__, __all__ = lazy.attach(
                    __name__,
                    ["_hidden"],
                    {"part10": ["b"], "part2": ["a"]},
                    external={
                        "json": ["dumps"],
                        "wave as sound": [],
                        "xml.dom.minidom": [],
                        "lazyheavy": ["load"],
                        "top.core": ["base"],
                        "top": [],
                    },
                )
                """,
            "top/pkg/_hidden.py": "",
            "top/pkg/part2.py": "a = 1",
            "top/pkg/part10.py": "b = 1",
        }
    )
    text = project.make("top.pkg")

    assert text.splitlines() == [
        "import wave as sound",
        "import xml.dom.minidom",
        "from json import dumps as dumps",
        "",
        "import top as top",
        "from lazyheavy import load as load",
        "",
        "from ..core import base as base",
        "from . import _hidden as _hidden",
        "from .part2 import a as a",
        "from .part10 import b as b",
        "",
        "__all__ = [",
        *(f'    "{n}",' for n in ("_hidden", "a", "b", "base", "dumps", "load")),
        *(f'    "{n}",' for n in ("sound", "top", "xml")),
        "]",
        "",
        "__version__: str",
    ]
    assert [] == project.check("top.pkg")


def test_star_imports_are_written_out(project: StubProject) -> None:
    """`attach_stub()` cannot take a star, so each name is imported by itself."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": "from .impl import *\nfrom .more import *",
            "pkg/more.py": "from .impl import other\nmore = 1\nother_one = other",
        }
    )
    text = project.make("pkg")

    assert "from .more import more as more\n" in text
    assert "from .impl import func as func\n" in text
    assert "from .impl import other as other\n" in text
    assert [] == project.check("pkg")


def test_of_two_branches_the_one_that_ran_counts(project: StubProject) -> None:
    """What is bound in one of two ways is taken from where it is."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": """
                import os
                if "NO_SUCH_VARIABLE" in os.environ:
                    from .impl import func
                else:
                    from .slow import func
                try:
                    from .none import other
                except ImportError:
                    from .impl import other
                """,
            "pkg/slow.py": "def func() -> None: ...",
        }
    )
    text = project.make("pkg")

    assert "from .impl import other as other\nfrom .slow import func as func" in text


def test_constants_are_declared_by_their_type(project: StubProject) -> None:
    """Public ones of a plain type are, and the usual dunders."""
    project.write(
        {
            "pkg/__init__.py": """
                __version__ = "1.0"
                __getattr__ = None
                __info__ = {}
                LIMIT: int = 3
                RATE, NAME = 0.5, "x"
                _private = 1
                """,
        }
    )

    assert project.make("pkg").splitlines()[-4:] == [
        "LIMIT: int",
        "NAME: str",
        "RATE: float",
        "__version__: str",
    ]
    assert [] == project.check("pkg")


def test_a_package_that_exports_nothing_gets_an_empty_all(
    project: StubProject,
) -> None:
    """Which needs its type for a type checker."""
    project.write({"pkg/__init__.py": ""})

    assert project.make("pkg") == "__all__: list[str] = []\n"
    assert [] == project.check("pkg")


def test_definitions_cannot_be_repeated(project: StubProject) -> None:
    """All of them are named at once, with their lines and what to do."""
    source = "from .impl import func\n\ndef own(): ...\nclass Own: ...\ntable = {}\n"
    project.write({**IMPL, "pkg/__init__.py": source})

    with pytest.raises(
        stubs.StubError,
        match=r"'pkg': its __init__.py defines 'Own' \(line 4\), 'own' \(line 3\), "
        r"'table' \(line 5\): .*move it into a module",
    ):
        stubs.make("pkg")


def test_the_stub_is_not_written(project: StubProject) -> None:
    """`make()` returns text and place; the caller decides."""
    project.write({"pkg/__init__.py": ""})
    stub = stubs.make("pkg")

    assert str(project.folder / "pkg" / "__init__.pyi") == stub.path
    assert "pkg" == stub.package
    assert f"<Stub of 'pkg' for {stub.path!r}>" == repr(stub)
    assert not (project.folder / "pkg" / "__init__.pyi").exists()
