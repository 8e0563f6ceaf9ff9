"""What the import statements of a source bind, and which names it uses early.

Reads sources, and runs nothing: `lazyheavy.fixing` knows when a name is used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable
    from typing import final
else:

    def final(kind):  # noqa: ANN001, ANN202
        return kind


@final
class Read:
    """One source, read.

    Attributes:
        bound: What the statement of each line binds: names, each with the name that
            it has in the module it is taken from (None: it is a module itself).
        used: The first line that uses a name while the module is imported.
        exported: The strings in ``__all__``.
    """

    __slots__ = ("bound", "exported", "used")

    def __init__(self, tree: "ast.Module") -> None:
        from lazyheavy.fixing._uses import Uses

        found = Uses(tree)
        self.exported = found.exported
        self.bound: dict[int, dict[str, str | None]] = {}
        for node in _imports(tree):
            names = _names(node)
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                self.bound.setdefault(line, {}).update(names)
        self.used: dict[str, int] = {}
        for use in found.uses:
            if use.when == "import" and use.line < self.used.get(
                use.name, use.line + 1
            ):
                self.used[use.name] = use.line


@final
class Sources:
    """Reads each file once.

    Args:
        folder: What relative files are relative to.
        code: The program itself where it is no file (``-c``), else "".
    """

    def __init__(self, folder: str, code: str) -> None:
        self._folder = folder
        self._code = code
        self._read: dict[str, Read | None] = {}

    def read(self, file: str) -> "Read | None":
        """Return what *file* says, None if it cannot be read or parsed."""
        if file not in self._read:
            self._read[file] = self._parse(file)
        return self._read[file]

    def _parse(self, file: str) -> "Read | None":
        import ast  # once a profile
        from os.path import join

        from ._archives import source_in_archive

        source: str | bytes | None = self._code
        if file != "<string>":
            try:
                with open(join(self._folder, file), "rb") as opened:
                    source = opened.read()
            except OSError:
                source = source_in_archive(join(self._folder, file))
        if source is None:
            return None
        try:
            return Read(ast.parse(source))
        except (SyntaxError, ValueError, RecursionError):
            return None


def _names(node: "ast.Import | ast.ImportFrom") -> "dict[str, str | None]":
    """Return the names that a statement binds, by what they are in their module."""
    import ast

    if isinstance(node, ast.ImportFrom):
        return {alias.asname or alias.name: alias.name for alias in node.names}
    return {alias.asname or alias.name.partition(".")[0]: None for alias in node.names}


def _imports(tree: "ast.Module") -> "Iterable[ast.Import | ast.ImportFrom]":
    """Yield the import statements that run with the body of the module."""
    import ast

    rest: list[ast.AST] = list(tree.body)
    while rest:
        node = rest.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            rest.extend(ast.iter_child_nodes(node))
        elif isinstance(node, ast.ExceptHandler):
            rest.extend(node.body)
