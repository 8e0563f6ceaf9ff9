"""A warm engine draws a set of charts faster than vl-convert, and more of them at once.

    python benchmarks/bench_many_charts.py [FOLDER]

FOLDER holds Vega-Lite specifications with their data inside; others are left out. By
default these are the official examples beside the project, or, without them, ours.
The libraries take turns, each in fresh processes. Wants a quiet machine with two
cores.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

if __name__ == "__main__":  # as a script: the folder above is not importable yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests._support.specs import corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("lazyheavy", "vl_convert")
TURNS = 3


def specifications(folder: Path | None = None) -> list[str]:
    """Return the files of a folder that can be drawn without other files."""
    beside = corpus()
    if folder is None:
        folder = ROOT / "examples" if beside is None else beside / "vega-lite"
    return [
        str(path)
        for path in sorted(folder.glob("*.json"))
        if "encoding" in (text := path.read_text("utf-8"))
        and not points_elsewhere(json.loads(text))
    ]


def points_elsewhere(node: Any) -> bool:
    """Tell whether a specification names data or images that it does not hold."""
    if isinstance(node, dict):
        return "url" in node or any(map(points_elsewhere, node.values()))
    return isinstance(node, list) and any(map(points_elsewhere, node))


def run(library: str, what: str, files: Sequence[str]) -> list[float]:
    """Return what a fresh process measures."""
    program = ROOT / "benchmarks" / "programs" / "many_charts.py"
    done = subprocess.run(
        [sys.executable, program, library, what, *files],
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[float] = json.loads(done.stdout)
    return found


def compare(what: str, files: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return the median of each figure of both libraries, turn by turn."""
    found: dict[str, list[list[float]]] = {library: [] for library in LIBRARIES}
    for _ in range(TURNS):
        for library in LIBRARIES:
            found[library].append(run(library, what, files))
    ours, theirs = (
        [median(values) for values in zip(*found[library], strict=True)]
        for library in LIBRARIES
    )
    return ours, theirs


def test_warm_charts() -> None:
    """The median chart takes at most 0.7 of the time."""
    pytest.importorskip("vl_convert")
    ours, theirs = compare("warm", specifications())

    assert median(ours) <= 0.7 * median(theirs)


def test_throughput() -> None:
    """Two threads draw at least 1.8 times as many charts."""
    pytest.importorskip("vl_convert")
    (ours,), (theirs,) = compare("throughput", specifications())

    assert ours >= 1.8 * theirs


def main(arguments: Sequence[str]) -> None:
    """Print both comparisons."""
    files = specifications(Path(arguments[0]) if arguments else None)
    ours, theirs = compare("warm", files)
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    print(
        f"warm, {len(files)} charts: median {median(ours):.1f} ms, vl-convert "
        f"{median(theirs):.1f} ms, ratio {median(ours) / median(theirs):.2f}; median "
        f"of the ratios {median(ratios):.2f}"
    )
    (many,), (few,) = compare("throughput", files)
    print(
        f"two threads: {many:.1f} charts/s, vl-convert {few:.1f} charts/s, ratio "
        f"{many / few:.2f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
