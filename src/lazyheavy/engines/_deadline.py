"""When the work on one request must be done."""

import time

from lazyheavy.engines._messages import error_of_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.errors import EngineTimeoutError

__all__ = ["START_LIMIT", "Deadline"]

#: Seconds for starting V8, or for loading one bundle, on a very slow machine.
START_LIMIT = 60.0


class Deadline:
    """When the work on one request must be done, and what it is called."""

    __slots__ = ("_end", "_limit", "what")

    def __init__(self, limit: float, what: str) -> None:
        self._limit = limit
        self._end = time.monotonic() + limit
        self.what = what

    def left(self) -> float:
        """Return the seconds left, 0 at the least."""
        return max(self._end - time.monotonic(), 0.0)

    def error(self) -> "EngineTimeoutError":
        """Return the error for a deadline that has passed."""
        return error_of_time(self.what, self._limit)
