"""What factories and options must be, checked where they are written."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["check_count", "check_factory", "check_seconds"]

_COROUTINE_FUNCTION = 0x80 | 0x200  # inspect.CO_COROUTINE | CO_ASYNC_GENERATOR


def check_factory(factory: "Any", *, user: str, getter: str) -> None:
    """Refuse what cannot make an instance when it is called.

    Args:
        factory: What was given.
        user: Who wants it, for the message.
        getter: How a coroutine gets the instance.

    Raises:
        TypeError: It cannot be called, or is an ``async def``.
    """
    if not callable(factory):
        message = f"{user} wants a function that makes the instance: {factory!r}"
        raise TypeError(message)
    code = getattr(factory, "__code__", None)
    if code is not None and code.co_flags & _COROUTINE_FUNCTION:
        message = (
            f"{factory.__qualname__} is async, its result could be awaited only "
            f"once: make the instance in a plain function and get it with {getter}"
        )
        raise TypeError(message)


def check_seconds(**options: "float | None") -> None:
    """Refuse a number of seconds that is not above 0.

    Raises:
        ValueError: The message names the option.
    """
    for option, seconds in options.items():
        if seconds is not None and not seconds > 0:
            message = f"{option} must be a number of seconds above 0, not {seconds!r}"
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
