"""The native backend: lazy names on CPython 3.15 and later, PEP 810.

For the block, `__lazy_modules__` holds everything, so that CPython makes each
import lazy itself. At its end each new lazy object is replaced by one that
calls our hook at first touch; CPython rebinds the name, and from then on it is
an ordinary global. Collaborates with `_entry` only.
"""

import builtins
import sys

from ._entry import (
    PENDING,
    Entry,
    SecondName,
    Site,
    close_block,
    declaring_module,
    line_of,
    names_of,
    open_block,
    open_blocks,
    refuse,
    withdraw,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any, final
else:

    def final(kind):
        return kind


# Never called: it holds the code that makes one native lazy object, on one line.
_make = lambda: __lazy_import__(name, namespace, None, fromlist, 0)  # type: ignore[name-defined] # noqa: E731, F821

#: `_make` as module code, to be evaluated in a namespace of its arguments.
#: `__lazy_import__` looks at the running frame, which must be a module's, and
#: CPython reports its file and line as the declaring ones. Not from source:
#: the first `compile()` of a process costs 2 ms.
_MAKE = _make.__code__.replace(co_flags=0, co_name="<module>")


def _lazy_import_type() -> type:
    """Return the type of native lazy objects, off one of them.

    `types`, which has it, is not loaded by every interpreter.
    """
    scope = {
        "__builtins__": builtins.__dict__,
        "fromlist": None,
        "name": "sys",
        "namespace": {"__builtins__": builtins.__dict__, "__name__": __name__},
    }
    found = type(eval(_MAKE, scope))  # noqa: S307 - our own code object
    if found is not type(sys):
        return found
    import types  # a filter of the user's said no, and gave the module itself

    return types.LazyImportType  # type: ignore[attr-defined,no-any-return,unused-ignore]


_LazyImportType = _lazy_import_type()
_ModuleType = type(sys)


class _EveryModule:
    """A `__lazy_modules__` that holds all, and notes what it was asked for.

    CPython asks it once a statement, with the absolute name of the module.
    """

    __slots__ = ("frame", "statements")

    def __init__(self, frame: "FrameType") -> None:
        self.frame = frame
        self.statements: dict[str, list[int]] = {}

    def __contains__(self, module: str) -> bool:
        self.statements.setdefault(module, []).append(self.frame.f_lasti)
        return True


@final
class imports:
    """Make the import statements of the block lazy.

    Each name is imported at its first use. Works at the top of any module and
    in a package's `__init__`, where the names are its exports. Static type
    checkers see ordinary imports.

    Args:
        extra: The extra of the declaring distribution that brings the
            imported packages: a missing one is then reported with
            ``pip install "distribution[extra]"``.
        hint: What to tell the user instead.
        require: PEP 508 requirement that the imported package must meet,
            ``"numpy>=2"``; checked at first use.

    Raises:
        LazyDeclarationError: The block is nested or not at module level.

    Example:
        >>> import lazyheavy as lazy
        >>> with lazy.imports(extra="audio"):
        ...     import wave
        >>> wave.open  # the import happens here
        <function open at ...>
    """

    __slots__ = ("_options",)

    def __init__(
        self,
        *,
        extra: "str | None" = None,
        hint: "str | None" = None,
        require: "str | None" = None,
    ) -> None:
        self._options = (extra, hint, require)

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        block = _Block(frame, open_block(frame, self._options))
        _blocks[id(frame.f_globals)] = block

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        # What belongs to the block hangs on its namespace, not on `self`: two
        # modules may share one object, and be imported at the same time.
        namespace = sys._getframe(1).f_globals
        del open_blocks[id(namespace)]
        _blocks.pop(id(namespace)).close(has_failed=error is not None)


#: The blocks that run, by the `id` of the namespace they run in.
_blocks: "dict[int, _Block]" = {}


@final
class _Block:
    """One block that runs, and what its module held before it."""

    __slots__ = ("asked", "before", "frame", "line", "saved", "site", "start")

    def __init__(self, frame: "FrameType", site: Site) -> None:
        namespace = frame.f_globals
        self.frame = frame
        self.site = site
        self.line = frame.f_lineno
        self.start = frame.f_lasti
        kind = _LazyImportType
        self.before = {k: v for k, v in namespace.items() if type(v) is kind}
        self.saved = namespace.get("__lazy_modules__", PENDING)
        self.asked = namespace["__lazy_modules__"] = _EveryModule(frame)

    def close(self, *, has_failed: bool) -> None:
        """Replace CPython's lazy objects by ours."""
        frame = self.frame
        end = frame.f_lasti
        namespace = frame.f_globals
        if self.saved is PENDING:
            namespace.pop("__lazy_modules__", None)
        else:
            namespace["__lazy_modules__"] = self.saved
        site = self.site
        declare = _Declarer(site, self.asked.statements, self.line, self.start)
        lazy = _LazyImportType
        slots: dict[str, Entry] = {}
        found: dict[int, Entry] = {}
        for name, value in list(namespace.items()):
            if type(value) is not lazy or self.before.get(name) is value:
                continue
            entry = found.get(id(value))
            if entry is None:
                entry = found[id(value)] = declare(value, name)
                site.entries.append(entry)
            else:
                entry = SecondName(entry, name)
            namespace[name] = entry.placeholder
            if entry.shadows(site.package):
                slots[name] = entry
        close_block(site, slots)
        if not has_failed and _has_star(site.code.co_code[self.start : end]):
            refuse(frame, "from ... import * cannot be lazy: name what you need")


class _Declarer:
    """Makes the entries of one block; holds what is looked up once a block."""

    __slots__ = ("make", "package", "site", "start", "statements")

    def __init__(
        self, site: Site, statements: "dict[str, list[int]]", line: int, start: int
    ) -> None:
        assert site.globals is not None
        self.site = site
        self.statements = statements
        self.package = site.package if "__path__" in site.globals else None
        self.make = Maker(site, line)
        self.start = start

    def __call__(self, original: "Any", name: str) -> Entry:
        """Make the entry of a native lazy object, and the one with our hook."""
        statements = self.statements
        module = target = repr(original)[14:-2]  # <lazy_import 'json.dumps'>
        attr = None
        head, _, tail = target.rpartition(".")
        places = statements.get(target)
        # `from . import name`: CPython would ask the package, and so us.
        is_own = head == self.package and not any(map(self._is_plain, places or ()))
        if is_own:
            places = statements.get(head, places)
        elif places is None:
            places = statements.get(head)
            if head and (places is not None or name != target.partition(".")[0]):
                module, attr = head, tail
        # Under -X lazy_imports=all, CPython does not ask what is lazy.
        entry = NativeEntry(
            self.site, module, attr, places[0] if places else self.start
        )
        entry.name = name
        if places is not None and len(places) > 1:
            entry.places = places
        entry.original = original
        if is_own:
            entry.is_own = True
        elif attr is None and name != target and self._is_alone(name):
            entry.top = True
        made = self.make(entry)
        # Where the filter now says no, it was imported: keep CPython's object.
        entry.placeholder = made if type(made) is _LazyImportType else original
        return entry

    def _is_plain(self, place: int) -> bool:
        """Tell `import a.b as c` from `from a.b import c`: it has no list of names."""
        return self.site.code.co_code[place - 2] != _LOAD_CONST  # of the names

    def _is_alone(self, top: str) -> bool:
        """Tell whether `import a.b` is the only statement of the block for `a`.

        CPython imports each of several when it is used, but then reports one
        that is missing in other words, and past us.
        """
        return sum(name.partition(".")[0] == top for name in self.statements) == 1


class Maker:
    """Makes native lazy objects that call `entry.load()` at first touch."""

    __slots__ = ("code", "package", "scope")

    def __init__(self, site: Site, line: int) -> None:
        self.package = site.package
        self.code = _MAKE.replace(co_filename=site.filename, co_firstlineno=line)
        self.scope: dict[str, Any] = {
            "__builtins__": builtins.__dict__,
            "fromlist": None,
        }

    def __call__(self, entry: Entry) -> "Any":
        """Return the lazy object; something else where a filter says no."""
        scope = self.scope
        scope["name"], scope["fromlist"] = entry.module, entry.attr
        head, _, tail = entry.module.rpartition(".")
        if entry.attr is None and head and entry.name != head.partition(".")[0]:
            # `import a.b as c`: CPython would take the lazy object of
            # `import a.b` for one of `a`, too.
            scope["name"], scope["fromlist"] = head, tail
        scope["namespace"] = {
            "__builtins__": {"__import__": entry.reify},
            "__name__": self.package,
        }
        return eval(self.code, scope)  # noqa: S307 - our own code object, see _MAKE


def plant(entry: Entry) -> None:
    """Put a native lazy object for an export into the namespace of its package."""
    namespace = entry.site.globals
    assert namespace is not None
    made = Maker(entry.site, entry.line)(entry)
    if type(made) is _LazyImportType:
        entry.placeholder = namespace[entry.name] = made


def forget(entry: Entry) -> None:
    """Take a resolved name of ours out of the interpreter's list."""
    for name in (entry.target, entry.module):
        sys.lazy_modules.discard(name)  # type: ignore[attr-defined,unused-ignore]


class NativeEntry(Entry):
    """An entry whose import CPython does.

    Attributes:
        original: CPython's own lazy object for the statement.
        places: Where the block imports from the same module, if repeatedly.
    """

    is_bound = True
    places: "list[int] | None" = None

    if TYPE_CHECKING:
        original: Any

    @property
    def line(self) -> int:
        """The declaring line; of several, the one that has the name."""
        if self.places is None:
            return super().line
        return line_of(self.site.code, _place_of(self, self.places))

    def fetch(self) -> "Any":
        """Let CPython do the import, with its own bookkeeping."""
        if self.is_own or self.top:
            return super().fetch()
        if self.attr is not None:
            # CPython would take a submodule of that name without asking the
            # `__getattr__` of the package, as an import statement does first.
            module = builtins.__import__(self.module, None, None, ("__name__",), 0)
            namespace = getattr(module, "__dict__", {})
            if self.attr not in namespace and "__getattr__" in namespace:
                try:
                    return namespace["__getattr__"](self.attr)
                except AttributeError:
                    pass
        return self.original.resolve()

    def settle(self, value: "Any") -> None:
        """Put *value* in place where CPython would not: seen from outside."""
        namespace = self.site.globals
        assert namespace is not None
        module = declaring_module(namespace)
        placeholder = self.placeholder
        for name in names_of(placeholder, namespace):
            namespace[name] = value
        if "__path__" in namespace:
            _put_back(self.site, namespace)
        if module is not None:
            withdraw(module, self.name)
        forget(self)


def _put_back(site: Site, namespace: "dict[str, Any]") -> None:
    """Undo what the import system has published over pending exports.

    A submodule that was just imported may have imported the submodule `foo` of
    a package that exports a function `foo`.
    """
    for entry in site.entries:
        if entry.attr is not None and entry.value is PENDING:
            standing = namespace.get(entry.name)
            if (
                type(standing) is _ModuleType
                and sys.modules.get(f"{site.package}.{entry.name}") is standing
            ):
                namespace[entry.name] = entry.placeholder


def _place_of(entry: NativeEntry, places: "list[int]") -> int:
    """Tell which of several statements declared *entry*."""
    import dis  # only for a message, or the ledger

    imported = entry.attr if entry.attr is not None else entry.target.rpartition(".")[2]
    for place in places:
        for step in dis.get_instructions(entry.site.code):
            if step.offset <= place:
                continue
            if step.opname == "IMPORT_FROM" and step.argval == imported:
                return place
            if step.opname in {"POP_TOP", "IMPORT_NAME"}:
                break  # the end of the statement
    return places[0]


# Never called: it holds the bytecode of an import of names, which are a constant.
def _import_from() -> None:
    from a import b  # type: ignore[import-not-found] # noqa: F401


#: LOAD_CONST: it follows RESUME, with a cache, and the load of the level.
_LOAD_CONST = _import_from.__code__.co_code[6]


# Never called: it holds the bytecode of a unary plus, an intrinsic call.
def _plus(operand: "Any") -> "Any":
    return +operand


_PLUS = _plus.__code__.co_code
#: CALL_INTRINSIC_1, the one instruction there with the argument 5.
_CALL_INTRINSIC_1 = _PLUS[_PLUS.index(5, 1) - 1]
_IMPORT_STAR = 2  # INTRINSIC_IMPORT_STAR, since CPython 3.12


def _has_star(code: bytes) -> bool:
    """Tell whether bytecode holds a star import: CPython keeps that eager."""
    return any(
        code[index] == _CALL_INTRINSIC_1 and code[index + 1] == _IMPORT_STAR
        for index in range(0, len(code), 2)
    )
