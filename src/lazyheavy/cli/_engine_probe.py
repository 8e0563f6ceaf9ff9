"""One cold start of the engine, step by step, in a process of its own.

`_doctor` starts it. It does what a first call does, in the same order, and
prints one JSON object.
"""

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from lazyheavy.engines import Bundle
    from lazyheavy.engines._backends import AnySession

__all__ = ["main"]

#: What a process returns that has something to say of why it could not go on.
REFUSED = 3


class _Clock:
    """Gives each step the time since the one before."""

    def __init__(self, began: float) -> None:
        self.steps: list[tuple[str, float]] = []
        self._last = began

    def note(self, name: str) -> None:
        now = time.monotonic()
        self.steps.append((name, (now - self._last) * 1000))
        self._last = now


def main(began: float, bundles: str) -> None:
    """Start an engine and print what each step took, in milliseconds.

    Args:
        began: When the process was started, by `time.monotonic` (one clock for
            all processes).
        bundles: "vega", "echarts" or "none".
    """
    clock = _Clock(began)
    clock.note("interpreter")
    import lazyheavy.engines

    clock.note("import lazyheavy.engines")
    status = 0
    found: object
    try:
        found = {**_start(clock, bundles), "steps": clock.steps}
    except lazyheavy.errors.LazyHeavyError as error:
        status = REFUSED
        found = [type(error).__name__, str(error), getattr(error, "hint", None)]
    import json  # the clock has stopped

    print(json.dumps(found))  # noqa: T201 - for the process that started this one
    sys.exit(status)


def _start(clock: _Clock, bundles: str) -> "dict[str, Any]":
    from lazyheavy.engines._library import is_legacy, load_library

    before = len(sys.modules)
    library = load_library("js")
    clock.note("find py_mini_racer")
    modules = len(sys.modules) - before
    legacy = is_legacy(library)
    if not legacy:
        library.open()
        clock.note("shared library")
        from lazyheavy.engines._library import initialise

        initialise(library)
        clock.note("V8")
    from lazyheavy.engines._backends import session_with

    session = session_with(library, None)
    session.start()
    clock.note("library, V8 and context" if legacy else "context")
    for bundle in _bundles(bundles):
        session.load(bundle.name, bundle.read())
        clock.note(f"bundle {bundle.name}")
    echo: Callable[[], str] = lambda: session.call("text => text", "x", 10.0)  # noqa: E731
    for name in ("first call", "second call"):
        echo()
        clock.note(name)
    heap = session.read_heap()[0]
    version = _version_with(session) if legacy else library.version
    session.close()
    return {
        "v8": version,
        "legacy": legacy,
        "modules": modules,
        "heap_used": heap,
    }


def _bundles(name: str) -> "tuple[Bundle, ...]":
    if name == "none":
        return ()
    from lazyheavy.charts import _engines

    if name == "echarts":
        return _engines._ECHARTS  # noqa: SLF001 - the doctor looks inside
    return (*_engines._VEGA, _engines._VEGA_LITE)  # noqa: SLF001 - the same


def _version_with(session: "AnySession") -> str:
    """Return the version of V8 in py-mini-racer, which shows it as bytes."""
    version: object = session._racer.v8_version  # type: ignore[attr-defined] # noqa: SLF001
    return str(version).strip("b'")
