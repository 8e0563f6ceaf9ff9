"""Proxies: pending names on CPython before 3.15, and handles on all.

A proxy stands in a namespace until it is touched; then it imports, puts the
real object in its own place and, where somebody kept the proxy, goes on as a
view of it (see `_views`). Collaborates with `_entry` only.
"""

import sys

from ._entry import PENDING, Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


_ModuleType = type(sys)


class _Proxy:
    """What pending and loaded proxies share: the layout and the identity."""

    __slots__ = ("__dict__", "__weakref__", "_lazy_entry")

    if TYPE_CHECKING:
        _lazy_entry: Any  # an Entry, which mypy would bind as a descriptor

    def __reduce_ex__(self, protocol: "Any") -> "str | tuple[Any, ...]":
        from ._handles import reduce  # only to pickle

        return reduce(self, protocol)


_new = object.__new__
_set_entry = _Proxy._lazy_entry.__set__
_get_class: "Callable[[Any], type]" = type


class ModuleProxy(_Proxy):
    # No docstring: `__doc__` is the module's. A pending module: `import x`,
    # `lazy.load("x")`. Any attribute but the probes loads it.
    __slots__ = ()

    @property
    def __class__(self) -> "Any":
        return _ModuleType

    @__class__.setter
    def __class__(self, kind: "Any") -> None:
        self._lazy_entry.load().__class__ = kind

    @property
    def __dict__(self) -> "Any":  # type: ignore[override]
        return self._lazy_entry.load().__dict__

    @property
    def __doc__(self) -> "Any":  # type: ignore[override]
        return self._lazy_entry.load().__doc__

    def __getattr__(self, name: str) -> "Any":
        entry = self._lazy_entry
        if entry.value is PENDING:
            if name == "__name__":
                return entry.target
            if _asks_module(name):
                message = f"module {entry.target!r} has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=self)
            if entry.children:
                from ._resolve import resolve_child  # import a.b beside import a.c

                return resolve_child(entry, name)
        value = entry.load()
        if name == "__spec__":
            from ._views import spec_for  # importlib.reload(handle) reads it

            return spec_for(sys._getframe(1), self)
        return getattr(value, name)

    def __setattr__(self, name: str, value: "Any") -> None:
        setattr(self._lazy_entry.load(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._lazy_entry.load(), name)

    def __dir__(self) -> "list[str]":
        return dir(self._lazy_entry.load())

    def __repr__(self) -> str:
        entry = self._lazy_entry
        if entry.value is PENDING:
            return f"<lazy module {entry.target!r}>"
        return repr(entry.value)

    def __copy__(self) -> "Any":
        return self

    def __deepcopy__(self, memo: object) -> "Any":
        return self

    def __bool__(self) -> bool:
        return True

    # Without loading: a handle to a missing module can be a key as well.

    def __eq__(self, other: object) -> bool:
        kind = _get_class(other)
        if issubclass(kind, _Proxy) and kind is not NameProxy:
            handle: Any = other
            return bool(self._lazy_entry.target == handle._lazy_entry.target)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._lazy_entry.target)


def _forward(name: str) -> "Callable[..., Any]":
    """Make a special method that asks the real object's."""

    def method(self: "NameProxy", *args: "Any", **kwargs: "Any") -> "Any":
        value = self._lazy_entry.load()
        if args and _get_class(args[0]) is NameProxy:
            # Two of us: Python would not ask the real operand on the right.
            args = (args[0]._lazy_entry.load(), *args[1:])
        special = getattr(type(value), name, None)
        if special is None:
            from ._views import without  # loaded with the first touch

            return without(name, value, args)
        return special(value, *args, **kwargs)

    method.__name__ = name
    return method


def _asks_module(name: str) -> bool:
    """Load `_probes` at the first attribute, and step aside."""
    global _asks_module  # noqa: PLW0603 - the import statement costs 1 us
    from ._probes import asks_module

    _asks_module = asks_module
    return asks_module(name)


def _asks_name(name: str) -> bool:
    """Do the same for names."""
    global _asks_name  # noqa: PLW0603 - as above
    from ._probes import asks_name

    _asks_name = asks_name
    return asks_name(name)


