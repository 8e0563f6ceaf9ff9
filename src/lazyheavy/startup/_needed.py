"""Which names a module uses while it is imported: to make those lazy gains nothing.

Reads sources, and runs nothing: `lazyheavy.fixing` knows when a name is used.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from ._schema import Statement

    #: The statement of each line, as the names that it binds; uses by name.
    Module = tuple[dict[int, tuple[str, ...]], dict[str, int]]


def fill_needed(statements: "Iterable[Statement]", folder: str, code: str) -> None:
    """Fill in `needed_at_start` of the candidates, where the source tells.

    Args:
        statements: The rows; those that are no candidates are left alone.
        folder: What relative files are relative to.
        code: The program itself where it is no file (``-c``), else "".
    """
    from os.path import join

    read: dict[str, Module | None] = {}
    for row in statements:
        if not row["candidate"]:
            continue
        file = row["file"]
        if file not in read:
            source = code if file == "<string>" else _read(join(folder, file))
            read[file] = _module(source)
        found = read[file]
        if found is None:
            continue
        names, used = found
        lines = [used[name] for name in names.get(row["line"], ()) if name in used]
        if lines:
            row["needed_at_start"] = f"{file}:{min(lines)}"


def _read(path: str) -> "str | bytes | None":
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _module(source: "str | bytes | None") -> "Module | None":
    """Return what the import statements of a source bind, and what is used early."""
    if source is None:
        return None
    import ast  # once a profile

    from lazyheavy.fixing._uses import Uses

    try:
        tree = ast.parse(source)
        found = Uses(tree)
    except (SyntaxError, ValueError, RecursionError):
        return None
    names: dict[int, tuple[str, ...]] = {}
    for node in _imports(tree):
        bound = tuple(
            alias.asname
            or (
                alias.name.partition(".")[0]
                if isinstance(node, ast.Import)
                else alias.name
            )
            for alias in node.names
        )
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
            names[line] = (*names.get(line, ()), *bound)
    used: dict[str, int] = {}
    for use in found.uses:
        if use.when == "import" and use.line < used.get(use.name, use.line + 1):
            used[use.name] = use.line
    return names, used


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
