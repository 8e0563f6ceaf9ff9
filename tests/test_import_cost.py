"""`import lazyheavy` loads one module of ours and nothing else."""

from __future__ import annotations

import ast
import sys

import pytest

from tests._support.children import SOURCE, output_of

#: What `import lazyheavy` may load, exactly.
DOOR = {"lazyheavy"}

#: What the first use of `lazyheavy.imports` loads, exactly.
OPEN = DOOR | {
    "lazyheavy._door",
    "lazyheavy._entry",
    *(
        ("lazyheavy._native",)
        if sys.version_info >= (3, 15)
        else ("lazyheavy._block", "lazyheavy._proxy")
    ),
}

#: A bare interpreter: -I keeps environment and working folder out. What `.pth`
#: files of an environment import would hide our imports, hence -S; of what
#: `site` loads in every interpreter, itself and `os` are taken as given.
BARE = ("-I", "-S")

WATCHED = f"""
import sys

__import__("os")  # statements would wait under -X lazy_imports=all
__import__("site")

sys.path[:0] = [{str(SOURCE)!r}, *sys.argv[1:]]
before = set(sys.modules)
{{code}}
print(repr(sorted(set(sys.modules) - before)))
"""

#: The environment variables that make every declaration eager, switched off.
LAZY = {"EAGER_IMPORT": "", "LAZYHEAVY_EAGER": ""}


def loaded_by(code: str, *options: str, path: tuple[str, ...] = ()) -> set[str]:
    """Return the modules that *code* adds to those of a bare interpreter."""
    program = WATCHED.format(code=code)
    output = output_of(program, options=(*BARE, *options), env=LAZY, args=path)
    return set(ast.literal_eval(output))


def test_import_loads_the_door_only() -> None:
    """The import adds exactly one module, ours."""
    loaded = loaded_by("import lazyheavy")

    assert loaded == DOOR


@pytest.mark.skipif(sys.version_info < (3, 15), reason="PEP 810 came with 3.15")
@pytest.mark.parametrize("mode", ["all", "normal"])
def test_import_loads_the_door_only_in_every_mode_of_the_interpreter(mode: str) -> None:
    """`-X lazy_imports` changes nothing about what the import adds."""
    loaded = loaded_by("__import__('lazyheavy')", "-X", f"lazy_imports={mode}")

    assert loaded == DOOR


def test_the_first_use_loads_the_backend_only() -> None:
    """Reading `lazyheavy.imports` opens the door, and leaves the rest alone."""
    loaded = loaded_by("import lazyheavy; lazyheavy.imports")

    assert loaded == OPEN


def test_the_door_and_what_is_behind_it_agree() -> None:
    """The package lists what `_door` declares, to readers and to checkers."""
    import lazyheavy
    from lazyheavy import _door

    source = (SOURCE / "lazyheavy" / "__init__.py").read_text("utf-8")
    (checked,) = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "lazyheavy._door"
    )

    assert lazyheavy.__all__ == _door.__all__
    assert [alias.name for alias in checked.names] == _door.__all__


def test_importing_one_name_resolves_no_other() -> None:
    """`from lazyheavy import load` brings `load()`; the layers above stay out."""
    loaded = loaded_by("from lazyheavy import load")

    assert loaded >= OPEN | {"lazyheavy._handles"}
    assert not loaded & {
        "lazyheavy._exports",
        "lazyheavy.charts",
        "lazyheavy.engines",
        "lazyheavy.instances",
    }


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("with lazy.imports():\n    import wave", id="imports"),
        pytest.param("wave = lazy.load('wave')", id="load"),
        pytest.param("lazy.attach('package', ['a'], {'b': ['c']})", id="attach"),
        pytest.param("@lazy.shared\ndef engine():\n    import wave", id="shared"),
    ],
)
def test_declaring_loads_neither_the_target_nor_a_library(code: str) -> None:
    """A declaration adds modules of ours and built-in ones, no other."""
    loaded = loaded_by(f"import lazyheavy as lazy\n{code}")
    foreign = {name for name in loaded if name.partition(".")[0] != "lazyheavy"}

    assert foreign <= set(sys.builtin_module_names)
    assert "lazyheavy.charts" not in loaded


def test_import_leaves_the_interpreter_as_it_was() -> None:
    """No finder, hook, thread, filter or other `__import__` is left behind."""
    program = """
    import atexit
    import builtins
    import sys
    import threading
    import warnings

    sys.path.insert(0, sys.argv[1])

    def state():
        return [
            builtins.__import__,
            list(sys.meta_path),
            list(sys.path_hooks),
            list(sys.path),
            list(warnings.filters),
            threading.enumerate(),
            sys.getprofile(),
            sys.gettrace(),
            atexit._ncallbacks(),
        ]

    before = state()
    import lazyheavy
    print(before == state())
    """

    assert output_of(program, options=BARE, env=LAZY, args=(str(SOURCE),)) == "True"
