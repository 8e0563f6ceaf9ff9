"""The ledger: what was declared lazily, what was touched, by which line.

Reads the sites of `_entry`; `_resolve` writes one record a resolved entry.
"""

import sys
from _thread import get_ident

from ._entry import Entry, line_of, sites

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, final
else:

    def final(kind):
        return kind


#: Modules whose frames are not the user's, and what the names of others start
#: with: ours, and the machinery of imports.
_DOORS = frozenset({"importlib", "lazyheavy"})
_INSIDE = ("lazyheavy._", "importlib.")

#: Whether a module is one of those, by name, once it was asked for.
_passed: "dict[Any, bool]" = {}

_getframe = sys._getframe


@final
class Touch:
    """How one entry was resolved.

    Attributes:
        nanoseconds: Wall time of the import, nested imports included.
        code: The code that touched the name: the innermost that is neither
            ours nor importlib's.
        lasti: Offset of the instruction in it.
        thread: Identifier of the thread, as `threading.get_ident()`.
        thread_name: Its name, or "" where nobody has loaded `threading`.
        stalled_loop: Whether an asyncio loop was running in that thread, and
            so waited.
    """

    __slots__ = (
        "code",
        "lasti",
        "nanoseconds",
        "stalled_loop",
        "thread",
        "thread_name",
    )

    def __init__(self, nanoseconds: int) -> None:
        self.nanoseconds = nanoseconds
        self.thread = thread = get_ident()
        frame: Any = _getframe(2)  # who touched the name
        while frame is not None:
            name = frame.f_globals.get("__name__")
            try:
                if not _passed[name]:
                    break
            except (KeyError, TypeError):
                if not _passes(name):
                    break
            frame = frame.f_back
        self.code: CodeType | None = None if frame is None else frame.f_code
        self.lasti = 0 if frame is None else frame.f_lasti
        modules = sys.modules
        threading: Any = modules.get("threading")
        self.thread_name = ""
        if threading is not None:
            running = threading._active.get(thread)
            if running is not None:
                self.thread_name = running.name
        events: Any = modules.get("asyncio.events")
        self.stalled_loop = (
            events is not None and events._get_running_loop() is not None
        )

    @property
    def milliseconds(self) -> float:
        """The wall time in milliseconds."""
        return self.nanoseconds / 1e6

    @property
    def filename(self) -> str:
        """File of the line that touched the name."""
        return "" if self.code is None else self.code.co_filename

    @property
    def line(self) -> int:
        """Number of that line."""
        return 0 if self.code is None else line_of(self.code, self.lasti)


def _passes(name: "Any") -> bool:
    """Tell whether a module of that name is not the user's; remember it."""
    text = str(name)
    passes = text in _DOORS or text.startswith(_INSIDE)
    if text is name:
        _passed[name] = passes
    return passes


def entries() -> "list[Entry]":
    """Return every entry declared so far, in order."""
    return [entry for site in list(sites) for entry in site.entries]


def pending() -> "list[str]":
    """Return the targets that are declared and not resolved, in order.

    Those of lazyheavy itself are left out.
    """
    return [
        entry.target
        for entry in entries()
        if entry.is_pending and entry.site.package.partition(".")[0] != "lazyheavy"
    ]
