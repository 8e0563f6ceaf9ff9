"""From what V8 says of a failure to what a person can use."""

from lazyheavy.errors import (
    EngineClosedError,
    EngineTimeoutError,
    EvaluationError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "RENEWAL",
    "EngineStuckError",
    "cut",
    "error_of_answer",
    "error_of_closing",
    "error_of_library",
    "error_of_time",
    "log_messages",
]

#: How every message ends after which the engine was given up.
RENEWAL = "the engine was discarded, the next call starts a new one"

MAX_MESSAGE = 1000
MAX_STACK_LINES = 12
MAX_LINE = 300


class EngineStuckError(EngineTimeoutError):
    """V8 is still busy with what an earlier call left behind.

    The keeper of the engine catches it, and tries once more with a new V8.
    """


def error_of_answer(payload: str) -> EvaluationError:
    """Return the error for an "E" answer of the bridge (see bridge.js)."""
    import json

    message, stack = json.loads(payload)
    return EvaluationError(message, stack)


def error_of_library(text: str) -> EvaluationError:
    """Return the error for a message of PyMiniRacer.

    Such a message is ``file:line: Name: message``, the *whole* source line (more
    than a million characters in a minified bundle), a row of spaces that
    underlines a place in it, an empty line and the JavaScript stack.
    """
    head, found, stack = text.rstrip().rpartition("\n\n")
    first = (head if found else stack).partition("\n")[0]
    frames = [
        line[:MAX_LINE] for line in stack.split("\n") if line.startswith("    at ")
    ]
    return EvaluationError(cut(first, MAX_MESSAGE), "\n".join(frames[:MAX_STACK_LINES]))


def error_of_closing(what: str) -> EngineClosedError:
    """Return the error of a call during which another thread closed the engine."""
    return EngineClosedError(f"{what}: the engine was closed during the call")


def error_of_time(what: str, limit: float) -> EngineTimeoutError:
    """Return the error of a call that took more than *limit* seconds."""
    return EngineTimeoutError(f"{what} took more than {limit:.4g} s; {RENEWAL}")


def cut(text: str, limit: int = 60) -> str:
    """Return *text* in one line of at most *limit* characters."""
    text = " ".join(text[: limit + 1].split())
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def log_messages(payload: str) -> None:
    """Pass what JavaScript wrote to its console on to `logging`.

    Args:
        payload: JSON, a list of level and text.
    """
    import json
    import logging

    logger = logging.getLogger("lazyheavy.engines.console")
    messages: Sequence[tuple[str, str]] = json.loads(payload)
    for level, text in messages:
        logger.log(getattr(logging, level.upper()), "%s", text)
