"""One V8 of mini-racer: asked by one thread, which waits for the answer.

V8 runs in a thread of its own. A question is put to it as a task, and its answer
comes from that thread into a queue, on which the asking thread waits: as long as
the call may take, and no longer than until somebody ends it.
"""

import os
import sys
import time
from _queue import Empty, SimpleQueue  # queue imports threading

from lazyheavy import _fork
from lazyheavy.engines._answers import EVALUATE, TAKE_MESSAGES, result_of, settled
from lazyheavy.engines._checks import LOOK_AGAIN
from lazyheavy.engines._deadline import START_LIMIT, Deadline
from lazyheavy.engines._messages import (
    RENEWAL,
    EngineStuckError,
    cut,
    error_of_closing,
    error_of_library,
)
from lazyheavy.engines._prelude import read_prelude
from lazyheavy.engines._v8 import (
    FIRST_ERROR,
    OUT_OF_MEMORY,
    TEXT,
    THROWN,
    callback_of,
)
from lazyheavy.errors import EngineError, EngineMemoryError, EngineTimeoutError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from lazyheavy.engines._v8 import Library

__all__ = ["Session"]

#: Seconds that V8 may need to say that it is idle, before it is given up.
FENCE_LIMIT = 2.0
#: Seconds that discarding a V8 waits for it to leave native code.
CLOSE_PATIENCE = 1.0

# V8 keeps every distinct source it is given, so what varies goes in as input.
_CALL = "__lazyheavy.call(() => (\n{}\n))\n//# sourceURL=lazyheavy:call"

#: What comes into the queue with no task: look whether the call was ended.
_WAKE = (0, 0)


