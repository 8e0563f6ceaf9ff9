r"""How far what `lazyheavy profile` predicts is from what laziness really saves.

For each library, and for a program that imports seven of them, statements are made
lazy in memory as `lazyheavy verify` does it: alone, together, and as a control one
that is dear but kept alive by others. Asked are those that `lazyheavy fix` would move
and that no other module uses while it is imported, which is tried first. Predicted
is the saving by the profile's times, actual the saving in instructions as valgrind
counts them; both are parts of the run after the start of the interpreter.

    pip install -e ".[bench,fix]" boto3 django matplotlib pandas requests \
        scikit-learn scipy sympy
    python benchmarks/bench_profile_accuracy.py [TARGET ...] [--json FILE]

With another interpreter that has the libraries: ``--python PATH``. Takes half an hour.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lazyheavy.fixing._judging import Judge
from lazyheavy.fixing._locating import Found, statements
from lazyheavy.startup import Target, plan, profile, saving_ms
from lazyheavy.startup._counting import count_instructions
from lazyheavy.startup._lazily import Lazily
from lazyheavy.startup._verify import verify

if TYPE_CHECKING:
    from lazyheavy.startup import Profile

LIBRARIES = (
    "pandas",
    "matplotlib.pyplot",
    "boto3",
    "scipy.stats",
    "sympy",
    "django.db.models",
    "sklearn.linear_model",
)
#: The program of seven libraries: its imports are ordinary ones, used by a function.
APPLICATION = Path(__file__).parent / "programs" / "seven_libraries.py"
RUNS = 7
#: A single statement is worth a query when it saves this part, or costs it.
WORTH = 0.005
SINGLES, STEPS = 2, 2
#: The sets of the program's plan that are asked for, by their last step.
PROGRAM_STEPS = (1, 3, 5)


class Query(NamedTuple):
    """Statements to be made lazy together."""

    what: str
    statements: tuple[int, ...]


class Row(NamedTuple):
    """One query, with the saved parts in percent."""

    target: str
    what: str
    cumulative: float
    predicted: float
    actual: float

    @property
    def error(self) -> float:
        """How far the prediction is off, in percentage points."""
        return abs(self.predicted - self.actual)


def queries(made: Profile, target: Target, *, is_program: bool) -> list[Query]:
    """Return what is asked of one profile: singles, a control, growing sets."""
    rows = made.statements
    candidates = [
        number
        for number, row in enumerate(rows)
        if row["candidate"]
        and row["targets"]
        and row["needed_at_start"] is None
        and row["used_at"] is None
        and (is_program or row["importer"] != 0)
        and may_move(row["file"], row["line"])
    ]
    candidates = unused(made, target, candidates)
    whole = sum(module["weight_ms"] for module in made.modules)
    least = whole * WORTH
    by_gain = sorted(candidates, key=lambda number: -rows[number]["alone_ms"])
    singles = [n for n in by_gain if rows[n]["alone_ms"] >= least or is_program]
    count = 5 if is_program else SINGLES
    found = [Query(_short(made, number), (number,)) for number in singles[:count]]
    kept = [n for n in candidates if rows[n]["alone_ms"] < least / 10]
    control = max(kept, key=lambda n: rows[n]["cumulative_ms"], default=None)
    if control is not None and not is_program:
        found.append(Query(f"{_short(made, control)} (control)", (control,)))
    together: set[int] = set()
    for number, step in enumerate(
        plan(made, candidates=candidates, limit=7 if is_program else STEPS)
    ):
        together |= set(step.statements)
        is_asked = not is_program or number in PROGRAM_STEPS
        if len(together) > 1 and is_asked:
            what = f"steps 1-{number + 1}, {len(together)} statements"
            found.append(Query(what, tuple(sorted(together))))
    seen: dict[tuple[int, ...], Query] = {}
    for query in found:
        seen.setdefault(query.statements, query)
    return list(seen.values())


@cache
def _module(path: str) -> tuple[list[Found], Judge]:
    """Return the import statements of a file, and who judges them."""
    tree = ast.parse(Path(path).read_bytes())
    return statements(tree), Judge(tree, is_package=path.endswith("__init__.py"))


def may_move(path: str, line: int) -> bool:
    """Tell whether `lazyheavy fix` would move a statement, were the file one's own."""
    try:
        found, judge = _module(path)
    except (OSError, SyntaxError):
        return False
    here = [one for one in found if one.node.lineno == line]
    if not here or here[0].reason is not None:
        return False
    every = [one.node for one in found if one.reason is None]
    return not judge.reasons(here[0].node, every)


