"""`load()`: a handle to one module, without a `with` block."""

import sys

from ._entry import (
    PENDING,
    Entry,
    Site,
    eager_depth,
    forgetting,
    is_eager,
    is_initializing,
    keep,
    package_of,
)
from ._proxy import ModuleProxy, NameProxy, _new, _set_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, ModuleType
    from typing import Any

    from typing_extensions import TypeVar

    #: What the caller declares, a Protocol say: `np: Arrays = load("numpy")`.
    _Module = TypeVar("_Module", default=ModuleType)

#: Handles by call site and arguments: a function that calls `load()` every
#: time gets the same handle every time, and the ledger does not grow.
_handles: "dict[tuple[Any, ...], Any]" = {}


def load(
    fullname: str,
    *,
    require: "str | None" = None,
    error_on_import: bool = False,
    extra: "str | None" = None,
    hint: "str | None" = None,
    path: "str | None" = None,
    suppress_warning: bool = False,  # noqa: ARG001 - see the docstring
) -> "_Module":  # type: ignore[type-var] # pyright: ignore[reportInvalidTypeVarUse]
    """Return a handle to a module that is imported at its first use.

    A drop-in for `lazy_loader.load`, except that nothing is put into
    `sys.modules`, nothing is looked up now (no parent package is imported)
    and a failed import is tried again at the next use. A handle answers
    `repr()`, `isinstance(handle, ModuleType)` and what test runners probe
    without loading, and can be pickled and copied. A module that is loaded
    already is returned itself.

    Args:
        fullname: Absolute name of the module, ``"numpy"`` or ``"os.path"``.
        require: PEP 508 requirement on its distribution, ``"numpy>=2"``;
            checked at first use, without importing an unfit version.
        error_on_import: Look the module up now, and raise now if it is
            missing or unfit. Imports its parent packages, not itself.
        extra: The extra of the calling distribution that brings the module.
        hint: What to tell the user when the module is missing.
        path: A file or package folder outside `sys.path` to load the module
            from, under a private name that no other module has.
        suppress_warning: Taken for callers of lazy_loader, and ignored: a
            dotted name imports nothing early, so there is nothing to warn of.

    Raises:
        MissingDependencyError: With *error_on_import*: it is not installed.
        RequirementError: With *error_on_import*: it is the wrong version.

    Example:
        >>> import lazyheavy as lazy
        >>> colors = lazy.load("colorsys")
        >>> colors
        <lazy module 'colorsys'>
        >>> colors.rgb_to_hsv(1, 0, 0)
        (0.0, 1.0, 1.0)
    """
    if path is None and require is None:
        module = sys.modules.get(fullname)
        if module is not None and not is_initializing(module):
            return module  # type: ignore[return-value]
    if path is not None:
        from os.path import abspath  # only for load(path=...)

        path = abspath(path)
    frame = sys._getframe(1)
    key: tuple[Any, ...] = (id(frame.f_code), frame.f_lasti, fullname)
    if require or extra or hint or path:
        key = (*key, require, extra, hint, path)
    handle = _handles.get(key)
    if handle is None or _is_gone(handle._lazy_entry):
        entry = _declare(frame, fullname, (extra, hint, require), path)
        handle = _handles[key] = entry.placeholder
    if error_on_import:
        _look_up(handle._lazy_entry)
    if eager_depth and is_eager(handle._lazy_entry.site.package):
        handle._lazy_entry.load()
    return handle  # type: ignore[no-any-return]


def _is_gone(entry: Entry) -> bool:
    """Tell whether the module of a handle was taken out of `sys.modules`."""
    return entry.value is not PENDING and (
        sys.modules.get(entry.module) is not entry.value
    )


#: Sites of `load()` by declaring code and options: one for a module's handles.
_sites: "dict[tuple[Any, ...], Site]" = {}


