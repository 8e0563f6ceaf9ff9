"""The Python side of bridge.js: what is asked, and how an answer is waited for."""

from lazyheavy.engines._messages import error_of_answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["EVALUATE", "TAKE_MESSAGES", "result_of", "settled"]

# V8 keeps every distinct source it is given, so these are constant.
EVALUATE = "__lazyheavy.evaluate()\n//# sourceURL=lazyheavy:engine"
TAKE_MESSAGES = "__lazyheavy.takeMessages()"
_POLL = "__lazyheavy.poll()"

#: Seconds between two looks at a promise that no timer will settle.
_FIRST_LOOK, _LAST_LOOK = 0.0005, 0.02


def settled(
    answer: str,
    evaluate: "Callable[[str], str]",
    pause: "Callable[[float], None]",
) -> str:
    """Return the answer that follows a pending one, when its promise is settled.

    Args:
        answer: What the call has answered.
        evaluate: Has V8 evaluate a source, and ends the wait when time is up.
        pause: Lets a number of seconds pass, or less.
    """
    look = _FIRST_LOOK
    while answer[0] == "P":
        if answer != "P0":
            seconds = float(answer[1:]) / 1000 if len(answer) > 1 else look
            look = min(2 * look, _LAST_LOOK)
            pause(seconds)
        answer = evaluate(_POLL)
    return answer


def result_of(answer: str) -> str:
    """Return the text of a settled answer, or raise its error."""
    if answer[0] in "Ss":
        return answer[1:]
    raise error_of_answer(answer[1:])
