"""Who imports whom in `src`, read from the source without running any of it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Literal, NamedTuple

from .children import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: When an import statement runs: with its module, when a lazily imported name
#: of a `with imports():` block is first used, or when a function is called.
When = Literal["top", "lazy", "inside"]

PACKAGE = SOURCE / "lazyheavy"


class Import(NamedTuple):
    """One import of one module. `names` is what `from` takes out of it."""

    importer: str
    target: str
    names: tuple[str, ...]
    when: When
    where: str


def sources() -> dict[str, Path]:
    """Return the files of our package, by module name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path
    return found


def imports() -> list[Import]:
    """Return every import of our package that can run, for types only left out."""
    files = sources()
    return [
        found
        for module, path in files.items()
        for found in read(path.read_text("utf-8"), module, files, path.name)
    ]


def read(
    source: str, module: str, files: dict[str, Path], name: str = "source.py"
) -> Iterator[Import]:
    """Yield the imports of one module; *files* are the modules of the package."""
    is_package = module in files and files[module].name == "__init__.py"
    package = module if is_package else module.rpartition(".")[0]
    for node, when in _statements(ast.parse(source).body, "top"):
        where = f"{name}:{node.lineno}"
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, (), when, where)
            continue
        base = node.module or ""
        if node.level:
            parents = package.split(".")
            kept = parents[: len(parents) - node.level + 1]
            base = ".".join([*kept, base] if base else kept)
        plain = []
        for alias in node.names:
            if f"{base}.{alias.name}" in files:
                yield Import(module, f"{base}.{alias.name}", (), when, where)
            else:
                plain.append(alias.name)
        if plain:
            yield Import(module, base, tuple(plain), when, where)


def _statements(
    body: list[ast.stmt], when: When
) -> Iterator[tuple[ast.Import | ast.ImportFrom, When]]:
    """Yield the import statements below *body*, with when they run."""
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node, when
            continue
        inner = when
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = "inside"
        elif isinstance(node, ast.With) and when == "top" and _is_lazy(node):
            inner = "lazy"
        for field in ("body", "orelse", "finalbody"):
            if field == "body" and isinstance(node, ast.If) and _for_types(node):
                continue
            yield from _statements(getattr(node, field, []), inner)
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield from _statements(part.body, inner)


def _is_lazy(node: ast.With) -> bool:
    """Tell whether this is `with imports(...):` or `with lazy.imports(...):`."""
    call = node.items[0].context_expr
    if not isinstance(call, ast.Call):
        return False
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else None
    return (function.id if isinstance(function, ast.Name) else name) == "imports"


def _for_types(node: ast.If) -> bool:
    """Tell whether this is `if TYPE_CHECKING:`."""
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
