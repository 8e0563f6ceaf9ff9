"""Forgetting declarations whose modules are gone, or that were made anew.

A program that imports modules again and again, and a notebook whose cells are
run again and again, must not keep all that they ever declared. Loaded with the
thousandth site, or the second block of a script.
"""

import sys

from ._entry import Site, bodies, forgetting, sites

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def forget_gone() -> None:
    """Forget the sites of modules that are not loaded any more.

    Their names go on working: only the ledger does not know them any longer.
    """
    known = list(sites)
    latest = {_place(site): site for site in known}
    kept = {id(site) for site in latest.values() if _is_there(site)}
    for site in known:
        if id(site) not in kept:
            _remove(site)
    there = {id(site.globals) for site in sites}
    for namespace in [key for key in list(bodies) if key not in there]:
        bodies.pop(namespace, None)
    for forget in forgetting:
        forget(set(map(id, sites)))


def _remove(site: Site) -> None:
    """Take a site out of the ledger, unless another thread was faster."""
    try:
        sites.remove(site)
    except ValueError:
        pass


def _place(site: Site) -> "tuple[Any, ...]":
    """Return what is the same for two runs of one declaration of handles."""
    if site.globals is not None:
        return (id(site),)
    # Code is equal to the same code compiled anew, but for the file.
    return site.filename, site.code, site.options


def _is_there(site: Site) -> bool:
    """Tell whether the module that declared *site* is still loaded."""
    module = sys.modules.get(site.package)
    if site.globals is None or site.package == "__main__":
        return module is not None
    return getattr(module, "__dict__", None) is site.globals


def forget_former(new: Site) -> None:
    """Forget what the former body of a module declared that is reloaded.

    Exports become lazy again: what was resolved would stand there for ever,
    whatever the new body says. Views of the module go on to it again.
    """
    namespace = new.globals
    assert namespace is not None
    _forward_views(namespace)
    for site in list(sites):
        if site is new or site.globals is not namespace:
            continue
        _remove(site)
        for name, value in getattr(site, "resolved", dict)().items():
            if namespace.get(name) is value:
                namespace.pop(name, None)


def _forward_views(namespace: "dict[str, Any]") -> None:
    """Take the shared `__dict__` from views, which would show what is pending."""
    module = sys.modules.get(namespace.get("__name__", ""))
    for site in list(sites):
        if getattr(site, "exports", None) is not None:
            continue  # nothing stands for these
        for entry in list(site.entries):
            if module is not None and entry.value is module:
                from ._views import forward  # loaded: something was resolved

                forward(entry.placeholder)


def replace(namespace: "dict[str, Any]", new: Site) -> None:
    """Forget what a cell or a prompt has declared before under the names of *new*."""
    names = {entry.name for entry in new.entries}
    for site in list(sites):
        if site.globals is namespace:
            kept = [entry for entry in site.entries if entry.name not in names]
            if len(kept) < len(site.entries):
                site.entries = kept
            if not kept:
                _remove(site)
