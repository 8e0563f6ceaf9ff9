"""One V8 of py-mini-racer 0.6.0, for environments that have nothing newer.

It runs in the calling thread and knows neither a loop nor another thread: it
needs no loop of ours, forgets no timeout, and cannot be interrupted. Text can
only go in as source.
"""

import os
import re
import time

from lazyheavy import _fork
from lazyheavy.engines._answers import EVALUATE, TAKE_MESSAGES, result_of, settled
from lazyheavy.engines._deadline import START_LIMIT, Deadline
from lazyheavy.engines._library import load_failure, loading
from lazyheavy.engines._messages import (
    RENEWAL,
    cut,
    error_of_closing,
    error_of_library,
)
from lazyheavy.engines._prelude import read_prelude
from lazyheavy.errors import (
    EngineMemoryError,
    EvaluationError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["LegacySession"]

#: The longest wait in which it is not seen that a call has been ended.
LONGEST_PAUSE = 0.02
#: Characters of source after which V8 is told to let go of what it keeps of it.
KEPT_SOURCE = 2**23

# Nothing that could fail to parse may be source: for some syntax errors the
# library ends the process. As text it is parsed in JavaScript, which throws.
_CALL = "__lazyheavy.call(() => (0, eval)({}))\n//# sourceURL=lazyheavy:engine"
_FUNCTION = "(\n{}\n)\n//# sourceURL=lazyheavy:call"
_PARSE = (
    "(s => {{ try {{ new Function(s); return '' }} catch (e) {{ return `${{e}}` }} }})"
    "({})\n//# sourceURL=lazyheavy:engine"
)

#: How the library tells of an uncaught error: message, script, line.
_UNCAUGHT = re.compile(r"Uncaught (.*?) at (\S+?):(\d+):\d+\n", re.DOTALL)


class LegacySession:
    """A session (see `AnySession`) with py-mini-racer.

    Unlike in others, `interrupt` ends a call only while it waits for a promise
    or a timer: nothing stops a script but its timeout.
    """

    __slots__ = (
        "_is_ending",
        "_library",
        "_max_memory",
        "_racer",
        "_source",
        "loaded",
        "messages",
        "pid",
        "started_at",
    )

    def __init__(self, library: "Any", max_memory: "int | None") -> None:
        self._library = library
        self._max_memory = max_memory
        self._racer: Any = None
        self._is_ending = False
        self._source = 0
        self.loaded: set[str] = set()
        self.messages = ""
        self.pid = os.getpid()
        self.started_at = time.monotonic()

    @property
    def process(self) -> int:
        """The process in which V8 runs: this one."""
        return self.pid

    def start(self) -> None:
        """Start V8 with the prelude, which provides ``__lazyheavy``."""
        try:
            with loading.start:
                self._racer = self._library.MiniRacer()
        except (OSError, RuntimeError) as error:
            raise load_failure(error) from error
        if self._max_memory is not None:
            # A limit of the library's hard kind makes V8 collect garbage without
            # end above the soft one, which is zero if nobody sets it.
            self._racer.set_soft_memory_limit(self._max_memory)
        what = "starting V8"
        self._evaluate(read_prelude("old_v8.js"), Deadline(START_LIMIT, what))

    def load(self, name: str, source: str) -> None:
        """Evaluate the source of a bundle as a script."""
        import json

        deadline = Deadline(START_LIMIT, f"bundle {name!r}")
        mistake = self._evaluate(_PARSE.format(json.dumps(source)), deadline)
        if mistake:
            raise EvaluationError(cut(f"{name}: {mistake}", 1000))
        self._evaluate(f"{source}\n;0\n//# sourceURL={name}", deadline)
        self.loaded.add(name)

    def call(self, function: str, text: str, limit: float) -> str:
        """Call the function that the expression *function* names."""
        import json

        deadline = Deadline(limit, cut(function))
        source = _CALL.format(json.dumps(_FUNCTION.format(function)))
        return self._ask(source, text, deadline)

    def evaluate(self, source: str, limit: float) -> str:
        """Evaluate *source* in the global scope; its value as a string."""
        return self._ask(EVALUATE, source, Deadline(limit, "evaluation"))

    def read_heap(self) -> "tuple[int, int]":
        """Return the bytes in use on the heap, and those set aside for it."""
        heap = self._racer.heap_stats()
        return heap["used_heap_size"], heap["total_heap_size"]

    def interrupt(self) -> None:
        """End the call in flight, as soon as no script runs."""
        self._is_ending = True

    def close(self, *, in_doubt: bool = False) -> None:  # noqa: ARG002 - no matter
        """Let go of V8, which is freed when no call holds it any more."""
        self._is_ending = True
        self._racer = None

    def abandon(self) -> None:
        """Give up a V8 that was inherited through a fork."""
        _fork.keep_forever(self)

    def _ask(self, source: str, text: str, deadline: Deadline) -> str:
        """Put *text* in, evaluate *source*, and wait for the answer."""
        import json

        self.messages = ""
        literal = json.dumps(text, ensure_ascii=False)
        script = f"__lazyheavy.input = {literal};\n{source}"
        answer = settled(
            self._evaluate(script, deadline),
            lambda source: self._evaluate(source, deadline),
            lambda seconds: time.sleep(min(seconds, deadline.left(), LONGEST_PAUSE)),
        )
        if answer[0].islower():
            self.messages = self._evaluate(TAKE_MESSAGES, deadline)
        return result_of(answer)

    def _evaluate(self, script: str, deadline: Deadline) -> str:
        """Evaluate *script*, which is known to be JavaScript."""
        library, racer = self._library, self._racer
        what = deadline.what
        self._refuse_ended(what)
        self._let_go(len(script))
        limit = int(deadline.left() * 1000) + 1
        try:
            result: str = racer.eval(
                script, timeout=limit, max_memory=self._max_memory or 0
            )
        except library.JSTimeoutException:
            raise deadline.error() from None
        except library.JSOOMException:
            message = f"{what} ran out of JavaScript memory; {RENEWAL}"
            raise EngineMemoryError(message) from None
        except library.JSEvalException as error:
            failure = _uncaught(str(error))
        else:
            # Promise jobs without end are ended with the script, in silence.
            if deadline.left() <= 0:
                raise deadline.error()
            self._refuse_ended(what)
            return result
        raise failure

    def _refuse_ended(self, what: str) -> None:
        if self._is_ending:
            raise error_of_closing(what)

    def _let_go(self, length: int) -> None:
        """Keep the sources of past calls from piling up: V8 would keep each."""
        self._source += length + 1000
        if self._source > KEPT_SOURCE:
            self._source = 0
            self._racer.low_memory_notification()


def _uncaught(text: str) -> EvaluationError:
    """Return the error for a message of the library, in the order of the others."""
    found = _UNCAUGHT.match(text)
    if found is None:
        return error_of_library(text)
    message, script, line = found.groups()
    return error_of_library(f"{script}:{line}: {message}\n\n{text[found.end() :]}")
