"""Runs in the measured process: starts the recorder, then the target, then writes.

Never imported: `_launch` compiles it, with the other `_child_*` files, under the
name of importlib's own source, so that warnings and tracebacks pass its frames
over as they do importlib's. Imports built-in modules only, and takes those that
were not loaded off `sys.modules` again: the target finds what it would find.

``PARTS`` (compiled sources by name) is put into the globals by the starter.
"""

import sys

_loaded_before = set(sys.modules)

import _thread  # noqa: E402 - what was loaded before is looked at first
import atexit  # noqa: E402
import gc  # noqa: E402
import marshal  # noqa: E402
from time import perf_counter_ns, process_time_ns  # noqa: E402

for _name in set(sys.modules) - _loaded_before:
    del sys.modules[_name]

try:
    import posix as _system
except ImportError:
    import nt as _system  # type: ignore[import-not-found, no-redef, unused-ignore]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    PARTS: dict[str, bytes] = {}

#: What turns the process into another one, or ends it without `atexit`.
_ENDS = ("_exit", "execv", "execve")

#: Fields of a record: what one load of a module is noted as.
NAME, PARENT, INDEX, THREAD, BEGAN, TOOK, INNER, GC, WAIT, STATE, TOUCH = range(11)
RUNNING, LOADED, FAILED, WAITED = range(4)

#: Numbers of file descriptors from which on programs have none.
_HIGH = 200

#: What the other sources find in their globals.
_SHARED = (
    "NAME PARENT INDEX THREAD BEGAN TOOK INNER GC WAIT STATE TOUCH "
    "RUNNING LOADED FAILED WAITED open_high"
).split()


def part(name: str, shared: "dict[str, Any]") -> "dict[str, Any]":
    """Run one of the other sources and return its globals."""
    namespace = {"__name__": "importlib._bootstrap", "__builtins__": __builtins__}
    namespace.update(shared)
    exec(marshal.loads(PARTS[name]), namespace)  # noqa: S102 - it is our own source
    return namespace


def open_high(path: str) -> int:
    """Open a file for reading, under a number that programs are not surprised by.

    Raises:
        OSError: It cannot be opened, or so high a number is not allowed.
    """
    low = _system.open(path, _system.O_RDONLY)
    try:
        number = _HIGH
        while True:  # some are inherited
            try:
                _system.fstat(number)
            except OSError:
                break
            number += 1
        high: int = _system.dup2(low, number, False)  # noqa: FBT003
    finally:
        _system.close(low)
    return high


