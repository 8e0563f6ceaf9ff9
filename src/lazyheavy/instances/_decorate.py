"""`@shared`: the decorator and its options."""

from time import monotonic

from lazyheavy._typed import T, overload
from lazyheavy.instances._options import (
    check_callables,
    check_factory,
    check_seconds,
)
from lazyheavy.instances._shared import SharedInstance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

__all__ = ["shared"]

_SCOPES = ("process", "thread", "context")


@overload
def shared(factory: "Callable[[], T]", /) -> "SharedInstance[T]": ...
@overload
def shared(  # noqa: F811
    *,
    scope: "Literal['process', 'thread', 'context']" = ...,
    close: "Callable[[Any], object] | None" = ...,
    max_idle: "float | None" = ...,
    ttl: "float | None" = ...,
    check: "Callable[[Any], object] | None" = ...,
    name: "str | None" = ...,
    clock: "Callable[[], float]" = ...,
) -> "Callable[[Callable[[], T]], SharedInstance[T]]": ...
def shared(  # noqa: F811 - ruff does not know an `overload` of our own
    factory: "Callable[[], Any] | None" = None,
    /,
    *,
    scope: "Literal['process', 'thread', 'context']" = "process",
    close: "Callable[[Any], object] | None" = None,
    max_idle: "float | None" = None,
    ttl: "float | None" = None,
    check: "Callable[[Any], object] | None" = None,
    name: "str | None" = None,
    clock: "Callable[[], float]" = monotonic,
) -> "Any":
    """Turn a factory into a lazily made, shared instance.

    ::

        @lazy.shared(close=lambda engine: engine.close(), max_idle=300)
        def engine():
            from lazyheavy.engines import MiniRacerEngine
            return MiniRacerEngine()

        engine()                     # made once, however many threads ask
        with engine.use() as held:   # cannot be closed during the body
            held.evaluate("1 + 1")

    The factory runs once: other threads wait for it and get the same object or
    the same exception, and after an exception the next call tries again. A
    forked child makes its own instance and never touches the parent's.

    When the module is reloaded the declaration is made anew, and the instance of
    the old one is closed, unless somebody has imported its name or holds it with
    `use`: then when he lets go.

    A class whose instances need no argument is a factory, too. Decorated, its
    name stands for the shared instance (``Engine()``, ``Engine.use()``), and
    the class itself is ``Engine.__wrapped__``. mypy does not see what a class
    decorator returns: for ``use`` and the like write ``engine =
    lazy.shared(Engine)``, which every type checker understands.

    Args:
        factory: A function or class without parameters that makes the instance.
        scope: ``"process"`` for one instance; ``"thread"`` for one a thread,
            closed when its thread ends; ``"context"`` for one a
            `contextvars.Context`. What was made in a context is seen by it and
            by the copies made from it afterwards (tasks, ``to_thread``), and
            is closed when the last of them is gone, in the thread that drops
            it. A task that should share with others asks before they start.
        close: Called with an instance that is replaced, and at interpreter
            exit, in the reverse order of making. What it raises is logged.
        max_idle: Seconds without use after which the next use replaces the
            instance; never while a `use` holds it.
        ttl: Seconds after its making at which it is replaced for new users;
            those that hold it with `use` keep theirs until they let go.
        check: Called with the instance before it is handed out again; if it
            returns something false, or raises, the instance is replaced.
        name: For messages; the factory's qualified name by default.
        clock: Where *max_idle* and *ttl* read the time, in seconds. Not read
            when the instance is found and neither of them is given.

    Raises:
        TypeError: The factory cannot be one, such as an ``async def``, a method, or
            what has a ``yield``; or *close*, *check* or *clock* cannot be called.
        ValueError: An option is out of its range.
    """
    if scope not in _SCOPES:
        message = f"scope must be 'process', 'thread' or 'context', not {scope!r}"
        raise ValueError(message)
    check_seconds(max_idle=max_idle, ttl=ttl)
    check_callables(close=close, check=check, clock=clock)

    def decorate(factory: "Any") -> "SharedInstance[Any]":
        check_factory(factory, user="@shared", getter="aget()")
        return SharedInstance(
            factory,
            scope=scope,
            close=close,
            max_idle=max_idle,
            ttl=ttl,
            check=check,
            name=name,
            clock=clock,
        )

    return decorate if factory is None else decorate(factory)
