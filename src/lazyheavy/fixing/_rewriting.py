"""Moving import statements into blocks, with all that is not code kept.

Needs libcst: the extra `fix`. What is moved is decided elsewhere.
"""

import ast

from lazyheavy import imports

from ._placing import Door, door_of, place_door
from ._sections import is_plain_block, sections

with imports(extra="fix"):
    import libcst as cst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._sections import Line


def rewrite(source: str, lines: "Iterable[int]", *, own: "frozenset[str]") -> str:
    """Return *source* with the import statements of *lines* in lazy blocks.

    In each run of imports, those that are chosen move to its end, in their
    order, into the plain block that it has, or else into a new one.

    Args:
        source: A module that Python can parse.
        lines: First lines of import statements at its top level.
        own: Top-level names of the program's own packages, for the place of
            `import lazyheavy`.

    Raises:
        MissingDependencyError: libcst is not installed.
        ValueError: The result would be another program.
    """
    module = cst.parse_module(source)
    wanted = set(lines)
    starts = _starts(source)
    if len(starts) != len(module.body):
        message = "the statements of the module could not be told apart"
        raise ValueError(message)
    chosen = {
        id(node)
        for node, start in zip(module.body, starts, strict=True)
        if start in wanted
    }
    body = list(module.body)
    door = door_of(ast.parse(source))
    spans = [
        span
        for span in sections(body, door.spellings())
        if any(id(node) in chosen for node in body[slice(*span)])
    ]
    for start, end in reversed(spans):  # each changes the positions after it
        gathered = _gather(body[start:end], chosen, door)
        body[start:end] = gathered
        _space(body, start + len(gathered))
    if not door.is_there:
        body = place_door(body, spans[0][0], door, own)
    made = module.with_changes(body=body)
    text = made.code
    _compare(source, text)
    return text


def _starts(source: str) -> "list[int]":
    """Return the first line of each logical line at the top level."""
    found: list[int] = []
    for node in ast.parse(source).body:
        start = node.lineno
        decorators = getattr(node, "decorator_list", ())
        if decorators:
            start = min(start, *(item.lineno for item in decorators))
        # Statements that share a line are one for libcst.
        if not (found and found[-1] == start):
            found.append(start)
    return found


def _gather(lines: "list[Line]", chosen: "set[int]", door: Door) -> "list[Line]":
    """Move what is chosen in one run of imports into its block."""
    moved: list[cst.SimpleStatementLine] = []
    kept: list[Line] = []
    gap: tuple[cst.EmptyLine, ...] = ()  # what moved lines have left behind
    for node in lines:
        above, close = _split(node.leading_lines)
        if id(node) in chosen and isinstance(node, cst.SimpleStatementLine):
            gap += above
            moved.append(node.with_changes(leading_lines=close))
            continue
        has_comment = any(line.comment for line in gap)
        if has_comment or not above:
            kept.append(node.with_changes(leading_lines=(*gap, *above, *close)))
        else:
            kept.append(node)
        gap = ()
    spellings = door.spellings()
    for index, node in enumerate(kept):
        if is_plain_block(node, spellings):
            assert isinstance(node, cst.With)
            suite = cst.ensure_type(node.body, cst.IndentedBlock)
            moved[0] = moved[0].with_changes(
                leading_lines=(*suite.footer, *moved[0].leading_lines)
            )
            grown = suite.with_changes(body=[*suite.body, *moved], footer=())
            kept[index] = node.with_changes(body=grown)
            return kept
    blank = (cst.EmptyLine(indent=False),)
    block = cst.With(
        items=[cst.WithItem(cst.parse_expression(f"{door.spelling}()"))],
        body=cst.IndentedBlock(moved),
        leading_lines=gap or blank,
    )
    return [*kept, block]


def _space(body: "list[Line]", index: int) -> None:
    """Put a blank line between a block and the code after it."""
    if index < len(body) and not _split(body[index].leading_lines)[0]:
        node = body[index]
        blank = cst.EmptyLine(indent=False)
        body[index] = node.with_changes(leading_lines=(blank, *node.leading_lines))


def _split(
    lines: "Iterable[cst.EmptyLine]",
) -> "tuple[tuple[cst.EmptyLine, ...], tuple[cst.EmptyLine, ...]]":
    """Divide what stands above a statement: what is set off by blank lines."""
    every = tuple(lines)
    last = max((i for i, line in enumerate(every) if line.comment is None), default=-1)
    return every[: last + 1], every[last + 1 :]


def _compare(before: str, after: str) -> None:
    """Check that the program is the same but for where its imports stand.

    Raises:
        ValueError: It is not.
    """
    if _content(before) != _content(after):
        message = "the result would be another program"
        raise ValueError(message)


def _content(source: str) -> "tuple[list[str], list[str]]":
    """Return the imports of a module in any order, and the rest in its order."""
    rest: list[str] = []
    moved: list[str] = []
    for node in ast.parse(source).body:
        inner = node.body if isinstance(node, ast.With) else []
        if inner and all(isinstance(n, (ast.Import, ast.ImportFrom)) for n in inner):
            moved += map(ast.dump, inner)
        elif isinstance(node, ast.Import) and node.names[0].name == "lazyheavy":
            continue
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            moved.append(ast.dump(node))
        else:
            rest.append(ast.dump(node))
    return sorted(moved), rest
