"""`attach()` and `attach_stub()`: package exports by PEP 562.

Built on `lazy_loader.attach`, which looks up a plain export; aliases, names
from outside the package, errors, the ledger and the end of it are ours.
"""

import sys

from ._entry import (
    PENDING,
    Entry,
    Site,
    begin,
    is_eager,
    is_initializing,
    keep,
    publish,
    withdraw,
)
from ._rows import Exports, refuse_text, split, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType
    from typing import Any

    Attached = tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]


def attach(
    package_name: str,
    submodules: "Iterable[str] | None" = None,
    submod_attrs: "Mapping[str, Iterable[str]] | None" = None,
    *,
    external: "Mapping[str, Iterable[str]] | None" = None,
    extra: "str | None" = None,
    hint: "str | None" = None,
    require: "str | None" = None,
) -> "Attached":
    """Attach lazily imported submodules and attributes to a package.

    A drop-in for `lazy_loader.attach`: same arguments, same three results.
    Each name is imported at its first use and then stands in the package like
    any other; `__getattr__` goes when the last one does. Everywhere a name may
    be written as ``"name as alias"``.

    Args:
        package_name: The package, ``__name__``.
        submodules: Submodules to attach.
        submod_attrs: Names to attach, by the submodule that has them.
        external: The same for modules outside the package, by absolute name;
            an empty list attaches the module itself: ``{"numpy as np": []}``.
        extra: The extra of the package's distribution that brings the
            external modules.
        hint: What to tell the user instead when one is missing.
        require: PEP 508 requirement to check at first use.

    Returns:
        `__getattr__`, `__dir__` and `__all__` for the package.

    Raises:
        ValueError: Two exports have the same name, or an entry is not a name.

    Example:
        In the `__init__.py` of a package::

            import lazyheavy as lazy

            __getattr__, __dir__, __all__ = lazy.attach(
                __name__, ["plots"], {"models": ["fit", "predict as forecast"]}
            )
    """
    refuse_text(submodules, "submodules")
    exports = Exports(package_name)
    for item in submodules or ():
        attr, name = split(item)
        exports.add(name, f"{package_name}.{attr}", None, is_plain=name == attr)
    for submodule, items in (submod_attrs or {}).items():
        refuse_text(items, f"submod_attrs[{submodule!r}]")
        exports.add_names(f"{package_name}.{submodule}", items)
    for key, items in (external or {}).items():
        refuse_text(items, f"external[{key!r}]")
        module, alias = split(key)
        names = list(items)
        if not names:
            is_top = "." in module and alias == module
            name = module.partition(".")[0] if is_top else alias
            exports.add(name, module, None, is_top=is_top)
        for item in names:
            attr, name = split(item)
            exports.add(name, module, attr)
    site = _site(package_name, (extra, hint, require))
    return _Package(site, exports.rows, exports.shadowing).attached(
        sorted(exports.rows)
    )


def attach_stub(
    package_name: str,
    filename: str,
    *,
    extra: "str | None" = None,
    hint: "str | None" = None,
    require: "str | None" = None,
) -> "Attached":
    """Attach what the type stub beside a package's `__init__.py` imports.

    A drop-in for `lazy_loader.attach_stub`. The stub is the single source for
    type checkers and for the run time; it may also hold aliases
    (``from .models import predict as forecast``), imports from outside the
    package and an `__all__`. Its table is compiled once and kept beside the
    bytecode, so that `ast` is not imported when nothing changed; a disk that
    cannot be written, and a zip file, only cost the parse.

    Args:
        package_name: The package, ``__name__``.
        filename: Its ``__file__``, or the path of the stub itself.
        extra: As in `attach()`.
        hint: As in `attach()`.
        require: As in `attach()`.

    Returns:
        `__getattr__`, `__dir__` and `__all__` for the package.

    Raises:
        ValueError: There is no stub, or it holds a star import.
        SyntaxError: The stub is not Python.

    Example:
        In the `__init__.py` of a package with an `__init__.pyi`::

            import lazyheavy as lazy

            __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
    """
    from ._stubs import table  # only for stubs

    rows, exported, shadowing = table(package_name, filename)
    site = _site(package_name, (extra, hint, require))
    return _Package(site, rows, shadowing).attached(exported)


