"""What the `__init__.py` of a package binds, and where it takes it from."""

import ast

from lazyheavy._stubs import _holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import final
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


@final
class Binding:
    """A name, and what it is bound to.

    Attributes:
        name: The name in the package.
        module: The module it is taken from, or several with spaces between them
            for `import a.b` beside `import a.c`; "" if the package defines it.
        attr: The attribute taken from that, or None for the module itself.
        line: The line that binds it; 0 if that is not known.
        top: Whether `import a.b` binds `a`.
    """

    __slots__ = ("attr", "line", "module", "name", "top")

    def __init__(
        self,
        name: str,
        module: str = "",
        attr: "str | None" = None,
        line: int = 0,
        *,
        top: bool = False,
    ) -> None:
        self.name = name
        self.module = module
        self.attr = attr
        self.line = line
        self.top = top

    def is_of(self, package: str) -> bool:
        """Tell whether it is a thing of *package*: defined there, or inside."""
        if self.top:
            return False
        return not self.module or f"{self.module}.".startswith(f"{package}.")


@final
class Source:
    """The bindings of a module's source.

    Attributes:
        names: By name, all that it may be bound to, in order.
        stars: The modules everything is imported from, with the line.
    """

    __slots__ = ("names", "stars")

    def __init__(self) -> None:
        self.names: dict[str, list[Binding]] = {}
        self.stars: dict[str, int] = {}


def read_source(package: str, text: "str | bytes") -> Source:
    """Read the source of a package's `__init__.py`.

    Both branches of a condition count, except where it asks for the version,
    the platform or a type checker.

    Raises:
        SyntaxError: It is not Python.
        ValueError: It has a relative import beyond the top package.
    """
    source = Source()
    for node in _walk(ast.parse(text).body):
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            source.stars[next(imported(package, node)).module] = node.lineno
            continue
        for binding in _bindings(package, node):
            source.names.setdefault(binding.name, []).append(binding)
    return source


def _walk(body: "list[ast.stmt]") -> "Iterator[ast.stmt]":
    """Yield the statements of a module that are no blocks, in order."""
    for node in body:
        if isinstance(node, ast.If):
            holds = _holds(node.test)
            yield from _walk(node.body if holds is not False else [])
            yield from _walk(node.orelse if holds is not True else [])
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node
        else:
            yield node
            for field in ("body", "handlers", "cases", "orelse", "finalbody"):
                for child in getattr(node, field, ()):
                    inner = [child] if isinstance(child, ast.stmt) else child.body
                    yield from _walk(inner)


def _absolute(package: str, node: ast.ImportFrom) -> str:
    """Return the absolute name of the module of a `from` import."""
    if not node.level:
        return node.module or ""
    bits = package.rsplit(".", node.level - 1)
    if len(bits) < node.level:
        message = f"line {node.lineno}: relative import beyond the top package"
        raise ValueError(message)
    base = bits[0]
    return f"{base}.{node.module}" if node.module else base


def _bindings(package: str, node: ast.stmt) -> "Iterator[Binding]":
    """Yield what one statement binds."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from imported(package, node)
    else:
        for name in _defined(node):
            yield Binding(name, line=node.lineno)


def imported(package: str, node: "ast.Import | ast.ImportFrom") -> "Iterator[Binding]":
    """Yield what an import statement binds, a binding for each alias.

    That of a star is called so, and has the module that everything is from.
    """
    module = _absolute(package, node) if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        name = alias.asname or alias.name
        line = alias.lineno
        if isinstance(node, ast.Import):
            top = alias.asname is None and "." in name
            yield Binding(name.partition(".")[0], alias.name, None, line, top=top)
        elif module == package and name != "*":
            yield Binding(name, f"{package}.{alias.name}", None, line)
        else:
            yield Binding(name, module, alias.name, line)


def _defined(node: ast.stmt) -> "Iterator[str]":
    """Yield the names that a statement defines."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _targets(node.target)
    elif type(node).__name__ == "TypeAlias":  # since Python 3.12
        yield node.name.id  # type: ignore[attr-defined]


def names_of_star(module: "ModuleType") -> "list[str]":
    """Return the names that `from module import *` brings."""
    listed = module.__dict__.get("__all__")
    if listed is not None:
        return list(listed)
    return [name for name in module.__dict__ if not name.startswith("_")]


def _targets(target: ast.expr) -> "Iterator[str]":
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from _targets(element)
