"""`fix()`: what moving some import statements would make of their files."""

import ast
import os

from lazyheavy.errors import FixError

from ._files import Source, is_own, own_packages, write_all
from ._judging import Judge, Reason
from ._locating import Found, statements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, final

    from ._selecting import Place
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


__all__ = ["Fixed", "Outcome", "fix", "judge"]


@final
class Outcome:
    """What became of one statement.

    Attributes:
        path: Its file.
        line: Its line.
        text: The statement, on one line.
        state: "moved", "refused", or "done" where it is lazy already.
        reasons: Why it was refused.
        notes: What it can do in other ways only, once it is lazy.
    """

    __slots__ = ("line", "notes", "path", "reasons", "state", "text")

    def __init__(self, path: str, line: int, text: str) -> None:
        self.path = path
        self.line = line
        self.text = text
        self.state = "moved"
        self.reasons: list[Reason] = []
        self.notes: list[Reason] = []

    def __repr__(self) -> str:
        return f"<{self.path}:{self.line}: {self.text}: {self.state}>"

    def refuse(self, *reasons: Reason) -> None:
        """Note that it stays where it is."""
        self.state = "refused"
        self.reasons += reasons

    def as_dict(self) -> "dict[str, Any]":
        """Return the attributes by name, for JSON."""
        return {
            "file": self.path,
            "line": self.line,
            "text": self.text,
            "state": self.state,
            "reasons": [reason.as_dict() for reason in self.reasons],
            "notes": [note.as_dict() for note in self.notes],
        }


@final
class Fixed:
    """Files with their imports moved; nothing is written yet.

    Attributes:
        outcomes: What became of each statement, in the order of asking.
        texts: The text of each file that changes, before and after, by path.
    """

    __slots__ = ("_contents", "outcomes", "texts")

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.texts: dict[str, tuple[str, str]] = {}
        self._contents: dict[str, tuple[bytes, bytes]] = {}

    def of(self, state: str) -> "list[Outcome]":
        """Return the outcomes in one state."""
        return [outcome for outcome in self.outcomes if outcome.state == state]

    def note(self, source: Source, text: str) -> None:
        """Note the new text of a file."""
        self.texts[source.path] = source.text, text
        self._contents[source.path] = source.content, source.encode(text)

    def write(self) -> None:
        """Write every file that changes, each whole or not at all.

        Raises:
            FixError: A file has changed since, or cannot be written; then all
                are as they were.
        """
        write_all(self._contents)


def fix(places: "Iterable[Place]") -> Fixed:
    """Move import statements into `with lazy.imports():` blocks; write nothing.

    Reads the files, and imports nothing of them.

    Args:
        places: Where the statements stand: see `from_profile()`.

    Raises:
        FixError: A file cannot be read, or is not Python that this one knows.
        MissingDependencyError: libcst is not installed.

    Example:
        In a script that wants to see what would be refused::

            from lazyheavy import fixing

            fixed = fixing.fix(fixing.from_arguments(["app.py:3"]))
            for outcome in fixed.of("refused"):
                print(outcome.text, outcome.reasons[0].message)
    """
    return _fixed(places, is_rewritten=True)


def judge(places: "Iterable[Place]") -> "list[Outcome]":
    """Tell which statements `fix()` would move, without moving them.

    Each is judged as if all the others that may move did. Needs no libcst.

    Raises:
        FixError: A file cannot be read, or is not Python that this one knows.
    """
    return _fixed(places, is_rewritten=False).outcomes


def _fixed(places: "Iterable[Place]", *, is_rewritten: bool) -> Fixed:
    fixed = Fixed()
    by_file: dict[str, list[Place]] = {}
    for place in places:
        by_file.setdefault(place.path, []).append(place)
    for path, wanted in by_file.items():
        source, lines = _judge_file(path, wanted, fixed)
        if lines and is_rewritten:
            from ._rewriting import rewrite  # needs libcst

            assert source is not None
            fixed.note(source, rewrite(source.text, lines, own=own_packages(path)))
    return fixed


def _judge_file(
    path: str, wanted: "list[Place]", fixed: Fixed
) -> "tuple[Source | None, list[int]]":
    """Note the outcomes for one file; return it and the lines that may move."""
    if not is_own(path):
        for place in wanted:
            outcome = Outcome(path, place.line, place.text)
            message = "the file belongs to an installed package"
            outcome.refuse(Reason(place.line, message, "only own code is changed"))
            fixed.outcomes.append(outcome)
        return None, []
    source = Source(path)
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        at = f"{path}:{line}" if line else path
        message = f"{at}: it cannot be parsed: {getattr(error, 'msg', error)}"
        raise FixError(message) from error
    every = statements(tree)
    moving: list[tuple[Outcome, Found]] = []
    for place in wanted:
        found, outcome = _find(place, every)
        if not any(other is found for _, other in moving):
            fixed.outcomes.append(outcome)
            if found is not None and outcome.state == "moved":
                moving.append((outcome, found))
    _judge(tree, path, every, moving)
    return source, [
        found.node.lineno for outcome, found in moving if not outcome.reasons
    ]


def _find(place: "Place", every: "list[Found]") -> "tuple[Found | None, Outcome]":
    """Find the statement of a place; after an edit, by its text if that is clear."""
    here = [
        one
        for one in every
        if one.node.lineno <= place.line <= (one.node.end_lineno or one.node.lineno)
    ]
    wanted = _normal(place.text)
    if wanted:
        here = [one for one in here if one.text == wanted]
        if not here:
            same = [one for one in every if one.text == wanted]
            here = same if len(same) == 1 else []
    outcome = Outcome(place.path, place.line, wanted)
    if not here:
        message = "there is no import statement in this line"
        if wanted:
            message = f"`{wanted}` is not there any more"
        outcome.refuse(Reason(place.line, message, "profile again"))
        return None, outcome
    found = here[0]
    outcome.line, outcome.text = found.node.lineno, found.text
    if found.is_lazy:
        outcome.state = "done"
    elif found.reason is not None:
        outcome.refuse(found.reason)
    return found, outcome


def _normal(text: str) -> str:
    """Write a statement as `ast.unparse()` does, to compare it."""
    try:
        return ast.unparse(ast.parse(text.strip())) if text else ""
    except SyntaxError:  # the first line of several, say
        return ""


def _judge(
    tree: ast.Module,
    path: str,
    every: "list[Found]",
    moving: "list[tuple[Outcome, Found]]",
) -> None:
    """Refuse what is not safe; a refusal may make others unsafe."""
    is_package = os.path.basename(path) == "__init__.py"
    judge = Judge(tree, is_package=is_package)
    lazy = [found.node for found in every if found.is_lazy]
    left = moving
    while True:
        together = [*lazy, *(found.node for _, found in left)]
        refused = False
        for outcome, found in left:
            reasons = judge.reasons(found.node, together)
            if reasons:
                outcome.refuse(*reasons)
                refused = True
        left = [(outcome, found) for outcome, found in left if not outcome.reasons]
        if not refused:
            break
    for outcome, found in left:
        outcome.notes = judge.notes(found.node)
