"""`assert_type()` for the files beside: a claim to checkers, nothing at run time."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import assert_type
else:

    def assert_type(value: object, _kind: object) -> object:
        """Return the value, as the one of `typing` does."""
        return value


__all__ = ["assert_type"]
