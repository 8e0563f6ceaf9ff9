"""The process that imports a package to look at it: see `_children`."""

import json
import os
import sys

from ._offer import Offer, watch
from ._reasons import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    Tell = Callable[[str], None]

#: Folders that hold no subpackages.
_NO_PACKAGES = frozenset({"__pycache__"})


def serve(action: str, package: str, recurse: str) -> None:
    """Do what the parent asks and write the answer, a line of JSON, for it.

    What the package prints goes to standard error, since standard output is
    the channel to the parent.
    """
    sys.stdout.flush()
    channel = os.dup(1)
    os.dup2(2, 1)

    def send(**message: "Any") -> None:
        os.write(channel, json.dumps(message).encode() + b"\n")

    watch()
    try:
        answer = _answer(
            action, package, recurse == "recurse", lambda name: send(at=name)
        )
    except _RefusedError as refused:
        send(refused=str(refused), trace=refused.trace)
    else:
        send(answer=answer)


class _RefusedError(Exception):
    """The package can be looked at in no way."""

    def __init__(self, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.trace = trace


def _answer(action: str, package: str, recurse: bool, tell: "Tell") -> "Any":  # noqa: FBT001 - private, and called once
    tell(package)
    module = _imported(package)
    if action == "make":
        return _make(module)
    return _check(module, tell, recurse=recurse)


def _imported(package: str) -> "ModuleType":
    """Import the package that was asked for."""
    from importlib import import_module

    try:
        module = import_module(package)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        missing = isinstance(error, ModuleNotFoundError) and (
            f"{package}.".startswith(f"{error.name}.")
        )
        if missing:
            message = f"there is no package {package!r}: {_where_to_look(package)}"
            raise _RefusedError(message) from None
        from traceback import format_exc  # for those who ask for it

        message = f"{package!r} cannot be imported: {reason_of(error)}"
        raise _RefusedError(message, format_exc()) from None
    if not hasattr(module, "__path__"):
        message = (
            f"{package!r} is a module and no package: only an __init__.py has a stub "
            "that it can be compared with"
        )
        raise _RefusedError(message)
    return module


def _where_to_look(package: str) -> str:
    """Say how to make a package of this checkout importable."""
    top = package.partition(".")[0]
    advice = "install it ('pip install -e .'), or run this in the folder that holds it"
    if os.path.isdir(os.path.join("src", top)):
        advice += ": 'cd src'"
    return advice


def _make(module: "ModuleType") -> "Any":
    from ._layout import stub_text
    from ._plan import Plan

    plan = Plan(Offer(module))
    if plan.problems:
        problems = "; ".join(plan.problems)
        message = f"no stub can be made for {module.__name__!r}: {problems}"
        raise _RefusedError(message)
    path = _stub_path(module)
    if path is None:
        message = (
            f"{module.__name__!r} has no __init__ file that a stub could stand beside"
        )
        raise _RefusedError(message)
    return {"path": path, "text": stub_text(plan)}


def _check(module: "ModuleType", tell: "Tell", *, recurse: bool) -> "Any":
    """Compare the package, and its subpackages, with their stubs."""
    from ._compare import Comparison
    from ._findings import Finding
    from ._shipping import shipping_findings
    from ._stub import read_stub

    names = [module.__name__, *(_subpackages(module) if recurse else ())]
    found: list[Finding] = []
    offers: list[tuple[Offer, str]] = []
    # All are imported before anything is resolved, which may import more.
    for name in names:
        part, failed = (module, None) if name == module.__name__ else _part(name, tell)
        path = None if part is None else _stub_path(part, is_read=True)
        if failed is not None:
            where, reason = failed
            message = f"{name!r} cannot be imported: {reason}"
            found.append(Finding(where, 1, "unresolved", package=name, message=message))
        elif part is not None and path is not None and os.path.exists(path):
            offers.append((Offer(part), path))
        elif part is module:
            found += _without_stub(Offer(module), others=len(names) > 1)
    for offer, path in offers:
        try:
            with open(path, "rb") as file:
                stub = read_stub(offer.package, path, file.read())
        except (SyntaxError, ValueError) as error:
            line, text = _line_and_text(error)
            message = f"the stub cannot be read: {text}"
            found.append(
                Finding(path, line, "broken", package=offer.package, message=message)
            )
            continue
        found += Comparison(stub, offer, tell).run()
        if path == _stub_path(offer.module):
            found += shipping_findings(offer.package, path)
    return {
        "checked": [offer.package for offer, _ in offers],
        "findings": [finding.as_dict() for finding in found],
    }


def _line_and_text(error: "SyntaxError | ValueError") -> "tuple[int, str]":
    """Return where in the stub an error is, and what it says without the place."""
    if isinstance(error, SyntaxError):
        return error.lineno or 1, error.msg
    place, _, text = str(error).partition(": ")
    number = place.replace(":", " ").rpartition(" ")[2]  # "line 3" or "file:3"
    return (int(number), text) if number.isdigit() else (1, str(error))


def _part(name: str, tell: "Tell") -> "tuple[ModuleType | None, Any]":
    """Import a subpackage; return it, or where its stub is and why it failed."""
    from importlib import import_module
    from importlib.util import find_spec

    tell(name)
    try:
        return import_module(name), None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        spec = find_spec(name)
        places = [] if spec is None else spec.submodule_search_locations or []
        folder = next(iter(places), "")
        return None, (os.path.join(folder, "__init__.pyi"), reason_of(error))


def _without_stub(offer: Offer, *, others: bool) -> "list[Any]":
    """Report a package without a stub, if type checkers need one.

    They read ordinary imports, and those of `lazy.imports()`, in the
    `__init__.py` itself.
    """
    from ._findings import Finding

    if not offer.attached and others:
        return []
    path = getattr(offer.module, "__file__", None) or offer.package
    name = offer.package
    message = f"{name!r} has no stub: make it with 'lazyheavy stubs make {name}'"
    if offer.attached:
        message += ", or, if its source has one, ship *.pyi files with the package"
    return [Finding(path, 1, "no-stub", package=name, message=message)]


def _stub_path(module: "ModuleType", *, is_read: bool = False) -> "str | None":
    """Return where the stub of a package has to be, or None for a namespace.

    One that *is_read* may be in a distribution of stubs only (PEP 561) instead.
    """
    path = getattr(module, "__file__", None)
    if path is None:
        return None
    beside = os.path.join(os.path.dirname(path), "__init__.pyi")
    if is_read and not os.path.exists(beside):
        return _separate_stub(module.__name__) or beside
    return beside


def _separate_stub(package: str) -> "str | None":
    """Return the stub of `a.b` in a folder `a-stubs` on `sys.path`, if any."""
    top, *steps = package.split(".")
    for entry in sys.path:
        path = os.path.join(entry, f"{top}-stubs", *steps, "__init__.pyi")
        if os.path.exists(path):
            return path
    return None


def _subpackages(module: "ModuleType") -> "list[str]":
    """Return the packages inside that have a stub beside their `__init__`."""
    found: list[str] = []
    for folder in module.__path__:
        for place, inner, files in os.walk(folder):
            inner[:] = sorted(
                name
                for name in inner
                if name.isidentifier() and name not in _NO_PACKAGES
            )
            is_package = any(
                name.startswith("__init__.") and name != "__init__.pyi"
                for name in files
            )
            if place == folder or not is_package:
                continue
            steps = os.path.relpath(place, folder).split(os.sep)
            name = ".".join([module.__name__, *steps])
            if "__init__.pyi" in files or _separate_stub(name):
                found.append(name)
    return found
