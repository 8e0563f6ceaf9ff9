"""Notes who asked for what, by which line; part of the measured process.

Its own run, because it costs a tenth of the imports: it replaces
`builtins.__import__`, through which statements go whose module is loaded already.
Names in capitals come from `_child`.
"""

import builtins
import sys
from _thread import get_ident
from time import perf_counter_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ._child import INDEX, NAME, TOUCH

#: Modules whose frames are never the user's, though they ask for modules: the
#: machinery of imports, and lazy imports of any make.
_MACHINERY = frozenset(
    """
    _frozen_importlib _frozen_importlib_external importlib importlib._bootstrap
    importlib._bootstrap_external importlib.util
    lazyheavy lazyheavy._asking lazyheavy._block lazyheavy._door lazyheavy._eager
    lazyheavy._entry lazyheavy._exports lazyheavy._handles lazyheavy._native
    lazyheavy._proxy lazyheavy._resolve lazyheavy._views
    lazy_loader lazy_import lazy_module lazyasd lazy_object_proxy.slots
    lazy_object_proxy.simple lazy_object_proxy.utils apipkg demandimport
    hgdemandimport.demandimportpy3 zope.deferredimport.deferredmodule
    wrapt.importer wrapt.wrappers peak.util.imports etils.epy.lazy_imports_utils
    transformers.utils.import_utils diffusers.utils.import_utils
    tensorflow.python.util.lazy_loader django.utils.module_loading
    pkgutil pydoc six runpy werkzeug.utils
    """.split()
)
_MACHINERY_PREFIXES = ("lazy_imports.", "slothy.", "lazy_loader.", "apipkg.")

_OPTIMIZED = 1  # CO_OPTIMIZED: the code of a function

_getframe = sys._getframe


