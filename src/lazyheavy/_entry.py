"""What was declared lazily: sites, their entries, and the class of their modules.

Loaded with `import lazyheavy`, so it imports `sys` only. How an entry is
resolved lives in `_resolve`, which waits for the first touch.
"""

import sys
from _thread import get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType, ModuleType
    from typing import Any

#: The value of an entry that is not resolved yet.
PENDING: "Any" = type(
    "PENDING", (), {"__slots__": (), "__repr__": lambda _: "PENDING"}
)()

#: What the class of a declaring module shows in the place of a pending name:
#: `rlcompleter` offers a property without reading it.
_ON_THE_CLASS = property()

#: So many pending names are looked through each time one of them is resolved.
_FEW = 32

#: Every site that declared something, in order. Read by the ledger.
sites: "list[Site]" = []

#: So many sites more than the last time, and `keep()` looks through them again.
_MANY = 1000
_many = _MANY

#: Called by `keep()` with the `id` of every site that is still known.
forgetting: "list[Callable[[set[int]], None]]" = []

#: The blocks that run now, by the `id` of the namespace they run in.
open_blocks: "dict[int, Site]" = {}

#: The spec of the module that last declared something in a namespace, by the
#: `id` of that.
bodies: "dict[int, Any]" = {}

#: Depth of `lazy.eager()` blocks, by thread. See `is_eager()`.
eager_depth: "dict[int, int]" = {}


class Site:
    """One declaration: a `with imports():` block, an `attach()` or a `load()`.

    Attributes:
        globals: The namespace of the declaring module, or None for a handle.
        code: The declaring code object; with `Entry.lasti` it gives the line,
            which is looked up only when somebody asks for it.
        package: Name of the declaring module, for hints and messages.
        options: The next three together.
        extra: The extra of the declaring distribution that brings the target.
        hint: What the user is told when the target is missing.
        require: PEP 508 requirement that the target must meet.
        entries: The names declared here, in order.
        open: The thread that runs the block, or 0: another one may touch what a
            module that is reloaded declares.
    """

    open = 0

    def __init__(
        self,
        frame: "FrameType",
        namespace: "dict[str, Any] | None",
        package: str,
        options: "tuple[str | None, str | None, str | None]",
    ) -> None:
        self.code = frame.f_code
        self.globals = namespace
        self.package = package
        self.options = options
        self.extra, self.hint, self.require = options
        self.entries: list[Entry] = []

    @property
    def filename(self) -> str:
        """The declaring file."""
        return self.code.co_filename