class Recorder:
    """What one process notes, and how it is undone and written.

    Attributes:
        records: One list a load, in the order of their beginning; the first is
            that of ``__main__``.
        stacks: The loads that run now, innermost last, by thread.
        answer: Further results by name, for `_recording`.
        now: The clock of durations, in nanoseconds; `_child_clock` has a better one.
        undo: Called at the end, last first.
        more: Called at the end, before that, to complete ``answer``.
    """

    def __init__(self, config: "dict[str, Any]") -> None:
        self.config = config
        self.pid = _system.getpid()
        self.now: Any = perf_counter_ns
        self.began = 0
        self.records: list[list[Any]] = []
        self.numbers = numbers()
        self.stacks: dict[int, list[list[Any]]] = {}
        self.answer: dict[str, Any] = {}
        self.undo: list[Any] = []
        self.more: list[Any] = []
        self.gc_started = 0
        self.gc_total = 0
        self.gc_runs = 0
        self.is_done = False

    def start(self) -> None:
        """Begin with the record of ``__main__`` and put the hooks in place."""
        thread = _thread.get_ident()
        main = ["__main__", -1, 0, thread, 0, 0, 0, 0, 0, RUNNING, None]
        self.records.append(main)
        self.stacks[thread] = [main]
        self.answer["main_thread"] = thread
        self.answer["preloaded"] = list(sys.modules)
        self.answer["start_cpu_ns"] = process_time_ns()
        shared = {name: globals()[name] for name in _SHARED}
        shared["part"] = lambda name: part(name, shared)
        for name in self.config["parts"]:
            is_hidden = not hasattr(sys.modules["_frozen_importlib"], "_find_and_load")
            chosen = "meta_path" if name == "timing" and is_hidden else name
            part(chosen, shared)["install"](self)
        self.watch_gc()
        self.watch_ends()
        atexit.register(self.finish)  # the first to register is the last to run
        main[BEGAN] = perf_counter_ns()
        self.began = self.now()

    def watch_gc(self) -> None:
        """Charge the pauses of the garbage collector to nobody."""
        stacks, get_ident, now = self.stacks, _thread.get_ident, self.now

        def on_gc(phase: str, info: "dict[str, int]") -> None:  # noqa: ARG001
            if phase == "start":
                self.gc_started = now()
                return
            took = now() - self.gc_started
            self.gc_total += took
            self.gc_runs += 1
            stack = stacks.get(get_ident())
            if stack:
                stack[-1][GC] += took

        def stop() -> None:
            if on_gc in gc.callbacks:
                gc.callbacks.remove(on_gc)

        gc.callbacks.append(on_gc)
        self.undo.append(stop)

    def watch_ends(self) -> None:
        """Write before the process ends, or becomes another, without `atexit`."""
        modules = [_system, sys.modules.get("os")]
        for name in _ENDS:
            function = getattr(_system, name, None)
            if function is not None:
                wrapper = self.before(function)
                for module in modules:
                    if getattr(module, name, None) is function:
                        setattr(module, name, wrapper)
                        self.undo.append(putter(module, name, function))

    def before(self, function: "Any") -> "Any":
        """Return *function*, with writing before it."""

        def wrapper(*args: "Any", **kwargs: "Any") -> "Any":
            self.finish()
            return function(*args, **kwargs)

        wrapper.__name__ = wrapper.__qualname__ = function.__name__
        wrapper.__doc__ = function.__doc__
        return wrapper

    def finish(self) -> None:
        """Undo what was put in place and write, once, and never in a forked child."""
        ended = self.now()
        if self.is_done or self.pid != _system.getpid():
            return
        self.is_done = True
        main = self.records[0]
        main[TOOK] = ended - self.began
        main[STATE] = LOADED
        for undo in reversed(self.undo):
            undo()
        for complete in self.more:
            complete()
        answer = self.answer
        answer["records"] = self.records
        answer["gc_ns"] = self.gc_total
        answer["gc_runs"] = self.gc_runs
        answer["cpu_ns"] = process_time_ns()
        modules: dict[Any, Any] = dict(sys.modules)
        loaded = [(n, m) for n, m in modules.items() if type(n) is str]
        answer["loaded"] = [name for name, _ in loaded]
        # What is blocked, or waits in importlib's LazyLoader, is only a name.
        answer["pending"] = [
            name
            for name, module in loaded
            if module is None or type(module).__name__ == "_LazyModule"
        ]
        answer["path"] = [entry for entry in sys.path if type(entry) is str]
        answer["version"] = list(sys.version_info[:3])
        answer["implementation"] = sys.implementation.name
        answer["executable"] = sys.executable
        answer["prefixes"] = [sys.prefix, sys.base_prefix, sys.exec_prefix]
        write(self.config["output"], marshal.dumps(answer, 2))


def numbers() -> "Any":
    """Return 1, 2, ...: what threads take from it is theirs alone.

    The interpreter lock guards a range; `itertools` is loaded only where there is
    none, since the target may not load it.
    """
    is_guarded: Any = getattr(sys, "_is_gil_enabled", None)  # from 3.13 on
    if is_guarded is None or is_guarded():
        return iter(range(1, sys.maxsize))
    is_new = "itertools" not in sys.modules
    import itertools

    if is_new:
        del sys.modules["itertools"]
    return itertools.count(1)


def putter(module: "Any", name: str, value: "Any") -> "Any":
    """Return what puts *value* back."""
    return lambda: setattr(module, name, value)


def write(path: str, data: bytes) -> None:
    """Write *data* to a new file without a module that is not built in."""
    flags = _system.O_WRONLY | _system.O_CREAT | _system.O_TRUNC
    handle = _system.open(path, flags | getattr(_system, "O_BINARY", 0), 0o600)
    try:
        while data:
            data = data[_system.write(handle, data) :]
    finally:
        _system.close(handle)


def run(config: "dict[str, Any]") -> None:
    """Become the target, and record it."""
    prepare(config)
    recorder = Recorder(config)
    begin = starter(config, sys.modules["__main__"].__dict__)
    if config["prelude"]:
        prelude = {"__name__": "__lazyheavy_prelude__", "__builtins__": __builtins__}
        exec(compile(config["prelude"], "<prelude>", "exec"), prelude)  # noqa: S102
    recorder.start()
    try:
        begin()
    except BaseException:
        hide_ourselves()
        raise


def prepare(config: "dict[str, Any]") -> None:
    """Put `sys.argv`, `sys.path` and the globals as the interpreter would."""
    sys.argv[:] = config["argv"]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv[:] = config["orig_argv"]
    own = config["own_path"]
    sys.path_importer_cache.pop(own, None)
    if not getattr(sys.flags, "safe_path", sys.flags.isolated):
        sys.path[0] = config["path0"]


