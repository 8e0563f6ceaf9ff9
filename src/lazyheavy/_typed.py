"""`Generic` and `overload` without importing `typing` at run time (5 ms)."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic, TypeVar, overload

    T = TypeVar("T")
else:

    class Generic:
        """Accept a type argument and ignore it."""

        __slots__ = ()

        def __class_getitem__(cls, _argument: object) -> type:
            return cls

    T = None

    def overload(function: object) -> object:
        """Leave the overloads to the type checkers."""
        return function


__all__ = ["Generic", "T", "overload"]
