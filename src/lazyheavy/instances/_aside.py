"""Running what may block in a thread of its own, beside an event loop."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["aside", "start_aside"]


def start_aside(work: "Callable[[], object]") -> None:
    """Run *work* in a new thread, with a copy of the context; do not wait.

    Not in the executor of the loop: all its threads may be blocked waiting for
    the very instance that the work would give back. Where no thread can be
    started it runs here.
    """
    from contextvars import copy_context
    from threading import Thread  # loaded by asyncio

    thread = Thread(
        target=copy_context().run, args=(work,), name="lazyheavy-pool", daemon=True
    )
    try:
        thread.start()
    except RuntimeError:  # too many of them, or the interpreter is exiting
        work()


async def aside(work: "Callable[[], None]") -> None:
    """Run *work* in a new thread and wait for it; its error is raised here.

    A task that is cancelled meanwhile does not wait any longer. The work goes
    on, and its error is logged.
    """
    import asyncio

    from lazyheavy import _fork

    loop = asyncio.get_running_loop()
    done = loop.create_future()
    errors: list[BaseException] = []

    def tell() -> None:
        if not done.done():
            done.set_result(None)
        elif errors:
            message = "work in a thread failed after its task was cancelled"
            _fork.report_error(errors.pop(), message)

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised in the task
            errors.append(error)
        try:
            loop.call_soon_threadsafe(tell)
        except RuntimeError:  # the loop has ended, and the task with it
            pass

    start_aside(run)
    await done
    if errors:
        try:
            raise errors.pop()
        finally:
            del errors  # what it holds has a traceback that holds this frame
