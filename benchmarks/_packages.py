"""The packages that the measured children import, written to a folder.

Every library declares the same names, so that what differs is the declaring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Final

#: Tiny modules: `tiny0` to `tiny999`, each with a `VALUE`.
MODULES: Final = 1000

#: How many of them are declared and touched to measure the first touch.
TOUCHED: Final = 300

#: Reads in one call of `read()`: enough to drown the loop around it.
READS: Final = 100

OURS: Final = "import lazyheavy as lazy\n"
PEER: Final = "import lazy_loader\n"
TRIPLE: Final = "__getattr__, __dir__, __all__ = "

#: How a module gets the name `tiny`, which it reads again and again.
HOLDERS: Final = {
    "plain": "import tiny0 as tiny\n",
    "imports": OURS + "with lazy.imports():\n    import tiny0 as tiny\n",
    "load": OURS + "tiny = lazy.load('tiny0')\n",
    "lazy_loader": PEER + "tiny = lazy_loader.load('tiny0')\n",
    "wrapt": "import wrapt\ntiny = wrapt.lazy_import('tiny0')\n",
    # A proxy that was stored before it was touched cannot be rebound there.
    "leaked": OURS
    + "with lazy.imports():\n    import tiny0\nbox = [tiny0]\n"
    + "tiny0.VALUE\ntiny = box[0]\n",
}

#: How a package gets its name `VALUE`, which others read from it.
EXPORTERS: Final = {
    "plain": "from .part import VALUE\n",
    "imports": OURS + "with lazy.imports():\n    from .part import VALUE\n",
    "attach": OURS + TRIPLE + "lazy.attach(__name__, None, {'part': ['VALUE']})\n",
    "attach_stub": OURS + TRIPLE + "lazy.attach_stub(__name__, __file__)\n",
    "lazy_loader": PEER
    + TRIPLE
    + "lazy_loader.attach(__name__, None, {'part': ['VALUE']})\n",
    "lazy_imports": "from lazy_imports import LazyModule, as_package, load\n"
    "load(LazyModule(*as_package(__file__), 'from .part import VALUE', "
    "name=__name__))\n",
}


def write_packages(folder: Path) -> None:
    """Write everything that children import into *folder*."""
    folder.mkdir()
    for number in range(MODULES):
        (folder / f"tiny{number}.py").write_text(f"VALUE = {number}\n")
    for how, source in HOLDERS.items():
        (folder / f"hold_{how}.py").write_text(source + _reader("tiny.VALUE"))
    for how, source in EXPORTERS.items():
        package = folder / f"export_{how}"
        package.mkdir()
        (package / "__init__.py").write_text(source)
        (package / "__init__.pyi").write_text("from .part import VALUE\n")
        (package / "part.py").write_text("VALUE = 1\n")
        (folder / f"reads_{how}.py").write_text(
            f"import export_{how} as package\n" + _reader("package.VALUE")
        )
    for names in (10, 100, 1000):
        _write_declarations(folder, names)
    _write_touches(folder)


def _reader(expression: str) -> str:
    """Return a function that evaluates *expression* over and over."""
    return "def read():\n" + f"    {expression}\n" * READS


def _write_declarations(folder: Path, names: int) -> None:
    """Write a package of so many exports, ten a submodule, for every library."""
    table = {
        f"part{part}": [f"name{part}_{number}" for number in range(10)]
        for part in range(names // 10)
    }
    statements = [
        f"from .{part} import {', '.join(exports)}" for part, exports in table.items()
    ]
    block = "".join(f"    {statement}\n" for statement in statements)
    sources = {
        "imports": f"{OURS}with lazy.imports():\n{block}",
        "attach": f"{OURS}{TRIPLE}lazy.attach(__name__, None, {table!r})\n",
        "attach_stub": f"{OURS}{TRIPLE}lazy.attach_stub(__name__, __file__)\n",
        "lazy_loader": f"{PEER}{TRIPLE}lazy_loader.attach(__name__, None, {table!r})\n",
        "lazy_loader_stub": f"{PEER}{TRIPLE}"
        "lazy_loader.attach_stub(__name__, __file__)\n",
    }
    for how, source in sources.items():
        package = folder / f"declare{names}_{how}"
        package.mkdir()
        (package / "__init__.py").write_text(source)
        (package / "__init__.pyi").write_text("\n".join(statements) + "\n")


def _write_touches(folder: Path) -> None:
    """Write packages whose `touch()` uses many names for the first time.

    Ten names a module: more than that is rare, and what a touch costs may
    depend on the size of the namespace it happens in.
    """
    for part in range(TOUCHED // 10):
        names = [f"tiny{number}" for number in range(part * 10, part * 10 + 10)]
        block = "".join(f"    import {name}\n" for name in names)
        touch = "def touch():\n" + "".join(f"    {name}.VALUE\n" for name in names)
        sources = {
            "plain": "def touch():\n"
            + "".join(f"    import {name}\n    {name}.VALUE\n" for name in names),
            "imports": f"{OURS}with lazy.imports():\n{block}{touch}",
            "load": OURS + "".join(f"{n} = lazy.load({n!r})\n" for n in names) + touch,
            "lazy_loader": PEER
            + "".join(f"{n} = lazy_loader.load({n!r})\n" for n in names)
            + touch,
        }
        for how, source in sources.items():
            package = folder / f"touch_{how}"
            package.mkdir(exist_ok=True)
            (package / f"part{part}.py").write_text(source)
    parts = [f"part{part}" for part in range(TOUCHED // 10)]
    for how in sources:
        (folder / f"touch_{how}" / "__init__.py").write_text(
            f"from . import {', '.join(parts)}\n\ndef touch():\n"
            + "".join(f"    {part}.touch()\n" for part in parts)
        )
