"""A profile: several runs of one program, joined; and how it is made."""

from functools import cached_property

from lazyheavy.errors import StartupError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ._graph import Graph
    from ._launch import Stream
    from ._schema import (
        Data,
        FailedImport,
        Module,
        PlanStep,
        Runs,
        Statement,
        Totals,
        Touch,
    )
    from ._target import Target

    Progress = Callable[[str, int, int], None]

#: The version of the shape that `Profile.to_json` returns.
SCHEMA_VERSION = 1


class Profile:
    """What starting a program costs, module by module and line by line.

    The data are those of `to_json`; `_schema` says what each name means. All times
    are milliseconds, memory is KiB. The same numbers that index `modules` and
    `statements` stand in the edges, the plan and the arguments of `saving_ms`.
    """

    def __init__(self, data: "Data") -> None:
        self.data = data

    @property
    def modules(self) -> "list[Module]":
        """All modules that were loaded, or failed while they ran; 0 is the program."""
        return self.data["modules"]

    @property
    def statements(self) -> "list[Statement]":
        """All lines that asked for a module."""
        return self.data["statements"]

    @property
    def edges(self) -> "list[tuple[int, int, int | None]]":
        """Who asked (number of a module), for what, by which statement."""
        return self.data["edges"]

    @property
    def plan(self) -> "list[PlanStep]":
        """Which imports to make lazy, most saving first."""
        return self.data["plan"]

    @property
    def first_touches(self) -> "list[Touch]":
        """What the running program loaded, after its start."""
        return self.data["first_touches"]

    @property
    def failed_imports(self) -> "list[FailedImport]":
        """The imports that failed."""
        return self.data["failed_imports"]

    @property
    def totals(self) -> "Totals":
        """The figures of the whole process."""
        return self.data["totals"]

    @property
    def runs(self) -> "Runs":
        """The same of each timing run."""
        return self.data["runs"]

    @property
    def warnings(self) -> "list[str]":
        """What makes the figures less sure, in sentences."""
        return self.data["warnings"]

    @property
    def exit_code(self) -> int:
        """The exit code of the program; negative for the signal that ended it."""
        return self.data["exit_code"]

    @cached_property
    def graph(self) -> "Graph":
        """Who asks for whom."""
        from ._graph import Graph  # only when savings are asked for

        return Graph(len(self.modules), self.edges)

    @cached_property
    def reached(self) -> "set[int]":
        """The numbers of the modules that ``__main__`` leads to: all, normally."""
        return self.graph.reachable()

    @cached_property
    def total_ms(self) -> float:
        """What percentages are of: interpreter, imports and the program's own work.

        From the least times, as the savings are, so it is a little below the median
        of the wall times.
        """
        weights = sum(module["weight_ms"] for module in self.modules)
        return self.totals["start_ms"] + weights

    def to_json(self) -> "dict[str, Any]":
        """Return the profile as what `json.dumps` takes."""
        return dict(self.data)

    @classmethod
    def from_json(cls, data: "dict[str, Any]") -> "Profile":
        """Return the profile that `to_json` made the data of.

        Raises:
            StartupError: The data are no profile, or one of a newer lazyheavy.
        """
        version = data.get("schema_version")
        if version != SCHEMA_VERSION:
            message = (
                "this is no profile of lazyheavy"
                if version is None
                else f"this profile has schema version {version!r}, and this lazyheavy "
                f"reads {SCHEMA_VERSION}: record it anew, or update lazyheavy"
            )
            raise StartupError(message)
        known: Any = {
            **data,
            "edges": [tuple(edge) for edge in data["edges"]],
        }
        return cls(known)

    @classmethod
    def load(cls, path: str) -> "Profile":
        """Read a profile from a JSON file.

        Raises:
            StartupError: The file holds no profile.
            OSError: It cannot be read.
        """
        import json  # only here and in save()

        with open(path, encoding="utf-8") as file:
            try:
                data = json.load(file)
            except ValueError as error:
                message = f"{path!r} is no profile of lazyheavy: {error}"
                raise StartupError(message) from error
        try:
            return cls.from_json(data if isinstance(data, dict) else {})
        except StartupError as error:
            message = f"{path!r}: {error}"
            raise StartupError(message) from None

    def save(self, path: str) -> None:
        """Write the profile to a JSON file.

        Raises:
            OSError: It cannot be written.
        """
        import json

        text = json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":"))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def __repr__(self) -> str:
        display = self.data["target"]["display"]
        return f"<profile of {display!r}: {len(self.modules)} modules>"


def profile(
    target: "Target | Sequence[str]",
    *,
    runs: int = 7,
    usage: bool = False,
    memory: bool = False,
    cold: bool = False,
    all_code: bool = False,
    trial: bool = False,
    progress: "Progress | None" = None,
    timeout: "float | None" = None,
    stdout: "Stream" = None,
    stderr: "Stream" = None,
) -> Profile:
    """Run a program several times, each in a fresh process, and join what was seen.

    One run is discarded (it fills the caches, and only its output is passed on), one
    notes who imports what, and *runs* are timed. "Start" is the whole run: what a
    function imports while the program works is told apart as a first touch after
    the start, but belongs to the total.

    Args:
        target: The program; a list is what would be typed after ``python``. For one
            that reads its standard input: `Target.parse(argv, stdin=FILE)`.
        runs: How many timing runs; 1 or more.
        usage: Also note, in one more run, whose code ran at all.
        memory: Also note, in one more run, what each load added to memory (Linux).
        cold: Also measure with the files of the program out of the page cache.
        all_code: Consider imports in all code, not only in the program's own.
        trial: Also run the program with the imports of the plan lazy, in memory, and
            leave those out of it that the program uses: two to six more runs.
        progress: Called with a phase, the number of the run and of all runs.
        timeout: Seconds after which a run is killed; None for no limit.
        stdout: Where the output of the discarded run goes; None inherits.
        stderr: Likewise.

    Raises:
        StartupError: The target cannot be measured.
        TargetError: It is no script, module, code or command.
    """
    from ._join import join  # only when something is measured
    from ._series import run_all
    from ._target import Target

    if not isinstance(target, Target):
        target = Target.parse(target)
    if runs < 1:
        message = f"runs has to be 1 or more, not {runs}"
        raise StartupError(message)
    series = run_all(
        target,
        runs=runs,
        usage=usage,
        memory=memory,
        cold=cold,
        progress=progress,
        timeout=timeout,
        streams=(stdout, stderr),
    )
    made = Profile(join(target, series, all_code=all_code))
    if trial:
        from ._trial import try_plan

        try_plan(made, target, timeout=timeout)
    return made
