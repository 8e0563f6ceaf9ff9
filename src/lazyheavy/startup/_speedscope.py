"""A profile for speedscope (https://www.speedscope.app): when each import ran.

One profile a thread, of the kind "evented". A profile of ours knows durations, not
moments: each module stands where the order of loading puts it, its imports before
its own work.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._profile import Profile
    from ._schema import Module

#: Names the format; nobody fetches it.
_SCHEMA = "https://www.speedscope.app/file-format-schema.json"

#: Frames inside a module that are not its own work.
_GC, _WAIT = "(garbage collection)", "(waiting for another thread)"


def to_speedscope(profile: "Profile") -> "dict[str, Any]":
    """Return a profile as what speedscope reads from a JSON file.

    Times are whole microseconds, so that sums are exact.
    """
    data = profile.data
    display = data["target"]["display"]
    frames = _Frames(display)
    threads: dict[str, list[int]] = {}
    children: dict[int, list[int]] = {}
    for number, module in enumerate(profile.modules):
        parent = module["parent"]
        thread = module["thread"]
        if parent is not None and profile.modules[parent]["thread"] == thread:
            children.setdefault(parent, []).append(number)
        else:
            threads.setdefault(thread, []).append(number)
    return {
        "$schema": _SCHEMA,
        "name": f"start-up of {display}",
        "exporter": f"lazyheavy {data['lazyheavy']}",
        "activeProfileIndex": 0,
        "profiles": [
            _Timeline(profile.modules, children, frames).profile(thread, tops)
            for thread, tops in threads.items()
        ],
        "shared": {"frames": frames.all},
    }


class _Frames:
    """The table of frames, which all threads share."""

    def __init__(self, display: str) -> None:
        self.all: list[dict[str, str]] = []
        self._display = display
        self._numbers: dict[tuple[str, str | None], int] = {}

    def number(self, name: str, file: "str | None" = None) -> int:
        """Return the number of a frame."""
        key = name, file
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            shown = self._display if name == "__main__" else name
            self.all.append({"name": shown, **({"file": file} if file else {})})
        return self._numbers[key]


class _Timeline:
    """Opens and closes frames, one after the other."""

    def __init__(
        self,
        modules: "list[Module]",
        children: "dict[int, list[int]]",
        frames: _Frames,
    ) -> None:
        self._modules = modules
        self._children = children
        self._frames = frames
        self._events: list[dict[str, int | str]] = []
        self._now = 0

    def profile(self, thread: str, tops: "list[int]") -> "dict[str, Any]":
        """Return the profile of one thread, whose imports begin with *tops*."""
        for top in self._in_order(tops):
            self._run(top)
        return {
            "type": "evented",
            "name": thread,
            "unit": "microseconds",
            "startValue": 0,
            "endValue": self._now,
            "events": self._events,
        }

    def _in_order(self, modules: "list[int]") -> "list[int]":
        return sorted(modules, key=lambda number: self._modules[number]["order"])

    def _run(self, top: int) -> None:
        """Put one module there with all that it loads, however deep that goes."""
        waiting = [(top, True)]
        while waiting:
            number, begins = waiting.pop()
            module = self._modules[number]
            frame = self._frames.number(module["name"], module["file"])
            if begins:
                self._event("O", frame)
                waiting.append((number, False))
                inside = self._in_order(self._children.get(number, []))
                waiting += [(child, True) for child in reversed(inside)]
                continue
            self._inside(_GC, module["gc_ms"])
            self._inside(_WAIT, module["wait_ms"])
            self._pass(module["self_ms"])
            self._event("C", frame)

    def _inside(self, name: str, ms: float) -> None:
        """Put a frame of its own inside the module that is open."""
        if _microseconds(ms):
            frame = self._frames.number(name)
            self._event("O", frame)
            self._pass(ms)
            self._event("C", frame)

    def _event(self, kind: str, frame: int) -> None:
        self._events.append({"type": kind, "frame": frame, "at": self._now})

    def _pass(self, ms: float) -> None:
        self._now += _microseconds(ms)


def _microseconds(ms: float) -> int:
    return max(round(ms * 1000), 0)
