"""Small packages in a folder, and what a fresh interpreter sees of them."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING

from .children import output_of, run_python

if TYPE_CHECKING:
    from pathlib import Path

#: The front ends with which a package can export names lazily.
EXPORTS = ("imports", "attach", "attach_stub")

_PRELUDE = '''
import sys
import lazyheavy as lazy

seen = {}

def loaded(*names):
    """Return those of *names* that are in sys.modules."""
    return [name for name in names if name in sys.modules]

def error(call, *args):
    """Return what calling raises."""
    try:
        call(*args)
    except BaseException as raised:
        return raised
    raise AssertionError("nothing was raised")
'''


def write(folder: Path, files: dict[str, str]) -> None:
    """Write dedented sources under *folder*, keyed by relative path."""
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(source).lstrip("\n"), encoding="utf-8")


def export_files(
    front: str,
    package: str,
    *,
    submodules: tuple[str, ...] = (),
    attrs: dict[str, list[str]] | None = None,
    external: dict[str, list[str]] | None = None,
    options: str = "",
    before: str = "",
    after: str = "",
) -> dict[str, str]:
    """Return the ``__init__`` files of *package* for a front end.

    The tables are those of `lazyheavy.attach`; every front end, and ``"plain"``
    for ordinary imports, declares the same names from them. *options* are
    further keyword arguments as source, *before* and *after* the code around
    the declaration.
    """
    attrs = attrs or {}
    external = external or {}
    statements = [f"from . import {name}" for name in submodules]
    for module, names in attrs.items():
        statements += [f"from .{module} import {name}" for name in names]
    for module, names in external.items():
        statements += [f"from {module} import {name}" for name in names]
        statements += [] if names else [f"import {module}"]

    body = textwrap.indent("\n".join(statements), "    ")
    triple = "__getattr__, __dir__, __all__"
    declaration = {
        "plain": "\n".join(statements),
        "imports": f"with lazy.imports({options}):\n{body}",
        "attach": (
            f"{triple} = lazy.attach(__name__, {list(submodules)!r}, {attrs!r}, "
            f"external={external!r}, {options})"
        ),
        "attach_stub": f"{triple} = lazy.attach_stub(__name__, __file__, {options})",
    }[front]
    parts = ["import lazyheavy as lazy", before, declaration, after]
    files = {f"{package}/__init__.py": "\n".join(map(textwrap.dedent, parts)) + "\n"}
    if front == "attach_stub":
        files[f"{package}/__init__.pyi"] = "\n".join(statements) + "\n"
    return files


class Project:
    """A folder of modules, and children that look at them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, files: dict[str, str]) -> None:
        """Write dedented sources, keyed by relative path."""
        write(self.folder, files)

    def exports(self, front: str, package: str, **tables: object) -> None:
        """Write the ``__init__`` of *package*; see `export_files`."""
        write(self.folder, export_files(front, package, **tables))  # type: ignore[arg-type]

    def see(self, code: str, **options: object) -> dict[str, object]:
        """Run *code* in a fresh child and return the dict ``seen`` it filled.

        The code finds ``sys``, ``lazy``, ``seen``, ``loaded(*names)`` and
        ``error(call, *args)`` defined.
        """
        source = _PRELUDE + textwrap.dedent(code) + "\nprint(repr(seen))\n"
        options = {"forked": True, "finalize": False, **options}
        output = output_of(source, path=(self.folder,), **options)
        return ast.literal_eval(output.splitlines()[-1])

    def output(self, code: str, **options: object) -> str:
        """Run *code* alone in a fresh child and return its stripped stdout."""
        return output_of(code, path=(self.folder,), forked=True, **options)

    def complaints(self, code: str, **options: object) -> str:
        """Run *code* in a fresh child that must end well; return its stderr."""
        done = run_python(code, path=(self.folder,), **options)  # type: ignore[arg-type]

        assert done.returncode == 0, done.stderr
        return done.stderr
