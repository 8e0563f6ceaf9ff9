"""What an import that failed says to the person who gets the error."""

import sys

from ._entry import Entry
from .errors import LazyHeavyError, MissingDependencyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def dress(entry: Entry, error: Exception) -> Exception:
    """Return what to raise for an import that failed: *error* itself, or ours.

    Notes the failure for the ledger.
    """
    dressed: Exception = error
    if isinstance(error, LazyHeavyError):
        pass
    elif isinstance(error, ImportError):
        dressed = explain(entry, error)
    elif isinstance(error, AttributeError):
        # Raised by the body of the module. In the middle of an attribute
        # access it would pass for "no such attribute": hasattr() would lie.
        dressed = broken(entry, error)
    else:
        mark(entry, error)
    entry.failure = f"{type(dressed).__name__}: {dressed}"
    return dressed


def explain(entry: Entry, error: ImportError) -> ImportError:
    """Return what to raise for *error*: itself, or the missing dependency.

    Only the absence of the declared target itself, or of a package it is in,
    is "missing". A target that is there and fails to import something else
    keeps its own error.
    """
    if not isinstance(error, ModuleNotFoundError) or not _is_target(entry, error.name):
        mark(entry, error)
        return error
    if entry.is_own and error.name == entry.module:
        # `from . import name`: no dependency, but no such submodule either.
        package = sys.modules.get(entry.site.package)
        return no_such_name(package, entry.module.rpartition(".")[2])
    if f"{error.name}".startswith(f"{entry.site.package}."):
        mark(entry, error)  # a submodule of its own: nothing to install
        return error
    hint = install_hint(entry)
    message = (
        f"No module named {error.name!r}: needed by the lazy import of "
        f"{entry.imported!r} declared at {entry.declared}"
    )
    if hint:
        message = f"{message}; {hint}"
    return MissingDependencyError(
        message, name=error.name, hint=hint, declared=entry.declared
    )


def _is_target(entry: Entry, name: "str | None") -> bool:
    """Tell whether *name* is what *entry* imports, or a package it is in."""
    if name is None:
        return False
    targets = {entry.module, entry.target, *(entry.children or ())}
    return any(t == name or t.startswith(name + ".") for t in targets)


def install_hint(entry: Entry) -> "str | None":
    """Return the advice for a missing target of *entry*, or None."""
    site = entry.site
    if site.hint is not None:
        return site.hint
    if site.extra is None:
        return None
    from ._requirements import distribution_of  # only for a missing dependency

    if site.package == "__main__":
        return None  # a script is of no distribution
    try:
        distribution = distribution_of(site.package)
    except Exception:  # noqa: BLE001 - metadata that a failed pip left behind
        distribution = site.package.partition(".")[0]
    return f'pip install "{distribution}[{site.extra}]"'


def mark(entry: Entry, error: BaseException) -> None:
    """Add the declaring line to an error that is not ours."""
    text = f"lazy import of {entry.imported!r} declared at {entry.declared}"
    if sys.version_info >= (3, 11):
        if text not in getattr(error, "__notes__", ()):
            error.add_note(text)
    elif error.__cause__ is None and not error.__suppress_context__:
        error.__cause__ = ImportError(text)


def broken(entry: Entry, error: AttributeError) -> ImportError:
    """Return what to raise for a module whose body raised AttributeError."""
    message = (
        f"{entry.module!r} failed to import: AttributeError: {error} "
        f"(lazy import declared at {entry.declared})"
    )
    return ImportError(message, name=entry.module)


def no_such_name(module: "Any", attr: str) -> ImportError:
    """Return CPython's error for `from module import attr`."""
    name = getattr(module, "__name__", "<unknown module name>")
    path = getattr(module, "__file__", None)
    spec = getattr(module, "__spec__", None)
    where = path or "unknown location"
    if spec is not None and getattr(spec, "_initializing", False):
        message = (
            f"cannot import name {attr!r} from partially initialized module "
            f"{name!r} (most likely due to a circular import) ({where})"
        )
    else:
        message = f"cannot import name {attr!r} from {name!r} ({where})"
    return ImportError(message, name=name, path=path)
