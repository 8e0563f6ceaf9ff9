"""Which names a function or comprehension has for itself."""

import ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

#: What starts a scope of its own inside a function.
_OWN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def own_names(function: Function) -> "tuple[set[str], set[str]]":
    """Return the local names of a function, and those it declares global."""
    arguments = function.args
    names = {
        argument.arg
        for argument in (
            *arguments.posonlyargs,
            *arguments.args,
            *arguments.kwonlyargs,
            *(arg for arg in (arguments.vararg, arguments.kwarg) if arg is not None),
        )
    }
    outer: set[str] = set()
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    _collect(body, names, outer)
    return names - outer, outer


def comprehension_names(node: Comprehension) -> "set[str]":
    """Return the names that the loops of a comprehension bind."""
    names: set[str] = set()
    for loop in node.generators:
        for found in ast.walk(loop.target):
            if isinstance(found, ast.Name):
                names.add(found.id)
    return names


def bound_by(node: ast.AST) -> "list[str]":
    """Return the names that a node itself binds in its scope."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [bound_name(node, alias) for alias in node.names]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Name):
        return [] if isinstance(node.ctx, ast.Load) else [node.id]
    if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        return [node.name] if node.name else []
    if isinstance(node, ast.MatchMapping):
        return [node.rest] if node.rest else []
    return []


def bound_name(node: "ast.Import | ast.ImportFrom", alias: ast.alias) -> str:
    """Return the name that one part of an import statement binds."""
    if alias.asname:
        return alias.asname
    is_module = isinstance(node, ast.Import)
    return alias.name.partition(".")[0] if is_module else alias.name


def _collect(nodes: "Iterable[ast.AST]", names: "set[str]", outer: "set[str]") -> None:
    """Gather what *nodes* bind, without the scopes inside them."""
    for node in nodes:
        names.update(bound_by(node))
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            outer.update(node.names)
        elif isinstance(node, Comprehension):
            # Its loop names are its own; what `:=` binds in it is the function's.
            for found in ast.walk(node):
                if isinstance(found, ast.NamedExpr):
                    names.update(bound_by(found.target))
        elif not isinstance(node, _OWN):
            _collect(ast.iter_child_nodes(node), names, outer)