class Structure:
    """The edges and statements of one run."""

    def __init__(self, recorder: "Any") -> None:
        self.recorder = recorder
        self.stacks = recorder.stacks
        #: (importer, target, statement, names) in the order of their first time.
        self.edges: dict[tuple[Any, ...], None] = {}
        self.statements: dict[tuple[str, int, str, str, str], int] = {}
        self.is_machinery: dict[str, bool] = {}
        self.seen: set[tuple[Any, ...]] = set()
        self.compiled: list[str] = []
        self.extensions: dict[str, list[int]] = {}
        self.failed: list[tuple[str, int]] = []
        #: The frames that have asked for what is loading, by number of the load.
        self.asking: dict[int, FrameType | None] = {}

    def user_frame(self, frame: "FrameType | None") -> "FrameType | None":
        """Return the innermost frame that is no machinery of imports."""
        known = self.is_machinery
        while frame is not None:
            name = frame.f_globals.get("__name__")
            found = known.get(name)  # type: ignore[arg-type]
            if found is None:
                if type(name) is not str:
                    return frame
                found = name in _MACHINERY or name.startswith(_MACHINERY_PREFIXES)
                known[name] = found
            if not found:
                asked = attribute_reader(frame)
                if asked is None:
                    return frame
                frame = asked
            frame = frame.f_back
        return None

    def statement(self, frame: "FrameType | None", asking: "Any") -> int:
        """Return the number of the statement that runs in *frame*; -1 for none.

        A request from an extension module has no frame of its own: the one that
        is found is the one that asked for the extension module itself.
        """
        if frame is None or frame is asking:
            return -1
        code = frame.f_code
        level = "function"
        if code.co_name == "<module>":
            level = "module"
        elif not code.co_flags & _OPTIMIZED:
            level = "class"
        owner = frame.f_globals.get("__name__")
        owner = owner if type(owner) is str else ""
        key = (code.co_filename, frame.f_lineno or 0, code.co_name, level, owner)
        return self.statements.setdefault(key, len(self.statements))

    def importer(self, frame: "FrameType | None") -> "tuple[int, Any]":
        """Return who runs now in this thread, as number of a load, and its asker."""
        stack = self.stacks.get(get_ident())
        if stack:
            top = stack[-1]
            return top[INDEX], self.asking.get(top[INDEX])
        if frame is not None:  # a thread that runs no body: who wrote its function
            name = frame.f_globals.get("__name__")
            for record in self.recorder.records:
                if record[NAME] == name:
                    return record[INDEX], None
        return 0, None

    def on_request(self, name: str, record: "list[Any] | None") -> None:
        """Note a request that importlib got: before a load, or for a loaded one."""
        frame = self.user_frame(_getframe(2))
        index, asking = self.importer(frame)
        if record is not None:
            if record[1] != index and record[1] >= 0:  # a package for its submodule
                index, asking = record[1], self.asking.get(record[1])
            elif record[1] < 0:
                record[1] = index
            self.asking[record[INDEX]] = frame
        statement = self.statement(frame, asking)
        self.edges[index, name, statement, ()] = None
        if record is not None:
            record[TOUCH] = (statement, *self.circumstances(index))

    def circumstances(self, index: int) -> "tuple[bool, str]":
        """Return whether an event loop waits for the load, and the thread's name."""
        on_loop = False
        modules = sys.modules
        if index == 0 or len(self.stacks.get(get_ident()) or ()) == 0:
            for name in ("asyncio.events", "_asyncio"):
                running = getattr(modules.get(name), "_get_running_loop", None)
                if running is not None:
                    on_loop = running() is not None
                    break
        threading: Any = modules.get("threading")
        thread = None
        if threading is not None:
            # Its body may still run: it imports others itself.
            thread = getattr(threading, "_active", {}).get(get_ident())
        return on_loop, "MainThread" if thread is None else str(thread.name)

    def on_statement(self, name: str, package: "Any", names: "Any", level: int) -> None:
        """Note what an import statement asked for, after it has gone well."""
        frame = self.user_frame(_getframe(2))
        index, asking = self.importer(frame)
        statement = self.statement(frame, asking)
        wanted = tuple(names) if type(names) in (tuple, list) else ()
        key = (index, statement, name, package, wanted, level)
        if key in self.seen:
            return
        self.seen.add(key)
        if level > 0:
            base = package.rsplit(".", level - 1)[0] if level > 1 else package
            name = f"{base}.{name}" if name else base
        self.edges[index, name, statement, wanted] = None
        modules = sys.modules
        if wanted == ("*",):
            wanted = getattr(modules.get(name), "__dict__", {}).get("__all__", ())
        for attribute in wanted:
            if f"{name}.{attribute}" in modules:
                self.edges[index, f"{name}.{attribute}", statement, ()] = None

    def complete(self) -> None:
        """Put everything into the answer of the recorder."""
        answer = self.recorder.answer
        answer["edges"] = list(self.edges)
        answer["statements"] = list(self.statements)
        answer["compiled"] = self.compiled
        answer["extensions"] = self.extensions
        answer["mapped"] = mapped_files()


def install(recorder: "Any") -> None:
    """Put the hooks in place; the one that times is put on top of them."""
    structure = Structure(recorder)
    recorder.on_request = structure.on_request
    original = builtins.__import__
    modules = sys.modules

    def __import__(  # noqa: N807 - it stands for it
        name: str,
        globals: "Any" = None,
        locals: "Any" = None,
        fromlist: "Any" = (),
        level: int = 0,
    ) -> "Any":
        module = original(name, globals, locals, fromlist, level)
        package = None
        if level > 0:
            package = globals.get("__package__")
            if package is None:
                package = globals.get("__name__", "")
                if "__path__" not in globals:
                    package = package.rpartition(".")[0]
        structure.on_statement(name, package, fromlist, level)
        return module

    __import__.__doc__ = original.__doc__
    builtins.__import__ = __import__

    def restore() -> None:
        if builtins.__import__ is __import__:
            builtins.__import__ = original

    recorder.undo.append(restore)
    watch_loaders(recorder, structure)
    recorder.more.append(structure.complete)
    recorder.more.append(lambda: describe(recorder.answer, modules))