def unused(made: Profile, target: Target, numbers: list[int]) -> list[int]:
    """Return the statements whose names are not used in a run that has them lazy.

    Those that make the program fail are found by halves and left out as well.
    """
    if not numbers:
        return []
    tried = verify(made, target, numbers, runs=0, instructions=False)
    if tried.failure is None:
        away = {"untouched", "loaded", "unreached"}
        return [one.number for one in tried.statements if one.state in away]
    if len(numbers) == 1:
        return []
    middle = len(numbers) // 2
    halves = numbers[:middle], numbers[middle:]
    left = [number for half in halves for number in unused(made, target, half)]
    return left if len(left) == len(numbers) else unused(made, target, left)


def _short(made: Profile, number: int) -> str:
    row = made.statements[number]
    return f"{Path(row['file']).name}:{row['line']} {row['text']}"[:60]


def measure(name: str, python: str) -> list[Row]:
    """Profile one target, ask, and measure each answer."""
    if name == "seven libraries":
        argv = [str(APPLICATION)]
        target = Target("script", argv, python=python, path=argv[0])
    else:
        target = Target("code", ["-c", f"import {name}"], python=python)
    is_program = target.kind == "script"
    made = profile(
        target,
        runs=RUNS,
        all_code=not is_program,
        stdout=subprocess.DEVNULL,
    )
    whole = sum(module["weight_ms"] for module in made.modules)
    idle = Target("code", ["-c", "pass"], python=python)
    rows: list[Row] = []
    start = plain = 0
    for query in queries(made, target, is_program=is_program):
        places = [
            (made.statements[n]["file"], made.statements[n]["line"])
            for n in query.statements
        ]
        with tempfile.TemporaryDirectory() as folder:
            lazily = Lazily(target, places, folder)
            if not plain:
                prelude = lazily.prelude(lazy=False)
                start = count_instructions(idle, prelude=prelude)
                plain = count_instructions(target, prelude=prelude) - start
            changed = lazily.target(lazy=True)
            prelude = lazily.prelude(lazy=True)
            lazy = count_instructions(changed, prelude=prelude) - start
        cumulative = max(made.statements[n]["cumulative_ms"] for n in query.statements)
        row = Row(
            name,
            query.what,
            100 * cumulative / whole,
            100 * saving_ms(made, query.statements) / whole,
            100 * (1 - lazy / plain),
        )
        print(
            f"{row.target:22} {row.what:62} {row.cumulative:6.1f} {row.predicted:6.1f} "
            f"{row.actual:6.1f} {row.error:5.1f}",
            flush=True,
        )
        rows.append(row)
    return rows


def main() -> None:
    """Print each query, the mean error of each target, and that of all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", default=[*LIBRARIES, "seven libraries"])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print(
        f"{'':22} {'made lazy':62} {'cumul.':>6} {'pred.':>6} {'actual':>6} error",
        flush=True,
    )
    rows = [row for name in options.targets for row in measure(name, options.python)]
    for name in [*options.targets, None]:
        mine = [row for row in rows if name in (row.target, None)]
        mean = sum(row.error for row in mine) / len(mine)
        print(
            f"{name or 'all':22} mean error {mean:.2f} points of instructions in "
            f"{len(mine)} queries, at most {max(row.error for row in mine):.1f}"
        )
    if options.json:
        options.json.write_text(json.dumps([row._asdict() for row in rows]), "utf-8")


if __name__ == "__main__":
    main()
