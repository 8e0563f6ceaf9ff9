"""Finding, checking and initialising PyMiniRacer, on first use.

mini-racer is found, and not imported: see `_v8`. Only a release that is not known,
and py-mini-racer, are imported.
"""

import gc
import sys
from _thread import RLock

from lazyheavy import _fork
from lazyheavy._finding import find_spec
from lazyheavy.errors import EngineError, MissingDependencyError, RequirementError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "forget_library",
    "initialise",
    "is_legacy",
    "load_failure",
    "load_library",
    "loading",
    "unknown_library",
    "warm",
    "warn_of_legacy",
]

_REQUIREMENT = "mini-racer>=0.14.1"

#: What brings the maintained library where another one lies in its folder.
_CHANGE = (
    f'pip uninstall -y py-mini-racer && pip install --force-reinstall "{_REQUIREMENT}"'
)


#: The first is the library's own choice: without it a fork aborts. With protection
#: keys, on processors that have them, V8 may be started only by the thread that
#: initialised it and by threads that this one has started; any other dies of it.
#: The last gives the youngest objects 4 MB at once, as they get them soon: less is
#: copied about while libraries load and the first call runs.
_FLAGS = (
    "--single-threaded",
    "--no-memory-protection-keys",
    "--min-semi-space-size=4",
)


class _Loading:
    """The locks of a process around V8's start; Ctrl-C leaves none of them held."""

    __slots__ = ("__weakref__", "_lock", "_told", "start")

    def __init__(self) -> None:
        self._told = False
        self.forget_parent()

    def lock(self) -> RLock:
        """Return what is held while the library is imported or initialised.

        Forks hold it too. Otherwise a child forked meanwhile would wait for ever
        for the import locks of a thread that it does not have, or go on with half
        a V8.
        """
        if not self._told:
            self._told = True
            _fork.at_fork(self)
            _fork.hold_during_fork(self)
        return self._lock

    def acquire(self, *, timeout: float) -> bool:
        """Wait for another thread to finish (called before a fork)."""
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        """Go on after a fork."""
        self._lock.release()

    def forget_parent(self) -> None:
        """Begin with free locks in a forked child."""
        self._lock = RLock()
        #: Held while a V8 starts, for some 2 ms. Both generations of the library set
        #: up, with the first V8 of a process, what all share, and do not expect two
        #: threads to do so at once: that ends the process. A signal handler may start
        #: one while its thread has this lock.
        self.start = RLock()


# The state of this module: the checked library, set once, and whether the
# warning of the legacy one was given.
_library: "Any" = None
_warned = False
loading = _Loading()


def warm() -> None:
    """Load PyMiniRacer's library and initialise V8, without making an engine.

    That is most of the cost of a first engine, and all of it that a server may
    pay before it forks: an engine itself would be of no use to the children.

    Raises:
        MissingDependencyError: PyMiniRacer is not installed.
        RequirementError: The installed one is unknown.
    """
    initialise(load_library("js"))


def load_library(extra: str) -> "Any":
    """Find and check the library, once; V8 is not yet initialised.

    Args:
        extra: The extra of lazyheavy that error messages shall name.

    Returns:
        A `Library`, or the module of py-mini-racer.
    """
    global _library  # noqa: PLW0603 - see "the state"
    if _library is None:
        with loading.lock():
            if _library is None:
                _library = _find(extra)
    if is_legacy(_library):
        warn_of_legacy()
    return _library


def is_legacy(library: "Any") -> bool:
    """Tell whether *library* is py-mini-racer, which mini-racer continues."""
    return hasattr(library, "MiniRacerBaseException")


def warn_of_legacy() -> None:
    """Say, once a process, what an engine of 2021 is good for."""
    global _warned  # noqa: PLW0603 - see "the state"
    if _warned:
        return
    _warned = True
    import warnings

    message = (
        "the JavaScript engine is the legacy py-mini-racer: its V8 is of 2021 and has "
        "known holes, so give it trusted bundles and trusted data only. Its maintained "
        f"continuation: {_CHANGE}"
    )
    # The line of the user cannot be told: a call comes through the stdlib, too.
    warnings.warn(message, RuntimeWarning, stacklevel=2)


