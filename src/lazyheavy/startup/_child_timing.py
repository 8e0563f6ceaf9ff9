"""The hook that times every load of a module; part of the measured process.

It replaces `importlib._bootstrap._find_and_load`, which all imports of modules
that are not loaded yet go through: statements, `import_module`, extension modules,
lazy imports of any make. Names in capitals come from `_child`.
"""

import sys
from _thread import get_ident
from time import perf_counter_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._child import (
        BEGAN,
        FAILED,
        GC,
        INDEX,
        INNER,
        LOADED,
        NAME,
        PARENT,
        RUNNING,
        STATE,
        TOOK,
        WAIT,
        WAITED,
    )


def install(recorder: "Any") -> None:
    """Put the hook in place."""
    # Not `importlib._bootstrap`: the package `importlib` may not be loaded yet, and
    # the target pays for it then.
    bootstrap: Any = sys.modules["_frozen_importlib"]
    original = bootstrap._find_and_load
    hook = make_hook(recorder, original, sys.modules, recorder.now)
    bootstrap._find_and_load = hook
    waiting = getattr(bootstrap, "_lock_unlock_module", None)
    wait_hook = make_wait_hook(recorder, waiting, recorder.now)
    if waiting is not None:
        bootstrap._lock_unlock_module = wait_hook

    def restore() -> None:
        if getattr(bootstrap, "_find_and_load", None) is hook:
            bootstrap._find_and_load = original
        if getattr(bootstrap, "_lock_unlock_module", None) is wait_hook:
            bootstrap._lock_unlock_module = waiting

    recorder.undo.append(restore)
    recorder.answer["mechanism"] = "find_and_load"


def make_hook(
    recorder: "Any", original: "Any", modules: "dict[str, Any]", now: "Any"
) -> "Any":
    """Return the function that stands for `_find_and_load`."""
    records, stacks, numbers = recorder.records, recorder.stacks, recorder.numbers
    loading: dict[str, int] = {}
    # Set by the other parts: told of a request before it is met.
    on_request = getattr(recorder, "on_request", None)
    on_loaded = getattr(recorder, "on_loaded", None)

    def _find_and_load(name: str, import_: "Any", **more: "Any") -> "Any":
        if modules.get(name) is not None:
            if on_request is not None:
                on_request(name, None)
            began = now()
            try:
                return original(name, import_, **more)
            finally:  # where another thread still runs its body, this has waited
                stack = stacks.get(get_ident())
                if stack:
                    stack[-1][WAIT] += now() - began
        thread = get_ident()
        stack = stacks.get(thread)
        if stack is None:
            stack = stacks[thread] = []
        parent = -1
        if stack:
            top = stack[-1]
            # A package that is loaded for its submodule belongs to who wants that.
            parent, above = top[INDEX], top[NAME]
            if above.startswith(name) and above.rpartition(".")[0] == name:
                parent = top[PARENT]
        index = next(numbers)
        record = [name, parent, index, thread, 0, 0, 0, 0, 0, RUNNING, None]
        records.append(record)
        is_first = name not in loading
        if is_first:
            loading[name] = thread
        if on_request is not None:
            on_request(name, record)
        stack.append(record)
        record[BEGAN] = perf_counter_ns()
        began = now()
        try:
            module = original(name, import_, **more)
        except BaseException:
            record[STATE] = FAILED
            raise
        else:
            record[STATE] = LOADED if name in modules else FAILED
            return module
        finally:
            took = now() - began
            record[TOOK] = took
            stack.pop()
            if is_first:
                loading.pop(name, None)
            elif record[STATE] == LOADED and loading.get(name) != thread:
                # Another thread has loaded it meanwhile. (Where it is this thread,
                # the package has asked for the submodule it was imported for.)
                record[STATE] = WAITED
            if on_loaded is not None:
                on_loaded(record)
            if stack:
                top = stack[-1]
                if record[STATE] == WAITED:
                    inner = record[INNER] + record[WAIT] + record[GC]
                    top[INNER] += inner
                    top[WAIT] += took - inner
                else:
                    top[INNER] += took

    return _find_and_load


def make_wait_hook(recorder: "Any", original: "Any", now: "Any") -> "Any":
    """Return what stands for `_lock_unlock_module`: waiting for another thread."""
    stacks = recorder.stacks

    def _lock_unlock_module(name: str) -> None:
        began = now()
        try:
            original(name)
        finally:
            stack = stacks.get(get_ident())
            if stack:
                stack[-1][WAIT] += now() - began

    return _lock_unlock_module
