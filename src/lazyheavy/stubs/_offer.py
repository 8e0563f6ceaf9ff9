"""What an imported package offers, before any of it is resolved.

Runs in the child. Knows `lazyheavy.attach()` from its ledger, and
`lazy_loader.attach()` from its calls.
"""

import sys

from ._source import Binding, Source, names_of_star, read_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType
    from typing import Any, final
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


_ModuleType = type(sys)

#: Names that packages define for themselves, and not for others.
_NOT_OFFERED = frozenset({"TYPE_CHECKING"})

#: What `lazy_loader.attach()` was called with, by package.
_attached: "dict[str, list[Binding]]" = {}


def watch() -> None:
    """Note the calls of `lazy_loader.attach()` from now on."""
    import lazy_loader

    attach = lazy_loader.attach

    def noting(
        package_name: str,
        submodules: "Iterable[str] | None" = None,
        submod_attrs: "Mapping[str, Iterable[str]] | None" = None,
    ) -> "Any":
        found = _attached.setdefault(package_name, [])
        submodules = list(submodules or ())
        for name in submodules:
            found.append(Binding(name, f"{package_name}.{name}"))
        for module, names in (submod_attrs or {}).items():
            for name in names:
                found.append(Binding(name, f"{package_name}.{module}", name))
        return attach(package_name, submodules, submod_attrs)

    lazy_loader.attach = noting


@final
class Offer:
    """What a package offers right after its import.

    Attributes:
        module: The package.
        package: Its name.
        source: What its `__init__.py` binds; empty where there is no source.
        attached: What `attach()` or `attach_stub()` exports.
        listed: Its `__all__`, or None.
        names: All names: of the namespace, of `dir()`, `__all__` and `attached`.
    """

    __slots__ = ("attached", "listed", "module", "names", "package", "source")

    def __init__(self, module: "ModuleType") -> None:
        self.module = module
        self.package = package = module.__name__
        self.source = _source_of(module)
        for star, line in self.source.stars.items():
            for name in names_of_star(sys.modules[star]) if star in sys.modules else ():
                starred = Binding(name, star, name, line)
                self.source.names.setdefault(name, []).append(starred)
        self.attached = {binding.name: binding for binding in _attached_to(package)}
        namespace = module.__dict__
        listed = namespace.get("__all__")
        self.listed = None if listed is None else [str(name) for name in listed]
        self.names = {
            *namespace,
            *self.attached,
            *map(str, dir(module)),
            *(self.listed or ()),
        }

    def public(self) -> "list[str]":
        """Return the names that are meant for others, sorted."""
        return sorted(filter(self.is_public, self.names))

    def is_public(self, name: str) -> bool:
        """Tell whether a name is meant for others.

        What `__all__` lists is. Underscored names are not, nor is what only
        lies around: a module that was imported for use, or a submodule that
        came with one of its names.
        """
        private = name.startswith("_")
        if name in self.attached:
            return not private  # `attach()` lists all that it attaches
        if self.listed is not None and name in self.listed:
            return True
        if private or name in _NOT_OFFERED:
            return False
        bindings = self.source.names.get(name)
        if bindings:
            return any(binding.is_of(self.package) for binding in bindings)
        namespace = self.module.__dict__
        return name not in namespace or self._is_own(namespace[name])

    def _is_own(self, value: object) -> bool:
        """Tell whether a value that no statement binds is one of the package."""
        if isinstance(value, _ModuleType):
            return False
        try:
            home = str(getattr(value, "__module__", None))
        except Exception:  # noqa: BLE001 - a strange object, or a lazy one that fails
            return False
        return f"{home}.".startswith(f"{self.package}.")

    def origin(self, name: str) -> "Binding | None":
        """Return what a public name is bound to; resolves it if in doubt."""
        if name in self.attached:
            return self.attached[name]
        bindings = self.source.names.get(name, [])
        if len({(binding.module, binding.attr) for binding in bindings}) == 1:
            return bindings[-1]
        value = getattr(self.module, name)
        home = getattr(value, "__module__", None)
        found = [
            binding
            for binding in (*reversed(bindings), *_homes(value))
            if binding.is_of(self.package) and _is_bound(binding, value)
        ]
        # Where it is defined, rather than a module that has it from there.
        return min(found, key=lambda binding: binding.module != home, default=None)


def _source_of(module: "ModuleType") -> Source:
    """Read the source of a module, where it has one."""
    loader: Any = module.__loader__
    try:
        text = loader.get_source(module.__name__)
        return Source() if text is None else read_source(module.__name__, text)
    except (AttributeError, ImportError, OSError, SyntaxError, ValueError):
        return Source()


def _attached_to(package: str) -> "Iterable[Binding]":
    """Yield the exports of a package by PEP 562, as they were declared."""
    yield from _attached.get(package, ())
    exports: Any = sys.modules.get("lazyheavy._exports")
    if exports is None:
        return
    from lazyheavy._entry import sites  # loaded by _exports

    for site in list(sites):
        if site.package != package:
            continue
        for entry in site.entries:
            if isinstance(entry, exports.ExportEntry):
                parts = " ".join(entry.children or ()) or entry.module
                top = entry.top or bool(entry.children)
                yield Binding(entry.name, parts, entry.attr, entry.line, top=top)


def _homes(value: object) -> "Iterable[Binding]":
    """Yield where a value says that it comes from."""
    if isinstance(value, _ModuleType):
        name = value.__name__
        yield Binding(name.rpartition(".")[2], name)
        return
    home = getattr(value, "__module__", None)
    known_as = getattr(value, "__qualname__", None)
    if isinstance(home, str) and isinstance(known_as, str):
        yield Binding(known_as, home, known_as)


def _is_bound(binding: Binding, value: object) -> bool:
    """Tell whether a binding gives *value*; imports nothing."""
    module = sys.modules.get(binding.module)
    if module is None:
        return False
    if binding.attr is None:
        return module is value
    try:
        return getattr(module, binding.attr, None) is value
    except Exception:  # noqa: BLE001 - a lazy name of that module that fails
        return False
