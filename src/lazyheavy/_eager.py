"""The eager modes: resolve what a package declares once its body has run.

Only loaded where `EAGER_IMPORT` or `LAZYHEAVY_EAGER` is set, inside
`lazy.eager()`, and in import cycles between the submodules of a package.
"""

import sys

from ._entry import Entry, declaring_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any


def after_import(namespace: "dict[str, Any]", entries: "list[Entry]") -> None:
    """Resolve *entries* in order, as soon as their module has been executed.

    Not at once: a submodule that imports a name from the unfinished package
    would meet an import cycle that the lazy mode does not have. A module that
    is not being imported (a script, `runpy`) is taken at once.
    """
    module = declaring_module(namespace)
    spec = getattr(module, "__spec__", None)
    if module is None or not getattr(spec, "_initializing", False):
        _load(entries)
        return
    kind = type(spec)
    if kind.__name__ == "_WatchedSpec":
        spec._lazy_entries.extend(entries)  # type: ignore[union-attr]
        return
    spec.__class__ = _watched(kind)
    spec.__dict__["_lazy_entries"] = list(entries)
    spec.__dict__["_lazy_module"] = module


def _load(entries: "list[Entry]") -> None:
    for entry in entries:
        entry.load()


def _watched(kind: type) -> type:
    """Make the class of a spec that notices the end of its module's import.

    importlib sets `spec._initializing` to False when the body has run; there
    is no public sign of that moment.
    """

    def __setattr__(self: "Any", name: str, value: "Any") -> None:  # noqa: N807
        object.__setattr__(self, name, value)
        if name != "_initializing" or value:
            return
        self.__class__ = kind
        entries = self.__dict__.pop("_lazy_entries")
        module: ModuleType = self.__dict__.pop("_lazy_module")
        if sys.modules.get(self.name) is not module:
            return  # the body failed, or put something else in its place
        try:
            _load(entries)
        except BaseException:
            sys.modules.pop(self.name, None)
            raise

    return type("_WatchedSpec", (kind,), {"__setattr__": __setattr__})
