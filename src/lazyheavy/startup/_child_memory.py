"""Notes the resident memory before and after each load; part of the measured process.

Linux only: elsewhere nothing is noted, and only the peak of the process is known.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._child import INDEX, open_high


def install(recorder: "Any") -> None:
    """Open the file that tells, and be asked around every load."""
    try:
        import posix

        handle = open_high("/proc/self/statm")
    except (ImportError, OSError):
        return
    pread = posix.pread
    page_kb = 4
    sysconf = getattr(sys.modules.get("posix"), "sysconf", None)
    if sysconf is not None:
        page_kb = sysconf("SC_PAGE_SIZE") // 1024
    grown: dict[int, int] = {}
    open_loads: list[tuple[int, int]] = []

    def resident() -> int:
        return int(pread(handle, 100, 0).split()[1]) * page_kb

    def on_request(name: str, record: "list[Any] | None") -> None:  # noqa: ARG001
        if record is not None:
            open_loads.append((record[INDEX], resident()))
            grown[record[INDEX]] = 0

    def on_loaded(record: "list[Any]") -> None:
        index = record[INDEX]
        while open_loads:
            number, before = open_loads.pop()
            if number == index:
                whole = resident() - before
                grown[index] += whole  # what is inside has been taken off
                if open_loads:
                    grown[open_loads[-1][0]] -= whole
                return

    recorder.on_request, recorder.on_loaded = on_request, on_loaded

    def complete() -> None:
        posix.close(handle)
        recorder.answer["rss_kb"] = sorted(grown.items())

    recorder.more.append(complete)
