"""All the runs that one profile is made of."""

import os

from ._runs import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._launch import Stream
    from ._recording import Mode, Recording
    from ._target import Target

#: How many runs with a cold page cache.
_COLD = 3


class Series:
    """The recordings of one target.

    Attributes:
        first: The discarded one, whose output was passed on.
        structure: That which noted who imports what.
        timing: Those that were timed.
        usage: That which noted whose code ran, if asked for.
        memory: That which noted memory, likewise.
        cold_wall_ms: Wall times with a cold page cache, likewise.
        site_ms: What `site` takes.
        warnings: What went otherwise than it should.
    """

    def __init__(self, first: "Recording", structure: "Recording") -> None:
        self.first = first
        self.structure = structure
        self.timing: list[Recording] = []
        self.usage: Recording | None = None
        self.memory: Recording | None = None
        self.cold_wall_ms: list[float] = []
        self.site_ms = 0.0
        self.warnings: list[str] = []


def run_all(
    target: "Target",
    *,
    runs: int,
    usage: bool,
    memory: bool,
    cold: bool,
    progress: "Callable[[str, int, int], None] | None",
    timeout: "float | None",
    streams: "tuple[Stream, Stream]",
) -> Series:
    """Run everything, one process after the other; see `profile`."""
    from subprocess import DEVNULL  # here and below: only to start something

    total = 2 + runs + usage + memory + _COLD * cold
    done = 0

    def run(mode: "Mode", phase: str, **streams: "Any") -> "Recording":
        nonlocal done
        if progress is not None:
            progress(phase, done, total)
        if not streams:
            streams = {"stdout": DEVNULL, "stderr": DEVNULL}
        found = record(target, mode=mode, timeout=timeout, **streams)
        done += 1
        return found

    stdout, stderr = streams
    first = run("timing", "warm-up", stdout=stdout, stderr=stderr)
    series = Series(first, run("structure", "structure"))
    for _ in range(runs):
        series.timing.append(run("timing", "timing"))
    if usage:
        series.usage = run("usage", "usage")
    if memory:
        series.memory = run("memory", "memory")
    if cold:
        files = _files(series.structure)
        for _ in range(_COLD):
            _forget(files)
            series.cold_wall_ms.append(run("timing", "cold").wall_ms)
    series.site_ms = _site_ms([target.python, *target.options])
    if progress is not None:
        progress("done", total, total)
    return series


def _files(structure: "Recording") -> "list[str]":
    """Return the files that a run has read or mapped."""
    found: set[str] = set(structure.raw.get("mapped", ()))
    for file, origin, cached, *_ in structure.modules.values():
        found.update(path for path in (file, origin, cached) if path)
    return sorted(path for path in found if os.path.isfile(path))


def _forget(files: "list[str]") -> None:
    """Ask the system to drop files from its page cache; needs no rights."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is None:
        return
    for path in files:
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            advise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def _site_ms(python: "list[str]") -> float:
    """Return what `site` takes where nothing else runs; 0 if that is unknown."""
    import subprocess

    command = [*python, "-X", "importtime", "-c", "pass"]
    found = []
    for _ in range(3):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in done.stderr.splitlines():
            fields = line.removeprefix("import time:").split("|")
            if len(fields) == 3 and fields[2].strip() == "site":  # noqa: PLR2004
                found.append(int(fields[1]) / 1e3)
    return min(found, default=0.0)
