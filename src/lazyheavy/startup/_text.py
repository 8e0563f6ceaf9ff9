"""A profile as plain text: what to make lazy, what came late, what is heavy."""

from ._savings import unreachable
from ._shown import short_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ._profile import Profile
    from ._schema import Keeper, Module, Statement

    #: Marks up a text: a heading ("bold") or what matters less ("dim").
    Style = Callable[[str, str], str]

#: From this part of the whole on, garbage collection and late imports are told of.
_MUCH = 0.02
#: The tree shows what takes this part of the whole.
_BRANCH = 0.01
#: A statement is cut after this many characters.
_LONGEST = 48
_SECOND, _HUNDRED = 999.5, 99.95


def to_text(
    profile: "Profile",
    *,
    top: int = 10,
    tree: bool = False,
    style: "Style | None" = None,
) -> "Iterator[str]":
    """Yield the lines of the report, without their ends.

    Args:
        profile: The profile.
        top: How many rows a table has at most.
        tree: Whether to show the tree of imports as well.
        style: Marks up headings and notes; plain if None.
    """
    report = _Report(profile, top, style or _plain)
    for part in (
        report.head(),
        report.plan(),
        report.others(),
        report.late(),
        report.distributions(),
        report.modules(),
        report.tree() if tree else (),
        report.notes(),
    ):
        yield from part


def _plain(text: str, mark: str) -> str:  # noqa: ARG001 - another one marks up
    return text


