"""What the page of a profile needs of it: columns, not records, and short paths.

Three thousand modules with all their edges are some hundred kilobytes this way,
where the profile has megabytes.
"""

from lazyheavy.startup._distributions import distribution_of
from lazyheavy.startup._shown import short_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ._profile import Profile
    from ._schema import Module

    Row = dict[str, Any]

#: The columns of a module that are taken as they are: name in the page, in the
#: profile, and what stands for a number that is not there.
_COLUMNS = {
    "name": "name",
    "kind": "kind",
    "file": "file",
    "max": "self_max_ms",
    "dlopen": "dlopen_ms",
    "init": "init_ms",
    "rss": "rss_kb",
    "used": "used",
    "pyc": "pyc",
}
_NUMBERS = {
    "self": "self_ms",
    "weight": "weight_ms",
    "gc": "gc_ms",
    "wait": "wait_ms",
}

#: How many of those who keep a module alive are named in the page.
_KEEPERS = 3


def page_data(made: "Profile") -> "Row":
    """Return the part of a profile that its page shows.

    Statements are those that could be made lazy; edges of others have -1. Files
    are numbers in a list of paths as one would type them in the program's folder.
    """
    profile = made.to_json()
    files = _Files(profile["target"].get("cwd") or "")
    rows: list[Row] = profile["statements"]
    planned = {number for step in profile["plan"] for number in step["statements"]}
    shown = [n for n, row in enumerate(rows) if row["candidate"] or n in planned]
    places = {number: place for place, number in enumerate(shown)}
    python = profile["python"]
    implementation = {"cpython": "CPython", "pypy": "PyPy"}.get(
        python["implementation"], python["implementation"]
    )
    distributions, belonging = _distributions(made.modules)
    return {
        "display": profile["target"]["display"],
        "cwd": profile["target"].get("cwd") or "",
        "python": f"{implementation} {python['version']}",
        "platform": profile["platform"],
        "lazyheavy": profile["lazyheavy"],
        "exitCode": profile["exit_code"],
        "runs": profile["runs"],
        "totals": profile["totals"],
        "total": made.total_ms,
        "distributions": distributions,
        "modules": {**_columns(profile["modules"], files), "distribution": belonging},
        "edges": list(_edges(profile["edges"], places)),
        "statements": [_statement(number, rows[number], files) for number in shown],
        "plan": [
            {
                "statements": [places[number] for number in step["statements"]],
                "gain": step["gain_ms"],
                "total": step["total_ms"],
            }
            for step in profile["plan"]
        ],
        "touches": [
            {
                "module": row["module"],
                "ms": row["ms"],
                "file": files.number(row["file"]),
                "line": row["line"],
                "function": row["function"],
                "thread": row["thread"],
                "loop": row["on_event_loop"],
            }
            for row in profile["first_touches"]
        ],
        "failed": [
            {
                "name": row["name"],
                "file": files.number(row["file"]),
                "line": row["line"] or 0,
            }
            for row in profile["failed_imports"]
        ],
        "neverResolved": profile.get("never_resolved", []),
        "warnings": profile["warnings"],
        "files": files.shown,
    }


class _Files:
    """The paths that the page names, each once, and as short as it can be."""

    def __init__(self, folder: str) -> None:
        self.shown: list[str] = []
        self._folder = folder
        self._numbers: dict[str, int] = {}

    def number(self, path: "str | None") -> int:
        """Return the number of a path, -1 if there is none."""
        if not path:
            return -1
        if path not in self._numbers:
            self._numbers[path] = len(self.shown)
            self.shown.append(short_path(path, self._folder))
        return self._numbers[path]

    def place(self, place: "str | None") -> "str | None":
        """Shorten the path of ``file:line``."""
        if place is None:
            return None
        path, colon, line = place.rpartition(":")
        return f"{short_path(path, self._folder)}{colon}{line}"


def _columns(modules: "list[Row]", files: _Files) -> "dict[str, list[Any]]":
    columns: dict[str, list[Any]] = {
        name: [row.get(key) for row in modules] for name, key in _COLUMNS.items()
    }
    for name, key in _NUMBERS.items():
        columns[name] = [round(row.get(key) or 0.0, 4) for row in modules]
    columns["max"] = [
        round(row.get("self_max_ms") or row.get("self_ms") or 0.0, 4) for row in modules
    ]
    parents = [row["parent"] for row in modules]
    columns["parent"] = [-1 if parent is None else parent for parent in parents]
    touches = [row.get("first_touch") or {} for row in modules]
    columns["touchFile"] = [files.number(touch.get("file")) for touch in touches]
    columns["touchLine"] = [touch.get("line") or 0 for touch in touches]
    return columns


def _distributions(modules: "list[Module]") -> "tuple[list[Row], list[int]]":
    """Return the distributions, the heaviest first, and to which each module belongs.

    What the program's main module takes is its work, no import.
    """
    names = [distribution_of(row) for row in modules]
    found: dict[str, Row] = {}
    for number, (row, name) in enumerate(zip(modules, names, strict=True)):
        fresh: Row = {"name": name, "group": row["group"], "ms": 0.0, "modules": 0}
        one = found.setdefault(name, fresh)
        one["modules"] += 1
        if number:
            one["ms"] += row["weight_ms"]
    ordered = sorted(found, key=lambda name: -found[name]["ms"])
    places = {name: place for place, name in enumerate(ordered)}
    for one in found.values():
        one["ms"] = round(one["ms"], 4)
    return [found[name] for name in ordered], [places[name] for name in names]


def _edges(edges: "list[list[Any]]", places: "dict[int, int]") -> "Iterable[int]":
    """Yield importer, target and statement of each edge, flat, each edge once."""
    flat = {
        (importer, target, -1 if number is None else places.get(number, -1))
        for importer, target, number in edges
    }
    for edge in sorted(flat):
        yield from edge


def _statement(number: int, row: "Row", files: _Files) -> "Row":
    keepers = row["kept_alive_by"]
    return {
        "number": number,
        "file": files.number(row["file"]),
        "line": row["line"],
        "text": " ".join(row["text"].split()),
        "needed": files.place(row["needed_at_start"]),
        "used": files.place(row.get("used_at")),
        "fails": row.get("fails_lazy") or "",
        "cumulative": row["cumulative_ms"],
        "alone": row["alone_ms"],
        "kept": [
            [one["module"], files.number(one["file"]), one["line"] or 0]
            for one in keepers[:_KEEPERS]
        ],
        "keptMore": max(len(keepers) - _KEEPERS, 0),
    }
