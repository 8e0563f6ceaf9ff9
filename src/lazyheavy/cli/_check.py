"""`lazyheavy check`: run the targets of all budgets and print the verdicts."""

import json
import os
import sys

from ._failures import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from lazyheavy.startup._findings import Verdict

__all__ = ["Counter", "run"]


def run(options: "argparse.Namespace") -> int:
    """Print what became of each budget; return the exit code.

    Raises:
        BudgetError: The budgets or the arguments are wrong.
        OSError: A lock file cannot be written.
    """
    from lazyheavy.startup._budget_file import find, read, select
    from lazyheavy.startup._check import check
    from lazyheavy.startup._check_formats import (
        as_github,
        as_json,
        as_text,
        exit_code_of,
    )

    path = options.config or find(os.curdir)
    budgets = select(read(path), options.targets)
    folder = os.path.dirname(os.path.abspath(path))
    verdicts: list[Verdict] = []
    for number, budget in enumerate(budgets, 1):
        counter = Counter(f"{number} of {len(budgets)}: {budget.name}")
        verdicts.append(
            check(
                budget,
                folder=folder,
                base=options.base,
                update=options.update,
                progress=counter,
            )
        )
        counter(0, 0)
    here = os.path.abspath(os.curdir)
    if options.format == "json":
        text = json.dumps(as_json(verdicts), indent=2)
    elif options.format == "github":
        text = as_github(verdicts, here)
    else:
        text = as_text(verdicts, here)
    print(text)  # noqa: T201 - the output of the command
    code = exit_code_of(verdicts)
    if options.format != "json":
        say(_summary(verdicts))
    return code


def _summary(verdicts: "list[Verdict]") -> str:
    """Count the budgets by what became of them."""
    statuses = [verdict.status for verdict in verdicts]
    counts = [
        f"{statuses.count(status)} {status}"
        for status in ("passed", "broken", "failed")
        if status in statuses
    ]
    plural = "s" * (len(verdicts) != 1)
    return f"{len(verdicts)} budget{plural}: {', '.join(counts)}"


class Counter:
    """Shows on a terminal how far the measuring runs are; call it with 0, 0 to end."""

    __slots__ = ("_is_shown", "_what")

    def __init__(self, what: str) -> None:
        self._what = what
        self._is_shown = False

    def __call__(self, done: int, total: int) -> None:
        if sys.stderr is None or not sys.stderr.isatty():
            return
        if done < total:
            sys.stderr.write(f"\r\x1b[K{self._what}: {done} of {total} runs")
            sys.stderr.flush()
            self._is_shown = True
        elif self._is_shown:
            sys.stderr.write("\r\x1b[K")
            self._is_shown = False
