"""The shape of a profile as JSON, for type checkers; nothing runs here.

Times are milliseconds, memory is KiB. Version 1: names stay, new ones may come.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypedDict

    class FirstTouch(TypedDict):
        """Which line asked first for a module."""

        file: str
        line: int
        function: str
        statement: int | None
        on_event_loop: bool

    class Module(TypedDict):
        """One module; ``__main__``, the program itself, is number 0."""

        name: str
        file: str | None
        kind: str
        distribution: str | None
        group: Literal["distribution", "stdlib", "own"]
        #: The module whose execution loaded it first; None for number 0.
        parent: int | None
        order: int
        thread: str
        failed: bool
        #: Loaded while modules were loading, not by a function of the running program.
        at_start: bool
        #: Least of the timing runs, without the modules inside, garbage collection
        #: and waiting for other threads or (on Linux) for a processor; the greatest
        #: of them beside it.
        self_ms: float
        self_max_ms: float
        #: With everything that it loaded first, directly or not.
        cumulative_ms: float
        #: ``self_ms`` with its share of the garbage collection, spread evenly over
        #: all work: what is saved where this module is not loaded.
        weight_ms: float
        gc_ms: float
        wait_ms: float
        dlopen_ms: float | None
        init_ms: float | None
        pyc: Literal["cached", "missing", "none"]
        rss_kb: int | None
        used: Literal["run", "import", "never", "unknown"] | None
        first_touch: FirstTouch | None

    class Keeper(TypedDict):
        """Who else asks for what a statement imports."""

        module: str
        file: str | None
        line: int | None

    class Statement(TypedDict):
        """One line that imports."""

        file: str
        line: int
        importer: int
        text: str
        targets: list[int]
        level: Literal["module", "function", "class"]
        own: bool
        candidate: bool
        #: ``file:line`` of a use while modules load: to make it lazy gains nothing.
        needed_at_start: str | None
        #: ``file:line`` of a use later in the same run: lazy, it costs then.
        used_at: str | None
        #: What the program did otherwise when this was lazy, as a clause.
        fails_lazy: str | None
        cumulative_ms: float
        alone_ms: float
        kept_alive_by: list[Keeper]

    class PlanStep(TypedDict):
        """Statements to make lazy together."""

        statements: list[int]
        gain_ms: float
        total_ms: float

    class Touch(TypedDict):
        """A load by the running program, after the start."""

        module: int
        ms: float
        file: str
        line: int
        function: str
        thread: str
        on_event_loop: bool

    class FailedImport(TypedDict):
        """An import that failed."""

        name: str
        file: str | None
        line: int | None

    class Totals(TypedDict):
        """Figures of the whole process: medians of the timing runs."""

        wall_ms: float
        cpu_ms: float
        import_ms: float
        gc_ms: float
        #: Interpreter and ``site``, until the program begins.
        start_ms: float
        #: ``site`` alone: ``.pth`` files, ``sitecustomize``.
        site_ms: float
        modules: int
        max_rss_kb: int | None
        page_faults: int | None
        missing_pyc: int
        cold_wall_ms: float | None

    class Runs(TypedDict):
        """The figures of each timing run."""

        timing: int
        wall_ms: list[float]
        cpu_ms: list[float]
        import_ms: list[float]
        gc_ms: list[float]
        cold_wall_ms: list[float]

    class Data(TypedDict):
        """A whole profile."""

        schema_version: int
        lazyheavy: str
        python: dict[str, str]
        platform: str
        target: dict[str, Any]
        exit_code: int
        recorder: str
        runs: Runs
        totals: Totals
        modules: list[Module]
        edges: list[tuple[int, int, int | None]]
        statements: list[Statement]
        plan: list[PlanStep]
        first_touches: list[Touch]
        failed_imports: list[FailedImport]
        #: Names imported lazily by Python 3.15 itself and never used.
        never_resolved: list[str]
        warnings: list[str]
