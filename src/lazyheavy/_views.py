"""Views: what a proxy becomes when its module is loaded.

Whoever kept a proxy goes on with a view of the real module that shares its
`__dict__`, never a copy. Loaded with the first touch; collaborates with
`_proxy` and `_entry`.
"""

import builtins
import sys

from ._entry import Entry, declaring_module, names_of, withdraw
from ._proxy import ModuleProxy, NameProxy, _Proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

_IS_3_14 = sys.version_info >= (3, 14)
_IS_3_15 = sys.version_info >= (3, 15)
_ModuleType = type(sys)
_set_dict = _Proxy.__dict__["__dict__"].__set__
_set_class = object.__dict__["__class__"].__set__


class LoadedModule(_Proxy):
    # No docstring: see ModuleProxy. A kept proxy of a loaded module. It shares
    # the module's `__dict__`, so that a read finds the name without us; misses
    # and writes go to the module, which has its own way with them.
    __slots__ = ()

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._lazy_entry.value, name)

    def __setattr__(self, name: str, value: "Any") -> None:
        setattr(self._lazy_entry.value, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._lazy_entry.value, name)

    @property  # type: ignore[misc]
    def __class__(self) -> "Any":
        return _ModuleType

    def __dir__(self) -> "list[str]":
        return dir(self._lazy_entry.value)

    def __repr__(self) -> str:
        return repr(self._lazy_entry.value)

    def __copy__(self) -> "Any":
        return self

    def __deepcopy__(self, memo: object) -> "Any":
        return self

    # As on ModuleProxy, so that a handle stays the same key.
    __eq__ = ModuleProxy.__eq__
    __hash__ = ModuleProxy.__hash__

    @property
    def __spec__(self) -> "Any":
        return spec_for(sys._getframe(1), self)

    @__spec__.setter  # noqa: A003 - of this class
    def __spec__(self, spec: "Any") -> None:
        self._lazy_entry.value.__spec__ = spec


class ForwardModule(LoadedModule):
    # No docstring: see ModuleProxy. A loaded module whose reads all go on to
    # it: because it holds lazy names of its own, which have to resolve, or to
    # learn what is read off it (see `_class_for`). Now and then it looks
    # whether it can become faster.
    __slots__ = ()

    @property
    def __dict__(self) -> "Any":  # type: ignore[override]
        return self._lazy_entry.value.__dict__

    @property
    def __doc__(self) -> "Any":  # type: ignore[override]
        return self._lazy_entry.value.__doc__

    def __getattr__(self, name: str) -> "Any":
        entry = self._lazy_entry
        entry.reads += 1
        if entry.reads % 64 == 0:
            become(self, entry.value)
        elif entry.asked is not None:
            entry.asked.add(name)
        return getattr(entry.value, name)


def without(name: str, value: "Any", args: "tuple[Any, ...]") -> "Any":
    """Answer for a special method that the real object has not."""
    if name in {"__bool__", "__fspath__"}:
        from os import fspath  # loaded by every interpreter at its start

        # A text is a path, without having the method.
        return bool(value) if name == "__bool__" else fspath(value)
    if name == "__index__":
        message = f"{type(value).__name__!r} object cannot be interpreted as an integer"
        raise TypeError(message)
    import operator  # for CPython's own message

    if len(args) == 1 and name not in {"__getitem__", "__delitem__", "__contains__"}:
        plain = getattr(operator, f"__{name[3:]}", None)
        if name[2] == "r" and plain is not None:
            # "x" + lazy: text and lists only know how to be on the left.
            return plain(args[0], value)
        return NotImplemented

    if name == "__call__":
        return value(*args)
    if name == "__contains__":
        return args[0] in value
    plain = getattr(operator, name, None) or getattr(builtins, name.strip("_"), None)
    if plain is not None:
        return plain(value, *args)
    message = f"{type(value).__name__!r} object has no {name}"
    raise TypeError(message)


def share(entry: Entry, module: "Any", children: "dict[str, Any]") -> None:
    """Let a proxy that still has submodules to import read the rest directly.

    Those are not in the namespace of the package, so they go on to
    `ModuleProxy.__getattr__`.
    """
    start = len(entry.target) + 1
    heads = {child[start:].partition(".")[0] for child in children}
    namespace = module.__dict__
    if "_lazy_slots" in vars(type(module)) or heads & namespace.keys():
        return
    if _IS_3_15 and _holds_lazy(namespace):
        return
    _set_dict(entry.placeholder, namespace)


def spec_for(caller: "FrameType", proxy: "Any") -> "Any":
    """Return the spec of a loaded module to whoever reads it off its proxy."""
    module = proxy._lazy_entry.value
    spec = module.__spec__
    if caller.f_code.co_name == "reload" and spec is not None:
        from ._handles import let_reload_see  # only inside importlib.reload()

        let_reload_see(caller, proxy, module)
    return spec


def settle(entry: Entry, value: "Any") -> None:
    """Put *value* in the place of the proxy of *entry*, wherever that stands."""
    proxy = entry.placeholder
    namespace = entry.site.globals
    if namespace is not None:
        names = names_of(proxy, namespace)
        for name in names:
            namespace[name] = value
        module = declaring_module(namespace)
        if module is not None:
            if entry.name not in names and not entry.is_set:
                names.append(entry.name)  # it was assigned over, from inside
            for name in names:
                withdraw(module, name)
    if type(proxy) is ModuleProxy:
        become(proxy, value)


def become(proxy: "Any", value: "Any") -> None:
    """Turn the proxy of a loaded module into a view of it."""
    if not isinstance(value, _ModuleType):
        _set_class(proxy, NameProxy)  # it replaced itself in sys.modules
        return
    namespace = value.__dict__
    kind: Any = type(value)
    if "_lazy_slots" in kind.__dict__ or (_IS_3_15 and _holds_lazy(namespace)):
        _set_class(proxy, ForwardModule)
        return
    view = _class_for(proxy._lazy_entry, namespace) if _IS_3_14 else LoadedModule
    if view is not ForwardModule:
        _set_dict(proxy, namespace)
    _set_class(proxy, view)


def forward(proxy: "Any") -> None:
    """Let a view forward again: its module has declared lazy names anew."""
    if issubclass(type(proxy), LoadedModule) and type(proxy) is not ForwardModule:
        _set_dict(proxy, {})
        _set_class(proxy, ForwardModule)


#: The most names that CPython keeps for all objects of a class together.
_SHARED = 30


def _class_for(entry: Entry, namespace: "dict[str, Any]") -> "type[LoadedModule]":
    """Return the class under which a shared `__dict__` is read fast.

    From CPython 3.14, the specialised read of an attribute wants its name to
    be among the keys that the objects of the class have had as a rule, even
    where it then finds the value in a `__dict__` that was put in place. So a
    view is a `ForwardModule` first, which learns what is read off it, and then
    of a class of its own, one object of which has had those names.
    """
    asked = entry.asked
    if not asked:
        entry.asked = set()
        return ForwardModule

    class Loaded(LoadedModule):
        __slots__ = ()

    Loaded.__name__ = Loaded.__qualname__ = "LoadedModule"
    model = object.__new__(Loaded)
    for name in [name for name in asked.copy() if name in namespace][:_SHARED]:
        object.__setattr__(model, name, None)
    return Loaded


def _holds_lazy(namespace: "dict[str, Any]") -> bool:
    """Tell whether a namespace holds a native lazy object of CPython 3.15."""
    return "lazy_import" in {kind.__name__ for kind in map(type, namespace.values())}
