"""What may go into an engine: options, timeouts and texts."""

from _thread import TIMEOUT_MAX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = ["LOOK_AGAIN", "MAX_TEXT", "check_isolation", "check_text", "check_timeout"]

#: Seconds that a thread waits for V8 at a stretch. A signal that comes just before
#: it falls asleep does not wake it (on Windows: none does), and is seen then.
LOOK_AGAIN = 0.2

#: Longest text that goes in, in characters. V8 kills the process for a string of
#: 2**29 units, and what a script makes of a long one is many times as big.
MAX_TEXT = 2**26


def check_timeout(timeout: float) -> float:
    """Return *timeout* if it is one; a call without any could hang for ever."""
    if not 0 < timeout <= TIMEOUT_MAX:
        message = f"timeout must be a finite number of seconds above 0, not {timeout!r}"
        raise ValueError(message)
    return timeout


def check_isolation(
    isolation: "Literal['process'] | None",
) -> "Literal['process'] | None":
    """Return *isolation* if it is one that there is."""
    if isolation not in {None, "process"}:
        message = f"isolation must be None or 'process', not {isolation!r}"
        raise ValueError(message)
    return isolation


def check_text(text: object, what: str) -> str:
    """Return *text* if V8 can take it.

    Raises:
        TypeError: It is not a string.
        ValueError: It is too long, or half of a surrogate pair stands in it.
    """
    if not isinstance(text, str):
        message = f"{what} must be a str, not {type(text).__name__}"
        raise TypeError(message)
    if len(text) > MAX_TEXT:
        message = f"{what} is {len(text):,} characters long, the limit is {MAX_TEXT:,}"
        raise ValueError(message)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            message = f"{what} has a lone surrogate at index {error.start}"
            raise ValueError(message) from None
    return text
