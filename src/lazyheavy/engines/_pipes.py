"""The two pipes to a worker process, with a deadline for all that is done there.

On POSIX the calling thread waits with `poll`. Elsewhere a pipe cannot be waited
for: there a timer kills the worker, which ends the waiting as well.
"""

import os
import select
from time import monotonic

from lazyheavy.engines._checks import LOOK_AGAIN
from lazyheavy.engines._frames import ANSWER, MAX_PART, pack_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pipes", "PipesClosedError", "PipesLateError"]

#: What `poll` is asked for, and does not exist where it does not.
POLLIN = getattr(select, "POLLIN", 0)
POLLOUT = getattr(select, "POLLOUT", 0)
#: Whether there is a `poll` that takes pipes. (gevent takes it away.)
CAN_POLL = os.name == "posix" and hasattr(select, "poll")
#: Bytes that are read at a time: more than any pipe holds.
CHUNK = 1 << 20


class PipesClosedError(Exception):
    """The worker does not hold its ends any more, or has sent nonsense."""


class PipesLateError(Exception):
    """The deadline has passed."""


class Pipes:
    """Our ends of the pipes to one worker; used by one thread at a time.

    Args:
        requests: File descriptor to write to.
        answers: File descriptor to read from.
        kill: Ends the worker; called by a timer where there is no `poll`.
    """

    __slots__ = ("_answers", "_can_poll", "_deadline", "_is_late", "_kill", "_requests")

    def __init__(self, requests: int, answers: int, kill: "Callable[[], None]") -> None:
        self._requests = requests
        self._answers = answers
        self._kill = kill
        self._deadline = 0.0
        self._is_late = False
        self._can_poll = CAN_POLL
        if self._can_poll:
            os.set_blocking(requests, False)
            os.set_blocking(answers, False)

    def exchange(
        self, operation: bytes, limit: float, name: str = "", text: str = ""
    ) -> "tuple[bytes, str, str]":
        """Send a request and return kind, payload and messages of the answer.

        Raises:
            PipesLateError: It took more than *limit* seconds.
            PipesClosedError: The worker is gone, or not in its right mind.
        """
        self._deadline = monotonic() + limit
        if self._can_poll:
            return self._exchange(operation, limit, name, text)
        from threading import Timer  # where there is no `poll`

        timer = Timer(limit, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange(operation, limit, name, text)
        except PipesClosedError:
            if self._is_late:
                raise PipesLateError from None
            raise
        finally:
            timer.cancel()

    def _exchange(
        self, operation: bytes, limit: float, name: str, text: str
    ) -> "tuple[bytes, str, str]":
        try:
            for part in pack_request(operation, limit, name, text):
                self._write(part)
            header = self._read(ANSWER.size)
            kind, *lengths = ANSWER.unpack(header)
            if max(lengths) > MAX_PART:
                raise PipesClosedError
            payload, messages = [self._read(length).decode() for length in lengths]
        except (OSError, UnicodeDecodeError) as error:
            raise PipesClosedError from error
        return kind, payload, messages

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            self._wait(self._requests, POLLOUT)
            left = left[os.write(self._requests, left) :]

    def _read(self, length: int) -> bytearray:
        data = bytearray()
        while len(data) < length:
            self._wait(self._answers, POLLIN)
            chunk = os.read(self._answers, min(length - len(data), CHUNK))
            if not chunk:
                raise PipesClosedError
            data += chunk
        return data

    def _wait(self, descriptor: int, event: int) -> None:
        """Wait until *descriptor* is ready, or its other end is closed."""
        if not self._can_poll:
            return
        poll = select.poll()
        poll.register(descriptor, event)
        while (left := self._deadline - monotonic()) > 0:
            # Rounded up: poll() would take the last millisecond as none, and spin.
            if poll.poll(min(left, LOOK_AGAIN) * 1000 + 1):
                return
        raise PipesLateError

    def _end_late(self) -> None:
        self._is_late = True
        self._kill()
