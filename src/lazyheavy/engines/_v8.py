"""V8 as mini-racer's shared library offers it: C functions, called by ctypes.

The Python layer of mini-racer imports asyncio and answers through an event loop.
An engine needs none of that, only the eleven functions below. Going straight to
them saves a quarter of a cold start, and every question about the loop: whose it
is, in which thread it runs, what runs in it between calls, who stops it at exit.

mini-racer describes its functions in ``py_mini_racer/_dll.py``. If that file is
not the one we have read, the package is imported after all and asked for what it
says of our functions; a release where one of them has changed is refused.
"""

import ctypes
import os
import sys
from ctypes import c_char_p, c_size_t, c_uint8, c_uint64, c_void_p

from lazyheavy.engines._library import loading, unknown_library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "FIRST_ERROR",
    "OUT_OF_MEMORY",
    "TEXT",
    "THROWN",
    "Library",
    "callback_of",
    "is_known",
]

#: CRC-32 of the ``_dll.py`` that we have read, that of 0.14.1.
_KNOWN = 0xA36EB2F4

_FILE = {"darwin": "libmini_racer.dylib", "win32": "mini_racer.dll"}.get(
    sys.platform, "libmini_racer.so"
)
_DATA = "icudtl.dat"

#: Kinds of values: a text; errors, which are texts too, and come last; that the
#: memory limit is reached; what JavaScript has thrown, or a source that is none.
TEXT = 5
FIRST_ERROR = 200
OUT_OF_MEMORY = 202
THROWN = frozenset({200, 201, 205, 206})


#: A value is a union of eight bytes (for a text, where its bytes are), a length and
#: a kind, packed. (For a Structure CPython 3.14 imports a module more.)
_LENGTH_AT = 8
_KIND_AT = _LENGTH_AT + ctypes.sizeof(c_size_t)

#: What V8 calls with the number of a task and the address of its value.
_CALLBACK = ctypes.CFUNCTYPE(None, c_uint64, c_void_p)

#: Result and arguments of the functions that we call. A context is known by its
#: number, so one that is gone is no danger: it gives 0, or nothing. Values are
#: addresses, and belong to who got them until `mr_free_value`.
_FUNCTIONS: "dict[str, tuple[Any, ...]]" = {
    "mr_init_v8": (None, c_char_p, c_char_p),
    "mr_init_context": (c_uint64, _CALLBACK),
    "mr_free_context": (None, c_uint64),
    "mr_eval": (c_uint64, c_uint64, c_void_p, c_uint64),
    "mr_cancel_task": (None, c_uint64, c_uint64),
    "mr_alloc_string_val": (c_void_p, c_uint64, c_char_p, c_uint64, c_uint8),
    "mr_free_value": (None, c_uint64, c_void_p),
    "mr_set_object_item": (c_void_p, c_uint64, c_void_p, c_void_p, c_void_p),
    "mr_heap_stats": (c_void_p, c_uint64),
    "mr_set_hard_memory_limit": (None, c_uint64, c_size_t),
    "mr_v8_version": (c_char_p,),
}


class Library:
    """The shared library of mini-racer in this process.

    Args:
        folder: The folder of the package ``py_mini_racer``, whose functions we
            know.
        module: That package, if it has to be asked.
    """

    __slots__ = ("_folder", "_is_shared", "_module", "functions", "is_started")

    def __init__(self, folder: str = "", module: "Any" = None) -> None:
        self._folder = folder
        self._module = module
        #: Whether V8 is initialised.
        self.is_started = False
        # Whether the program may have initialised V8 before, with its own flags.
        self._is_shared = False
        #: The functions as ctypes calls them; None before `open`.
        self.functions: Any = None

    def open(self) -> None:
        """Load the file, unless only the package knows where it is.

        Raises:
            OSError: It cannot be loaded on this machine.
        """
        if self.functions is None and self._module is None:
            self.functions = _declared(os.path.join(self._folder, _FILE))

    def start(self, flags: "tuple[str, ...]") -> None:
        """Initialise V8, which the library does once a process, for all.

        A program that uses mini-racer itself, before or after, shares this V8.

        Raises:
            OSError: The file cannot be loaded on this machine.
            RequirementError: It is not the library that we know.
        """
        if self.is_started:
            return
        self._is_shared = "py_mini_racer" in sys.modules
        if self._module is None:
            self.open()
            data = os.fsencode(os.path.join(self._folder, _DATA))
            self.functions.mr_init_v8(" ".join(flags).encode(), data)
        else:
            theirs = self._module.init_mini_racer(
                flags=flags, ignore_duplicate_init=True
            )
            _verify(theirs)
            self.functions = _declared(theirs._name)  # noqa: SLF001 - documented
        self.is_started = True

    def start_context(self, callback: "Any", numbers: "list[int]") -> None:
        """Start a V8 that calls *callback*, and add its number, or 0, to *numbers*.

        Ctrl-C during the milliseconds that this takes is raised right after it. By
        then the number is in the list: C code has put it there.
        """
        start = map(self.functions.mr_init_context, (callback,))
        if not self._is_shared:
            with loading.start:
                numbers.extend(start)
            return
        from lazyheavy.engines._protection_keys import Access

        with loading.start, Access():
            numbers.extend(start)

    def take(self, context: int, address: int) -> "tuple[int, bytes]":
        """Return the kind of the value at *address* and its text, and free it."""
        kind = c_uint8.from_address(address + _KIND_AT).value
        data = b""
        if kind == TEXT or kind >= FIRST_ERROR:
            start = c_void_p.from_address(address).value
            length = c_size_t.from_address(address + _LENGTH_AT).value
            data = ctypes.string_at(start, length) if start else b""
        self.functions.mr_free_value(context, address)
        return kind, data

    @property
    def version(self) -> str:
        """The version of V8, when it is started."""
        return str(self.functions.mr_v8_version().decode())


def callback_of(function: "Callable[[int, int], None]") -> "Any":
    """Return *function* as C can call it; it must outlive who may call it."""
    return _CALLBACK(function)


def is_known(folder: str) -> bool:
    """Tell whether *folder* holds a mini-racer whose functions we know."""
    from binascii import crc32

    try:
        with open(os.path.join(folder, "_dll.py"), "rb") as file:
            description = file.read()
    except OSError:
        return False  # py-mini-racer, or a package in an archive
    # Without these the package has the better message.
    files = [os.path.join(folder, name) for name in (_FILE, _DATA)]
    return crc32(description) == _KNOWN and all(map(os.path.exists, files))


def _declared(path: str) -> "Any":
    """Load the file at *path*; return it with our functions declared."""
    functions = ctypes.CDLL(path)
    for name, (result, *arguments) in _FUNCTIONS.items():
        function = getattr(functions, name)
        function.restype = result
        function.argtypes = arguments
    return functions


def _verify(theirs: "Any") -> None:
    """Refuse a release that declares one of our functions in another way."""
    for name, (result, *arguments) in _FUNCTIONS.items():
        function = getattr(theirs, name, None)
        sizes = [ctypes.sizeof(kind) for kind in arguments]
        if (
            function is None
            or [ctypes.sizeof(kind) for kind in function.argtypes or ()] != sizes
            or (result and ctypes.sizeof(function.restype) != ctypes.sizeof(result))
        ):
            raise unknown_library()