def _site(
    package: str, options: "tuple[str | None, str | None, str | None]"
) -> "ExportSite":
    """Make the site of a call of `attach()` or `attach_stub()`."""
    frame = sys._getframe(2)
    module = sys.modules.get(package)
    namespace = frame.f_globals if module is None else module.__dict__
    site = ExportSite(frame, namespace, package, options)
    site.lasti = frame.f_lasti
    return site


class ExportSite(Site):
    """A call of `attach()` or `attach_stub()`.

    Attributes:
        lasti: Offset of the call in `Site.code`.
        exports: What it exports.
    """

    if TYPE_CHECKING:
        lasti: int
        exports: "_Package"

    @property
    def entries(self) -> "list[Entry]":
        """The exports, in order; made here, if nobody has used them yet."""
        return [self.exports.entry(name) for name in self.exports.rows]

    @entries.setter
    def entries(self, _: "list[Entry]") -> None:
        pass  # what every site begins with

    def resolved(self) -> "dict[str, Any]":
        """Return the exports that were used, and their values."""
        made = list(self.exports.made.items())
        return {name: e.value for name, e in made if e.value is not PENDING}


class ExportEntry(Entry):
    """An export by PEP 562: nothing stands for it in the namespace.

    Attributes:
        name: The name it is exported under.
        package: The package it is an export of.
        plain: Whether `lazy_loader` can look it up: in the package, unaliased.
    """

    if TYPE_CHECKING:
        package: "_Package"
        plain: bool

    @property
    def is_pending(self) -> bool:
        """Whether nobody has imported it, nor assigned over it."""
        namespace = self.site.globals
        assert namespace is not None
        return self.value is PENDING and (
            namespace.get(self.name, self.placeholder) is self.placeholder
        )

    def fetch(self) -> "Any":
        """Look the export up, through lazy_loader where it can."""
        lookup = self.package.lookup() if self.plain else None
        if lookup is None:
            return super().fetch()
        try:
            return lookup(self.name)
        except AttributeError as error:
            module = sys.modules.get(self.module)
            if module is None or self.attr is None or hasattr(module, self.attr):
                raise
            from ._explain import no_such_name  # only when it failed

            raise no_such_name(module, self.attr) from error
        except RuntimeError as error:
            if type(error).__name__ != "_DeadlockError":
                raise
            # Two threads import two modules that need each other. An import
            # statement then takes the unfinished module, as we do now;
            # `importlib.import_module`, which lazy_loader calls, gives up.
            return super().fetch()

    def settle(self, value: "Any") -> None:
        """Keep *value* in the package, like any name of its own."""
        self.package.settle(self.name, value)


