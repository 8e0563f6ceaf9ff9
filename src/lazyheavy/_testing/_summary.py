"""The report at the end of a run of pytest: which budgets, and how close."""

import json

from ._budgets import PROPERTY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["write"]


def write(terminal: "Any") -> None:
    """Write a table of the budgets that were checked, the tightest first."""
    rows = _rows(terminal)
    terminal.section("import budgets")
    if not rows:
        terminal.line("none was checked: use the fixture or the marker import_budget")
        return
    table = [("modules", "limit", "headroom", "status", "budget")]
    table += [
        (
            "" if row["modules"] is None else f"{row['modules']}",
            "" if row["max_modules"] is None else f"{row['max_modules']}",
            _headroom(row),
            row["status"],
            row["name"] + _guards(row),
        )
        for row in sorted(rows, key=_room)
    ]
    widths = [max(len(line[column]) for line in table) for column in range(4)]
    for line in table:
        cells = [line[column].rjust(widths[column]) for column in range(3)]
        terminal.line("  ".join([*cells, line[3].ljust(widths[3]), line[4]]))
    for note in dict.fromkeys(note for row in rows for note in row["notes"]):
        terminal.line(f"note: {note}")
    for path in dict.fromkeys(row["updated"] for row in rows if row["updated"]):
        terminal.line(f"wrote {path}")


def _rows(terminal: "Any") -> "list[dict[str, Any]]":
    """Return each budget once, as the reports of the tests tell them."""
    found: dict[str, dict[str, Any]] = {}
    for reports in terminal.stats.values():
        for report in reports:
            for name, text in getattr(report, "user_properties", ()):
                if name == PROPERTY:
                    found[text] = json.loads(text)
    return [*found.values()]


def _room(row: "dict[str, Any]") -> "tuple[bool, float]":
    """Order budgets: those that do not hold, then by what is left."""
    most, count = row["max_modules"], row["modules"]
    left = (
        float("inf") if most is None or count is None else (most - count) / (most or 1)
    )
    return row["status"] == "passed", left


def _headroom(row: "dict[str, Any]") -> str:
    """Return how many modules more are allowed."""
    if row["max_modules"] is None or row["modules"] is None:
        return ""
    return f"{row['max_modules'] - row['modules']:+d}"


def _guards(row: "dict[str, Any]") -> str:
    """Return what a budget guards besides the number of modules."""
    parts = []
    if row["forbid"]:
        parts.append(f"{row['forbid']} forbidden")
    if row["lock"]:
        parts.append(row["lock"])
    return f"  ({', '.join(parts)})" if parts else ""
