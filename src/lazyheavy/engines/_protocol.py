"""What every engine can do, whatever runs the JavaScript."""

from typing import NamedTuple, Protocol

from lazyheavy.engines._bundle import Bundle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["Engine", "EngineStats"]


class EngineStats(NamedTuple):
    """What an engine has done in this process."""

    #: How often V8 was started.
    starts: int
    #: How many calls and evaluations were made, failed ones included.
    calls: int
    #: How many of the starts replaced an engine that was in doubt.
    restarts: int
    #: Bytes of the JavaScript heap in use, garbage included; 0 without V8. While
    #: a call is in flight it is the value seen last.
    heap_used: int = 0
    #: Seconds since V8 was started last; 0 without V8.
    age: float = 0.0
    #: How many of the calls this V8 has had.
    uses: int = 0
    #: Bytes that V8 has set aside for the heap; seen when `heap_used` was.
    heap_size: int = 0
    #: The process in which V8 runs; 0 without V8.
    process: int = 0


class Engine(Protocol):
    """A JavaScript engine: strings in, strings out."""

    def load(self, bundle: Bundle) -> None:
        """Load a bundle now, or with the start, and again after each restart."""
        ...

    def evaluate(self, source: str, *, timeout: "float | None" = None) -> str:
        """Evaluate constant, trusted source and return its value as a string."""
        ...

    def call(
        self, function: str, text: str = "", *, timeout: "float | None" = None
    ) -> str:
        """Call a JavaScript function with a string and return its string."""
        ...

    def fresh(self) -> "AbstractContextManager[Engine]":
        """Return a new engine like this one, whose globals are its own."""
        ...

    def close(self) -> None:
        """End the engine for good."""
        ...

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        ...

    def stats(self) -> EngineStats:
        """Return what the engine has done in this process."""
        ...
