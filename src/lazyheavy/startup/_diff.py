"""What has changed from one profile to another: modules, statements, times."""

from lazyheavy.startup._distributions import distribution_of, members, retained_ms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ._profile import Profile

#: The figures that are compared: name, name of the list of all runs or None.
_TOTALS = (
    ("wall_ms", "wall_ms"),
    ("cpu_ms", "cpu_ms"),
    ("import_ms", "import_ms"),
    ("gc_ms", "gc_ms"),
    ("modules", None),
    ("max_rss_kb", None),
    ("page_faults", None),
)

#: Without several runs, how far a figure moves by itself: part of it.
_MOVES = {"modules": 0.0, "page_faults": 0.02, "max_rss_kb": 0.02}
_UNKNOWN = 0.25

#: Below this (milliseconds) no difference of times means anything.
_LEAST = 0.5


class Difference:
    """What has changed from one profile to another.

    Attributes:
        added: Names of the modules that are new, by distribution.
        removed: Names of those that are gone, likewise.
        later: Names of those that were loaded at the start, and now by a function
            of the running program; ``earlier``: the other way round.
        distributions: For each distribution, see `as_json`.
        totals: For each figure of the process, see `as_json`.
        added_statements: The program's own lines that import and are new, as
            ``(file, line, text)``; ``removed_statements`` those that are gone.
        warnings: What makes the comparison less sure, in sentences.
    """

    def __init__(self, before: "Profile", after: "Profile") -> None:
        old, new = _loaded(before), _loaded(after)
        self.added = _grouped(after, new.keys() - old.keys())
        self.removed = _grouped(before, old.keys() - new.keys())
        both = old.keys() & new.keys()
        self.later = sorted(name for name in both if old[name] and not new[name])
        self.earlier = sorted(name for name in both if new[name] and not old[name])
        self.distributions = _distributions(before, after, self)
        self.totals = {
            name: _total(before, after, name, runs) for name, runs in _TOTALS
        }
        self.removed_statements = _left_over(before, after)
        self.added_statements = _left_over(after, before)
        self.warnings = list(_warnings(before, after))

    @property
    def is_empty(self) -> bool:
        """Whether the same modules are loaded, and as early: times do not count."""
        return not (self.added or self.removed or self.later or self.earlier)

    def as_json(self) -> "dict[str, Any]":
        """Return all of it as what `json.dumps` takes.

        A time has ``before``, ``after``, ``delta`` and ``within_noise``: whether
        both could be the same. The time of a distribution is what is saved when
        nothing of it is loaded.
        """
        return {
            "schema_version": 1,
            "same_modules": self.is_empty,
            "totals": self.totals,
            "distributions": self.distributions,
            "modules": {
                "added": self.added,
                "removed": self.removed,
                "later": self.later,
                "earlier": self.earlier,
            },
            "statements": {
                "added": [_statement(row) for row in self.added_statements],
                "removed": [_statement(row) for row in self.removed_statements],
            },
            "warnings": self.warnings,
        }


def _loaded(profile: "Profile") -> "dict[str, bool]":
    """Return the modules that were loaded, and whether it was at the start."""
    return {
        module["name"]: module["at_start"]
        for module in profile.modules[1:]
        if not module["failed"]
    }


def _grouped(profile: "Profile", names: "Iterable[str]") -> "dict[str, list[str]]":
    owners = {row["name"]: distribution_of(row) for row in profile.modules}
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        found.setdefault(owners[name], []).append(name)
    return dict(sorted(found.items()))


def _total(
    before: "Profile", after: "Profile", name: str, runs: "str | None"
) -> "dict[str, Any]":
    old: float | None = before.data["totals"].get(name)  # type: ignore[assignment]
    new: float | None = after.data["totals"].get(name)  # type: ignore[assignment]
    if old is None or new is None:
        return {"before": old, "after": new, "delta": None, "within_noise": True}
    if runs is None:
        is_noise = abs(new - old) <= _MOVES[name] * max(old, new)
    else:
        first: list[float] = before.data["runs"].get(runs) or [old]  # type: ignore[assignment]
        second: list[float] = after.data["runs"].get(runs) or [new]  # type: ignore[assignment]
        is_noise = _overlap(first, second)
    return _change(old, new, is_noise=is_noise)


