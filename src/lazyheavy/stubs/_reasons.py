"""Why something does not resolve, in one line. Runs in the child."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

#: Frames of these are not where a failure of a user's package happened.
_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def reason_of(error: BaseException) -> str:
    """Return the type, the message and the place of an error, in one line."""
    text = " ".join(str(error).split())
    kind = type(error).__name__
    described = f"{kind}: {text}" if text else kind
    place = _place_of(error)
    return f"{described} ({place})" if place and place not in described else described


def _place_of(error: BaseException) -> str:
    """Return the innermost line outside of us and of the import system."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    place = ""
    step: TracebackType | None = error.__traceback__
    while step is not None:
        filename = step.tb_frame.f_code.co_filename
        name = str(step.tb_frame.f_globals.get("__name__", ""))
        ours = filename.startswith((_OURS, "<"))
        if not ours and name.partition(".")[0] not in {"importlib", "lazy_loader"}:
            place = f"{filename}:{step.tb_lineno}"
        step = step.tb_next
    return place
