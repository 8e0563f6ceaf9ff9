"""What trying a prediction gave: statements, modules and figures, side by side."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, final

    #: - "untouched": lazy, and never used in the run.
    #: - "touched": used by a function of the running program.
    #: - "at once": used while modules were loading: nothing is gained.
    #: - "loaded": not lazy, because others had loaded the module before.
    #: - "unreached": its module was not loaded, since others are lazy.
    #: - "failed": used, and its import failed.
    #: - "none": there is no import statement at the top level in this line.
    #: - "unknown": the run left no ledger.
    State = Literal[
        "untouched",
        "touched",
        "at once",
        "loaded",
        "unreached",
        "failed",
        "none",
        "unknown",
    ]
else:

    def final(kind):  # noqa: ANN001, ANN202
        return kind


@final
class Checked:
    """One statement, and what became of it.

    Attributes:
        number: Its number in the profile.
        file: Its file, as the profile has it.
        line: Its line.
        text: The statement.
        state: See `State`.
        by: ``file:line`` of what used it first, or None.
        function: The function there.
    """

    __slots__ = ("by", "file", "function", "line", "number", "state", "text")

    def __init__(self, number: int, file: str, line: int, text: str) -> None:
        self.number = number
        self.file = file
        self.line = line
        self.text = text
        self.state: State = "unknown"
        self.by: str | None = None
        self.function: str | None = None

    def as_dict(self) -> "dict[str, Any]":
        """Return the attributes by name, for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@final
class CameBack:
    """A module that should have gone, and who asked for it.

    Attributes:
        module: Its name.
        by: ``file:line`` of what asked, or None where no source did.
        count: How many modules came back with it, itself included.
    """

    __slots__ = ("by", "count", "module")

    def __init__(self, module: str, by: "str | None") -> None:
        self.module = module
        self.by = by
        self.count = 1

    def as_dict(self) -> "dict[str, Any]":
        """Return the attributes by name, for JSON."""
        return {"module": self.module, "by": self.by, "count": self.count}


@final
class Verified:
    """Prediction and truth of one choice of statements.

    Attributes:
        statements: What became of each.
        predicted_ms: The saving that the profile predicts.
        predicted_part: The same as part of the program's own run: from the end of
            the interpreter's start to its end.
        cpu_ms: Least processor time of that part, before and after.
        instructions: The same in instructions, None where valgrind did not count.
        predicted_gone: Modules that the profile says are not loaded any more.
        gone: Those that are not.
        came_back: What should have gone and did not.
        exit_codes: Of the program before and after.
        failure: What the changed program did otherwise, or None.
        is_output_same: Whether both wrote the same to standard output.
    """

    __slots__ = (
        "came_back",
        "cpu_ms",
        "exit_codes",
        "failure",
        "gone",
        "instructions",
        "is_output_same",
        "predicted_gone",
        "predicted_ms",
        "predicted_part",
        "statements",
    )

    def __init__(self) -> None:
        self.statements: list[Checked] = []
        self.predicted_ms = 0.0
        self.predicted_part = 0.0
        self.cpu_ms: tuple[float, float] | None = None
        self.instructions: tuple[int, int] | None = None
        self.predicted_gone: set[str] = set()
        self.gone: set[str] = set()
        self.came_back: list[CameBack] = []
        self.exit_codes = (0, 0)
        self.failure: str | None = None
        self.is_output_same = True

    @property
    def cpu_part(self) -> "float | None":
        """The saved part of the processor time."""
        return None if self.cpu_ms is None else 1 - self.cpu_ms[1] / self.cpu_ms[0]

    @property
    def instructions_part(self) -> "float | None":
        """The saved part of the instructions."""
        found = self.instructions
        return None if found is None else 1 - found[1] / found[0]

    def to_json(self) -> "dict[str, Any]":
        """Return all of it as what `json.dumps` takes."""
        return {
            "predicted_ms": self.predicted_ms,
            "predicted_part": self.predicted_part,
            "cpu_ms": self.cpu_ms,
            "cpu_part": self.cpu_part,
            "instructions": self.instructions,
            "instructions_part": self.instructions_part,
            "predicted_gone": sorted(self.predicted_gone),
            "gone": sorted(self.gone),
            "came_back": [one.as_dict() for one in self.came_back],
            "statements": [one.as_dict() for one in self.statements],
            "exit_codes": list(self.exit_codes),
            "failure": self.failure,
            "is_output_same": self.is_output_same,
        }
