"""What factories and options must be, checked where they are written."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "check_callables",
    "check_count",
    "check_exceptions",
    "check_factory",
    "check_seconds",
    "refuse_coroutine",
]

# As in `inspect`, which is too dear to import for two numbers.
_COROUTINE_FUNCTION = 0x80 | 0x200  # CO_COROUTINE | CO_ASYNC_GENERATOR
_GENERATOR = 0x20  # CO_GENERATOR


def check_factory(factory: "Any", *, user: str, getter: str) -> None:
    """Refuse what cannot make an instance when it is called.

    Args:
        factory: What was given.
        user: Who wants it, for the message.
        getter: How a coroutine gets the instance.

    Raises:
        TypeError: It cannot be called, or not without arguments; it is an ``async
            def``, or has a ``yield``.
    """
    if not callable(factory):
        message = f"{user} wants a function that makes the instance: {factory!r}"
        raise TypeError(message)
    code = getattr(factory, "__code__", None)
    if code is not None and code.co_flags & _COROUTINE_FUNCTION:
        message = f"{factory.__qualname__} is async, {_once(getter)}"
        raise TypeError(message)
    if code is not None and code.co_flags & _GENERATOR:
        message = (
            f"{factory.__qualname__} has a yield, so that a call makes a generator: "
            "return the instance, and say with close= how it ends"
        )
        raise TypeError(message)
    missing = _missing_arguments(factory)
    if missing:
        name = getattr(factory, "__qualname__", repr(factory))
        message = (
            f"{user} calls {name}() without arguments, but it needs "
            f"{' and '.join(map(repr, missing))}"
        )
        if missing[0] == "self":
            message += (
                ": decorate a function of the module, or let each object have its own "
                "with self.name = lazy.shared(self.method)"
            )
        raise TypeError(message)


def refuse_coroutine(value: object, *, name: str, getter: str) -> None:
    """Refuse what a factory has made if it is a coroutine.

    Raises:
        TypeError: It is; the message says what to do.
    """
    if hasattr(type(value), "cr_await"):
        value.close()  # type: ignore[attr-defined] # else it warns that nobody awaits it
        message = f"the factory of {name} has returned a coroutine, {_once(getter)}"
        raise TypeError(message)


def check_callables(**options: object) -> None:
    """Refuse what is to be called and cannot be.

    Raises:
        TypeError: The message names the option.
    """
    for option, value in options.items():
        if value is not None and not callable(value):
            message = f"{option} must be something to call, not {value!r}"
            raise TypeError(message)


def check_exceptions(option: str, classes: object) -> None:
    """Refuse what could not stand behind ``except``.

    Raises:
        TypeError: The message names the option.
    """
    for one in classes if isinstance(classes, tuple) else (classes,):
        if not isinstance(one, type) or not issubclass(one, BaseException):
            message = f"{option} must be exception classes, not {classes!r}"
            raise TypeError(message)


def check_seconds(*, lowest: "float | None" = None, **options: "float | None") -> None:
    """Refuse a number of seconds that is not above 0, or below *lowest*.

    Raises:
        TypeError, ValueError: The message names the option.
    """
    wanted = "above 0" if lowest is None else f"from {lowest} up, or None"
    for option, seconds in options.items():
        if seconds is None:
            continue
        message = f"{option} must be a number of seconds {wanted}, not {seconds!r}"
        try:
            is_good = seconds > 0 if lowest is None else seconds >= lowest
        except TypeError:
            raise TypeError(message) from None
        if not is_good:
            raise ValueError(message)


def check_count(option: str, count: "Any", lowest: int, highest: float) -> None:
    """Refuse a count that is no whole number from *lowest* to *highest*.

    Raises:
        TypeError, ValueError: The message names the option.
    """
    if not isinstance(count, int) or isinstance(count, bool):
        message = f"{option} must be a whole number, not {count!r}"
        raise TypeError(message)
    if not lowest <= count <= highest:
        limit = f"at least {lowest}" if count < lowest else f"at most {highest}"
        message = f"{option} must be {limit}, not {count!r}"
        raise ValueError(message)


def _once(getter: str) -> str:
    return (
        "its result could be awaited only once: make the instance in a plain function "
        f"and get it with {getter}"
    )


def _missing_arguments(factory: "Any") -> "tuple[str, ...]":
    """Return the parameters of a Python function, or class, that have no default.

    Nothing where that cannot be told without importing `inspect`.
    """
    skipped = 0
    plain_class: Any = type
    new: Any = object.__new__
    if type(factory) is plain_class and factory.__new__ is new:
        factory, skipped = factory.__init__, 1
    elif hasattr(factory, "__self__"):  # a bound method
        skipped = 1
        factory = getattr(factory, "__func__", None)
    if type(factory) is not type(_once):
        return ()
    code = factory.__code__
    names, count = code.co_varnames, code.co_argcount
    has_default = len(factory.__defaults__ or ())
    keywords = names[count : count + code.co_kwonlyargcount]
    defaults = factory.__kwdefaults__ or {}
    return (
        *names[skipped : count - has_default],
        *(name for name in keywords if name not in defaults),
    )