class Entry:
    """One lazily declared name: what it stands for, and its value once known.

    A data descriptor as well: on the class of the declaring module it is the
    pending name seen from outside, and wins over the placeholder that stands
    in the namespace for the code inside.

    Mutable state: `value`, `children` and `touch`. Each is written by plain
    assignment and only ever moves forward, so no lock is needed: two threads
    that resolve at once import through importlib's own locks and get the same
    object.

    Not slotted: class-level defaults make one half as dear to declare.

    Attributes:
        module: Absolute name of the module to import.
        attr: The attribute taken from it, or None for the module itself.
        lasti: Offset of the declaring instruction in `Site.code`.
        name: The name it has in the declaring module, or "".
        top: Whether `import a.b` binds `a`, not `a.b`.
        is_own: Whether it is a `from . import name`, a submodule if the package
            has nothing else of that name.
        is_alias: Whether it is an `import a.b as c`, which reads `b` off `a`.
        is_bound: Whether the interpreter itself binds what we return.
        children: For `import a.b` beside `import a.c`: the submodules of the
            one name `a` that are still to be imported, with the site and the
            instruction of each.
        placeholder: What stands in the namespace until then.
        is_set: Whether somebody assigned over it from outside: mock.patch
            puts the placeholder back, so the descriptor stays.
        reads: How often a view that forwards was read.
        asked: The names that it was asked for, see `_views.ForwardModule`.
        touch: How it was resolved (see `_ledger`), or None.
        failure: The error of the last attempt, as text, or None.
        value: The real object, or `PENDING`.
    """

    name = ""
    top = False
    is_own = False
    is_alias = False
    is_bound = False
    children: "dict[str, tuple[Site, int]] | None" = None
    placeholder: "Any" = None
    is_set = False
    reads = 0
    asked: "set[str] | None" = None
    touch: "Any" = None
    failure: "str | None" = None
    value: "Any" = PENDING

    def __init__(self, site: Site, module: str, attr: "str | None", lasti: int) -> None:
        self.site = site
        self.module = module
        self.attr = attr
        self.lasti = lasti

    @property
    def target(self) -> str:
        """What the name stands for, as `module` or `module.attr`."""
        if self.attr is not None:
            return f"{self.module}.{self.attr}"
        return self.module.partition(".")[0] if self.top else self.module

    @property
    def imported(self) -> str:
        """The same, but the submodule where `import a.b` binds `a`."""
        return self.module if self.top else self.target

    @property
    def is_pending(self) -> bool:
        """Whether nobody has imported it."""
        return self.value is PENDING

    @property
    def line(self) -> int:
        """The declaring line, from the code object and the instruction."""
        return line_of(self.site.code, self.lasti)

    @property
    def declared(self) -> str:
        """Where it was declared, as ``file:line``."""
        return f"{self.site.filename}:{self.line}"

    def load(self) -> "Any":
        """Return the value, importing it at the first call.

        Raises:
            MissingDependencyError: The target is not installed.
            RequirementError: It is installed in a version that will not do.
            LazyDeclarationError: The declaring block still runs.
            ImportError: Its import failed for a reason of its own.
        """
        if self.value is PENDING:
            return _resolve(self)
        return self.value

    def fetch(self) -> "Any":
        """Do what the import statement would have done, every time."""
        return _fetch(self)

    def prepare(self) -> None:
        """Make importlib able to find the target."""

    def origin(self) -> "tuple[str, str | None]":
        """Return the name and path that `load()` takes to make it anew."""
        return self.target, None

    def reify(self, *_: "Any") -> "Any":
        """Be the `__import__` that CPython 3.15 calls at first touch."""
        return self.load()

    def settle(self, value: "Any") -> None:
        """Put *value* where the placeholder stands."""
        if self.placeholder is not None:
            _settle(self, value)

    def __get__(self, module: "ModuleType | None", owner: "Any" = None) -> "Any":
        if module is None:
            return _ON_THE_CLASS
        try:
            value = module.__dict__[self.name]
        except KeyError:
            message = f"module {module.__name__!r} has no attribute {self.name!r}"
            raise AttributeError(message, name=self.name, obj=module) from None
        if value is not self.placeholder:
            if self.value is not PENDING:
                _take_off(module, self.name)
            return value
        from ._probes import is_walked  # while a name is pending

        if is_walked():
            return value
        try:
            return self.load()
        except ImportError:
            if self.children is None:
                raise
            return value  # one of `import a.b`, `import a.c`: the others work

    def __set__(self, module: "ModuleType", value: "Any") -> None:
        name = self.name
        if (
            self.attr is not None
            and value is not None
            and sys.modules.get(f"{module.__name__}.{name}") is value
        ):
            # The import system publishes the submodule `foo` of a package that
            # exports `from .foo import foo`: an eager import would have bound
            # the function after it, so the export stays. It may also come
            # through another submodule, which imports that one.
            if self.value is not PENDING:
                module.__dict__[name] = self.value
                withdraw(module, name)
            return
        if (
            self.value is PENDING
            and self.target == f"{module.__name__}.{name}"
            and sys.modules.get(self.target) is value
        ):
            # Somebody imported the submodule that the name stands for.
            self.value = value
            self.settle(value)
            return
        if value is self.placeholder and self.value is not PENDING:
            # mock.patch puts back what it found, and that was resolved meanwhile.
            module.__dict__[name] = self.value
            withdraw(module, name)
            return
        self.is_set = value is not self.placeholder
        module.__dict__[name] = value

    def __delete__(self, module: "ModuleType") -> None:
        try:
            del module.__dict__[self.name]
        except KeyError:
            message = f"module {module.__name__!r} has no attribute {self.name!r}"
            raise AttributeError(message, name=self.name, obj=module) from None

    def shadows(self, package: str) -> bool:
        """Tell whether it comes from a submodule that has the same name."""
        if self.attr is None:
            return False
        return f"{self.module}.".startswith(f"{package}.{self.name}.")


class SecondName(Entry):
    """One more name of a pending object: `b = a` inside the block.

    Both names stand on the class of their module, and either may be patched.

    Attributes:
        first: The entry of the name that the statement declared.
    """

    if TYPE_CHECKING:
        first: Any  # an Entry, which mypy would bind as a descriptor

    def __init__(self, first: Entry, name: str) -> None:
        super().__init__(first.site, first.module, first.attr, first.lasti)
        self.first = first
        self.name = name
        self.top = first.top
        self.placeholder = first.placeholder

    @property
    def value(self) -> "Any":
        """The real object, or `PENDING`."""
        return self.first.value

    @value.setter
    def value(self, value: "Any") -> None:
        self.first.value = value

    def load(self) -> "Any":
        """Return the value, importing it at the first call."""
        return self.first.load()


