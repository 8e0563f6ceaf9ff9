"""Asking about lazy names, and forcing them."""

import sys

from . import _ledger
from ._entry import PENDING, eager_depth
from ._finding import find_spec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import Thread
    from types import ModuleType, TracebackType
    from typing import Any, final
else:

    def final(kind):
        return kind


def _is_native(obj: object) -> bool:
    """Tell whether *obj* is a lazy object of CPython 3.15."""
    return sys.version_info >= (3, 15) and type(obj).__name__ == "lazy_import"


def _entry_of(obj: object) -> "Any":
    """Return the entry behind a proxy or handle, else None."""
    proxy: Any = sys.modules.get("lazyheavy._proxy")
    if proxy is None or not issubclass(type(obj), proxy._Proxy):
        return None
    return obj._lazy_entry  # type: ignore[attr-defined]


def is_lazy(obj: object) -> bool:
    """Tell whether *obj* stands for something that is not imported yet.

    Loads nothing. On CPython 3.15 a lazy name is resolved by being read, so
    pass what a namespace holds: ``is_lazy(vars(module)["np"])``.
    """
    entry = _entry_of(obj)
    if entry is not None:
        return entry.value is PENDING
    return _is_native(obj)


def resolve(obj: "Any") -> "Any":
    """Return the real object that *obj* stands for, importing it if need be.

    Anything that is not lazy is returned as it is.
    """
    entry = _entry_of(obj)
    if entry is not None:
        return entry.load()
    return obj.resolve() if _is_native(obj) else obj


def pending() -> "list[str]":
    """Return the targets that are declared and not imported, in order."""
    return _ledger.pending()


def is_available(name: str, require: "str | None" = None) -> bool:
    """Tell whether the module *name* could be imported; import nothing.

    Neither the module nor its parent packages are imported, so an answer of
    True does not promise that the import works. The empty folder that an
    uninstalled package may leave does not count.

    Args:
        name: Absolute name of a module.
        require: PEP 508 requirement that must be met as well.
    """
    if not _is_found(name):
        return False
    if require is None:
        return True
    from ._requirements import is_met  # loads importlib.metadata and packaging

    return is_met(require)


def _is_found(name: str) -> bool:
    if name in sys.modules:
        return sys.modules[name] is not None
    path: list[str] | None = None
    spec: Any = None
    for index, part in enumerate(parts := name.split(".")):
        spec = find_spec(".".join(parts[: index + 1]), path)
        if spec is None:
            # importlib cannot look into a namespace that is not imported.
            path = [f"{folder}/{part}" for folder in path or ()]
            if not any(map(_has_content, path)):
                return False
            continue
        places = spec.submodule_search_locations
        if places is None and index < len(parts) - 1:
            return False
        path = None if places is None else list(places)
    return (spec is not None and spec.origin is not None) or any(
        map(_has_content, path or ())
    )


def _has_content(folder: str) -> bool:
    """Tell whether a namespace folder holds more than old bytecode."""
    import os  # loaded by every interpreter at its start

    try:
        return any(entry != "__pycache__" for entry in os.listdir(folder))
    except OSError:
        return False


@final
class eager:
    """Import everything that is declared inside the block at once.

    For tests and for processes that fork: modules imported inside resolve
    their lazy names as soon as their body has run. Affects the calling thread
    only.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        from _thread import get_ident

        thread = get_ident()
        eager_depth[thread] = eager_depth.get(thread, 0) + 1

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        from _thread import get_ident

        thread = get_ident()
        eager_depth[thread] -= 1
        if not eager_depth[thread]:
            del eager_depth[thread]


def verify(package: "str | ModuleType") -> "dict[str, Exception]":
    """Resolve every lazy name of *package*; return all failures at once.

    Imports the package, and goes on with what the modules that come with it
    declare in turn. Meant for CI: ``assert not lazy.verify("mypkg")``.

    Returns:
        The error of each target that does not resolve.
    """
    from importlib import import_module

    if not isinstance(package, str):
        package = package.__name__
    import_module(package)
    failures: dict[str, Exception] = {}
    seen: set[int] = set()
    while True:
        fresh = [
            entry
            for entry in _ledger.entries()
            if id(entry) not in seen
            and (
                entry.site.package == package
                or entry.site.package.startswith(f"{package}.")
            )
        ]
        if not fresh:
            return failures
        for entry in fresh:
            seen.add(id(entry))
            try:
                entry.load()
            except Exception as error:  # noqa: BLE001 - all of them are the result
                failures[entry.target] = error


def warm(*targets: "Any", background: bool = False) -> "Thread | None":
    """Resolve *targets* before they are needed.

    Args:
        *targets: Names of modules, handles, or callables such as a shared
            instance, which are called. On CPython 3.15 a lazy name is
            resolved by being passed, so with *background* pass its name.
        background: Do it in a daemon thread and return that thread. A target
            that fails there fails again, with its error, where it is used.

    Raises:
        ImportError: A target cannot be imported (not with *background*).
    """
    if not background:
        for target in targets:
            _warm(target)
        return None
    import threading  # only to warm in the background

    def run() -> None:
        for target in targets:
            try:
                _warm(target)
            except Exception:  # noqa: BLE001, S110, PERF203 - raised again at use
                pass

    thread = threading.Thread(target=run, name="lazyheavy-warm", daemon=True)
    thread.start()
    return thread


def _warm(target: "Any") -> None:
    if type(target) is str:
        from importlib import import_module

        import_module(target)
    elif _entry_of(target) is not None or is_lazy(target):
        resolve(target)
    elif type(target) is not type(sys) and callable(target):
        target()
