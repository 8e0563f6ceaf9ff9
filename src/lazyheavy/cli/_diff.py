"""`lazyheavy diff`: what has changed between two profiles."""

import sys

from ._failures import DONE, FOUND, CommandError, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from typing import Any

    from lazyheavy.startup import Profile
    from lazyheavy.startup._diff import Difference

    Row = dict[str, Any]

#: How many modules of a distribution are named without --modules.
_NAMED = 5

#: Name of a figure, what is written for it, and how.
_FIGURES = {
    "wall_ms": ("start-up", "time"),
    "cpu_ms": ("CPU", "time"),
    "import_ms": ("imports", "time"),
    "gc_ms": ("GC", "time"),
    "modules": ("modules", "count"),
    "max_rss_kb": ("memory", "memory"),
    "page_faults": ("page faults", "count"),
}

_NOISE = "within noise"


def diff(options: "argparse.Namespace") -> int:
    """Print the differences; return 1 if other modules are loaded, 0 if not.

    Raises:
        CommandError: A profile cannot be read.
    """
    from lazyheavy.startup._diff import Difference  # with the profiles

    found = Difference(_read(options.before), _read(options.after))
    if options.format == "json":
        from json import dumps

        sys.stdout.write(f"{dumps(found.as_json(), indent=2)}\n")
    else:
        for warning in found.warnings:
            say(f"warning: {warning}")
        lines = _report(found, most=sys.maxsize if options.modules else _NAMED)
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return DONE if found.is_empty else FOUND


def _read(path: str) -> "Profile":
    from lazyheavy.startup import Profile

    try:
        return Profile.load(path)
    except (KeyError, TypeError, AttributeError) as error:
        message = f"{path!r} is no profile of lazyheavy, or a damaged one: {error!r}"
        raise CommandError(message) from error


def _report(found: "Difference", *, most: int) -> "Iterable[str]":
    """Yield the lines of the report."""
    from lazyheavy.startup._text import count  # with the profiles

    yield from _table([_figure(name, row) for name, row in found.totals.items()])
    shown = [
        row
        for row in found.distributions
        if row["added"] or row["removed"] or not row["within_noise"]
    ]
    if shown:
        yield ""
        yield "distributions (their time: what is saved when nothing of one is loaded)"
    table = list(_table([_distribution(row) for row in shown]))
    for row, line in zip(shown, table, strict=True):
        yield line
        yield from _modules("-", found.removed.get(row["name"], []), most)
        yield from _modules("+", found.added.get(row["name"], []), most)
    for title, names in (
        ("no longer at the start, but later", found.later),
        ("no longer later, but at the start", found.earlier),
    ):
        if names:
            yield ""
            yield f"{title}: {count(len(names), 'module')}"
            yield from _modules(" ", names, most)
    rows = [("-", row) for row in found.removed_statements]
    rows += [("+", row) for row in found.added_statements]
    if rows:
        yield ""
        yield "lines of the program that import"
        yield from _table(
            [[f"{sign} {file}:{line}", text] for sign, (file, line, text) in rows]
        )
    if found.is_empty:
        yield ""
        yield "the same modules are loaded"


def _figure(name: str, row: "Row") -> "list[str]":
    title, kind = _FIGURES[name]
    return [title, *_change(row, kind)]


def _distribution(row: "Row") -> "list[str]":
    counts = [f"-{row['removed']}"] * bool(row["removed"])
    counts += [f"+{row['added']}"] * bool(row["added"])
    number = row["removed"] + row["added"]
    words = "module" if number == 1 else "modules"
    changed = f"{' '.join(counts)} {words}" if counts else "same modules"
    return [row["name"], *_change(row, "time"), changed]


def _change(row: "Row", kind: str) -> "list[str]":
    """Return before and after, the difference, and whether it means anything."""
    from lazyheavy.startup._text import time

    shown = {"time": time, "memory": _memory, "count": _number}[kind]
    before, after, delta = row["before"], row["after"], row["delta"]
    if delta is None:
        sides = ["?" if side is None else shown(side) for side in (before, after)]
        return [f"{sides[0]} -> {sides[1]}", "", "not in both"]
    sign = "-" if delta < 0 else "+"
    change = f"{sign}{shown(abs(delta))}" if delta else ""
    if delta and before:
        change += f" ({sign}{abs(delta) / before:.0%})"
    noise = _NOISE if delta and row["within_noise"] else ""
    return [f"{shown(before)} -> {shown(after)}", change, noise]


def _modules(sign: str, names: "list[str]", most: int) -> "Iterable[str]":
    """Yield the names, those of the packages first where not all have room."""
    ordered = sorted(names, key=lambda name: (name.count("."), name))
    for name in sorted(ordered[:most]):
        yield f"    {sign} {name}"
    if len(names) > most:
        yield f"    {sign} and {len(names) - most} more (--modules)"


def _table(rows: "list[list[str]]") -> "Iterable[str]":
    """Yield the rows with their columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _memory(kilobytes: float) -> str:
    return f"{kilobytes / 1024:.0f} MB"


def _number(number: float) -> str:
    return f"{number:,.0f}"
