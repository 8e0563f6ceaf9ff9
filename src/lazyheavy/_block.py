"""The proxy backend: `imports` on CPython before 3.15.

While a block runs, `builtins.__import__` answers its import statements with
proxies. Collaborates with `_proxy` and `_entry`.
"""

import sys
from _thread import allocate_lock

from ._entry import (
    PENDING,
    Entry,
    SecondName,
    Site,
    close_block,
    is_initializing,
    open_block,
    open_blocks,
    refuse,
)
from ._proxy import ModuleProxy, NameProxy, _Proxy, pend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType
    from typing import Any, final
else:

    def final(kind):
        return kind


_ModuleType = type(sys)
_get_class: "Callable[[Any], type]" = type


class _Source:
    # What IMPORT_FROM reads the names from while a block runs. It never
    # reaches a namespace.
    __slots__ = ("_lazy_make",)

    def __init__(self, make: "Callable[[str], Any]") -> None:
        _set_make(self, make)

    def __getattribute__(self, name: str) -> "Any":
        return _get_make(self)(name)


_set_make = _Source.__dict__["_lazy_make"].__set__
_get_make = _Source.__dict__["_lazy_make"].__get__


class _Hook:
    """`builtins.__import__` while at least one block runs.

    It acts on module-level imports of the modules whose blocks run and hands
    all others to the function that it stands in for, unchanged. Blocks are
    counted in and out under `_hooking`, which is never held while one runs.
    """

    __slots__ = ("blocks", "function", "names", "original")

    def __init__(self, names: "dict[str, Any]") -> None:
        self.names = names
        self.original: Callable[..., Any] = names["__import__"]
        blocks: dict[int, _Block] = {}
        self.blocks = blocks
        original = self.original

        def __import__(  # noqa: A001, N807 - shown in tracebacks
            name: str,
            globals: "Any" = None,  # the signature of __import__
            locals: "Any" = None,
            fromlist: "Any" = (),
            level: int = 0,
        ) -> "Any":
            if globals is locals and globals is not None:
                block = blocks.get(id(globals))
                if block is not None:
                    return block.declare(name, fromlist, level)
            return original(name, globals, locals, fromlist, level)

        self.function = __import__


#: The hooks, by the `id` of the builtins namespace that they stand in.
_hooks: "dict[int, _Hook]" = {}
#: The hook of each block that runs, by the `id` of the namespace it runs in.
_hooked: "dict[int, _Hook]" = {}
_hooking = allocate_lock()


def _survive_forks() -> None:
    """Have a forked child begin with a free `_hooking`; once a process."""
    global _survive_forks  # noqa: PLW0603 - it has done its work
    import os  # loaded by every interpreter at its start

    if hasattr(os, "register_at_fork") and hasattr(_hooking, "_at_fork_reinit"):
        os.register_at_fork(after_in_child=_hooking._at_fork_reinit)

    def done() -> None:
        pass

    _survive_forks = done


def _hook(names: "dict[str, Any]", namespace: int, block: "_Block") -> None:
    """Count a block in; put the hook up for the first."""
    with _hooking:
        _survive_forks()
        hook = _hooks.get(id(names))
        if hook is None or names["__import__"] is not hook.function:
            # The first block here, or somebody replaced our function while
            # it stood: theirs may call ours, so ours is never put up twice.
            hook = _hooks[id(names)] = _Hook(names)
            names["__import__"] = hook.function
        hook.blocks[namespace] = block
        _hooked[namespace] = hook


def _unhook(namespace: int) -> None:
    """Count a block out; take the hook away with the last, if it is on top."""
    with _hooking:
        hook = _hooked.pop(namespace)
        del hook.blocks[namespace]
        if not hook.blocks and hook.names.get("__import__") is hook.function:
            hook.names["__import__"] = hook.original
            if _hooks.get(id(hook.names)) is hook:
                del _hooks[id(hook.names)]