def line_of(code: "CodeType", lasti: int) -> int:
    """Return the line of an instruction: what a frame's `f_lineno` would say."""
    for start, end, line in code.co_lines():
        if start <= lasti < end and line is not None:
            return line
    return code.co_firstlineno


def publish(module: "ModuleType", entries: "dict[str, Entry]") -> None:
    """Let *module* answer for its pending names from outside.

    Gives it a class of its own that holds the entries, which are descriptors;
    `withdraw()` takes them off and restores the class with the last one.
    """
    kind: Any = type(module)
    pending: dict[str, Entry] | None = vars(kind).get("_lazy_slots")
    if pending is None:
        body: dict[str, Any] = {
            "__doc__": kind.__doc__,
            "__module__": kind.__module__,
            "__reduce_ex__": _reduce,
            "__slots__": (),
            "_lazy_slots": dict(entries),
            **entries,
        }
        if (
            (3, 14) <= sys.version_info < (3, 15)
            and "__getattr__" not in module.__dict__
            and not hasattr(kind, "__getattr__")
        ):
            body["__getattr__"] = _no_attribute
        module.__class__ = type(kind)(kind.__name__, (kind,), body)
        return
    for name, entry in entries.items():
        pending[name] = entry
        setattr(kind, name, entry)


def _reduce(module: "ModuleType", _: "Any") -> "tuple[Any, ...]":
    """Pickle a module by its name: cloudpickle looks for its very type, in vain."""
    from ._handles import by_name  # only to pickle

    return by_name, (module.__name__, None)


def _no_attribute(module: "ModuleType", name: str) -> "Any":
    """Be the `__getattr__` of a module class on CPython 3.14.

    Its specialised read of a module attribute looks into the namespace of a
    subclass, too, past the descriptors of the class; a `__getattr__` on the
    class keeps it from being used. So does one of the module's own, which came
    after the block: then this one goes, and leaves the last word to that.
    """
    kind: Any = type(module)
    if "__getattr__" in module.__dict__ and "__getattr__" in vars(kind):
        try:
            del kind.__getattr__
        except AttributeError:
            pass  # another thread was faster
        return getattr(module, name)
    message = f"module {module.__name__!r} has no attribute {name!r}"
    raise AttributeError(message, name=name, obj=module)


def withdraw(module: "ModuleType", name: str) -> None:
    """Let *module* answer for a resolved name as for any other."""
    kind: Any = type(module)
    pending: dict[str, Entry] | None = kind.__dict__.get("_lazy_slots")
    entry = None if pending is None else pending.get(name)
    if pending is None or entry is None:
        return
    if entry.attr is not None and is_initializing(
        sys.modules.get(f"{module.__name__}.{name}")
    ):
        return  # its submodule will still be published: see Entry.__set__
    if pending.pop(name, None) is None:
        return  # another thread resolved it, too
    if len(pending) <= _FEW:
        namespace = module.__dict__
        for other, rest in list(pending.items()):
            if rest.is_set or namespace.get(other) is rest.placeholder:
                break
        else:
            pending.clear()  # the rest was assigned over
    if not pending:
        module.__class__ = kind.__bases__[0]
    elif entry.attr is not None:
        # The submodule of that name, if there is one, may be published again.
        _take_off(module, name)


def _take_off(module: "ModuleType", name: str) -> None:
    """Take the descriptor of a resolved name off the class of *module*.

    At the first read from outside: each change of a class costs the
    interpreter its caches, and a touch from inside has no use for it.
    """
    kind: Any = type(module)
    pending = kind.__dict__.get("_lazy_slots")
    if pending is not None and name not in pending:
        try:
            delattr(kind, name)
        except AttributeError:
            pass  # another thread was faster


def is_initializing(module: "ModuleType | None") -> bool:
    """Tell whether the body of *module* still runs.

    Reads past a `__getattribute__` of the module's own: one that the standard
    library's `LazyLoader` holds back would be loaded by the question.
    """
    if module is None:
        return False
    try:
        spec = object.__getattribute__(module, "__dict__").get("__spec__")
    except AttributeError:  # not a module, and without a namespace
        return False
    return bool(getattr(spec, "_initializing", False))


def _resolve(entry: Entry) -> "Any":
    """Load `_resolve` at the first touch of the process, and step aside."""
    global _resolve  # noqa: PLW0603 - the import statement costs each touch 1 us
    from ._resolve import resolve

    _resolve = resolve
    return resolve(entry)


def _fetch(entry: Entry) -> "Any":
    """Load `_resolve` for an entry that is fetched by hand, and step aside."""
    global _fetch  # noqa: PLW0603 - as above
    from ._resolve import fetch

    _fetch = fetch
    return fetch(entry)