def starter(config: "dict[str, Any]", scope: "dict[str, Any]") -> "Any":
    """Return the function without arguments that runs the target.

    What the interpreter itself would load for it is loaded here, and so is no
    part of the record.
    """
    kind, name = config["kind"], config["name"]
    if kind == "script":
        importer = None
        for hook in sys.path_hooks:
            try:
                importer = hook(name)
            except ImportError:
                continue
            break
        if importer is None:
            scope["__file__"] = config["file"]
            if sys.version_info < (3, 15):
                scope["__cached__"] = None
            else:
                scope.pop("__cached__", None)
            external: Any = sys.modules["_frozen_importlib_external"]
            scope["__loader__"] = external.SourceFileLoader("__main__", config["file"])
            return lambda: exec(code_of(config["file"]), scope)  # noqa: S102
        # A folder or an archive; it stands where the folder of a script would.
        has_first = not getattr(sys.flags, "safe_path", sys.flags.isolated)
        sys.path[: int(has_first)] = [config["file"]]
        name = "__main__"
    for key in ("__file__", "__cached__"):
        scope.pop(key, None)
    scope["__loader__"] = sys.modules["_frozen_importlib"].BuiltinImporter
    if kind == "code":
        code = compiled(name, "<string>")
        remember_source(code, name)
        return lambda: exec(code, scope)  # noqa: S102
    import runpy

    alter = name != "__main__"
    return lambda: runpy._run_module_as_main(name, alter)  # type: ignore[attr-defined]


def remember_source(code: "CodeType", source: str) -> None:
    """Have tracebacks show lines of -c where the interpreter does, from 3.13 on."""
    linecache: Any = sys.modules.get("linecache")
    if hasattr(linecache, "_interactive_cache"):
        linecache._interactive_cache.clear()  # it has the code that started us
        linecache._register_code(code, source, "<string>")
    elif "<string>" in getattr(linecache, "cache", ()):
        linecache._register_code("<string>", source, "<string>")


def code_of(path: str) -> "CodeType":
    """Compile a script, or read a compiled one."""
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith(".pyc"):
        code: CodeType = marshal.loads(memoryview(data)[16:])
        return code
    return compiled(data, path)


def compiled(source: "bytes | str", path: str) -> "CodeType":
    """Compile a program as the interpreter does for itself.

    The function `compile` first makes the hundred classes of syntax trees, which are
    12 million instructions. `exec` does not, and fails at the first step of what it
    has compiled when there is not one name to use: the traceback has the code. It
    knows no path, so what there is to say of the source, `compile` says.
    """
    code: CodeType | None = None
    warnings: Any = sys.modules.get("warnings") or sys.modules["_warnings"]
    strict = ("error", None, Warning, None, 0)
    loop = "while" if isinstance(source, str) else b"while"  # might not come to a step
    is_replaced = hasattr(compile, "__code__")  # `_child_lazy` has code of its own
    if not is_replaced and loop not in source:  # type: ignore[operator]
        warnings.filters.insert(0, strict)
        try:
            exec(source, {"__builtins__": {}}, ())  # type: ignore[arg-type] # noqa: S102
        except Exception as error:  # noqa: BLE001 - whatever it is
            trace = error.__traceback__ and error.__traceback__.tb_next
            if trace is not None:  # no error of syntax
                code = trace.tb_frame.f_code
        finally:
            warnings.filters.remove(strict)
    if code is None:
        return compile(source, path, "exec", dont_inherit=True)
    sys.modules["_imp"]._fix_co_filename(code, path)  # as for cached bytecode
    return code


def hide_ourselves() -> None:
    """Have the interpreter report an exception without the frames of ours.

    What the target left as `sys.excepthook` is put back before it is called.
    """
    hook = sys.excepthook
    ours = hide_ourselves.__code__.co_filename

    def without_us(kind: "Any", error: "Any", trace: "Any") -> None:
        sys.excepthook = hook
        trace = trace.tb_next  # the code that started the recorder
        while trace is not None and trace.tb_frame.f_code.co_filename == ours:
            trace = trace.tb_next
        error.__traceback__ = trace
        if hasattr(sys, "last_traceback"):
            sys.last_traceback = trace
        hook(kind, error, trace)

    sys.excepthook = without_us


def config() -> "dict[str, Any]":
    """Read what this process has to do."""
    with open(sys.argv[1], "rb") as file:
        found: dict[str, Any] = marshal.loads(file.read())
    return found


if "PARTS" in globals():
    run(config())
