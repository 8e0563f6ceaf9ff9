"""The language between an engine and its worker process: frames of bytes.

A request is a header, a name and a text; an answer is a header, a payload and
console messages. No pickles: what a worker says is data, whoever runs in it.
"""

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = [
    "ANSWER",
    "CALL",
    "EVALUATE",
    "HEAP",
    "LOAD",
    "MAX_PART",
    "REQUEST",
    "START",
    "pack_answer",
    "pack_request",
]

#: Operation, seconds that it may take, lengths of the name and of the text.
REQUEST: "Final" = struct.Struct("!cdQQ")
#: Kind of answer, lengths of the payload and of the messages.
ANSWER: "Final" = struct.Struct("!cQQ")

#: The operations, each with what its name and its text are.
START = b"s"  # the extra that errors name; the memory limit in bytes
LOAD = b"l"  # name and source of a bundle
CALL = b"c"  # a function; its argument
EVALUATE = b"e"  # "", the source
HEAP = b"h"  # "", ""

#: Longest part of an answer that is believed, in bytes. The longest string of V8
#: has 2**29 units, of up to three bytes each.
MAX_PART = 3 * 2**29


def pack_request(
    operation: bytes, limit: float, name: str, text: str
) -> "tuple[bytes, bytes]":
    """Return header with name, and the text, which may be large."""
    name_bytes, text_bytes = name.encode(), text.encode()
    header = REQUEST.pack(operation, limit, len(name_bytes), len(text_bytes))
    return header + name_bytes, text_bytes


def pack_answer(kind: bytes, payload: str, messages: str) -> "tuple[bytes, bytes]":
    """Return the header, and the rest, which may be large.

    An error message may hold what cannot be encoded; a text from V8 cannot.
    """
    parts = [part.encode("utf-8", "backslashreplace") for part in (payload, messages)]
    return ANSWER.pack(kind, *map(len, parts)), b"".join(parts)