class NameProxy(_Proxy):
    # No docstring: see ModuleProxy. A pending `from module import name`: may
    # be a function, a class, a constant, a submodule. Every operation loads.
    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> "Any":
        entry = self._lazy_entry
        if entry.value is PENDING and _asks_name(""):
            return NameProxy
        return entry.load().__class__

    @property
    def __dict__(self) -> "Any":  # type: ignore[override]
        return self._lazy_entry.load().__dict__

    @property
    def __doc__(self) -> "Any":  # type: ignore[override]
        return self._lazy_entry.load().__doc__

    @property
    def __module__(self) -> "Any":  # type: ignore[override]
        entry = self._lazy_entry
        if entry.value is PENDING and _asks_name(""):
            return entry.module
        return entry.load().__module__

    @property
    def __signature__(self) -> "Any":
        entry = self._lazy_entry
        if entry.value is PENDING and _asks_name(""):
            message = f"{entry.target!r} is not imported yet"
            raise ValueError(message)  # for rlcompleter: no signature
        value = entry.load()
        if not isinstance(value, type):
            return value.__signature__
        import inspect  # inspect is the one who asks

        return inspect.signature(value)

    def __getattr__(self, name: str) -> "Any":
        entry = self._lazy_entry
        if entry.value is PENDING and _asks_name(name):
            message = f"{entry.target!r} has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)
        return getattr(entry.load(), name)

    def __setattr__(self, name: str, value: "Any") -> None:
        setattr(self._lazy_entry.load(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._lazy_entry.load(), name)

    def __dir__(self) -> "list[str]":
        return dir(self._lazy_entry.load())

    def __repr__(self) -> str:
        entry = self._lazy_entry
        if entry.value is PENDING:
            return f"<lazy {entry.target!r}>"
        return repr(entry.value)

    # Special methods are looked up on the type, past `__getattr__`. They are
    # written here, not set afterwards: each write to a type costs 20 us.
    for _name in (
        # No __await__: mock would take every pending function for a coroutine.
        "call iter next enter exit aenter aexit len length_hint "
        "aiter anext getitem setitem delitem contains reversed bool int float complex "
        "index str bytes format fspath round trunc floor ceil neg pos abs invert lt le "
        "gt ge ne add sub mul matmul truediv floordiv mod divmod pow lshift rshift "
        "and xor or radd rsub rmul rmatmul rtruediv rfloordiv rmod rdivmod rpow "
        "rlshift rrshift rand rxor ror iadd isub imul imatmul itruediv ifloordiv "
        "imod ipow ilshift irshift iand ixor ior"
    ).split():
        locals()[f"__{_name}__"] = _forward(f"__{_name}__")
    del _name

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if issubclass(_get_class(other), NameProxy):
            other = other._lazy_entry.load()  # type: ignore[attr-defined]
        return bool(self._lazy_entry.load() == other)

    def __hash__(self) -> int:
        return hash(self._lazy_entry.load())

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self._lazy_entry.load())

    def __subclasscheck__(self, subclass: "Any") -> bool:
        return issubclass(subclass, self._lazy_entry.load())

    def __mro_entries__(self, bases: "tuple[Any, ...]") -> "tuple[Any, ...]":
        return (self._lazy_entry.load(),)

    def __get__(self, instance: "Any", owner: "Any" = None) -> "Any":
        value = self._lazy_entry.load()
        bind = getattr(type(value), "__get__", None)
        return value if bind is None else bind(value, instance, owner)

    def __copy__(self) -> "Any":
        import copy  # copy is the one who asks

        return copy.copy(self._lazy_entry.load())

    def __deepcopy__(self, memo: "Any") -> "Any":
        import copy  # copy is the one who asks

        return copy.deepcopy(self._lazy_entry.load(), memo)


def stand_in(kind: "type[_Proxy]", entry: Entry) -> "Any":
    """Make a proxy of *entry* that stands nowhere."""
    proxy = _new(kind)
    _set_entry(proxy, entry)
    return proxy


def pend(kind: "type[_Proxy]", entry: Entry) -> "Any":
    """Make the proxy of *entry*."""
    proxy = entry.placeholder = _new(kind)
    _set_entry(proxy, entry)
    return proxy
