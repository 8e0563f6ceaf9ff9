"""The runs of imports in a module, as libcst sees them."""

from lazyheavy import imports

with imports(extra="fix"):
    import libcst as cst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    Line = cst.SimpleStatementLine | cst.BaseCompoundStatement


def sections(
    body: "Sequence[Line]", spellings: "Collection[str]"
) -> "list[tuple[int, int]]":
    """Return start and end of each run of imports and of lazy blocks."""
    found: list[tuple[int, int]] = []
    start = None
    for index, node in enumerate((*body, None)):
        if node is not None and (is_import(node) or is_plain_block(node, spellings)):
            start = index if start is None else start
        elif start is not None:
            found.append((start, index))
            start = None
    return found


def is_import(node: "Line") -> bool:
    """Tell whether a line holds import statements only, but of `__future__`."""
    return (
        isinstance(node, cst.SimpleStatementLine)
        and all(isinstance(part, (cst.Import, cst.ImportFrom)) for part in node.body)
        and module_of(node) != "__future__"
    )


def module_of(node: "Line") -> str:
    """Return the module that an import line names first; a relative one with dots."""
    if not isinstance(node, cst.SimpleStatementLine):
        return ""
    part = node.body[0]
    if isinstance(part, cst.Import):
        return _dotted(part.names[0].name)
    if isinstance(part, cst.ImportFrom):
        dots = "." * len(part.relative)
        return dots + ("" if part.module is None else _dotted(part.module))
    return ""


def is_plain_block(node: "Line", spellings: "Collection[str]") -> bool:
    """Tell whether a line is `with lazy.imports():`, without options."""
    if not isinstance(node, cst.With) or len(node.items) != 1:
        return False
    item = node.items[0]
    call = item.item
    return (
        item.asname is None
        and isinstance(call, cst.Call)
        and not call.args
        and isinstance(node.body, cst.IndentedBlock)
        and _dotted(call.func) in spellings
    )


def _dotted(node: "cst.BaseExpression") -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
