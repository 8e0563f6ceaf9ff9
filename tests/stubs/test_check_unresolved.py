"""A name of the stub that does not resolve is reported with its line and reason."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from lazyheavy import stubs

if TYPE_CHECKING:
    from tests.stubs.conftest import StubProject

ATTACH = (
    "import lazyheavy as lazy\n"
    "__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__{options})\n"
)
THEIRS = ATTACH.replace("lazyheavy", "lazy_loader")

#: The stub, the module `pkg.impl`, and what the message has to say.
CASES = {
    "no such name": (
        "from .impl import func as func, gone as gone",
        "def func(): ...",
        ["'gone' does not resolve: ", "'pkg.impl'", "'gone'"],
    ),
    "no such module": (
        "from .impl import func as func\nfrom .none import gone as gone",
        "def func(): ...",
        ["'gone' does not resolve: ", "No module named 'pkg.none'"],
    ),
    "its import fails": (
        "from .impl import gone as gone",
        "\n\n1 / 0",
        ["'gone' does not resolve: ZeroDivisionError: division by zero", "impl.py:3)"],
    ),
    "it is not Python": (
        "from .impl import gone as gone",
        "\ndef (",
        ["'gone' does not resolve: SyntaxError: ", "impl.py:2)"],
    ),
    "its import ends the program": (
        "from .impl import gone as gone",
        "import sys; sys.exit(3)",
        ["'gone' does not resolve: SystemExit: 3 (", "impl.py:1)"],
    ),
}


@pytest.mark.parametrize("attach", [ATTACH, THEIRS], ids=["lazyheavy", "lazy_loader"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_reason_is_told(
    project: StubProject, attach: str, case: tuple[str, str, list[str]]
) -> None:
    """The message holds the error itself, and the line of the package it is from."""
    stub, impl, parts = case
    project.write(
        {
            "pkg/__init__.py": attach.format(options=""),
            "pkg/__init__.pyi": stub,
            "pkg/impl.py": "",
        }
    )
    (project.folder / "pkg/impl.py").write_text(impl, encoding="utf-8")
    (finding,) = project.check("pkg")
    line = len(stub.splitlines())

    assert ("unresolved", "gone", line) == (finding.kind, finding.name, finding.line)
    for part in parts:
        assert part in finding.message


def test_a_missing_dependency_is_told_with_the_command_that_brings_it(
    project: StubProject,
) -> None:
    """The hint of the package reaches the one who checks it."""
    project.write(
        {
            "pkg/__init__.py": ATTACH.format(options=", hint='pip install thing'"),
            "pkg/__init__.pyi": "from no_such_thing import gone as gone",
        }
    )
    (finding,) = project.check("pkg")

    assert "MissingDependencyError: " in finding.message
    assert "pip install thing" in finding.message


def test_a_name_that_only_a_resolved_one_would_bring_is_reported(
    project: StubProject,
) -> None:
    """A submodule that comes with another name does not pass for an export."""
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy
                __getattr__, __dir__, __all__ = lazy.attach(
                    __name__, None, {"impl": ["func"]}
                )
                """,
            "pkg/__init__.pyi": """
                from . import impl as impl
                from .impl import func as func
                """,
            "pkg/impl.py": "def func(): ...",
        }
    )

    assert [("pkg/__init__.pyi", 1, "unresolved", "impl")] == project.found("pkg")


def test_definitions_of_the_stub_have_to_be_there(project: StubProject) -> None:
    """What the stub defines is looked for too, but for its private names."""
    project.write(
        {
            "pkg/__init__.py": "VALUE = 1",
            "pkg/__init__.pyi": """
                from typing import Any, TypeVar
                _T = TypeVar("_T")
                class _Shape: ...
                VALUE: int
                OTHER: int
                __version__: str
                def func(shape: _Shape) -> Any: ...
                class Kind: ...
                """,
        }
    )
    found = [(line, name) for _, line, _, name in project.found("pkg")]

    assert [(5, "OTHER"), (6, "__version__"), (7, "func"), (8, "Kind")] == found


def test_all_of_the_stub_has_to_be_there(project: StubProject) -> None:
    """A name that stands in `__all__` alone is looked for, on its own line."""
    project.write(
        {
            "pkg/__init__.py": "from .impl import func",
            "pkg/__init__.pyi": """
                from .impl import func
                __all__ = [
                    "func",
                    "gone",
                ]
                """,
            "pkg/impl.py": "def func(): ...",
        }
    )

    assert [("pkg/__init__.pyi", 4, "unresolved", "gone")] == project.found("pkg")


def test_a_name_that_takes_the_process_down_is_named(project: StubProject) -> None:
    """A crash cannot be a finding, and is no crash of the one who checks."""
    project.write(
        {
            "pkg/__init__.py": ATTACH.format(options=""),
            "pkg/__init__.pyi": "from .impl import func as func",
            "pkg/impl.py": "import os; os._exit(7)",
        }
    )

    with pytest.raises(stubs.StubError, match=r"at 'pkg\.func', with exit code 7"):
        project.check("pkg")


def test_a_failing_subpackage_is_a_finding(project: StubProject) -> None:
    """The rest is checked, where a subpackage cannot be imported."""
    project.write(
        {
            "pkg/__init__.py": "from .impl import func",
            "pkg/__init__.pyi": textwrap.dedent(
                """\
                from .impl import func as func
                from .impl import gone as gone
                """
            ),
            "pkg/impl.py": "def func(): ...",
            "pkg/sub/__init__.py": "raise RuntimeError('of its own')",
            "pkg/sub/__init__.pyi": "",
        }
    )
    first, second = project.check("pkg")

    assert ("pkg.sub", "unresolved") == (first.package, first.kind)
    assert "RuntimeError: of its own" in first.message
    assert "gone" == second.name