class Session:
    """A session (see `AnySession`) with mini-racer."""

    __slots__ = (
        "_answers",
        "_bridge",
        "_context",
        "_input",
        "_is_ending",
        "_library",
        "_max_memory",
        "_receive",
        "_settled",
        "_started",
        "_task",
        "loaded",
        "messages",
        "pid",
        "started_at",
    )

    def __init__(self, library: "Library", max_memory: "int | None") -> None:
        self._library = library
        self._max_memory = max_memory
        #: Numbers of tasks and the addresses of what they gave.
        self._answers: SimpleQueue[tuple[int, int]] = SimpleQueue()
        # It knows the queue and nothing else, so no cycle keeps the session.
        put = self._answers.put
        self._receive = callback_of(lambda task, value: put((task, value)))
        self._context = 0  # 0: not there yet, or no more
        self._started: list[int] = []  # its number, until it is freed
        self._bridge = self._input = 0  # the object __lazyheavy, and a name in it
        self._task = 0  # the number of the last task
        self._is_ending = False
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
        deadline = Deadline(START_LIMIT, "starting V8")
        v8 = self._library.functions
        self._library.start_context(self._receive, self._started)
        self._context = self._started[0]
        if not self._context:
            message = f"V8 gave no context: it was not started; {RENEWAL}"
            raise EngineError(message)
        if self._max_memory is not None:
            v8.mr_set_hard_memory_limit(self._context, self._max_memory)
        self._evaluate(read_prelude(), deadline)
        self._bridge = self._run("__lazyheavy", deadline)
        self._input = self._value_of("input")

    def load(self, name: str, source: str) -> None:
        """Evaluate the source of a bundle as a script."""
        deadline = Deadline(START_LIMIT, f"bundle {name!r}")
        self._fence(deadline)
        self._settled = False
        # The name stands in stack traces; 0, so that no value comes back.
        self._evaluate(f"{source}\n;0\n//# sourceURL={name}", deadline)
        self.loaded.add(name)

    def call(self, function: str, text: str, limit: float) -> str:
        """Call the function that the expression *function* names."""
        return self._ask(_CALL.format(function), text, Deadline(limit, cut(function)))

    def evaluate(self, source: str, limit: float) -> str:
        """Evaluate *source* in the global scope; its value as a string."""
        return self._ask(EVALUATE, source, Deadline(limit, "evaluation"))

    def read_heap(self) -> "tuple[int, int]":
        """Return the bytes in use on the JavaScript heap, and those set aside."""
        import json

        deadline = Deadline(FENCE_LIMIT, "heap statistics")
        self._fence(deadline)
        value = self._library.functions.mr_heap_stats(self._context)
        heap = json.loads(self._take(value, deadline))
        return heap["used_heap_size"], heap["total_heap_size"]

    def interrupt(self) -> None:
        """End the call in flight, from any thread, and all that would follow."""
        self._is_ending = True
        self._answers.put(_WAKE)

    def close(self, *, in_doubt: bool = False) -> None:
        """Free V8; idempotent.

        Args:
            in_doubt: V8 may be in native code that nothing can stop. Then a
                thread waits for it, and this call only for a moment.
        """
        self._context = 0
        if self._started and in_doubt:
            _run_aside(self._free)
        else:
            self._free()

    def __del__(self) -> None:
        """Free what Ctrl-C has lost, between two steps, on the way to a `close`."""
        is_lost = getattr(self, "_started", None) and self.pid == os.getpid()
        if is_lost and not sys.is_finalizing():
            _run_aside(self._free)

    def abandon(self) -> None:
        """Give up a V8 that was inherited through a fork.

        Its thread does not exist here, so whatever is done with it waits for
        ever: evaluating, closing and even finalizing it.
        """
        _fork.keep_forever(self)

    # ------------------------------------------------------------------ a call

    def _ask(self, source: str, text: str, deadline: Deadline) -> str:
        """Put *text* in, evaluate *source*, and wait for the answer."""
        self.messages = ""
        self._fence(deadline)
        self._put(text, deadline)
        self._settled = False
        answer = self._evaluate(source, deadline)
        if answer[0] == "P":
            answer = settled(
                answer,
                lambda source: self._evaluate(source, deadline),
                lambda seconds: self._pause(seconds, deadline),
            )
            # The promise jobs of the call are done, and a look makes none.
            self._settled = True
        if answer[0].islower():
            self.messages = self._evaluate(TAKE_MESSAGES, deadline)
        return result_of(answer)

    def _fence(self, deadline: Deadline) -> None:
        """Wait until V8 is idle, so that operations without timeout return."""
        if self._settled:
            return
        if deadline.left() <= FENCE_LIMIT:
            self._evaluate("0", deadline)
        else:
            try:
                self._evaluate("0", Deadline(FENCE_LIMIT, deadline.what))
            except EngineTimeoutError:
                message = f"{deadline.what}: the engine was still busy; {RENEWAL}"
                raise EngineStuckError(message) from None
        self._settled = True

    def _put(self, text: str, deadline: Deadline) -> None:
        """Set ``__lazyheavy.input``; V8 must be idle, as this waits for it."""
        v8, context = self._library.functions, self._context
        value = self._value_of(text)
        done = v8.mr_set_object_item(context, self._bridge, self._input, value)
        v8.mr_free_value(context, value)
        self._take(done, deadline)

    def _evaluate(self, source: str, deadline: Deadline) -> str:
        """Evaluate *source*; return the text that it gives, or "" for no text."""
        return self._take(self._run(source, deadline), deadline)

    def _run(self, source: str, deadline: Deadline) -> int:
        """Have V8 evaluate *source*; return the address of what it gives."""
        v8, context = self._library.functions, self._context
        script = self._value_of(source)
        number = self._task = self._task + 1
        task = v8.mr_eval(context, script, number)
        v8.mr_free_value(context, script)
        try:
            return self._wait(number, deadline)
        except BaseException:
            v8.mr_cancel_task(context, task)
            raise

    def _wait(self, number: int, deadline: Deadline) -> int:
        """Wait for what the task *number* gives; at most until the call is ended."""
        while True:
            if self._is_ending:
                raise error_of_closing(deadline.what)
            left = deadline.left()
            if left <= 0:
                raise deadline.error()
            answered, value = self._next_answer(min(left, LOOK_AGAIN))
            if answered == number:
                return value

    def _pause(self, seconds: float, deadline: Deadline) -> None:
        """Let time pass, unless somebody ends the call; V8 has no task."""
        pause = Deadline(min(seconds, deadline.left()), deadline.what)
        while not self._is_ending and (left := pause.left()) > 0:
            self._next_answer(min(left, LOOK_AGAIN))

    def _next_answer(self, patience: float) -> "tuple[int, int]":
        """Return the next of what V8 answers, or `_WAKE` after *patience* seconds."""
        try:
            return self._answers.get(timeout=patience)
        except Empty:
            return _WAKE

    def _value_of(self, text: str) -> int:
        """Return the address of *text* as a value in V8."""
        data = text.encode()
        value: int = self._library.functions.mr_alloc_string_val(
            self._context, data, len(data), TEXT
        )
        return value

    def _take(self, address: int, deadline: Deadline) -> str:
        """Return the text at *address*, which is then free, or raise the error."""
        if not address or not self._context:  # closed between two steps
            raise error_of_closing(deadline.what)
        kind, data = self._library.take(self._context, address)
        if kind == TEXT:
            return data.decode()
        if kind < FIRST_ERROR:
            return ""
        raise _error(kind, data.decode(errors="replace"), deadline.what)

    def _free(self) -> None:
        """Free V8; until then what it calls lives, since this object does."""
        for context in self._started:
            self._library.functions.mr_free_context(context)
        self._started.clear()


def _error(kind: int, message: str, what: str) -> Exception:
    """Return our error for one of V8."""
    if kind == OUT_OF_MEMORY:
        return EngineMemoryError(f"{what} ran out of JavaScript memory; {RENEWAL}")
    if kind in THROWN:
        return error_of_library(message)
    reason = cut(message, 300) or "V8 gave no reason"
    return EngineError(f"{what} failed: {reason}; {RENEWAL}")


def _run_aside(work: "Callable[[], None]") -> None:
    """Do *work* in a thread, and wait for it no longer than `CLOSE_PATIENCE`.

    Not a daemon: interpreter exit must wait for a thread that is inside V8.
    """
    import threading

    thread = threading.Thread(target=work, name="lazyheavy-engine-close")
    try:
        thread.start()
    except RuntimeError:  # CPython 3.12.0 and 3.12.1 start none during exit
        work()
    else:
        thread.join(CLOSE_PATIENCE)
