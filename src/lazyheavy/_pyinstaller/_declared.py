"""What the source of one module declares lazily in strings and stubs.

Import statements, also those of a `with lazy.imports():` block, are not our
subject: PyInstaller sees them. Collaborates with `_stubs`, which reads stubs.
"""

import ast
import os
import re

from lazyheavy import _stubs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["Declared", "read"]

#: The modules whose functions declare lazy names.
FRONT_ENDS = ("lazyheavy", "lazy_loader")

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")


class Declared:
    """The findings in one module.

    Attributes:
        imports: Modules, each with the names taken from it, which may be
            submodules too.
        stubs: Paths of the stubs that are read at run time.
        distributions: Names of those whose version is checked at run time.
        used: Names read off lazyheavy, such as ``render_chart``.
        unread: Line and reason of each declaration that is no literal.
    """

    __slots__ = ("distributions", "imports", "stubs", "unread", "used")

    def __init__(self) -> None:
        self.imports: list[tuple[str, list[str]]] = []
        self.stubs: list[str] = []
        self.distributions: set[str] = set()
        self.used: set[str] = set()
        self.unread: list[tuple[int, str]] = []


def read(name: str, filename: str, source: bytes) -> Declared:
    """Find the declarations in the source of the module *name*.

    Raises:
        SyntaxError: The source is not Python.
    """
    return _Reader(name, filename, ast.parse(source, filename)).found


class _Reader:
    """Reads one module; `names` says what its names of ours stand for."""

    __slots__ = ("constants", "filename", "found", "name", "names")

    def __init__(self, name: str, filename: str, tree: ast.Module) -> None:
        self.name = name
        self.filename = filename
        self.found = Declared()
        self.names: dict[str, str | None] = {}  # None: the front end itself
        self.constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        nodes = list(ast.walk(tree))
        for node in nodes:
            self._note_import(node)
        for node in nodes:
            if isinstance(node, ast.Attribute) and self._is_front_end(node.value):
                self.found.used.add(node.attr)
            elif isinstance(node, ast.Call):
                self._note_call(node)

    def _note_import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in FRONT_ENDS:
                    self.names[alias.asname or alias.name] = None
                elif alias.name.startswith("lazyheavy.") and not alias.asname:
                    self.names["lazyheavy"] = None
        elif isinstance(node, ast.ImportFrom) and node.module in FRONT_ENDS:
            for alias in node.names:
                self.names[alias.asname or alias.name] = alias.name
                self.found.used.add(alias.name)

    def _is_front_end(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and self.names.get(node.id, "") is None

    def _note_call(self, call: ast.Call) -> None:
        function = call.func
        if isinstance(function, ast.Name):
            called = self.names.get(function.id)
        elif isinstance(function, ast.Attribute) and self._is_front_end(function.value):
            called = function.attr
        else:
            return
        read = _CALLS.get(called or "")
        try:
            arguments = _Arguments(call)
            require = self._value(arguments.get("require"), "")
            if require and called in _CHECKING:
                match = _NAME.match(require)
                self.found.distributions.add(match[1] if match else require)
            if read is not None:
                read(self, arguments)
        except (TypeError, ValueError, SyntaxError, OSError) as error:
            self.found.unread.append((call.lineno, f"{called}(): {error}"))

    def _value(self, node: "ast.expr | None", default: "Any") -> "Any":
        """Evaluate a literal, or a name of the module that is bound to one."""
        if node is None:
            return default
        if isinstance(node, ast.Name) and node.id in self.constants:
            node = self.constants[node.id]
        try:
            return ast.literal_eval(node)
        except ValueError as error:
            message = f"{ast.unparse(node)!r} is known at run time only"
            raise ValueError(message) from error

    def _package(self, node: "ast.expr | None") -> str:
        """Return the package that an `attach()` is for: nearly always this."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        return self.name

    def _attach(self, arguments: "_Arguments") -> None:
        package = self._package(arguments.get("package_name", 0))
        for item in self._value(arguments.get("submodules", 1), None) or ():
            self._import(f"{package}.{_target(item)}")
        attrs = self._value(arguments.get("submod_attrs", 2), None) or {}
        for submodule, items in attrs.items():
            self._import(f"{package}.{submodule}", items)
        for module, items in (
            self._value(arguments.get("external"), None) or {}
        ).items():
            self._import(_target(module), items)

    def _attach_stub(self, arguments: "_Arguments") -> None:
        package = self._package(arguments.get("package_name", 0))
        node = arguments.get("filename", 1)
        if isinstance(node, ast.Name) and node.id == "__file__":
            path = os.path.splitext(self.filename)[0] + ".pyi"
        else:
            path = str(self._value(node, None))
        with open(path, "rb") as file:
            rows, _ = _stubs._compile(package, path, file.read())
        self.found.stubs.append(path)
        for _, module, attr, _, _ in rows:
            self._import(module, [attr] if attr else ())

    def _load(self, arguments: "_Arguments") -> None:
        if arguments.get("path") is None:  # else it is a file outside the program
            self._import(self._value(arguments.get("fullname", 0), None))

    def _warm(self, arguments: "_Arguments") -> None:
        for node in arguments.positional:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self._import(node.value)

    def _import(self, module: "Any", names: "Any" = ()) -> None:
        if not isinstance(module, str):
            message = f"{module!r} is not the name of a module"
            raise TypeError(message)
        self.found.imports.append((module, [_target(name) for name in names]))


_CALLS = {
    "attach": _Reader._attach,
    "attach_stub": _Reader._attach_stub,
    "load": _Reader._load,
    "warm": _Reader._warm,
}

#: The functions that take `require=`.
_CHECKING = frozenset({"attach", "attach_stub", "imports", "is_available", "load"})


class _Arguments:
    """The arguments of a call, by keyword or position."""

    __slots__ = ("keywords", "positional")

    def __init__(self, call: ast.Call) -> None:
        if any(word.arg is None for word in call.keywords):
            message = "** hides its arguments"
            raise ValueError(message)
        self.keywords = {word.arg: word.value for word in call.keywords}
        self.positional = list(_before_star(call.args))

    def get(self, name: str, position: "int | None" = None) -> "ast.expr | None":
        found = self.keywords.get(name)
        if found is not None or position is None:
            return found
        return self.positional[position] if position < len(self.positional) else None


def _before_star(nodes: "list[ast.expr]") -> "Iterator[ast.expr]":
    for node in nodes:
        if isinstance(node, ast.Starred):
            return
        yield node


def _target(item: "Any") -> str:
    """Return what ``"name as alias"`` imports."""
    if not isinstance(item, str):
        message = f"{item!r} is not a name"
        raise TypeError(message)
    return item.partition(" as ")[0].strip()
