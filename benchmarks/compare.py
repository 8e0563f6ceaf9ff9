"""Measure lazyheavy and its peers in turn, and print one table of ratios.

    pip install -e ".[bench]"
    python benchmarks/compare.py [--quick] [--only WORD] [--json FILE]

Every figure comes from fresh processes with cached bytecode, which run in
random order so that a busy moment of the machine hits all alike. CPU time is
compared by its minimum, the steadiest measure there is; wall time by its
median, with the middle half of the ratios of runs that stood side by side.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

# Started as a script: the folder above is not importable yet.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import _machine  # noqa: E402
from benchmarks._children import ChildError, Workplace  # noqa: E402
from benchmarks._rows import ROWS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks._children import Sample
    from benchmarks._probes import Probe
    from benchmarks._rows import Row

SCALES = {"ms": 1e3, "us": 1e6, "ns": 1e9}

#: Parts of the whole measurement. Each holds its share of the runs of every
#: probe, shuffled; so a probe's runs are spread over all of the time.
PARTS = 3

Samples = dict["Probe", list["Sample"]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; return 0 unless one of our own programs failed."""
    parser = argparse.ArgumentParser(
        description="Measure lazyheavy and its peers, and print a table of ratios."
    )
    parser.add_argument("--quick", action="store_true", help="fewer runs of each")
    parser.add_argument(
        "--only", metavar="WORD", default="", help="rows with this word"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="keep every sample")
    options = parser.parse_args(arguments)

    machine = _machine.describe()
    print(_machine.line(machine), flush=True)
    rows = [row for row in ROWS if options.only.lower() in row.subject.lower()]
    wanted = _runs_of(rows, quick=options.quick)
    skipped = {p: name for p in wanted if (name := p.missing()) is not None}
    for probe in skipped:
        del wanted[probe]
    samples, failures = _measure(wanted)
    print(table(rows, samples, skipped, failures))
    if options.json is not None:
        record = {"machine": machine, "rows": [_record(row, samples) for row in rows]}
        options.json.write_text(json.dumps(record, indent=1), "utf-8")
    return 1 if failures else 0


def _runs_of(rows: list[Row], *, quick: bool) -> dict[Probe, int]:
    """Return how often each probe runs: as its most demanding row asks."""
    wanted: dict[Probe, int] = {}
    for row in rows:
        for probe in row.probes:
            runs = row.quick if quick else row.runs
            wanted[probe] = max(wanted.get(probe, 0), runs)
    return wanted


def _measure(wanted: dict[Probe, int]) -> tuple[Samples, dict[Probe, str]]:
    """Run every probe in turn; return what it cost, and which ones failed."""
    samples: Samples = {}
    failures: dict[Probe, str] = {}
    chance = random.Random()  # noqa: S311 - an order, not a secret
    with Workplace() as workplace:
        for probe in wanted:  # discarded: bytecode is written, files are cached
            try:
                probe.run(workplace)
                samples[probe] = []
            except ChildError as error:  # noqa: PERF203 - one run is 10 ms or more
                failures[probe] = str(error)
        turns = []
        for part in range(PARTS):
            share = [
                probe
                for probe in samples
                for run in range(wanted[probe])
                if run % PARTS == part
            ]
            chance.shuffle(share)
            turns += share
        for done, probe in enumerate(turns, 1):
            if sys.stderr.isatty():
                print(f"\r{done} of {len(turns)} runs", end="", file=sys.stderr)
            samples[probe].append(probe.run(workplace))
    if sys.stderr.isatty():
        print("\r" + " " * 30, end="\r", file=sys.stderr)
    return samples, failures


def table(
    rows: list[Row],
    samples: Samples,
    skipped: dict[Probe, str],
    failures: dict[Probe, str],
) -> str:
    """Return the whole table as text, explained."""
    head = (
        *("", "against", "", "CPU min: ours", "theirs", "ratio"),
        *("wall median: ours", "theirs", "ratio (middle half)", "n"),
    )
    lines = [_line(row, samples) for row in rows if row.ours in samples]
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    text = [
        "  ".join(
            cell.ljust(width) if number < 3 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in (head, *lines)
    ]
    text.append(
        "Ratios are ours / theirs: below 1 we cost less. CPU is of the whole child, or "
        "of the part it measured, all threads; - where there is no figure, or one "
        "that noise drowns."
    )
    left_out = sorted(
        {
            f"not installed: {skipped[probe]} ({row.subject})"
            for row in rows
            for probe in row.probes
            if probe in skipped
        }
    )
    if left_out:
        text += ['Left out; pip install -e ".[bench]" brings them:', *left_out]
    text += [f"FAILED: {message}" for message in failures.values()]
    return "\n".join(text)


def _line(row: Row, samples: Samples) -> tuple[str, ...]:
    """Return the cells of a row."""
    scale = SCALES[row.unit]
    base = samples[row.base] if row.base is not None else []
    ours, theirs = samples[row.ours], samples.get(row.peer, [])
    cpu, wall = [], []
    for part in (ours, theirs):
        cpu.append(_least(part) - (_least(base) if base else 0))
        wall.append(_middle(part) - (_middle(base) if base else 0))
    return (
        row.subject,
        row.peer.who,
        row.unit.replace("us", "µs"),
        *(_figure(value * scale) for value in cpu),
        _ratio(*cpu),
        *(_figure(value * scale) for value in wall),
        _ratio(*wall) + ("" if base else _spread(ours, theirs)),
        str(len(ours)),
    )


def _least(samples: list[Sample]) -> float:
    """Return the least CPU time, or no number if there is no sample."""
    return min((sample.cpu for sample in samples), default=math.nan)


def _middle(samples: list[Sample]) -> float:
    """Return the median of wall time, or no number if there is no sample."""
    return median([sample.wall for sample in samples] or [math.nan])


def _figure(value: float) -> str:
    """Return three digits of a figure, or a dash for none."""
    if math.isnan(value):
        return "-"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _ratio(ours: float, theirs: float) -> str:
    """Return a ratio, or a dash where there is none or noise drowns it."""
    return f"{ours / theirs:.2f}" if ours > 0 and theirs > 0 else "-"


def _spread(ours: list[Sample], theirs: list[Sample]) -> str:
    """Return the middle half of the ratios of runs that stood side by side."""
    ratios = [one.wall / other.wall for one, other in zip(ours, theirs, strict=False)]
    if len(ratios) < 2:
        return ""
    low, _, high = quantiles(ratios, n=4, method="inclusive")
    return f" ({low:.2f}-{high:.2f})"


def _record(row: Row, samples: Samples) -> dict[str, object]:
    """Return a row with every sample of it, in seconds."""
    return {
        "subject": row.subject,
        "against": row.peer.who,
        **{
            name: {
                "cpu": [s.cpu for s in samples.get(probe, [])],
                "wall": [s.wall for s in samples.get(probe, [])],
            }
            for name, probe in zip(("ours", "theirs", "base"), row.probes, strict=False)
        },
    }


if __name__ == "__main__":
    sys.exit(main())
