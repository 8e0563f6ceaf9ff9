"""Finding, checking and initialising the PyMiniRacer library, on first use."""

import gc
import sys
from _thread import RLock

from lazyheavy import _fork
from lazyheavy.errors import EngineError, MissingDependencyError, RequirementError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["forget_library", "initialise", "load_library", "warm"]

_REQUIREMENT = "mini-racer>=0.14.1"


class _Loading:
    """Held while the library is imported or initialised, and by forks.

    Otherwise a child forked meanwhile would wait for ever for the import locks
    of a thread that it does not have, or go on with half a V8.
    """

    __slots__ = ("__weakref__", "_lock", "_told")

    def __init__(self) -> None:
        self._lock = RLock()
        self._told = False

    def __enter__(self) -> None:
        if not self._told:
            self._told = True
            _fork.at_fork(self)
            _fork.hold_during_fork(self)
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()

    def acquire(self, *, timeout: float) -> bool:
        """Wait for another thread to finish (called before a fork)."""
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        """Go on after a fork."""
        self._lock.release()

    def forget_parent(self) -> None:
        """Begin with a free lock in a forked child."""
        self._lock = RLock()


# The state of this module: the checked library, set once.
_library: "Any" = None
_loading = _Loading()


def warm() -> None:
    """Import PyMiniRacer and initialise V8, without making an engine.

    That is most of the cost of a first engine, and all of it that a server may
    pay before it forks: an engine itself would be of no use to the children.

    Raises:
        MissingDependencyError: PyMiniRacer is not installed.
        RequirementError: The installed one is too old.
    """
    initialise(load_library("js"))


def load_library(extra: str) -> "Any":
    """Import and check ``py_mini_racer``, once; V8 is not yet initialised.

    Args:
        extra: The extra of lazyheavy that error messages shall name.
    """
    global _library  # noqa: PLW0603 - see "the state"
    if _library is None:
        with _loading:
            if _library is None:
                _library = _check(_import(extra), extra)
    return _library


def forget_library() -> None:
    """Look for the library anew with the next engine (for tests)."""
    global _library  # noqa: PLW0603 - see "the state"
    _library = None


def _import(extra: str) -> "Any":
    if sys.version_info >= (3, 14):
        _ignore_layout_warning()
    # The garbage collector takes a tenth of this import, to find nothing.
    collects = gc.isenabled()
    gc.disable()
    try:
        import py_mini_racer
    except ModuleNotFoundError as error:
        if error.name != "py_mini_racer":
            raise
        message = "the JavaScript engine needs PyMiniRacer, which is not installed"
        raise _missing(message, extra) from error
    finally:
        if collects:
            gc.enable()
    return py_mini_racer


def _check(module: "Any", extra: str) -> "Any":
    """Return *module* if it is the engine that we know how to drive."""
    # Two distributions own this import name. Uninstalling one of them leaves an
    # empty namespace package, so the presence of the module says nothing.
    if not hasattr(module, "MiniRacer"):
        message = (
            "the package py_mini_racer holds no engine: it was left behind when "
            "mini-racer or py-mini-racer was uninstalled"
        )
        mend = f'pip install --force-reinstall "{_REQUIREMENT}"'
        raise _missing(message, extra, mend)
    if not hasattr(module, "mini_racer") or not hasattr(module, "init_mini_racer"):
        message = (
            f"the installed PyMiniRacer is the legacy py-mini-racer; lazyheavy needs "
            f"its continuation {_REQUIREMENT}: pip uninstall -y py-mini-racer && "
            f'pip install --force-reinstall "{_REQUIREMENT}"'
        )
        raise RequirementError(
            message,
            name="py_mini_racer",
            requirement=_REQUIREMENT,
            installed=_installed("py-mini-racer"),
        )
    return module


def _installed(distribution: str) -> "str | None":
    from importlib import metadata  # 30 ms, paid for an error message only

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _missing(message: str, extra: str, hint: str = "") -> MissingDependencyError:
    hint = hint or f'pip install "lazyheavy[{extra}]"'
    return MissingDependencyError(f"{message}: {hint}", name="py_mini_racer", hint=hint)


def initialise(library: "Any") -> None:
    """Load the shared library and initialise V8, once a process.

    Raises:
        EngineError: The library cannot be loaded on this machine.
    """
    try:
        with _loading:
            library.init_mini_racer(ignore_duplicate_init=True)
    except Exception as error:
        message = (
            f"V8 could not be loaded ({type(error).__name__}: {error}); if the file "
            f'is missing or damaged: pip install --force-reinstall "{_REQUIREMENT}"'
        )
        raise EngineError(message) from error


def _ignore_layout_warning() -> None:
    """Keep Python >= 3.14 from warning of two classes inside py_mini_racer.

    Under ``-W error`` the warning would make the import fail. The filter names
    just these classes and stays: `warnings.catch_warnings` would swap the filter
    list of the whole process, under the feet of other threads.
    """
    import warnings

    warnings.filterwarnings(
        "ignore",
        message=r"Due to '_pack_', the '_(RawValue|ArrayBufferByte)' ",
        category=DeprecationWarning,
    )
