"""What one measured process wrote: loads of modules, requests, and its figures."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, final

    from ._launch import Ended

    Mode = Literal["timing", "structure", "usage", "memory"]
else:

    def final(kind):  # noqa: ANN001, ANN202
        return kind


#: Fields of a record as the process writes it; see `_child`.
_NAME, _PARENT, _INDEX, _THREAD, _BEGAN, _TOOK, _INNER, _GC, _WAIT, _STATE, _TOUCH = (
    range(11)
)
_LOADED, _FAILED, _WAITED = 1, 2, 3


@final
class Load:
    """One load of a module.

    Attributes:
        name: The full name; ``"__main__"`` is the program itself.
        index: Its number in the process, in the order of beginning.
        parent: The number of the load whose module was running, -1 for none.
        thread: The thread, by its identifier.
        began_ms: When it began, after the start of the program.
        took_ms: How long it took, with all inside; on Linux without waiting for a
            processor, in mode timing and in the thread of the start.
        self_ms: That without the loads inside, garbage collection and waiting for
            other threads.
        gc_ms: Pauses of the garbage collector outside of the loads inside.
        wait_ms: Waiting for modules that another thread was loading.
        failed: Whether the import failed.
        statement: Number of the statement that asked for it, -1 if none did.
        on_event_loop: Whether an event loop was waiting for it.
        thread_name: The name of the thread.
    """

    __slots__ = (
        "began_ms",
        "failed",
        "gc_ms",
        "index",
        "name",
        "on_event_loop",
        "parent",
        "self_ms",
        "statement",
        "thread",
        "thread_name",
        "took_ms",
        "wait_ms",
    )

    def __init__(self, fields: "list[Any]", origin: int) -> None:
        self.name: str = fields[_NAME]
        self.index: int = fields[_INDEX]
        self.parent: int = fields[_PARENT]
        self.thread: int = fields[_THREAD]
        self.began_ms = (fields[_BEGAN] - origin) / 1e6
        self.took_ms = fields[_TOOK] / 1e6
        own = fields[_TOOK] - fields[_INNER] - fields[_GC] - fields[_WAIT]
        self.self_ms = max(own, 0) / 1e6
        self.gc_ms = fields[_GC] / 1e6
        self.wait_ms = fields[_WAIT] / 1e6
        self.failed: bool = fields[_STATE] == _FAILED
        touch: tuple[int, bool, str] = fields[_TOUCH] or (-1, False, "")
        self.statement, self.on_event_loop, self.thread_name = touch


@final
class Recording:
    """What one run of the target gave.

    Attributes:
        mode: What was recorded.
        loads: The loads in order; the first is that of ``__main__``.
        edges: (number of the load that asked, name asked for, number of the
            statement or -1, names taken from it); in mode structure only.
        statements: (file, line, function, level, module) by number.
        modules: (file, origin, cached file, loader, is package, name in the spec)
            of each module that was there at the end, by name.
        loaded: The names in `sys.modules` at the end.
        preloaded: Those that the interpreter and `site` had loaded before.
        failed: The names whose import failed.
        compiled: The sources that were compiled for want of a cached file.
        exit_code: As of `subprocess`: negative for a signal.
        wall_ms: From the start of the process to its end.
        cpu_ms: Its processor time, with that of children it waited for.
        start_cpu_ms: What it had used before the target began.
        import_ms: The sum of what imports took, garbage collection included.
        gc_ms: Pauses of the garbage collector in the whole run.
        page_faults: Minor page faults; None where the system does not tell.
        max_rss_kb: Peak of the resident memory, likewise.
        mechanism: How loads were seen: ``"find_and_load"`` normally.
        raw: Everything that the process wrote.
    """

    __slots__ = (
        "compiled",
        "cpu_ms",
        "edges",
        "exit_code",
        "failed",
        "gc_ms",
        "import_ms",
        "loaded",
        "loads",
        "major_faults",
        "max_rss_kb",
        "mechanism",
        "mode",
        "modules",
        "page_faults",
        "preloaded",
        "raw",
        "start_cpu_ms",
        "statements",
        "wall_ms",
    )

    def __init__(self, mode: "Mode", ended: "Ended", raw: "dict[str, Any]") -> None:
        self.mode = mode
        self.raw = raw
        self.exit_code = ended.exit_code
        self.wall_ms = ended.wall_ms
        self.cpu_ms = ended.cpu_ms or 0.0
        self.page_faults = ended.page_faults
        self.major_faults = ended.major_faults
        self.max_rss_kb = ended.max_rss_kb
        records = sorted(raw["records"], key=lambda fields: fields[_INDEX])
        origin = records[0][_BEGAN]
        done = [f for f in records if f[_STATE] in {_LOADED, _FAILED}]
        self.loads = [Load(fields, origin) for fields in done]
        self.edges: list[tuple[int, str, int, tuple[str, ...]]] = raw.get("edges", [])
        self.statements: list[tuple[str, int, str, str, str]] = raw.get(
            "statements", []
        )
        self.modules: dict[str, tuple[Any, ...]] = raw.get("modules", {})
        self.loaded: list[str] = raw["loaded"]
        self.preloaded: list[str] = raw["preloaded"]
        self.failed = sorted({load.name for load in self.loads if load.failed})
        self.compiled: list[str] = raw.get("compiled", [])
        self.start_cpu_ms: float = raw["start_cpu_ns"] / 1e6
        self.gc_ms: float = raw["gc_ns"] / 1e6
        self.mechanism: str = raw["mechanism"]
        imports = [load for load in self.loads if load.index != 0]
        self.import_ms = sum(load.self_ms + load.gc_ms for load in imports)

    def __repr__(self) -> str:
        return f"<{self.mode} recording of {len(self.loads) - 1} loads>"