def forget_library() -> None:
    """Look for the library anew with the next engine (for tests)."""
    global _library, _warned  # noqa: PLW0603 - see "the state"
    _library = None
    _warned = False


def _find(extra: str) -> "Any":
    _refuse_own_gil()
    folder = _folder()
    if folder is not None:
        from lazyheavy.engines._v8 import Library, is_known

        if is_known(folder):
            return Library(folder)
    return _check(_import(extra), extra)


def _folder() -> "str | None":
    """Return the folder of ``py_mini_racer``, which is not imported for that."""
    if "py_mini_racer" in sys.modules:
        spec = getattr(sys.modules["py_mini_racer"], "__spec__", None)
    else:
        spec = find_spec("py_mini_racer")
    if spec is None or spec.origin is None or not spec.submodule_search_locations:
        return None
    return str(spec.submodule_search_locations[0])


def _import(extra: str) -> "Any":
    _ignore_warnings()
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


def _refuse_own_gil() -> None:
    """Refuse to start V8 in an isolated subinterpreter, which it would crash.

    Its thread calls back into Python, and arrives in the main interpreter: with
    the GIL of another. (Before 3.13 ctypes itself refuses.)
    """
    if sys.version_info >= (3, 13):
        import _thread  # built in

        if _thread._is_main_interpreter():  # type: ignore[attr-defined] # noqa: SLF001
            return
        import _interpreters  # only in a subinterpreter

        current = _interpreters.get_current()[0]
        if _interpreters.get_config(current).gil == "own":
            message = (
                "V8 cannot run inside a subinterpreter that has a GIL of its own; let "
                "it run in a process: MiniRacerEngine(..., isolation='process')"
            )
            raise EngineError(message)


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
    if hasattr(module, "mini_racer") and hasattr(module, "init_mini_racer"):
        from lazyheavy.engines._v8 import Library

        return Library(module=module)
    legacy = getattr(module, "py_mini_racer", None)
    if hasattr(legacy, "MiniRacerBaseException"):
        return legacy  # 0.6.0 exports its exceptions from this submodule only
    raise unknown_library()


def unknown_library() -> RequirementError:
    """Return the error for a PyMiniRacer that we cannot drive."""
    message = (
        f"the installed PyMiniRacer is none that lazyheavy knows; it needs "
        f"{_REQUIREMENT}: {_CHANGE}"
    )
    return RequirementError(
        message,
        name="py_mini_racer",
        requirement=_REQUIREMENT,
        installed=_installed("py-mini-racer"),
    )


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

    The legacy library does both with its first context, in a few milliseconds.

    Raises:
        EngineError: The library cannot be loaded on this machine.
    """
    if is_legacy(library) or library.is_started:
        return
    try:
        with loading.lock():
            library.start(_FLAGS)
    except RequirementError:
        raise
    except Exception as error:
        raise load_failure(error) from error


def load_failure(error: Exception) -> EngineError:
    """Return the error for a shared library that does not load."""
    return EngineError(
        f"V8 could not be loaded ({type(error).__name__}: {error}); if the file "
        f'is missing or damaged: pip install --force-reinstall "{_REQUIREMENT}"'
    )


def _ignore_warnings() -> None:
    """Keep Python from warning of what the library does as it is imported.

    Under ``-W error`` a warning would make the import fail. The filters name
    just these two and stay: `warnings.catch_warnings` would swap the filter
    list of the whole process, under the feet of other threads.
    """
    import warnings

    if sys.version_info >= (3, 14):
        warnings.filterwarnings(
            "ignore",
            message=r"Due to '_pack_', the '_?(RawValue|ArrayBufferByte)' ",
            category=DeprecationWarning,
        )
    # py-mini-racer, where an old setuptools is installed.
    warnings.filterwarnings(
        "ignore",
        message="pkg_resources is deprecated",
        category=UserWarning,
        module=r"py_mini_racer\.",
    )
