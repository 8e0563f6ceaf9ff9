"""Notes whose code runs, and when; part of the measured process.

From 3.12 on with `sys.monitoring`, which forgets a function once it was seen in
the run; before it with `sys.setprofile`, in the threads that start afterwards and
in the main one. Names in capitals come from `_child`.
"""

import sys
from _thread import get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    from ._child import INDEX

_FUNCTION = 1  # CO_OPTIMIZED: bodies of modules and classes are no use of them


def install(recorder: "Any") -> None:
    """Begin to watch."""
    stacks = recorder.stacks
    in_run: set[str] = set()
    in_import: set[str] = set()

    def is_importing() -> bool:
        stack = stacks.get(get_ident())
        return bool(stack) and stack[-1][INDEX] != 0

    monitoring = getattr(sys, "monitoring", None)
    if monitoring is not None:
        free = [tool for tool in (4, 3, 2) if monitoring.get_tool(tool) is None]
        if free:
            watch(recorder, free[0], is_importing, in_run, in_import)
    else:
        watch_calls(recorder, is_importing, in_run, in_import)

    def complete() -> None:
        recorder.answer["ran"] = sorted(in_run)
        recorder.answer["ran_at_import"] = sorted(in_import)
        recorder.answer["callable"] = sorted(with_code())

    recorder.more.append(complete)


def watch(
    recorder: "Any",
    tool: int,
    is_importing: "Any",
    in_run: "set[str]",
    in_import: "set[str]",
) -> None:
    """Watch with `sys.monitoring`."""
    monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
    disable = monitoring.DISABLE

    def on_start(code: "CodeType", offset: int) -> "Any":  # noqa: ARG001
        if not code.co_flags & _FUNCTION:
            return disable
        if is_importing():
            in_import.add(code.co_filename)
            return None
        in_run.add(code.co_filename)
        return disable

    monitoring.use_tool_id(tool, "lazyheavy")
    monitoring.register_callback(tool, monitoring.events.PY_START, on_start)
    monitoring.set_events(tool, monitoring.events.PY_START)

    def stop() -> None:
        monitoring.set_events(tool, 0)
        monitoring.register_callback(tool, monitoring.events.PY_START, None)
        monitoring.free_tool_id(tool)

    recorder.undo.append(stop)


def watch_calls(
    recorder: "Any", is_importing: "Any", in_run: "set[str]", in_import: "set[str]"
) -> None:
    """Watch with `sys.setprofile`, which is slower."""

    def on_event(frame: "Any", event: str, argument: "Any") -> None:  # noqa: ARG001
        if event == "call" and frame.f_code.co_flags & _FUNCTION:
            seen = in_import if is_importing() else in_run
            seen.add(frame.f_code.co_filename)

    sys.setprofile(on_event)

    def stop() -> None:
        if sys.getprofile() is on_event:
            sys.setprofile(None)

    recorder.undo.append(stop)


def with_code() -> "set[str]":
    """Return the files of the modules that have functions or classes of their own."""
    found = set()
    function = type(with_code)
    for name, module in list(sys.modules.items()):
        try:
            scope = object.__getattribute__(module, "__dict__")
        except AttributeError:
            continue
        file = scope.get("__file__")
        if type(file) is not str:
            continue
        for value in list(scope.values()):
            if type(value) is function and value.__globals__ is scope:
                found.add(file)
                break
            if isinstance(value, type):
                owner = type.__dict__["__module__"].__get__(value)
                if owner == name:
                    found.add(file)
                    break
    return found
