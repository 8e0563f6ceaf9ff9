"""`import lazyheavy as lazy`: under which name, and where."""

import ast
import sys

from lazyheavy import imports

from ._sections import is_import, module_of

with imports(extra="fix"):
    import libcst as cst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import final

    from ._sections import Line
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


@final
class Door:
    """How a module spells `lazy.imports`.

    Attributes:
        spelling: What a new block calls.
        statement: What has to be imported for it.
        is_there: Whether the module imports it already.
        others: Further spellings that the module has for the same.
    """

    __slots__ = ("is_there", "others", "spelling", "statement")

    def __init__(self, spelling: str, statement: str, *, is_there: bool) -> None:
        self.spelling = spelling
        self.statement = statement
        self.is_there = is_there
        self.others: set[str] = set()

    def spellings(self) -> "set[str]":
        """Return every spelling that means the same in this module."""
        return {self.spelling, *self.others} if self.is_there else set()


def door_of(tree: ast.Module) -> Door:
    """Return how a module spells it, or may."""
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            found += [
                f"{alias.asname or alias.name}.imports"
                for alias in node.names
                if alias.name == "lazyheavy"
            ]
        elif isinstance(node, ast.ImportFrom) and node.module == "lazyheavy":
            found += [a.asname or a.name for a in node.names if a.name == "imports"]
        elif not isinstance(node, ast.ImportFrom) and not _is_docstring(node):
            break  # an import further down would come too late for the blocks
    if found:
        door = Door(found[0], "", is_there=True)
        door.others.update(found[1:])
        return door
    taken = _names(tree)
    name = next(n for n in ("lazy", "lazyheavy", "_lazyheavy") if n not in taken)
    plain = name == "lazyheavy"
    statement = "import lazyheavy" if plain else f"import lazyheavy as {name}"
    return Door(f"{name}.imports", statement, is_there=False)


def _names(tree: ast.Module) -> "set[str]":
    """Return every name that a module uses for something, anywhere in it."""
    taken: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            taken.add(node.id)
        elif isinstance(node, ast.alias):
            taken.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            taken.add(node.name)
        elif isinstance(node, ast.arg):
            taken.add(node.arg)
    return taken


def place_door(
    body: "list[Line]", first: int, door: Door, own: "frozenset[str]"
) -> "list[Line]":
    """Return *body* with the import of lazyheavy, sorted in where it belongs.

    It comes into the first group of third-party imports of the run that starts
    at *first*; where there is none, after the standard library as a group of
    its own.
    """
    line = cst.ensure_type(cst.parse_statement(door.statement), cst.SimpleStatementLine)
    run = first
    while run < len(body) and is_import(body[run]):
        run += 1
    foreign = [i for i in range(first, run) if kind_of(body[i], own) == 1]
    if foreign:
        place = foreign[-1] + 1
        for index in foreign:
            if (
                not _is_plain_import(body[index])
                or module_of(body[index]) > "lazyheavy"
            ):
                place = index
                break
        if place in foreign and place == foreign[0]:
            old = body[place]
            line = line.with_changes(leading_lines=_blank_above(old))
            body[place] = old.with_changes(
                leading_lines=old.leading_lines[len(_blank_above(old)) :]
            )
        return [*body[:place], line, *body[place:]]
    place = first
    while place < run and kind_of(body[place], own) == 0:
        place += 1
    if place > first:
        line = line.with_changes(leading_lines=(cst.EmptyLine(indent=False),))
    elif place < len(body):
        old = body[place]
        above = _blank_above(old)
        line = line.with_changes(leading_lines=above if place else ())
        rest = old.leading_lines[len(above) :]
        blank = cst.EmptyLine(indent=False)
        body[place] = old.with_changes(leading_lines=(blank, *rest))
    if place > first and place < len(body) and not _blank_above(body[place]):
        old = body[place]
        blank = cst.EmptyLine(indent=False)
        body[place] = old.with_changes(leading_lines=(blank, *old.leading_lines))
    return [*body[:place], line, *body[place:]]


def kind_of(node: "Line", own: "frozenset[str]") -> int:
    """Return 0 for the standard library, 1 for other people's, 2 for the own."""
    module = module_of(node)
    top = module.partition(".")[0]
    if not top or top in own:
        return 2
    return 0 if top in sys.stdlib_module_names else 1


def _is_plain_import(node: "Line") -> bool:
    return isinstance(node, cst.SimpleStatementLine) and isinstance(
        node.body[0], cst.Import
    )


def _blank_above(node: "Line") -> "tuple[cst.EmptyLine, ...]":
    """Return the blank lines at the very top of what stands above a line."""
    found = []
    for line in node.leading_lines:
        if line.comment is not None:
            break
        found.append(line)
    return tuple(found)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
