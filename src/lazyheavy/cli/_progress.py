"""How far a long command is: a bar on a terminal, nothing elsewhere."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: Goes back to the beginning of the line and clears it.
_CLEAR = "\r\x1b[K"


class Progress:
    """Counts steps on standard error, with rich where it is installed.

    Lines for the user go through `say`, so that they do not run into the bar.
    """

    __slots__ = ("_advance", "_close", "_done", "_total", "say")

    def __init__(self, total: int, what: str, say: "Callable[[str], None]") -> None:
        self._total = total
        self._done = 0
        self.say = say
        self._advance: Callable[[], object] = lambda: None
        self._close: Callable[[], object] = lambda: None
        if sys.stderr is not None and sys.stderr.isatty():
            self._show(what)

    def _show(self, what: str) -> None:
        """Begin with the bar of rich, or with a plain count."""
        plain = self.say
        try:
            from rich.console import Console  # only for a terminal
            from rich.progress import Progress as Bar
        except ImportError:
            self._advance = lambda: sys.stderr.write(
                f"\r{what}: {self._done} of {self._total}"
            )
            self._close = lambda: sys.stderr.write(_CLEAR)
            self.say = self._between(plain)
            self._advance()
            return
        bar = Bar(console=Console(stderr=True), transient=True, redirect_stderr=True)
        task = bar.add_task(what, total=self._total)
        bar.start()
        self._advance = lambda: bar.advance(task)
        self._close = bar.stop

    def _between(self, say: "Callable[[str], None]") -> "Callable[[str], None]":
        """Return what writes a line between two states of the count."""

        def write(line: str) -> None:
            self._close()
            say(line)
            self._advance()

        return write

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        self._advance()

    def close(self) -> None:
        """Take the bar away."""
        self._close()
