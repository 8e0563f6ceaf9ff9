"""Shapes of code that say when something runs, and who looks at annotations."""

import ast

#: Decorators that do not look at annotations, by their last name.
BLIND = frozenset(
    "abstractmethod cache cached_property classmethod contextmanager "
    "asynccontextmanager dataclass final fixture lru_cache overload override property "
    "setter staticmethod total_ordering unique wraps".split()
)
#: Bases that do not look at the annotations of their subclasses.
BLIND_BASES = frozenset(
    "ABC BaseException Exception Generic NamedTuple Protocol TestCase TypedDict "
    "dict list object set str tuple".split()
)


def is_postponed(tree: ast.Module) -> bool:
    """Tell whether annotations are not evaluated: `from __future__ import`."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )


def annotations_of(node: "ast.FunctionDef | ast.AsyncFunctionDef") -> "list[ast.expr]":
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [arg for arg in (arguments.vararg, arguments.kwarg) if arg is not None]
    found = [arg.annotation for arg in every if arg.annotation is not None]
    return [*found, node.returns] if node.returns is not None else found


def last_name(node: ast.AST) -> str:
    """Return `c` of `a.b.c`, `a.b.c(...)` and `a.b.c[...]`."""
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_type_checking(test: ast.AST) -> bool:
    """Tell whether a condition is `TYPE_CHECKING`, which is false when it runs."""
    return last_name(test) == "TYPE_CHECKING" and not isinstance(test, ast.Call)


def is_main(test: ast.AST) -> bool:
    names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    return isinstance(test, ast.Compare) and "__name__" in names


def is_call(node: ast.AST) -> bool:
    """Tell whether a statement is `main()`, or `raise SystemExit(main())`."""
    if isinstance(node, ast.Raise):
        return isinstance(node.exc, ast.Call)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
