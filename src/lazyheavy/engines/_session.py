"""One V8 with the private event loop that its caller drives.

PyMiniRacer answers through an asyncio loop. Given none it keeps a daemon thread
for one, or captures the loop that happens to run; both hang at exit or in other
threads. Here the loop is ours and runs only while a call runs, in the calling
thread: each call has a timeout, and nothing runs between calls.
"""

import asyncio
import os
import threading
import time
from contextlib import suppress

from lazyheavy import _fork
from lazyheavy.engines._checks import LOOK_AGAIN
from lazyheavy.engines._messages import (
    RENEWAL,
    EngineStuckError,
    cut,
    error_of_answer,
    error_of_ending,
    error_of_library,
    error_of_time,
)
from lazyheavy.engines._prelude import read_prelude
from lazyheavy.errors import (
    EngineError,
    EngineMemoryError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

__all__ = ["Session"]

#: Seconds that V8 may need to say that it is idle, before it is given up.
FENCE_LIMIT = 2.0
#: Seconds for starting V8, or for loading one bundle, on a very slow machine.
START_LIMIT = 60.0
#: Seconds that discarding a V8 waits for it to leave native code.
CLOSE_PATIENCE = 1.0
#: Seconds between two looks at a promise that no timer will settle.
FIRST_LOOK, LAST_LOOK = 0.0005, 0.02

# V8 keeps every distinct source it is given, so what varies goes in as input.
_CALL = "__lazyheavy.call(() => (\n{}\n))\n//# sourceURL=lazyheavy:call"
_EVALUATE = "__lazyheavy.evaluate()\n//# sourceURL=lazyheavy:engine"
_POLL = "__lazyheavy.poll()"
_TAKE_MESSAGES = "__lazyheavy.takeMessages()"


class Session:
    """A session (see `AnySession`) with mini-racer."""

    __slots__ = (
        "_bridge",
        "_is_ending",
        "_library",
        "_loop",
        "_manager",
        "_max_memory",
        "_racer",
        "_reason",
        "_settled",
        "_task",
        "_timer",
        "loaded",
        "messages",
        "pid",
        "started_at",
    )

    def __init__(self, library: "Any", max_memory: "int | None") -> None:
        self._library = library
        self._max_memory = max_memory
        self._loop = asyncio.SelectorEventLoop()
        self._manager: Any = None
        self._racer: Any = None
        self._bridge: Any = None
        self._task: asyncio.Task[str] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_ending = False
        self._reason = ""
        # Whether nothing of an earlier call can still run in V8: promise jobs
        # follow after an evaluation has returned.
        self._settled = True
        #: Names of the bundles that it has loaded.
        self.loaded: set[str] = set()
        #: Console output of the last call, as JSON, or "".
        self.messages = ""
        self.pid = os.getpid()
        self.started_at = time.monotonic()

    @property
    def process(self) -> int:
        """The process in which V8 runs: this one."""
        return self.pid

    def start(self) -> None:
        """Start V8 with the prelude, which provides ``__lazyheavy``."""
        prelude = read_prelude()

        async def enter() -> str:
            # Inside the loop, because MiniRacer evaluates as it is made.
            self._manager = self._library.mini_racer(self._loop)
            self._racer = self._manager.__enter__()
            if self._max_memory is not None:
                self._racer.set_hard_memory_limit(self._max_memory)
            await self._racer.eval_cancelable(prelude)
            self._bridge = self._racer.eval("__lazyheavy")
            return ""

        self._run(enter(), START_LIMIT, what="starting V8")

    def load(self, name: str, source: str) -> None:
        """Evaluate the source of a bundle as a script."""

        async def evaluate() -> str:
            await self._fence()
            self._settled = False
            # The name stands in stack traces; 0, so that no value comes back.
            await self._racer.eval_cancelable(f"{source}\n;0\n//# sourceURL={name}")
            return ""

        self._run(evaluate(), START_LIMIT, what=f"bundle {name!r}")
        self.loaded.add(name)

    def call(self, function: str, text: str, limit: float) -> str:
        """Call the function that the expression *function* names."""
        steps = self._ask(_CALL.format(function), text)
        return self._result(steps, limit, what=cut(function))

    def evaluate(self, source: str, limit: float) -> str:
        """Evaluate *source* in the global scope; its value as a string."""
        return self._result(self._ask(_EVALUATE, source), limit, what="evaluation")

    def read_heap(self) -> "tuple[int, int]":
        """Return the bytes in use on the JavaScript heap, and those set aside."""
        heap: dict[str, int] = {}

        async def read() -> str:
            await self._fence()
            heap.update(self._racer.heap_stats())
            return ""

        self._run(read(), FENCE_LIMIT, what="heap statistics")
        return heap["used_heap_size"], heap["total_heap_size"]

    def interrupt(self, *, for_good: bool) -> None:
        """End the call in flight, from any thread.

        Args:
            for_good: Also one that is about to begin; with `EngineClosedError`.
        """
        self._is_ending = self._is_ending or for_good
        task = self._task
        if task is not None:
            reason = "closed" if for_good else "interrupted"
            with suppress(RuntimeError):  # the loop was closed at this moment
                self._loop.call_soon_threadsafe(self._cancel, task, reason)

    def close(self, *, in_doubt: bool = False) -> None:
        """Free V8 and the loop; idempotent.

        Args:
            in_doubt: V8 may be in native code that nothing can stop. Then a
                thread waits for it, and this call only for a moment.
        """
        manager, self._manager = self._manager, None
        entered = self._racer is not None
        self._bridge = self._racer = None
        if manager is None or not entered:
            # Its own clean-up has run, or runs as the last reference goes.
            del manager
            self._close_loop()
        elif in_doubt:
            _run_aside(lambda: self._free(manager))
        else:
            self._free(manager)

    def abandon(self) -> None:
        """Give up a V8 that was inherited through a fork.

        Its thread does not exist here, so whatever is done with it waits for
        ever: evaluating, closing and even finalizing it.
        """
        _fork.keep_forever(self)

    def _free(self, manager: "Any") -> None:
        """Free V8, then the loop to which it reports until the end."""
        try:
            manager.__exit__(None, None, None)
        except Exception as error:  # noqa: BLE001 - it may hide no other error
            _fork.report_error(error, "closing a JavaScript engine failed")
        self._close_loop()

    def _close_loop(self) -> None:
        if not self._loop.is_running():  # else the call that runs it does this
            self._loop.close()

    async def _fence(self) -> None:
        """Wait until V8 is idle, so that operations without timeout return."""
        if self._settled:
            return
        timer = self._loop.call_later(FENCE_LIMIT, self._cancel, self._task, "stuck")
        await self._racer.eval_cancelable("0")
        timer.cancel()
        self._settled = True

    async def _ask(self, source: str, text: str) -> str:
        """Put *text* in, evaluate *source*, and wait for the answer."""
        await self._fence()
        evaluate = self._racer.eval_cancelable
        self._bridge["input"] = text
        self._settled = False
        answer: str = await evaluate(source)
        look = FIRST_LOOK
        while answer[0] == "P":
            if answer != "P0":
                pause = float(answer[1:]) / 1000 if len(answer) > 1 else look
                look = min(2 * look, LAST_LOOK)
                await asyncio.sleep(pause)
            answer = await evaluate(_POLL)
            # The promise jobs of the call are done, and a look makes none.
            self._settled = answer[0] != "P"
        if answer[0].islower():
            self.messages = await evaluate(_TAKE_MESSAGES)
        return answer

    def _result(
        self, steps: "Coroutine[Any, Any, str]", limit: float, *, what: str
    ) -> str:
        """Run *steps*; return the text of their answer or raise its error."""
        self.messages = ""
        answer = self._run(steps, limit, what=what)
        if answer[0] in "Ss":
            return answer[1:]
        raise error_of_answer(answer[1:])

    def _run(
        self, steps: "Coroutine[Any, Any, str]", limit: float, *, what: str
    ) -> str:
        """Drive the loop in this thread until *steps* are done or time is up."""
        loop = self._loop
        task = self._task = loop.create_task(steps)
        self._watch(task, loop.time() + limit)
        if self._is_ending:  # before there was a task to cancel
            self._cancel(task, "closed")
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            failure: Exception = self._why_cancelled(limit, what)
        except Exception as error:  # noqa: BLE001 - any of them is translated
            failure = self._translate(error, what)
        finally:
            self._end(task)
        # Raised only here: the message of the original error may be a megabyte
        # long, and would live on as the context of ours.
        raise failure

    def _cancel(self, task: "asyncio.Task[str] | None", reason: str) -> None:
        """Cancel *task* if it is still the one in flight; runs in the loop."""
        if task is not None and self._task is task:
            self._reason = reason
            task.cancel()

    def _watch(self, task: "asyncio.Task[str]", deadline: float) -> None:
        """Cancel *task* at *deadline*; until then wake the loop now and then."""
        left = deadline - self._loop.time()
        if left <= 0:
            self._cancel(task, "timeout")
        else:
            pause = min(left, LOOK_AGAIN)
            self._timer = self._loop.call_later(pause, self._watch, task, deadline)

    def _end(self, task: "asyncio.Task[str]") -> None:
        """Leave no task behind, whatever has ended the loop."""
        if self._timer is not None:
            self._timer.cancel()
        if not task.done():
            # KeyboardInterrupt. The task only waits for V8, so it ends at once.
            task.cancel()
            with suppress(asyncio.CancelledError):
                self._loop.run_until_complete(task)
        self._task = None
        if self._manager is None:  # closed meanwhile, from another thread
            self._close_loop()

    def _why_cancelled(self, limit: float, what: str) -> EngineError:
        if self._reason in {"closed", "interrupted"}:
            return error_of_ending(what, self._reason)
        if self._reason == "stuck":
            return EngineStuckError(f"{what}: the engine was still busy; {RENEWAL}")
        return error_of_time(what, limit)

    def _translate(self, error: Exception, what: str) -> Exception:
        """Return our error for *error*, which came out of the loop."""
        library = self._library
        if isinstance(error, library.JSOOMException):
            message = f"{what} ran out of JavaScript memory; {RENEWAL}"
            return EngineMemoryError(message)
        # The library does not export the class of a termination.
        terminated = type(error).__name__ == "JSTerminatedException"
        if isinstance(error, library.JSEvalException) and not terminated:
            return error_of_library(str(error))
        kind = type(error).__name__
        return EngineError(f"{what} failed: {kind}: {cut(str(error), 300)}; {RENEWAL}")


def _run_aside(work: "Callable[[], None]") -> None:
    """Do *work* in a thread, and wait for it no longer than `CLOSE_PATIENCE`.

    Not a daemon: interpreter exit must wait for a thread that is inside V8.
    """
    thread = threading.Thread(target=work, name="lazyheavy-engine-close")
    try:
        thread.start()
    except RuntimeError:  # CPython 3.12.0 and 3.12.1 start none during exit
        work()
    else:
        thread.join(CLOSE_PATIENCE)