def _overlap(first: "Sequence[float]", second: "Sequence[float]") -> bool:
    """Tell whether runs of the two are as near as runs of one."""
    if len(first) > 1 and len(second) > 1:
        return min(first) <= max(second) and min(second) <= max(first)
    old, new = min(first), min(second)
    return abs(new - old) <= max(_UNKNOWN * max(old, new), _LEAST)


def _change(old: float, new: float, *, is_noise: bool) -> "dict[str, Any]":
    return {
        "before": old,
        "after": new,
        "delta": round(new - old, 4),
        "within_noise": is_noise,
    }


def _distributions(
    before: "Profile", after: "Profile", found: Difference
) -> "list[dict[str, Any]]":
    """Compare the distributions, those that changed most first."""
    old, new = members(before), members(after)
    rows = []
    for name in {**old, **new}:
        first = _retained(before, old.get(name, []))
        second = _retained(after, new.get(name, []))
        noise = (first[1] ** 2 + second[1] ** 2) ** 0.5
        delta = second[0] - first[0]
        # What is there on one side only has come or gone, however small it is.
        is_noise = name in old and name in new and abs(delta) <= noise
        row = _change(round(first[0], 4), round(second[0], 4), is_noise=is_noise)
        row["name"] = name
        row["modules_before"] = len(old.get(name, []))
        row["modules_after"] = len(new.get(name, []))
        row["added"] = len(found.added.get(name, []))
        row["removed"] = len(found.removed.get(name, []))
        rows.append(row)
    return sorted(rows, key=lambda row: (-abs(row["delta"]), row["name"]))


def _retained(profile: "Profile", numbers: "list[int]") -> "tuple[float, float]":
    """Return what a distribution retains, and by how much that is unsure.

    The runs as a whole move together (a busy machine), each module by itself as
    well: what is greater counts.
    """
    retained = retained_ms(profile, numbers)
    runs = profile.runs["import_ms"]
    if len(runs) > 1:
        middle = sorted(runs)[len(runs) // 2]
        moves = (middle - min(runs)) / min(runs) if min(runs) else 0.0
    else:
        moves = _UNKNOWN
    squares = 0.0
    for number in numbers:
        module = profile.modules[number]
        squares += ((module["self_max_ms"] - module["self_ms"]) / 2) ** 2
    return retained, max(moves * retained, squares**0.5, _LEAST)


def _left_over(profile: "Profile", other: "Profile") -> "list[tuple[str, int, str]]":
    """Return the program's own statements that the other profile has not.

    A statement is known by its file and text, wherever in the file it stands.
    """
    known: dict[tuple[str, str], int] = {}
    for file, _, text in _own_statements(other):
        known[file, text] = known.get((file, text), 0) + 1
    found = []
    for row in _own_statements(profile):
        key = row[0], row[2]
        if known.get(key):
            known[key] -= 1
        else:
            found.append(row)
    return found


def _own_statements(profile: "Profile") -> "Iterable[tuple[str, int, str]]":
    from ._shown import short_path  # only for the lines of the program

    folder = profile.data["target"].get("cwd") or ""
    for row in profile.statements:
        if row["own"]:
            text = " ".join(row["text"].split())
            yield short_path(row["file"], folder), row["line"], text


def _statement(row: "tuple[str, int, str]") -> "dict[str, Any]":
    return {"file": row[0], "line": row[1], "text": row[2]}


def _warnings(before: "Profile", after: "Profile") -> "Iterable[str]":
    old, new = before.data, after.data
    pythons = [
        (data["python"]["implementation"], *data["python"]["version"].split(".")[:2])
        for data in (old, new)
    ]
    if pythons[0] != pythons[1]:
        yield (
            f"different Pythons, {old['python']['version']} and "
            f"{new['python']['version']}: the standard library differs by itself"
        )
    if old["platform"] != new["platform"]:
        yield f"different platforms, {old['platform']} and {new['platform']}"
    if old["target"]["display"] != new["target"]["display"]:
        yield (
            f"different programs, {old['target']['display']!r} and "
            f"{new['target']['display']!r}"
        )
    if old["recorder"] != new["recorder"]:
        yield f"recorded in different ways, {old['recorder']} and {new['recorder']}"
    for word, data in (("first", old), ("second", new)):
        if data["exit_code"]:
            yield f"the {word} program ended with exit code {data['exit_code']}"
