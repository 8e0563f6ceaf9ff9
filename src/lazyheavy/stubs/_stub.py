"""What a stub says: its names, where each comes from, and who may see it."""

import ast

from lazyheavy._stubs import _FOR_TYPING, _is_all, _literal, _statements

from ._source import imported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import final

    from ._source import Binding
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


@final
class Declared:
    """One name of a stub.

    Attributes:
        name: The name.
        line: Where the stub declares it.
        module: The module it is imported from; "" if the stub defines it.
        attr: The attribute taken from that, or None for the module itself.
        exported: Whether type checkers let others import it (PEP 484).
        advice: How to export it without `__all__`, or "".
    """

    __slots__ = ("advice", "attr", "exported", "line", "module", "name")

    def __init__(self, name: str, line: int, *, exported: bool = True) -> None:
        self.name = name
        self.line = line
        self.exported = exported
        self.module = ""
        self.attr: str | None = None
        self.advice = ""


@final
class StubFile:
    """A stub that was read.

    Attributes:
        path: The file.
        names: What holds at run time, under this Python and on this platform.
        known: The names that type checkers know, exported or not.
        stars: The modules that it imports everything from, with the line.
        listed: The names in its `__all__` with their lines, or None.
        line: The line of `__all__`, or 1.
        partial: Whether it has a `__getattr__`, which says that it is not whole.
    """

    __slots__ = ("known", "line", "listed", "names", "partial", "path", "stars")

    def __init__(self, path: str) -> None:
        self.path = path
        self.names: dict[str, Declared] = {}
        self.known: set[str] = set()
        self.stars: dict[str, int] = {}
        self.listed: dict[str, int] | None = None
        self.line = 1
        self.partial = False


def read_stub(package: str, path: str, source: bytes) -> StubFile:
    """Read a stub as `attach_stub()` does, and as a type checker does.

    Raises:
        ValueError: It has an `__all__` that is no literal list, or a relative
            import beyond the top package.
        SyntaxError: It is not Python.
    """
    tree = ast.parse(source, path)
    stub = StubFile(path)
    for node in _statements(tree.body):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            _read_all(stub, node, tree.body)
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            module = next(imported(package, node)).module
            if module not in _FOR_TYPING:
                stub.stars[module] = node.lineno
        for declared in _declared(package, node):
            stub.names.setdefault(declared.name, declared)
            stub.partial = stub.partial or declared.name == "__getattr__"
    for node in _statements(tree.body, checking=True):
        stub.known.update(declared.name for declared in _declared(package, node))
    for name in stub.listed or ():
        if name in stub.names:
            stub.names[name].exported = True
    return stub


def _read_all(
    stub: StubFile,
    node: "ast.Assign | ast.AnnAssign | ast.AugAssign",
    body: "list[ast.stmt]",
) -> None:
    """Take the names of `__all__`, if it is that which is assigned."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if not _is_all(*targets) or node.value is None:
        return
    names = _literal(stub.path, node.value, body)
    elements: list[ast.expr] = getattr(node.value, "elts", [])
    lines = [element.lineno for element in elements]
    if len(lines) != len(names):
        lines = [node.lineno] * len(names)
    if stub.listed is None or not isinstance(node, ast.AugAssign):
        stub.listed = {}
        stub.line = node.lineno
    stub.listed.update(zip(names, lines, strict=True))


def _declared(package: str, node: ast.stmt) -> "Iterator[Declared]":
    """Yield the names that one statement declares."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias, binding in zip(node.names, imported(package, node), strict=True):
            if alias.name != "*":
                yield from _from_import(node, alias, binding)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield Declared(node.name, node.lineno)
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        for name in _assigned(node):
            if name != "__all__":
                yield Declared(name, node.lineno)
    elif type(node).__name__ == "TypeAlias":  # since Python 3.12
        yield Declared(node.name.id, node.lineno)  # type: ignore[attr-defined]


def _assigned(node: "ast.Assign | ast.AnnAssign") -> "Iterable[str]":
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _from_import(
    node: "ast.Import | ast.ImportFrom", alias: ast.alias, binding: "Binding"
) -> "Iterator[Declared]":
    """Yield the name of one alias, unless it serves the stub alone."""
    level: int = getattr(node, "level", 0)
    base: str = getattr(node, "module", None) or ""
    is_redundant = alias.asname == alias.name
    if not level and binding.module in _FOR_TYPING and not is_redundant:
        return
    # `from . import sub` exports as well: that is how a submodule is bound.
    # `from . import _types` mostly is for the annotations of the stub.
    is_submodule = (
        level > 0 and not base and not alias.asname and not alias.name.startswith("_")
    )
    declared = Declared(
        binding.name, alias.lineno, exported=is_redundant or is_submodule
    )
    declared.module, declared.attr = binding.module, binding.attr
    origin = f"from {'.' * level}{base} " if isinstance(node, ast.ImportFrom) else ""
    if alias.asname is None and "." not in alias.name:
        declared.advice = f"write '{origin}import {alias.name} as {alias.name}', or "
    yield declared
