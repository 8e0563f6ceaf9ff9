"""Resolving an entry: import, take the attribute, explain what failed.

Loaded at the first touch of the process. Holds no lock: importlib's
per-module locks give once-only and know how to avoid deadlock.
"""

import builtins
import sys
from _thread import get_ident
from time import perf_counter_ns

from ._entry import PENDING, Entry, is_initializing
from ._ledger import Touch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: A from-list that makes `__import__` return `a.b`, not `a`.
_LEAF = ("__name__",)

#: The type of CPython's own `__import__`; another one may have its own ways.
_Builtin: "Any" = type(len)

#: How often an import is tried that fails in other threads while we wait.
_TRIES = 20


def resolve(entry: Entry) -> "Any":
    """Import what *entry* stands for, put it in place and return it."""
    site = entry.site
    if site.open and site.open == get_ident():
        message = (
            f"{entry.imported!r} was used inside the lazy.imports() block that "
            f"declares it ({entry.declared}): use it after the block, or import "
            "it outside"
        )
        from .errors import LazyDeclarationError  # only when we refuse

        raise LazyDeclarationError(message)
    start = perf_counter_ns()
    value = load(entry)
    if not entry.is_bound and is_initializing(sys.modules.get(entry.module)):
        # Its body runs, in this thread: put in place, it would be seen half
        # loaded by other threads, which must go on waiting for its end.
        return value
    if entry.value is PENDING:
        entry.value = value
        entry.touch = Touch(perf_counter_ns() - start)
        entry.failure = None
    elif value is not entry.value:
        value = entry.value
    entry.settle(value)
    return value


def load(entry: Entry) -> "Any":
    """Import the target of *entry*; explain a failure, cache nothing."""
    try:
        if entry.site.require is not None:
            from ._requirements import check  # only where a version matters

            check(entry)
        return entry.fetch()
    except Exception as error:
        from ._explain import dress  # only when an import failed

        dressed = dress(entry, error)
        if dressed is error:
            raise
        raise dressed from error


def fetch(entry: Entry) -> "Any":
    """Do what the import statement would have done."""
    name = entry.module
    attr = entry.attr
    if attr is None:
        if entry.children:
            for child in tuple(entry.children):
                whole(child, _LEAF)
        if entry.top:
            whole(name, _LEAF)
            return sys.modules[name.partition(".")[0]]
        if "." not in name:
            return whole(name, None)  # the plain call is the cheaper of the two
        leaf = _leaf(entry)
        return _read_off(entry, leaf) if entry.is_alias else leaf
    module = whole(name, (attr,))
    try:
        return getattr(module, attr)
    except AttributeError:
        pass
    full = f"{name}.{attr}"
    if full in sys.modules:
        return sys.modules[full]
    from ._explain import no_such_name  # only when it failed

    raise no_such_name(module, attr)


def whole(name: str, names: "tuple[str, ...] | None") -> "Any":
    """Import a module; never return what a failed import has left behind.

    A thread that waits for another's import gets that module from CPython's
    `__import__` also when the import failed. We would keep it for ever.

    Its package comes first, as in CPython 3.15. Before, an import statement locks
    the module and then imports the package: two threads that import two modules of
    a package whose own body imports both would wait for each other.
    """
    importer = builtins.__import__
    package = name.rpartition(".")[0]
    for tries in range(_TRIES):
        try:
            if package and name not in sys.modules and _is_unfinished(package):
                whole(package, _LEAF)
            module = importer(name, None, None, names, 0)
        except RuntimeError as error:
            # Two threads import two modules that need each other. An import
            # statement takes the unfinished module, but for an instant in
            # which importlib has locked it and not made it yet.
            if type(error).__name__ != "_DeadlockError" or tries == _TRIES - 1:
                raise
            continue
        if sys.modules.get(name) is module or type(importer) is not _Builtin:
            break
    return module


def _is_unfinished(name: str) -> bool:
    module = sys.modules.get(name, PENDING)  # once: another thread may remove it
    return module is PENDING or is_initializing(module)


def _read_off(entry: Entry, leaf: "Any") -> "Any":
    """Return what `import a.b as c` binds: `a` may have another thing named `b`."""
    head, _, tail = entry.module.rpartition(".")
    namespace = getattr(sys.modules.get(head), "__dict__", {})
    standing = namespace.get(tail, leaf)
    if standing is leaf or standing is entry.placeholder or is_initializing(leaf):
        return leaf  # in a cycle of imports, nobody has put it into `a` yet
    return getattr(sys.modules[head], tail)


def _leaf(entry: Entry) -> "Any":
    """Import a module; `from . import name` may also ask the package itself."""
    name = entry.module
    try:
        return whole(name, _LEAF)
    except ModuleNotFoundError as error:
        parent, _, tail = name.rpartition(".")
        namespace = entry.site.globals
        if error.name != name or namespace is None or entry.site.package != parent:
            raise
        hook = namespace.get("__getattr__")
        if hook is None:
            raise
        try:
            return hook(tail)
        except AttributeError:
            raise error from None


def resolve_child(entry: Entry, name: str) -> "Any":
    """Read *name* of a package whose submodules were declared one by one.

    `import a.b` and `import a.c` share the name `a`: touching `a.b` leaves
    `a.c` alone, and `a` is put in place when the last of them is loaded.
    """
    children = entry.children
    assert children is not None
    top = entry.target
    prefix = f"{top}.{name}"
    value = None
    for child, (site, lasti) in tuple(children.items()):
        if child == prefix or child.startswith(prefix + "."):
            step = Entry(site, child, None, lasti)
            step.top = True
            value = resolve(step)
            children.pop(child, None)
    if value is None:
        value = resolve(Entry(entry.site, top, None, entry.lasti))
    if not children:
        resolve(entry)
    else:
        from ._views import share  # loaded with the first touch

        share(entry, value, children)
    return getattr(value, name)
