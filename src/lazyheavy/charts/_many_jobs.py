"""One chart of many: what a thread, or another process, is given to do.

V8 lets go of Python while it draws, so threads draw at the same time, as long as
each has an engine of its own.
"""

from lazyheavy.charts._engines import place
from lazyheavy.charts._preparing import Prepared
from lazyheavy.charts._render import render_chart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from lazyheavy.charts._chart import Chart

    class Drawing(Protocol):
        """A chart on its way: what is asked of a future of `concurrent.futures`."""

        def result(self) -> Chart:
            """Wait for the chart and return it, or raise its error."""
            ...

        def cancel(self) -> bool:
            """Take it back, if it has not begun."""
            ...

        def add_done_callback(self, told: Callable[[Any], object], /) -> None:
            """Call *told* when it is drawn."""

    Submit = Callable[..., Drawing]


class Job:
    """Draws specifications with the options that all of them have.

    It can be pickled wherever its options can.
    """

    __slots__ = ("_options",)

    def __init__(self, options: "dict[str, Any]") -> None:
        self._options = options

    @property
    def options(self) -> "dict[str, Any]":
        """The options of every chart."""
        return self._options

    def submitted(self, spec: "Any", submit: "Submit") -> "Drawing":
        """Hand one specification to an executor."""
        return submit(self, spec)

    def __call__(self, spec: "Any") -> "Chart":
        """Draw one chart, with the engines of this thread.

        It may be prepared already.

        Raises:
            LazyHeavyError: As `render_chart`.
        """
        before = place.has_engines
        place.has_engines = not _is_main_thread()
        try:
            if isinstance(spec, Prepared):
                return spec.drawn()
            return render_chart(spec, **self._options)
        finally:
            place.has_engines = before

    def __reduce__(self) -> "tuple[Any, ...]":
        return Job, (self._options,)


def _is_main_thread() -> bool:
    """Tell whether this is the main thread: it shares the engines of the process.

    The processes of a pool draw there, and so have nobody to wait for.
    """
    import threading  # the executor has loaded it

    return threading.current_thread() is threading.main_thread()