def _declare(
    frame: "FrameType",
    fullname: str,
    options: "tuple[str | None, str | None, str | None]",
    path: "str | None",
) -> Entry:
    """Make the handle of a call site, and what the ledger knows of it."""
    if (
        not isinstance(fullname, str)  # type: ignore[redundant-expr]
        or not fullname
        or ("." in fullname and ".." in f".{fullname}.")
    ):
        message = f"load() takes the absolute name of a module, not {fullname!r}"
        raise ValueError(message)
    key = (id(frame.f_code), options)  # the site keeps the code alive
    site = _sites.get(key)
    if site is None:
        package = package_of(frame.f_globals)
        site = _sites[key] = Site(frame, None, package, options)
        keep(site)
        if _forget not in forgetting:
            forgetting.append(_forget)
    if path is None:
        entry = Entry(site, fullname, None, frame.f_lasti)
    else:
        from ._paths import PathEntry  # only for load(path=...)

        entry = PathEntry(site, fullname, path, frame.f_lasti)
    site.entries.append(entry)
    # As `pend()` does: a call less, in what is called once a name.
    proxy = entry.placeholder = _new(ModuleProxy)
    _set_entry(proxy, entry)
    return entry


def _forget(known: "set[int]") -> None:
    """Drop the handles of modules that are gone."""
    for key, handle in list(_handles.items()):
        if id(handle._lazy_entry.site) not in known:
            del _handles[key]
    for row, site in list(_sites.items()):
        if id(site) not in known:
            del _sites[row]


def _look_up(entry: Entry) -> None:
    """Raise now what the first use would raise for a missing module."""
    from importlib.util import find_spec  # only with error_on_import

    from ._explain import explain
    from ._requirements import check

    entry.prepare()
    try:
        if entry.value is PENDING and find_spec(entry.module) is None:
            message = f"No module named {entry.module!r}"
            raise ModuleNotFoundError(message, name=entry.module)  # noqa: TRY301
    except ModuleNotFoundError as error:
        dressed = explain(entry, error)
        if dressed is error:
            raise
        raise dressed from error
    if entry.site.require is not None:
        check(entry)


def reduce(proxy: "Any", protocol: "Any") -> "str | tuple[Any, ...]":
    """Pickle what a proxy stands for: a module by its name, unloaded."""
    entry = proxy._lazy_entry
    if type(proxy) is NameProxy:
        value = entry.load()
        if callable(value) or isinstance(value, type(sys)):
            if entry.attr is None:  # `import a.b as c`, where `b` is no module
                module, _, attr = entry.module.rpartition(".")
                return by_name, (module, attr)
            return by_name, (entry.module, entry.attr)
        return value.__reduce_ex__(protocol)  # type: ignore[no-any-return]
    site = entry.site
    hint = site.hint
    if hint is None and site.extra is not None:
        from ._explain import install_hint  # the extra of this distribution

        hint = install_hint(entry)
    return rebuild, (*entry.origin(), hint, site.require)


def rebuild(
    target: str,
    path: "str | None",
    hint: "str | None",
    require: "str | None",
) -> "ModuleType":
    """Make a handle anew from its pickle: lazy again, in any process."""
    return load(target, path=path, hint=hint, require=require)


def by_name(module: str, attr: "str | None") -> "Any":
    """Give the object of a pickled name: import it."""
    from importlib import import_module  # only to unpickle

    found = import_module(module)
    return found if attr is None else getattr(found, attr)


def let_reload_see(frame: "FrameType", proxy: object, module: "ModuleType") -> None:
    """Let `importlib.reload(handle)` reload the module behind the handle.

    `importlib.reload` insists that `sys.modules` holds the very object that it
    was given, and no proxy ever enters `sys.modules`. So when it reads the
    spec of a handle, its own argument is replaced by the module: through
    PEP 667 from CPython 3.13, through `PyFrame_LocalsToFast` before.
    """
    if frame.f_globals.get("__name__") != "importlib":
        return
    if frame.f_locals.get("module") is not proxy:
        return
    frame.f_locals["module"] = module
    if sys.version_info < (3, 13):
        import ctypes  # only inside importlib.reload(handle)

        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