def watch_loaders(recorder: "Any", structure: Structure) -> None:
    """Note what is compiled from source, and how long extensions take."""
    external: Any = sys.modules["_frozen_importlib_external"]
    now = perf_counter_ns
    loader = external.ExtensionFileLoader
    create, execute = loader.create_module, loader.exec_module
    times = structure.extensions

    def create_module(self: "Any", spec: "Any") -> "Any":
        began = now()
        try:
            return create(self, spec)
        finally:
            times[spec.name] = [now() - began, 0]

    def exec_module(self: "Any", module: "Any") -> None:
        began = now()
        try:
            execute(self, module)
        finally:
            times.setdefault(self.name, [0, 0])[1] = now() - began

    source = external.SourceLoader
    to_code = source.source_to_code

    def source_to_code(self: "Any", data: "Any", path: "Any", *more: "Any") -> "Any":
        structure.compiled.append(str(path))
        return to_code(self, data, path, *more)

    loader.create_module, loader.exec_module = create_module, exec_module
    source.source_to_code = source_to_code

    def restore() -> None:
        loader.create_module, loader.exec_module = create, execute
        source.source_to_code = to_code

    recorder.undo.append(restore)


def attribute_reader(frame: "FrameType") -> "FrameType | None":
    """Return the frame of a module's `__getattr__` that *frame* works for.

    Whoever reads a lazy attribute of a module asks for what that loads, not the
    function that answers (PEP 562, or a class of modules), nor one that helps it.
    """
    file = frame.f_code.co_filename
    found: FrameType | None = frame
    while found is not None:
        code = found.f_code
        if code.co_filename != file or not code.co_flags & _OPTIMIZED:
            return None
        if code.co_name == "__getattr__":
            answers = found.f_globals.get("__getattr__")
            if getattr(answers, "__code__", None) is code:
                return found
            module = found.f_locals.get(code.co_varnames[0])
            return found if isinstance(module, type(sys)) else None
        found = found.f_back
    return None


def attributes(value: "Any") -> "dict[str, Any]":
    """Return the namespace of a module, and never make a lazy one load."""
    try:
        found = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return found if isinstance(found, dict) else {}


def mapped_files() -> "list[str]":
    """Return the files in the memory of the process: extensions and their libraries.

    Empty where the system does not tell (it is Linux that does).
    """
    try:
        with open("/proc/self/maps", "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return []
    paths = {line.split(None, 5)[-1] for line in lines if b" /" in line}
    return sorted(path.decode("utf-8", "surrogateescape") for path in paths)


def describe(answer: "dict[str, Any]", modules: "dict[str, Any]") -> None:
    """Note where each module came from, and what extension modules refer to."""
    module_type = type(sys)
    names = {id(value): name for name, value in list(modules.items())}
    told: dict[str, tuple[Any, ...]] = {}
    references: list[tuple[str, str]] = []
    for name, value in list(modules.items()):
        scope = attributes(value)
        spec = attributes(scope.get("__spec__"))
        loader = spec.get("loader")
        kind = loader.__name__ if isinstance(loader, type) else type(loader).__name__
        places = spec.get("submodule_search_locations")
        told[name] = (
            *(text(scope.get("__file__")), text(spec.get("origin"))),
            *(text(spec.get("_cached")), kind, places is not None),
            text(spec.get("name")),
        )
        if kind != "ExtensionFileLoader":
            continue
        for item in list(scope.values()):
            target = None
            if type(item) is module_type:
                target = names.get(id(item))
            elif isinstance(item, type):
                target = type.__dict__["__module__"].__get__(item)
            if type(target) is str and target != name and target in modules:
                references.append((name, target))
    answer["modules"] = told
    answer["references"] = sorted(set(references))
    lazy = getattr(sys, "lazy_modules", None)
    answer["lazy"] = sorted(map(str, lazy)) if lazy else []


def text(value: "Any") -> "str | None":
    """Return *value* if it is text, as marshal can write it."""
    return str(value) if isinstance(value, str) else None
