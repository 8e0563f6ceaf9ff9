"""`report()`: the ledger as data and as a table.

Loaded when somebody asks for it; reads the entries of `_ledger`.
"""

import os

from . import _ledger
from ._entry import Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Literal, final

    State = Literal["resolved", "failed", "pending"]
else:

    def final(kind):
        return kind


@final
class ReportedName:
    """What is known of one lazily declared name.

    Attributes:
        name: The name in the declaring module; the target, for a handle.
        target: What it stands for, ``"module"`` or ``"module.attr"``.
        package: The module that declared it.
        declared: The declaring line, ``"file:line"``.
        state: ``"resolved"``; ``"failed"``, if the last attempt was in vain;
            ``"pending"``, if nobody has used it.
        touched: The line that resolved it, ``"file:line"``, or None.
        milliseconds: Wall time of its import, nested imports included, or None.
        thread: Identifier of the thread that imported it, or None.
        thread_name: The name of that thread, "" if it is not known.
        stalled_loop: Whether an asyncio loop ran in that thread, and waited.
        error: The error of the last attempt, if it failed.
    """

    __slots__ = (
        "declared",
        "error",
        "milliseconds",
        "name",
        "package",
        "stalled_loop",
        "state",
        "target",
        "thread",
        "thread_name",
        "touched",
    )

    def __init__(self, entry: Entry) -> None:
        touch: _ledger.Touch | None = entry.touch
        self.name = entry.name or entry.target
        self.target = entry.imported
        self.package = entry.site.package
        self.declared = entry.declared
        self.error = entry.failure
        state: State = "resolved"
        if entry.is_pending:
            state = "pending" if entry.failure is None else "failed"
        self.state = state
        self.touched: str | None = None
        self.milliseconds: float | None = None
        self.thread: int | None = None
        self.thread_name = ""
        self.stalled_loop = False
        if touch is not None:
            self.touched = f"{touch.filename}:{touch.line}"
            self.milliseconds = touch.milliseconds
            self.thread = touch.thread
            self.thread_name = touch.thread_name
            self.stalled_loop = touch.stalled_loop

    def as_dict(self) -> "dict[str, Any]":
        """Return all of it, ready for JSON."""
        return {name: getattr(self, name) for name in sorted(self.__slots__)}

    def __repr__(self) -> str:
        return f"<{self.target!r} declared at {self.declared}: {self.state}>"


@final
class Report:
    """What was declared lazily, in the order of the declarations.

    Iterate over it for the data; `str()` gives a table, the costliest first.
    """

    __slots__ = ("rows",)

    def __init__(self, rows: "tuple[ReportedName, ...]") -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> "Iterator[ReportedName]":
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<Report of {self._summary()}>"

    def __str__(self) -> str:
        if not self.rows:
            return "nothing was declared lazily"
        order = {"resolved": 0, "failed": 1, "pending": 2}
        rows = sorted(
            self.rows, key=lambda row: (order[row.state], -(row.milliseconds or 0))
        )
        return f"{_table([_HEAD, *map(_cells, rows)])}\n{self._summary()}"

    def _summary(self) -> str:
        count = {"resolved": 0, "failed": 0, "pending": 0}
        for row in self.rows:
            count[row.state] += 1
        names = "name" if len(self.rows) == 1 else "names"
        text = (
            f"{len(self.rows)} {names}: {count['resolved']} resolved, "
            f"{count['failed']} failed, {count['pending']} pending"
        )
        stalled = sum(row.stalled_loop for row in self.rows)
        return f"{text}; {stalled} stalled an event loop" if stalled else text


def report(package: "str | None" = None) -> Report:
    """Return what was declared lazily, and how each name was resolved.

    Imports nothing that is lazy.

    Args:
        package: Only what this package and its submodules declare. If None,
            everything but what lazyheavy declares for itself.

    Example:
        >>> import lazyheavy as lazy
        >>> colors = lazy.load("colorsys")
        >>> [row.state for row in lazy.report() if row.target == "colorsys"]
        ['pending']
    """
    rows = []
    for entry in _ledger.entries():
        declaring = entry.site.package
        if package is None:
            is_wanted = declaring.partition(".")[0] != __package__
        else:
            is_wanted = declaring == package or declaring.startswith(f"{package}.")
        if is_wanted:
            rows.append(ReportedName(entry))
    return Report(tuple(rows))


_HEAD = ("target", "declared at", "ms", "touched by", "thread", "")
_MS = _HEAD.index("ms")
#: So much of an error fits into a line.
_WIDTH = 60


def _cells(row: ReportedName) -> "tuple[str, ...]":
    time = "" if row.milliseconds is None else f"{row.milliseconds:.1f}"
    thread = row.thread_name or ("" if row.thread is None else str(row.thread))
    note: str = row.state if row.state != "resolved" else ""
    if row.stalled_loop:
        note = "stalled an event loop"
    if row.state == "failed":
        note = f"failed: {_cut(str(row.error))}"
    target = row.target
    if row.name not in {target, target.partition(".")[0], target.rpartition(".")[2]}:
        target = f"{target} as {row.name}"
    return target, _short(row.declared), time, _short(row.touched or ""), thread, note


def _cut(text: str) -> str:
    """Return the beginning of an error, for one line of a table."""
    line = text.partition("\n")[0]
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}..."


def _short(place: str) -> str:
    """Return a place as seen from the current folder, if it lies in it."""
    try:
        here = os.path.join(os.getcwd(), "")
    except OSError:  # the folder is gone
        return place
    return place.removeprefix(here)


def _table(rows: "list[tuple[str, ...]]") -> str:
    """Lay out cells in columns; the times stand to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]  # noqa: B905 - 3.10
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if index == _MS else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths))  # noqa: B905
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