def _settle(entry: Entry, value: "Any") -> None:
    """Load `_views` at the first touch of a proxy, and step aside."""
    global _settle  # noqa: PLW0603 - as above
    from ._views import settle

    _settle = settle
    settle(entry, value)


def declaring_module(namespace: "dict[str, Any]") -> "ModuleType | None":
    """Return the module whose namespace this is, if `sys.modules` has it."""
    module = sys.modules.get(namespace.get("__name__", ""))
    return module if getattr(module, "__dict__", None) is namespace else None


def names_of(placeholder: object, namespace: "dict[str, Any]") -> "list[str]":
    """Return the names under which *placeholder* stands in *namespace*."""
    while True:
        try:
            # Not over a copy: that would cost more than the rest of a touch.
            return [name for name, found in namespace.items() if found is placeholder]
        except RuntimeError:  # noqa: PERF203 - another thread added a name
            continue


def open_block(
    frame: "FrameType", options: "tuple[str | None, str | None, str | None]"
) -> Site:
    """Start a `with imports():` block in the module that *frame* runs.

    Raises:
        LazyDeclarationError: The frame is no module's, or its module has a
            block open already.
    """
    namespace = frame.f_globals
    if frame.f_locals is not namespace:
        refuse(
            frame,
            "lazy.imports() works at module level only: in a function or class, "
            "write the import where it is used, or use lazy.load()",
        )
    if id(namespace) in open_blocks:
        refuse(frame, "lazy.imports() blocks cannot be nested: close the outer one")
    site = Site(frame, namespace, package_of(namespace), options)
    site.open = get_ident()
    open_blocks[id(namespace)] = site
    return site


def close_block(site: Site, declared: "dict[str, Entry]") -> None:
    """End a block: publish its names to the outside and note the site."""
    site.open = 0
    namespace = site.globals
    assert namespace is not None
    if declared:
        module = declaring_module(namespace)
        if module is not None:
            publish(module, declared)
    if not site.entries:
        return
    if site.package == "__main__":
        if any(other.globals is namespace for other in list(sites)):
            from ._forgetting import replace  # in a notebook, at a prompt

            replace(namespace, site)
    else:
        begin(site)
    keep(site)
    if is_eager(site.package):
        from ._eager import after_import  # only in the eager modes

        after_import(namespace, site.entries)


def begin(site: Site) -> None:
    """Note which body declares in a namespace; after a reload, start afresh.

    Each reload gives the module a spec of its own. Not its code: that may also
    be a function's which calls `attach()`, or what somebody runs by `exec()`.
    """
    namespace = site.globals
    assert namespace is not None
    spec = namespace.get("__spec__")
    former = bodies.get(id(namespace))
    if former is spec:
        return
    bodies[id(namespace)] = spec
    is_first = spec is None or getattr(spec, "_initializing", False)
    if former is not None or not is_first:
        from ._forgetting import forget_former  # only in a reload

        forget_former(site)


def keep(site: Site) -> None:
    """Note *site* for the ledger, and look through all of them now and then."""
    global _many  # noqa: PLW0603 - one number
    sites.append(site)
    if len(sites) >= _many:
        from ._forgetting import forget_gone  # with the thousandth site

        forget_gone()
        _many = 2 * len(sites) + _MANY


def package_of(namespace: "dict[str, Any]") -> str:
    """Return the name of a module, also where it runs as a script."""
    name = namespace.get("__name__", "__main__")
    if name == "__main__":  # python -m package
        name = getattr(namespace.get("__spec__"), "name", name)
    return str(name)


def is_eager(package: str) -> bool:
    """Tell whether the names that *package* declares are resolved at once.

    True inside `lazy.eager()`, and where the environment variable
    ``EAGER_IMPORT`` or ``LAZYHEAVY_EAGER`` is set: to ``1`` for all, the
    latter also to names of packages, separated by commas.
    """
    if package.partition(".")[0] == __package__:
        return False  # our own extras need not be installed
    if eager_depth:
        from _thread import get_ident  # built in; only inside lazy.eager()

        if get_ident() in eager_depth:
            return True
    from os import environ  # loaded by every interpreter at its start

    if environ.get("EAGER_IMPORT", "") not in {"", "0"}:
        return True
    wanted = environ.get("LAZYHEAVY_EAGER", "")
    if wanted in {"", "0"}:
        return False
    if wanted == "1":
        return True
    names = [name.strip() for name in wanted.split(",")]
    return any(package == name or package.startswith(name + ".") for name in names)


def refuse(frame: "FrameType", reason: str) -> None:
    """Raise `LazyDeclarationError` for the line that *frame* runs."""
    from .errors import LazyDeclarationError  # only when we refuse

    message = f"{reason} ({frame.f_code.co_filename}:{frame.f_lineno})"
    raise LazyDeclarationError(message)
