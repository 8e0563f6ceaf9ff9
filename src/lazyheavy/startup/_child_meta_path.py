"""Times loads where importlib has no `_find_and_load`; part of the measured process.

A finder before all others finds what they find and has the body of the module
timed. It sees no waiting, of failed imports those of modules that exist, and no
`import_module()` of what is loaded. Names in capitals come from `_child`.
"""

import sys
from _thread import get_ident
from time import perf_counter_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._child import FAILED, INDEX, INNER, LOADED, RUNNING, STATE, TOOK


class Finder:
    """Finds with the other finders, and times."""

    def __init__(self, recorder: "Any") -> None:
        self.recorder = recorder

    def find_spec(self, name: str, path: "Any" = None, target: "Any" = None) -> "Any":
        """Return the spec that the others find, with a loader that times."""
        began = perf_counter_ns()
        for finder in list(sys.meta_path):
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is None:
                continue
            if hasattr(spec.loader, "exec_module"):
                timed: Any = Timed(self.recorder, spec, began)
                spec.loader = timed
            return spec
        return None


class Timed:
    """Stands for a loader until the module's body has run."""

    def __init__(self, recorder: "Any", spec: "Any", began: int) -> None:
        self._recorder = recorder
        self._spec = spec
        self._began = began
        self._loader = spec.loader

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._loader, name)

    def create_module(self, spec: "Any") -> "Any":
        """Create it as the real loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: "Any") -> None:
        """Run the body, timed."""
        recorder = self._recorder
        self._spec.loader = module.__loader__ = self._loader
        thread = get_ident()
        stack = recorder.stacks.setdefault(thread, [])
        parent = stack[-1][INDEX] if stack else 0
        index = next(recorder.numbers)
        record = [self._spec.name, parent, index, thread, self._began, 0, 0, 0, 0]
        record += [RUNNING, None]
        recorder.records.append(record)
        if hasattr(recorder, "on_request"):  # of the run that notes who asks
            recorder.on_request(self._spec.name, record)
        stack.append(record)
        try:
            self._loader.exec_module(module)
        except BaseException:
            record[STATE] = FAILED
            raise
        else:
            record[STATE] = LOADED
        finally:
            stack.pop()
            record[TOOK] = took = perf_counter_ns() - self._began
            if hasattr(recorder, "on_loaded"):
                recorder.on_loaded(record)
            if stack:
                stack[-1][INNER] += took


def install(recorder: "Any") -> None:
    """Put the finder in place."""
    finder: Any = Finder(recorder)
    sys.meta_path.insert(0, finder)
    recorder.answer["mechanism"] = "meta_path"

    def restore() -> None:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)

    recorder.undo.append(restore)