class _Package:
    """The exports of one call of `attach()`.

    Mutable state: `pending`, from which names only ever go, each by one
    atomic `pop`, and `made`, to which entries only ever come, each by one
    atomic `setdefault`. An entry is made for its first use: most packages
    export far more than one program reads.
    """

    __slots__ = (
        "_lookup",
        "eager",
        "getattr",
        "made",
        "name",
        "pending",
        "rows",
        "site",
    )

    def __init__(
        self, site: ExportSite, rows: "dict[str, str]", shadowing: "list[str]"
    ) -> None:
        self.name = site.package
        self.site = site
        self.rows = rows
        self.pending = rows.copy()
        self.made: dict[str, ExportEntry] = {}
        self.eager = is_eager(site.package)
        self._lookup: Callable[[str], Any] | None = None
        site.exports = self
        begin(site)
        keep(site)  # known to others from here on
        if shadowing:
            self._guard(shadowing)

    def entry(self, name: str) -> ExportEntry:
        """Return the entry of an export."""
        entry = self.made.get(name)
        if entry is None:
            modules, attr, is_plain, is_top = unpack(self.rows[name])
            entry = ExportEntry(self.site, modules[0], attr, self.site.lasti)
            entry.name = name
            entry.package = self
            entry.plain = is_plain
            entry.top = is_top
            if len(modules) > 1:
                entry.module, entry.top = name, False
                place = self.site, self.site.lasti
                entry.children = dict.fromkeys(modules, place)
            entry = self.made.setdefault(name, entry)
        return entry

    def _guard(self, shadowing: "list[str]") -> None:
        """Keep the import system from publishing a submodule over an export."""
        module = sys.modules.get(self.name)
        if module is None:
            return
        shadowed: dict[str, Entry] = {name: self.entry(name) for name in shadowing}
        publish(module, shadowed)
        if sys.version_info >= (3, 15) and not self.eager:
            # For `lazy from package import name`, CPython would take the
            # submodule of that name without asking `__getattr__`.
            from ._native import plant

            for entry in shadowed.values():
                plant(entry)

    def lookup(self) -> "Callable[[str], Any] | None":
        """Return lazy_loader's `__getattr__` for the plain exports.

        None in the eager modes: lazy_loader would resolve them now, in the
        order of a set.
        """
        if self._lookup is None and not self.eager:
            import lazy_loader  # with the first export that is used

            if lazy_loader.attach is attach:
                return None  # we answer in its place: there is nobody to ask
            submodules = []
            attributes: dict[str, list[str]] = {}
            start = len(self.name) + 1
            for export, row in self.rows.items():
                modules, attr, is_plain, _ = unpack(row)
                if is_plain and attr is None:
                    submodules.append(export)
                elif is_plain:
                    attributes.setdefault(modules[0][start:], []).append(export)
            self._lookup = lazy_loader.attach(self.name, submodules, attributes)[0]
        return self._lookup

    def attached(self, exported: "list[str]") -> "Attached":
        """Return the three results of `attach()`."""
        name = self.name
        pending = self.pending

        def __getattr__(attribute: str) -> "Any":  # noqa: N807 - PEP 562
            if attribute in pending:
                entry = self.entry(attribute)
                from ._probes import is_walked  # while names are pending

                if is_walked():
                    from ._proxy import ModuleProxy, stand_in  # loaded before 3.15

                    return stand_in(ModuleProxy, entry)
                return entry.load()
            module = sys.modules.get(name)
            if module is not None and attribute in module.__dict__:
                return module.__dict__[attribute]  # resolved by another thread
            message = f"module {name!r} has no attribute {attribute!r}"
            raise AttributeError(message, name=attribute, obj=module)

        def __dir__() -> "list[str]":  # noqa: N807 - PEP 562
            module = sys.modules.get(name)
            own = () if module is None else module.__dict__
            return sorted({*exported, *pending, *own})

        self.getattr = __getattr__
        if self.eager:
            from ._eager import after_import  # only in the eager modes

            namespace = self.site.globals
            assert namespace is not None
            namespace["__getattr__"] = __getattr__
            after_import(namespace, self.site.entries)
        return __getattr__, __dir__, list(exported)

    def settle(self, name: str, value: "Any") -> None:
        """Put a resolved export into the package; clean up after the last."""
        module = sys.modules.get(self.name)
        if module is None:
            return
        namespace = module.__dict__
        namespace[name] = value
        withdraw(module, name)
        pending = self.pending
        pending.pop(name, None)
        entry = self.made[name]
        if entry.placeholder is not None:
            from ._native import forget  # loaded: it planted the placeholder

            forget(entry)
        for other in pending.keys() & namespace.keys():
            rest = self.made.get(other)
            standing = namespace.get(other, PENDING)
            if rest is not None and rest.placeholder is standing:
                continue
            if (
                standing is not None
                and unpack(self.rows[other])[1] is not None
                and sys.modules.get(f"{self.name}.{other}") is standing
            ):
                # Not by somebody: the import system published the submodule
                # of that name, which an eager import would have bound before.
                namespace.pop(other, None)
            elif standing is not PENDING:
                pending.pop(other, None)  # it was assigned over
        if pending and all(map(_runs, list(pending.values()))):
            from ._eager import after_import  # in import cycles only

            for other in list(pending):
                entry = self.entry(other)
                after_import(sys.modules[entry.module].__dict__, [entry])
        if not pending:
            _clean(module, self.getattr)


def _runs(row: str) -> bool:
    """Tell whether an export is a submodule whose body runs right now."""
    modules, attr, _, _ = unpack(row)
    return attr is None and is_initializing(sys.modules.get(modules[0]))


_ModuleType = type(sys)


def _clean(module: "ModuleType", hook: "Callable[[str], Any]") -> None:
    """Make *module* a plain module again: reads of its names get faster.

    A module with a `__getattr__`, or of a class of its own, cannot be read by
    the specialised instruction on CPython 3.11 to 3.14.
    """
    namespace = module.__dict__
    if namespace.get("__getattr__") is hook:
        namespace.pop("__getattr__", None)  # another thread may clean up, too
        if type(module).__name__ == "_ShadowGuardModule":
            namespace.pop("__lazy_shadowed__", None)
            module.__class__ = _ModuleType
