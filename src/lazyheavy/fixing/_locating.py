"""Where an import statement stands, and what to do where it cannot be moved."""

import ast

from ._judging import Reason
from ._shapes import is_type_checking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import final

    from ._judging import Statement
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


#: By what a statement stands in: why it stays, and what to do instead. Where
#: `{name}` stands, the name of the surrounding function or class comes.
_ELSEWHERE: "dict[type[ast.AST], tuple[str, str]]" = {
    ast.FunctionDef: ("in the function {name}(), it waits for that already", ""),
    ast.AsyncFunctionDef: ("in the function {name}(), it waits for that already", ""),
    ast.ClassDef: (
        "in the class {name}",
        "move it to the top of the module, and write its name there",
    ),
    ast.Try: (
        "in a `try`, which would no longer see whether the import fails",
        "import it outside, and ask `lazy.is_available({module!r})` where it matters",
    ),
    ast.If: (
        "under an `if`",
        "move it out: a lazy import that is not used costs nothing",
    ),
    ast.With: ("in a `with`, which may change how it is imported", "move it out"),
    ast.For: ("in a loop", "move it out"),
    ast.While: ("in a loop", "move it out"),
    ast.Match: ("in a `match`", "move it out"),
}


@final
class Found:
    """An import statement and where it stands.

    Attributes:
        node: The statement.
        text: It, as one line of source.
        is_lazy: Whether it stands in a `lazy.imports()` block already.
        reason: Why it cannot be moved from there, or None.
    """

    __slots__ = ("is_lazy", "node", "reason", "text")

    def __init__(
        self, node: "Statement", *, is_lazy: bool, reason: "Reason | None"
    ) -> None:
        self.node = node
        self.text = ast.unparse(node)
        self.is_lazy = is_lazy
        self.reason = reason


def statements(tree: ast.Module) -> "list[Found]":
    """Return every import statement of a module, in order."""
    found: list[Found] = []
    names = {"imports"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "lazyheavy":
            names |= {a.asname or a.name for a in node.names if a.name == "imports"}
    _search(tree, (), found, names)
    starts = [node.lineno for node in tree.body]
    for one in found:
        node = one.node
        if one.reason is None and starts.count(node.lineno) > 1:
            message = "other statements stand in the same line"
            advice = "write one statement a line"
            one.reason = Reason(node.lineno, message, advice)
        elif isinstance(node, ast.ImportFrom) and node.module == "__future__":
            one.reason = Reason(node.lineno, "it is for the compiler")
    return found


def _search(
    node: ast.AST,
    around: "tuple[ast.AST, ...]",
    found: "list[Found]",
    names: "set[str]",
) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            is_lazy = any(is_block(outer, names) for outer in around)
            reason = None if is_lazy else _reason(child, around, node)
            found.append(Found(child, is_lazy=is_lazy, reason=reason))
        elif isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            _search(child, (*around, child), found, names)


def _reason(
    node: "Statement", around: "tuple[ast.AST, ...]", parent: ast.AST
) -> "Reason | None":
    if not around:
        return None
    for outer in around:
        if isinstance(outer, ast.If) and is_type_checking(outer.test):
            if parent is outer and node in outer.orelse:
                break
            return Reason(outer.lineno, "for type checkers only: it never runs")
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    inner = next((o for o in reversed(around) if isinstance(o, functions)), None)
    place = inner or next((o for o in around if type(o) in _ELSEWHERE), around[0])
    message, advice = _ELSEWHERE.get(
        type(place), ("not at the top of the module", "move it there")
    )
    first = node.names[0].name
    module = (node.module or "") if isinstance(node, ast.ImportFrom) else first
    name = getattr(place, "name", "")
    line = getattr(place, "lineno", node.lineno)
    return Reason(
        line, message.format(name=name), advice.format(name=name, module=module)
    )


def is_block(node: ast.AST, names: "set[str]") -> bool:
    """Tell whether a statement is `with lazy.imports():`, by one of its *names*."""
    if not isinstance(node, ast.With):
        return False
    for item in node.items:
        call = item.context_expr
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        name = getattr(function, "attr", None) or getattr(function, "id", None)
        if name in names:
            return True
    return False
