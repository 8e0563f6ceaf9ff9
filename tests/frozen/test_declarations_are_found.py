"""The PyInstaller hook reads what a module declares in strings and stubs."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from lazyheavy._pyinstaller import get_hook_dirs
from lazyheavy._pyinstaller._collect import data_of
from lazyheavy._pyinstaller._declared import Declared, read


def declared(source: str, name: str = "pkg", filename: str = "nowhere.py") -> Declared:
    """Read dedented *source*."""
    return read(name, filename, textwrap.dedent(source).encode())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "import lazyheavy as lazy\nlazy.load('a.b')", [("a.b", [])], id="load"
        ),
        pytest.param(
            "from lazyheavy import load as later\nx = later(fullname='a')",
            [("a", [])],
            id="load by another name",
        ),
        pytest.param(
            "def f():\n    import lazyheavy.errors\n    lazyheavy.load('a')",
            [("a", [])],
            id="in a function",
        ),
        pytest.param(
            "try:\n    import lazyheavy as l\nexcept ImportError:\n"
            "    import lazy_loader as l\nl.attach(__name__, ['sub'])",
            [("pkg.sub", [])],
            id="submodules",
        ),
        pytest.param(
            "import lazyheavy as l\nTABLE = {'m': ['f', 'g as h']}\n"
            "l.attach(__name__, submod_attrs=TABLE)",
            [("pkg.m", ["f", "g"])],
            id="a table with a name",
        ),
        pytest.param(
            "import lazyheavy as l\n"
            "l.attach('other', ('a as b',), external={'m': ['f'], 'x as y': ()})",
            [("other.a", []), ("m", ["f"]), ("x", [])],
            id="external",
        ),
        pytest.param(
            "import lazyheavy as l\nl.warm('a', engine, 'b')",
            [("a", []), ("b", [])],
            id="warm",
        ),
        pytest.param("import json\njson.load('a')", [], id="another load"),
        pytest.param(
            "import lazyheavy as l\nl.load('tool', path='tool.py')", [], id="path"
        ),
    ],
)
def test_modules(source: str, expected: list[tuple[str, list[str]]]) -> None:
    """Literal names of modules are found, whatever the front end is called."""
    found = declared(source)

    assert found.imports == expected
    assert found.unread == []


def test_a_stub(tmp_path: Path) -> None:
    """What a stub imports is found, and the stub itself."""
    stub = tmp_path / "__init__.pyi"
    stub.write_text("from . import sub\nfrom .impl import f as g\nimport json.tool\n")
    found = declared(
        "import lazyheavy as l\nl.attach_stub(__name__, __file__)",
        filename=str(tmp_path / "__init__.py"),
    )

    assert found.imports == [("pkg.sub", []), ("pkg.impl", ["f"]), ("json.tool", [])]
    assert found.stubs == [str(stub)]


def test_distributions_whose_version_is_checked() -> None:
    """The names in `require=` are found: a frozen program needs their metadata."""
    found = declared("""
        import lazyheavy as lazy
        with lazy.imports(require="numpy>=2"):
            import numpy
        lazy.load("yaml", require=" PyYAML [fast] ; python_version > '3'")
        """)

    assert found.distributions == {"numpy", "PyYAML"}


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("l.load(name)", "load(): 'name' is known at run time only"),
        ("l.attach(__name__, f())", "attach(): 'f()' is known at run time only"),
        ("l.attach(**options)", "attach(): ** hides its arguments"),
        ("l.attach(__name__, [1])", "attach(): 1 is not a name"),
        ("l.attach_stub(__name__, __file__)", "attach_stub(): [Errno 2]"),
    ],
)
def test_what_cannot_be_read_is_reported(call: str, reason: str) -> None:
    """A declaration that is no literal is told with its line, not passed over."""
    found = declared(f"import lazyheavy as l\n\n{call}\n")
    [(line, told)] = found.unread

    assert line == 3
    assert reason in told


def test_names_used_of_lazyheavy() -> None:
    """The parts of lazyheavy that a module uses are known by name."""
    found = declared("import lazyheavy as lazy\nlazy.render_chart({}).save(lazy.x)")

    assert found.used == {"render_chart", "x"}


def test_the_folder_of_hooks() -> None:
    """The entry point gives the folder that holds a hook for each part."""
    [folder] = map(Path, get_hook_dirs())
    hooks = {path.name for path in folder.glob("hook-*.py")}

    assert "hook-lazyheavy.py" in hooks


def test_data_files() -> None:
    """Scripts are data of a part; Python's own files and caches are not."""
    names = {
        (path.replace("\\", "/").rpartition("/")[2], into.replace("\\", "/"))
        for path, into in data_of("lazyheavy.engines")
    }

    scripts = {"bridge.js", "old_v8.js", "shims.js"}
    assert {(name, "lazyheavy/engines") for name in scripts} <= names
    assert not {name for name, _ in names if name.endswith((".py", ".pyc"))}
    assert data_of("no_such_package.at_all") == []