@final
class _Block:
    """One block that runs: what its import statements declare."""

    __slots__ = ("_frame", "_site")

    def __init__(self, frame: "FrameType", site: Site) -> None:
        self._frame = frame
        self._site = site

    def declare(self, name: str, fromlist: "Any", level: int) -> "Any":
        """Answer an import statement of the block with what stands for it."""
        lasti = self._frame.f_lasti
        if level:
            name = _absolute(name, level, self._frame.f_globals)
        if fromlist:
            return self._declare_from(name, fromlist, lasti)
        if "." in name:
            return self._declare_dotted(name, lasti)
        standing = self._standing(name)
        if standing is not None and (
            standing._lazy_entry.children or standing._lazy_entry.top
        ):
            return standing  # beside `import a.b`: one name for both
        if name in _modules and not self._site.require:
            module = _loaded(name)
            if module is not None:
                return module
        return pend(ModuleProxy, Entry(self._site, name, None, lasti))

    def _declare_from(self, name: str, fromlist: "Any", lasti: int) -> "Any":
        """Give what IMPORT_FROM reads the names from."""
        if "*" in fromlist:
            reason = f"from {name} import * cannot be lazy: name what you need"
            refuse(self._frame, reason)
        site = self._site
        module = _loaded(name) if name in _modules and not site.require else None
        namespace = self._frame.f_globals
        own = namespace.get("__name__") == name and "__path__" in namespace
        known = namespace if own else _EMPTY if module is None else _dict_of(module)

        def make(attr: str) -> "Any":
            value = known.get(attr, PENDING)
            if own and value is PENDING:
                # `from . import attr`, and nothing stands there: a submodule.
                entry = Entry(site, f"{name}.{attr}", None, lasti)
                entry.is_own = True
                return pend(ModuleProxy, entry)
            if own and _get_class(value) in _PENDING_KINDS:
                # Of another block, which has options of its own.
                other = value._lazy_entry
                if other.value is PENDING and other.site is not site:
                    entry = Entry(site, other.module, other.attr, lasti)
                    return pend(_get_class(value), entry)
            if not own and (value is PENDING or issubclass(_get_class(value), _Proxy)):
                return pend(NameProxy, Entry(site, name, attr, lasti))
            return value

        return _Source(make)

    def _declare_dotted(self, name: str, lasti: int) -> "Any":
        """`import a.b` binds `a`; `import a.b as c` binds the submodule."""
        if _reads_from(self._frame.f_code.co_code, lasti):
            leaf = None if self._site.require else _loaded_as(name)
            if leaf is None:
                alias = Entry(self._site, name, None, lasti)
                alias.is_alias = True
                leaf = pend(ModuleProxy, alias)
            steps = name.count(".")

            def make(_: str) -> "Any":
                nonlocal steps
                steps -= 1
                return leaf if steps == 0 else source

            source = _Source(make)
            return source
        top = name.partition(".")[0]
        standing = self._standing(top)
        if standing is not None:
            # A sibling of `import a.c`: one name, several submodules.
            entry: Entry = standing._lazy_entry
            if entry.children is None:
                place = entry.site, entry.lasti
                entry.children = {entry.module: place} if entry.top else {}
                entry.top, entry.module = False, top
            entry.children[name] = self._site, lasti
            return standing
        if not self._site.require and _loaded(name) is not None:
            loaded = _loaded(top)
            if loaded is not None:
                return loaded
        entry = Entry(self._site, name, None, lasti)
        entry.top = True
        return pend(ModuleProxy, entry)

    def _standing(self, top: str) -> "Any":
        """Return the pending module of that name that stands there, if any."""
        standing: Any = self._frame.f_globals.get(top)
        if _get_class(standing) is not ModuleProxy:
            return None
        entry = standing._lazy_entry
        return standing if entry.target == top and entry.value is PENDING else None


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
        LazyDeclarationError: The block is nested, is not at module level,
            holds a star import, or uses a name that it declares.

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
        namespace = id(frame.f_globals)
        block = _Block(frame, open_block(frame, self._options))
        try:
            _hook(frame.f_builtins, namespace, block)
        except BaseException:  # a namespace whose builtins import nothing
            del open_blocks[namespace]
            raise

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        traceback: "TracebackType | None",
    ) -> None:
        # What belongs to the block hangs on its namespace, not on `self`: two
        # modules may share one object, and be imported at the same time.
        namespace = sys._getframe(1).f_globals
        _unhook(id(namespace))
        site = open_blocks.pop(id(namespace))
        declared: dict[str, Entry] = {}
        for name, value in list(namespace.items()):
            if _get_class(value) in _PENDING_KINDS:
                entry = value._lazy_entry
                if entry.site is not site:
                    if name != entry.name and entry.name:
                        declared[name] = SecondName(entry, name)
                elif entry.name:
                    declared[name] = SecondName(entry, name)
                else:
                    entry.name = name
                    declared[name] = entry
                    site.entries.append(entry)
        close_block(site, declared)


_EMPTY: "dict[str, Any]" = {}
# Not `module.__dict__`: that would load what the `LazyLoader` of importlib holds.
_dict_of: "Callable[[Any], dict[str, Any]]"
_dict_of = vars(_ModuleType)["__dict__"].__get__
_modules = sys.modules
_PENDING_KINDS = frozenset({ModuleProxy, NameProxy})


def _loaded(name: str) -> "Any":
    """Return the module of that name if it is loaded whole, else None."""
    module = sys.modules.get(name)
    if isinstance(module, _ModuleType) and not is_initializing(module):
        return module
    return None


def _loaded_as(name: str) -> "Any":
    """Return what `import a.b as c` binds if it is there, else None.

    Not always the submodule: `a` may have another thing of that name.
    """
    module = _loaded(name)
    head, _, tail = name.rpartition(".")
    parent = sys.modules.get(head)
    if module is None or not isinstance(parent, _ModuleType):
        return module
    value = _dict_of(parent).get(tail, module)
    return None if issubclass(_get_class(value), _Proxy) else value


def _absolute(name: str, level: int, namespace: "dict[str, Any]") -> str:
    """Resolve a relative name as importlib does."""
    package = namespace.get("__package__")
    if package is None:
        package = getattr(namespace.get("__spec__"), "parent", None)
    if package is None:
        package = namespace.get("__name__", "")
        if "__path__" not in namespace:
            package = package.rpartition(".")[0]
    if not package:
        message = "attempted relative import with no known parent package"
        raise ImportError(message)
    bits = package.rsplit(".", level - 1)
    if len(bits) < level:
        message = "attempted relative import beyond top-level package"
        raise ImportError(message)
    return f"{bits[0]}.{name}" if name else bits[0]


# Never called: it holds the bytecode of `import a.b as c`. It has no docstring,
# which would leave an instruction behind under -OO.
def _import_as() -> None:
    import a.b as c  # type: ignore[import-not-found] # noqa: F401


#: The opcode IMPORT_FROM: it follows IMPORT_NAME, which follows two loads and,
#: from CPython 3.11, RESUME. `opcode` would be one more import, and the first
#: `compile()` of a process costs 2 ms.
_IMPORT_FROM = _import_as.__code__.co_code[8 if sys.version_info >= (3, 11) else 6]


def _reads_from(code: bytes, lasti: int) -> bool:
    """Tell whether the import at *lasti* is an `import a.b as c`."""
    # An EXTENDED_ARG may come between in a module of more than 256 names.
    # On 3.10 `lasti` is at that of IMPORT_NAME itself, if it has one.
    return _IMPORT_FROM in code[lasti + 2 : lasti + 8 : 2]
