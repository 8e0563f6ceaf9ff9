"""A stub that was made serves `attach_stub()`, type checkers and formatters."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from lazyheavy import stubs

if TYPE_CHECKING:
    from tests.stubs.conftest import StubProject

LONG = "a_name_that_is_so_long_that_its_import_does_not_fit_on_one_line"
PACKAGE = {
    "pkg/__init__.py": f"""
        import lazyheavy as lazy
        __getattr__, __dir__, __all__ = lazy.attach(
            __name__,
            ["sub"],
            {{
                "impl": ["func as best", "func", "Kind", "K", "LIMIT", "{LONG}"],
                "impl10": ["b"],
                "impl2": ["b10", "b2", "B", "aZ", "Ab"],
            }},
            external={{"json": ["dumps"], "wave as sound": []}},
        )
        __version__ = "1.0"
        """,
    "pkg/impl.py": f"""
        LIMIT: int = 3
        K: int = 3
        class Kind: ...
        def func() -> int:
            return 1
        def {LONG}() -> None: ...
        """,
    "pkg/impl2.py": "b10: int = 1\nb2: int = 1\nB: int = 1\naZ: int = 1\nAb: int = 1\n",
    "pkg/impl10.py": "b: int = 1\n",
    "pkg/sub.py": "",
}
NAMES = """
    import pkg
    seen["all"] = sorted(pkg.__all__)
    seen["dir"] = [name for name in dir(pkg) if name[0] != "_"]
    seen["values"] = {name: repr(getattr(pkg, name)).split(" at ")[0]
                      for name in sorted(pkg.__all__)}
    """


def needs(module: str) -> pytest.MarkDecorator:
    """Skip without a tool of the developers."""
    return pytest.mark.skipif(
        find_spec(module) is None, reason=f"{module} is not installed"
    )


def run(project: StubProject, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of the developers in the folder of the package."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=project.folder,
        capture_output=True,
        text=True,
        timeout=55,
        check=False,
    )


def test_attach_stub_offers_the_same_names(project: StubProject) -> None:
    """The package can go over from `attach()` to the stub that was made of it."""
    project.write(PACKAGE)
    text = project.make("pkg")
    before = project.see(NAMES)
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy
                __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
                __version__ = "1.0"
                """
        }
    )

    assert before == project.see(NAMES)
    assert [] == project.check("pkg")
    assert text == stubs.make("pkg").text


@needs("ruff")
def test_formatters_leave_it_as_it_is(project: StubProject) -> None:
    """Ruff and isort's rules find nothing to change, nor in `__all__`."""
    project.write(PACKAGE)
    project.make("pkg")
    stub = "pkg/__init__.pyi"
    formatted = run(project, "ruff", "format", "--isolated", "--check", stub)
    rules = "F,I,PLC0414,PYI,RUF022"
    checked = run(project, "ruff", "check", "--isolated", "--select", rules, stub)

    assert 0 == formatted.returncode, formatted.stdout
    assert 0 == checked.returncode, checked.stdout


@pytest.mark.slow
@needs("mypy")
def test_mypy_is_strict_and_content(project: StubProject) -> None:
    """Users get exact types for every name, and nothing in the stub is amiss."""
    project.write(PACKAGE)
    project.make("pkg")
    (project.folder / "use.py").write_text(
        "from typing import assert_type\n"
        "import pkg\n"
        "from pkg import Kind, best\n"
        "assert_type(best(), int)\n"
        "assert_type(Kind(), Kind)\n"
        "assert_type(pkg.dumps(1), str)\n"
        "assert_type(pkg.__version__, str)\n"
        "pkg.sound.open\n"
        "pkg.sub.__name__\n"
        "pkg.none\n",
        encoding="utf-8",
    )
    arguments = ("--strict", "--cache-dir=.mypy", "--python-version=3.12")
    done = run(project, "mypy", *arguments, "pkg/__init__.pyi", "use.py")
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]

    assert [
        'use.py:10: error: Module has no attribute "none"  [attr-defined]'
    ] == errors
