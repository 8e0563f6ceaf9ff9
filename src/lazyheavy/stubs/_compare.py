"""A stub beside the package it is for: what differs. Runs in the child."""

import sys
from importlib import import_module

from ._findings import Finding
from ._reasons import reason_of
from ._source import names_of_star

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, final

    from ._findings import Kind
    from ._offer import Offer
    from ._stub import Declared, StubFile
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


#: Values of these types are the same object whoever asks for them.
_STABLE = (type, type(sys), type(lambda: 0), type(len))


@final
class Comparison:
    """One stub and its package.

    Resolves every name of the stub. `tell` is called before each, so that the
    parent knows which name it was that took the child down.
    """

    __slots__ = ("failed", "found", "offer", "stub", "tell")

    def __init__(
        self, stub: "StubFile", offer: "Offer", tell: "Callable[[str], None]"
    ) -> None:
        self.stub = stub
        self.offer = offer
        self.tell = tell
        self.found: list[Finding] = []
        self.failed: set[str] = set()

    def run(self) -> "list[Finding]":
        """Return what differs, in the order of the stub."""
        self._expand_stars()
        promised = self._promised()
        # First what the package does not offer: once the rest is resolved,
        # submodules that came with it would answer for those names.
        for name in sorted(promised, key=self.offer.names.__contains__):
            self._resolve(name, promised[name])
        for name, declared in self.stub.names.items():
            if name in promised and name not in self.failed:
                self._compare_origin(name, declared)
        self._find_missing()
        self._compare_all()
        self.found.sort(key=lambda finding: (finding.line, finding.name))
        return self.found

    def _add(self, line: int, kind: "Kind", name: str, message: str) -> None:
        package = self.offer.package
        self.found.append(
            Finding(
                self.stub.path, line, kind, package=package, name=name, message=message
            )
        )

    def _expand_stars(self) -> None:
        """Replace star imports by the names that they bring."""
        from ._stub import Declared  # loaded: the stub was read with it

        for module, line in self.stub.stars.items():
            try:
                names = names_of_star(import_module(module))
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                text = f"everything from {module!r} is not to be had: "
                self._add(line, "unresolved", "", text + reason_of(error))
                continue
            for name in names:
                self.stub.names.setdefault(name, Declared(name, line))
                self.stub.known.add(name)

    def _promised(self) -> "dict[str, int]":
        """Return the names that must resolve, with their lines."""
        attached = self.offer.attached
        promised = {
            name: declared.line
            for name, declared in self.stub.names.items()
            if name in attached
            or (declared.exported and (declared.module or not _is_private(name)))
        }
        promised.pop("__getattr__", None)
        promised.pop("__dir__", None)
        return {**(self.stub.listed or {}), **promised}

    def _resolve(self, name: str, line: int) -> None:
        self.tell(f"{self.offer.package}.{name}")
        try:
            getattr(self.offer.module, name)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self.failed.add(name)
            message = f"{name!r} does not resolve: {reason_of(error)}"
            self._add(line, "unresolved", name, message)

    def _compare_origin(self, name: str, declared: "Declared") -> None:
        """Report a name that is another object where the stub takes it from."""
        if not declared.module or declared.attr is None:
            return
        here = getattr(self.offer.module, name)
        try:
            there = getattr(import_module(declared.module), declared.attr)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return  # a module for type checkers only, such as `_types.pyi`
        if there is not here and isinstance(here, _STABLE):
            message = (
                f"{name!r} is {declared.module}.{declared.attr} here, and "
                f"{_described(here)} at run time"
            )
            self._add(declared.line, "different", name, message)

    def _find_missing(self) -> None:
        """Report public names that the stub lacks, or keeps to itself."""
        for name in self.offer.public():
            declared = self.stub.names.get(name)
            if declared is not None and not declared.exported:
                message = (
                    f"type checkers do not let {name!r} be imported: "
                    f"{declared.advice}list it in __all__"
                )
                self._add(declared.line, "hidden", name, message)
            if name in self.stub.known or self.stub.partial:
                continue
            if name in (self.stub.listed or ()):
                line = (self.stub.listed or {})[name]
                message = f"{name!r} is in __all__, and the stub does not import it"
                self._add(line, "missing", name, message)
            elif name not in self.failed:
                message = f"{name!r} is not in the stub{self._place(name)}"
                self._add(self.stub.line, "missing", name, message)

    def _place(self, name: str) -> str:
        """Say where a name that the stub lacks comes from."""
        origin = self.offer.attached.get(name)
        if origin is None:
            bindings = self.offer.source.names.get(name)
            origin = bindings[-1] if bindings else None
        if origin is None:
            return ""
        if not origin.module:
            return f": line {origin.line} of the __init__.py defines it"
        what = (
            origin.module if origin.attr is None else (f"{origin.module}.{origin.attr}")
        )
        return f": it is {what}"

    def _compare_all(self) -> None:
        """Report what only one `__all__` lists, and is not reported otherwise."""
        if self.offer.listed is None or self.stub.listed is None:
            return
        reported = {finding.name for finding in self.found}
        for name, line in self.stub.listed.items():
            if name not in self.offer.listed and name not in reported:
                message = f"{name!r} is in __all__ here, and not at run time"
                self._add(line, "all", name, message)
        # `attach()` lists private names as well, which a stub need not export.
        private = {name for name in self.offer.attached if name.startswith("_")}
        expected = {*self.offer.listed} - private
        for name in sorted(expected - {*self.stub.listed} - reported):
            message = f"{name!r} is in __all__ at run time, and not here"
            self._add(self.stub.line, "all", name, message)


def _is_private(name: str) -> bool:
    """Tell whether a definition of that name is the stub's own affair."""
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def _described(value: "Any") -> str:
    home = getattr(value, "__module__", None)
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    return f"{home}.{name}" if home else str(name)
