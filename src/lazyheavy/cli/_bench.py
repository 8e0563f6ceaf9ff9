"""`lazyheavy bench`: two programs against each other."""

import json
import os
import sys

from ._check import Counter
from ._failures import DONE, FOUND, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from lazyheavy.startup._comparison import Comparison
    from lazyheavy.startup._sampling import Command

__all__ = ["run"]

#: What a program that fails ends the command with: nothing was measured then.
UNMEASURED = 3


def run(options: "argparse.Namespace") -> int:
    """Measure, print a table or JSON, and return the exit code.

    Raises:
        BudgetError: A program cannot be split into arguments.
    """
    from lazyheavy.errors import BudgetError, StartupError
    from lazyheavy.startup._comparison import compare

    counter = Counter("bench")
    try:
        found = compare(
            _command(options.a, options.stdin),
            _command(options.b, options.stdin),
            metric=options.metric,
            runs=options.runs,
            progress=counter,
        )
    except BudgetError:
        raise
    except StartupError as error:
        counter(0, 0)
        if options.traceback:
            import traceback

            traceback.print_exc()
        say(f"error: {error}")
        return UNMEASURED
    limit = options.max_slowdown
    outcome = None if limit is None else found.outcome(limit)
    if options.format == "json":
        print(json.dumps(_report(options, found, outcome), indent=2))  # noqa: T201
    else:
        print(_table(options, found, outcome))  # noqa: T201 - the output
    return FOUND if outcome == "slower" else DONE


def _command(text: str, stdin: "str | None") -> "Command":
    """Return a program as one types it, as what can be started."""
    from lazyheavy.startup._budget import split
    from lazyheavy.startup._sampling import Command
    from lazyheavy.startup._target import Target

    target = Target.parse(split(text), stdin=stdin)
    return Command(target, text, cwd=os.getcwd())


def _report(
    options: "argparse.Namespace", found: "Comparison", outcome: "str | None"
) -> "dict[str, Any]":
    """Return everything as plain data."""
    from lazyheavy import __version__
    from lazyheavy.startup._sampling import METRICS

    return {
        "schema_version": 1,
        "lazyheavy": __version__,
        "python": sys.version.split()[0],
        "platform": sys.platform,
        "metric": found.metric,
        "unit": METRICS[found.metric],
        "a": {"target": options.a, "min": min(found.first), "runs": found.first},
        "b": {"target": options.b, "min": min(found.second), "runs": found.second},
        "ratio": found.ratio,
        "low": found.low,
        "high": found.high,
        "max_slowdown": options.max_slowdown,
        "outcome": outcome,
    }


def _table(
    options: "argparse.Namespace", found: "Comparison", outcome: "str | None"
) -> str:
    """Return what was measured for a person."""
    from statistics import median

    from lazyheavy.startup._sampling import METRICS

    unit = METRICS[found.metric]
    digits = 1 if unit == "ms" else 0
    rows = [("", "least", "median", "most", "")]
    for name, target, runs in (
        ("A", options.a, found.first),
        ("B", options.b, found.second),
    ):
        figures = [f"{of(runs):,.{digits}f}" for of in (min, median, max)]
        rows.append((name, *figures, target))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0])]
            + [row[column].rjust(widths[column]) for column in (1, 2, 3)]
            + [row[4]]
        ).rstrip()
        for row in rows
    ]
    kind = {"cpu": "CPU time, ms", "wall": "wall time, ms"}.get(found.metric, unit)
    lines.insert(0, f"{kind}; {len(found.first)} runs of each, in turn")
    lines.append(
        f"B takes {found.ratio - 1:+.1%} "
        f"(95 % interval {found.low - 1:+.1%} to {found.high - 1:+.1%})"
    )
    if outcome is not None:
        said = {
            "slower": "slower than allowed",
            "within": "within what is allowed",
            "inconclusive": "inconclusive: the interval holds the limit; try a larger "
            "-n, or a quieter machine",
        }[outcome]
        lines.append(f"{options.max_slowdown:+.1%} is allowed: {said}")
    return "\n".join(lines)