class _Report:
    """The parts of the text, each an iterator of lines."""

    def __init__(self, profile: "Profile", top: int, style: "Style") -> None:
        self._profile = profile
        self._modules = profile.modules
        self._top = top
        self._style = style

    def head(self) -> "Iterator[str]":
        profile = self._profile
        totals, runs = profile.totals, profile.runs
        walls = runs["wall_ms"]
        name = self._style(profile.data["target"]["display"], "bold")
        spread = f"{time(min(walls))} to {time(max(walls))}"
        memory = totals["max_rss_kb"]
        parts = [
            f"{time(totals['wall_ms'])} (median of {runs['timing']}, {spread})",
            f"CPU {time(totals['cpu_ms'])}",
            count(totals["modules"], "module"),
        ]
        if memory is not None:
            parts.append(f"{memory / 1024:.0f} MB")
        yield f"{name}: {', '.join(parts)}"
        start, site = time(totals["start_ms"]), time(totals["site_ms"])
        imports = time(totals["import_ms"])
        yield (
            f"  interpreter {start} (site {site}), imports {imports}, "
            f"the program itself {time(self._modules[0]['self_ms'])}; "
            f"garbage collection in it {time(totals['gc_ms'])}"
        )
        cold = totals["cold_wall_ms"]
        if cold is not None:
            yield f"  with its files out of the page cache {time(cold)}"

    def plan(self) -> "Iterator[str]":
        """Which imports to make lazy, in order, and what that saves so far."""
        profile = self._profile
        if not profile.plan:
            if any(row["candidate"] for row in profile.statements):
                yield ""
                yield "no import of the program's own would save time if it were lazy"
            elif profile.statements:
                yield ""
                yield "the program itself imports nothing: --all looks at all others"
            return
        rows = []
        for number, step in enumerate(profile.plan[: self._top], 1):
            for place, index in enumerate(step["statements"]):
                row = profile.statements[index]
                first = place == 0
                rows.append(
                    [
                        f"{number}." if first else "",
                        f"{time(step['gain_ms'])}" if first else "  with",
                        self._part(step["gain_ms"]) if first else "",
                        self._part(step["total_ms"]) if first else "",
                        time(row["alone_ms"]),
                        self._part(row["cumulative_ms"]),
                        f"{self._place(row['file'], row['line'])}: {_cut(row['text'])}",
                    ]
                )
        titles = ["", "saves", "", "so far", "alone", "cumulative", "statement"]
        yield from self._table("make lazy, in this order", titles, rows)

    def others(self) -> "Iterator[str]":
        """The other imports of the program, dearest first, and why they stay."""
        profile = self._profile
        planned = {n for step in profile.plan for n in step["statements"]}
        gone = unreachable(profile, planned)
        least = _BRANCH / 10 * profile.total_ms
        left = [
            row
            for number, row in enumerate(profile.statements)
            if row["candidate"]
            and number not in planned
            and row["cumulative_ms"] > least
        ]
        left.sort(key=lambda row: -row["cumulative_ms"])
        rows = [
            [
                time(row["alone_ms"]),
                self._part(row["cumulative_ms"]),
                f"{self._place(row['file'], row['line'])}: {_cut(row['text'])}",
                self._why(row, gone),
            ]
            for row in left[: self._top]
        ]
        titles = ["alone", "cumulative", "statement", "why not"]
        yield from self._table("leave alone", titles, rows, len(left))

    def _why(self, row: "Statement", gone: "set[int]") -> str:
        if row["needed_at_start"] is not None:
            return f"used while modules load: {self._short(row['needed_at_start'])}"
        if row["used_at"] is not None:
            return f"used in this run: {self._short(row['used_at'])}"
        if row.get("fails_lazy") is not None:
            return str(row["fails_lazy"])
        if row["kept_alive_by"]:
            return f"kept alive by {self._keeper(row['kept_alive_by'][0])}"
        if row["importer"] in gone:
            return "not reached any more when the plan is lazy"
        return "saves too little"

    def _keeper(self, keeper: "Keeper") -> str:
        if keeper["line"] is None:
            return keeper["module"]
        place = self._place(keeper["file"] or "?", keeper["line"])
        return f"{keeper['module']} ({place})"

    def late(self) -> "Iterator[str]":
        """What functions of the running program have loaded."""
        touches = self._profile.first_touches
        least = _BRANCH / 10 * self._profile.total_ms
        shown = [touch for touch in touches if touch["ms"] > least]
        rows = []
        for touch in shown[: self._top]:
            note = ""
            if touch["on_event_loop"]:
                note = "ON THE EVENT LOOP"
            elif touch["thread"] != "MainThread":
                note = f"thread {touch['thread']}"
            place = self._place(touch["file"], touch["line"])
            rows.append(
                [
                    time(touch["ms"]),
                    self._modules[touch["module"]]["name"],
                    f"{place} in {touch['function']}",
                    note,
                ]
            )
        titles = ["takes", "module", "first used by", ""]
        yield from self._table(
            "first touches after the start", titles, rows, len(shown)
        )

    def distributions(self) -> "Iterator[str]":
        """What each distribution takes, without what it imports of others."""
        sums: dict[str, list[float]] = {}
        for row in self._modules[1:]:
            name = {"stdlib": "(standard library)", "own": "(this program)"}.get(
                row["group"], row["distribution"] or "(unknown)"
            )
            entry = sums.setdefault(name, [0.0, 0, 0])
            entry[0] += row["weight_ms"]
            entry[1] += 1
            entry[2] += row["rss_kb"] or 0
        ranked = sorted(sums.items(), key=lambda item: -item[1][0])
        has_memory = any(entry[2] for entry in sums.values())
        rows = [
            [
                time(entry[0]),
                self._part(entry[0]),
                count(int(entry[1]), "module"),
                *([f"{entry[2] / 1024:.1f} MB"] if has_memory else []),
                name,
            ]
            for name, entry in ranked[: self._top]
        ]
        titles = ["takes", "", "", *(["memory"] if has_memory else []), "distribution"]
        yield from self._table("distributions", titles, rows, len(ranked))

    def modules(self) -> "Iterator[str]":
        """The modules whose own bodies take longest."""
        ranked = sorted(self._modules[1:], key=lambda row: -row["self_ms"])
        least = _BRANCH / 10 * self._profile.total_ms
        heavy = [row for row in ranked if row["self_ms"] > least]
        rows = [
            [
                time(row["self_ms"]),
                time(row["self_max_ms"]),
                time(row["gc_ms"]) if row["gc_ms"] >= row["self_ms"] / 10 else "",
                row["name"],
                self._about(row),
            ]
            for row in heavy[: self._top]
        ]
        titles = ["itself", "at most", "GC", "module", ""]
        yield from self._table("modules", titles, rows, len(heavy))

    def _about(self, row: "Module") -> str:
        notes = []
        if row["dlopen_ms"] is not None and row["init_ms"] is not None:
            notes.append(f"load {time(row['dlopen_ms'])}, init {time(row['init_ms'])}")
        if row["used"] == "never":
            notes.append("never used")
        if row["pyc"] == "missing":
            notes.append("compiled from source")
        return "; ".join(notes)

    def tree(self) -> "Iterator[str]":
        """Who loaded whom first, down to one percent."""
        children: dict[int, list[int]] = {}
        for number, row in enumerate(self._modules):
            if row["parent"] is not None:
                children.setdefault(row["parent"], []).append(number)
        least = _BRANCH * self._profile.total_ms
        yield ""
        yield self._style("tree of imports (with all inside, itself)", "bold")
        rest = [(0, 0)]
        while rest:
            number, depth = rest.pop()
            row = self._modules[number]
            times = f"{time(row['cumulative_ms']):>8} {time(row['self_ms']):>8}"
            yield f"{times}  {'  ' * depth}{row['name']}"
            below = [
                child
                for child in children.get(number, ())
                if self._modules[child]["cumulative_ms"] >= least
            ]
            below.sort(key=lambda child: self._modules[child]["cumulative_ms"])
            rest.extend((child, depth + 1) for child in below)

    def notes(self) -> "Iterator[str]":
        """What else there is to know, a line each."""
        lines = list(self._notes())
        if lines:
            yield ""
        for line in lines:
            yield self._style(line, "dim")

    def _notes(self) -> "Iterator[str]":
        profile = self._profile
        totals = profile.totals
        if totals["gc_ms"] > _MUCH * profile.total_ms:
            yield (
                f"garbage collection takes {self._part(totals['gc_ms'])}: gc.disable() "
                "before the imports and gc.enable() after them saves most of it"
            )
        yield from self._usage()
        if totals["missing_pyc"]:
            yield (
                f"{count(totals['missing_pyc'], 'module')} had to be compiled from "
                "source in each run: run 'python -m compileall' where they are "
                "installed, or let Python write __pycache__"
            )
        lazy = profile.data.get("never_resolved", [])
        if lazy:
            yield f"{count(len(lazy), 'lazy name')} of Python's own never used"
        if profile.failed_imports:
            names = sorted({failed["name"] for failed in profile.failed_imports})
            more = ", ..." if len(names) > self._top else ""
            yield f"imports that failed: {', '.join(names[: self._top])}{more}"
        for warning in profile.warnings:
            yield f"warning: {warning}"

    def _usage(self) -> "Iterator[str]":
        shares = {"run": 0.0, "import": 0.0, "never": 0.0, "unknown": 0.0}
        for row in self._modules[1:]:
            if row["used"] is not None:
                shares[row["used"]] += row["weight_ms"]
        whole = sum(shares.values())
        if whole:
            parts = {name: f"{part / whole:.0%}" for name, part in shares.items()}
            yield (
                f"of the import time, {parts['run']} is of modules whose code ran "
                f"afterwards, {parts['import']} of those that only others' imports "
                f"called, {parts['never']} of those never used; {parts['unknown']} is "
                "not known (extensions, data)"
            )

    def _table(
        self,
        heading: str,
        titles: "list[str]",
        rows: "list[list[str]]",
        whole: "int | None" = None,
    ) -> "Iterator[str]":
        """Yield a table; all columns but the last two stand on the right."""
        if not rows:
            return
        yield ""
        more = "" if whole is None else whole - len(rows)
        yield self._style(heading, "bold") + (f" ({more} more: --top)" if more else "")
        widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
        words = titles.index(next(t for t in titles if t in _WORDS))
        for row in (titles, *rows):
            cells = [
                cell.ljust(width) if number >= words else cell.rjust(width)
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            line = f"  {'  '.join(cells)}".rstrip()
            yield self._style(line, "dim") if row is titles else line

    def _part(self, ms: float) -> str:
        return f"{ms / self._profile.total_ms:.0%}" if self._profile.total_ms else ""

    def _place(self, file: str, line: int) -> str:
        return self._short(f"{file}:{line}")

    def _short(self, place: str) -> str:
        return short_path(place, self._profile.data["target"]["cwd"])


#: Titles of columns of words, which stand on the left, with all after them.
_WORDS = ("statement", "module", "distribution")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def time(ms: float) -> str:
    """Return a time with its unit, in three digits or so."""
    if ms >= _SECOND:
        return f"{ms / 1000:.2f} s"
    return f"{ms:.0f} ms" if ms >= _HUNDRED else f"{ms:.1f} ms"


def count(number: int, what: str) -> str:
    """Return a number of things."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def lines_of(parts: "Iterable[str]") -> str:
    """Return lines as one text."""
    return "".join(f"{line}\n" for line in parts)
