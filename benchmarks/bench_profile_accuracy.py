r"""How far what `lazyheavy profile` predicts is from what laziness really saves.

For each library, the plan is made and tried as `lazyheavy profile` does it, of those
statements inside it that `lazyheavy fix` would move; a program that imports seven of
them is asked for its own imports. Single steps of the plan are then made lazy, and
growing sets of them, in memory as `lazyheavy verify` does it; and as a control, the
dearest statement that the profile says saves nothing, because others import the same.

Predicted is the saving by the profile's times, actual the saving in instructions as
valgrind counts them, which a busy machine does not change, but which leaves out the
work of the kernel. With ``--time`` it is processor time, the least of runs that take
turns: for a quiet machine. Both are parts of the run after the start of the
interpreter. A set that makes the program fail (its modules import each other in
circles) has no actual saving, and is said and left out.

    pip install -e ".[bench,fix]" boto3 django matplotlib pandas requests \
        scikit-learn scipy sympy
    python benchmarks/bench_profile_accuracy.py [TARGET ...] [--keep FOLDER]

With another interpreter that has the libraries: ``--python PATH``. Takes an hour; what
is in the folder of ``--keep`` is not measured again.
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
from typing import TYPE_CHECKING, Any, NamedTuple

from lazyheavy.fixing._judging import Judge
from lazyheavy.fixing._locating import Found, statements
from lazyheavy.startup import Profile, Target, profile, saving_ms
from lazyheavy.startup._counting import count_instructions
from lazyheavy.startup._pair import Pair
from lazyheavy.startup._states import fill_states, place_of, unchecked
from lazyheavy.startup._trial import try_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
PROGRAM = "seven libraries"
RUNS = 7
#: How many pairs of runs an actual saving is the least of.
PAIRS = 15
#: How many steps are asked for alone, and which of the growing sets.
SINGLES, PROGRAM_SINGLES = 2, 4
SETS = (2, 4, 10)
#: A control saves less than this part.
NOTHING = 0.001


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

    def __str__(self) -> str:
        """Return the row of the table."""
        figures = self.cumulative, self.predicted, self.actual, self.error
        numbers = "".join(f"{figure:7.1f}" for figure in figures)
        return f"{self.target:20} {self.what:62}{numbers}"


def queries(made: Profile, candidates: list[int], *, is_program: bool) -> list[Query]:
    """Return what is asked of one profile: singles, growing sets, a control."""
    rows = made.statements
    steps = [tuple(step["statements"]) for step in made.plan]
    found = []
    for step in steps[: PROGRAM_SINGLES if is_program else SINGLES]:
        more = f" and {len(step) - 1} more" if len(step) > 1 else ""
        found.append(Query(f"{_short(made, step[0])}{more}", step))
    for count in SETS:
        together = sorted({number for step in steps[:count] for number in step})
        last = min(count, len(steps))
        what = f"steps 1-{last} of the plan, {len(together)} statements"
        found.append(Query(what, tuple(together)))
    least = NOTHING * sum(module["weight_ms"] for module in made.modules)
    kept = [n for n in candidates if rows[n]["alone_ms"] < least]
    if kept:
        control = max(kept, key=lambda number: rows[number]["cumulative_ms"])
        found.append(Query(f"control: {_short(made, control)}", (control,)))
    different: dict[tuple[int, ...], Query] = {}
    for query in found:
        different.setdefault(query.statements, query)
    return list(different.values())


def _short(made: Profile, number: int) -> str:
    row = made.statements[number]
    return f"{Path(row['file']).name}:{row['line']} {row['text']}"[:48].rstrip(" ,(")


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


def movable(made: Profile, *, is_program: bool) -> list[int]:
    """Return the statements of the program, or of all code below the target's."""
    return [
        number
        for number, row in enumerate(made.statements)
        if row["candidate"]
        and (is_program or row["importer"] != 0)
        and may_move(row["file"], row["line"])
    ]


class Measured:
    """One target, its profile, and the instructions of its runs.

    Args:
        name: A library, or the program.
        python: The interpreter that runs it.
        folder: Where what was measured is kept.
        instructions: Whether they are counted, and no time measured.
    """

    def __init__(
        self, name: str, python: str, folder: Path, *, instructions: bool
    ) -> None:
        self.name = name
        self._instructions = instructions
        self.is_program = name == PROGRAM
        if self.is_program:
            argv = [str(APPLICATION)]
            self.target = Target("script", argv, python=python, path=argv[0])
        else:
            self.target = Target("code", ["-c", f"import {name}"], python=python)
        self._idle = Target("code", ["-c", "pass"], python=python)
        self._counts_file = folder / f"{name}.counts.json"
        self._counts: dict[str, float | str] = {}
        if self._counts_file.exists():
            self._counts = json.loads(self._counts_file.read_text("utf-8"))
        profile_file = folder / f"{name}.profile.json"
        if profile_file.exists():
            self.profile = Profile.load(str(profile_file))
        else:
            self.profile = self._profiled()
            self.profile.save(str(profile_file))

    def _profiled(self) -> Profile:
        everywhere = not self.is_program
        made = profile(
            self.target, runs=RUNS, all_code=everywhere, stdout=subprocess.DEVNULL
        )
        candidates = movable(made, is_program=self.is_program)
        try_plan(made, self.target, candidates=candidates)
        return made

    def rows(self) -> Iterator[Row]:
        """Yield the answer to each query."""
        made = self.profile
        whole = sum(module["weight_ms"] for module in made.modules)
        candidates = movable(made, is_program=self.is_program)
        for query in queries(made, candidates, is_program=self.is_program):
            part = self.saved(query.statements)
            if isinstance(part, str):
                print(f"{self.name:20} {query.what:62}   left out: {part}", flush=True)
                continue
            yield Row(
                self.name,
                query.what,
                100 * cumulative_ms(made, query.statements) / whole,
                100 * saving_ms(made, query.statements) / whole,
                100 * part,
            )

    def saved(self, numbers: tuple[int, ...]) -> float | str:
        """Return which part is saved, or why none can be."""
        statements = unchecked(self.profile, numbers)
        places = [place_of(self.profile, one) for one in statements]
        with tempfile.TemporaryDirectory() as folder:
            pair = Pair(self.target, places, folder, None)
            key = " ".join(map(str, numbers))
            if not self._instructions:
                key = f"cpu {key}"
            if key not in self._counts:
                after = pair.record(lazy=True)
                failure = pair.failure(0, after.exit_code) or fill_states(
                    statements, self.profile, pair, after
                )
                self._put(key, failure or self._measure(pair))
            found = self._counts[key]
            if isinstance(found, str):
                return found.rpartition(" | ")[2]
            if not self._instructions:
                return found
            for name in ("start", "plain"):
                if name not in self._counts:
                    target = self._idle if name == "start" else None
                    self._put(name, self._count(pair, lazy=False, target=target))
        start, plain = float(self._counts["start"]), float(self._counts["plain"])
        return 1 - (found - start) / (plain - start)

    def _measure(self, pair: Pair) -> float:
        """Return the instructions of the lazy run, or the saved part of the time."""
        if self._instructions:
            return self._count(pair, lazy=True)
        least = pair.cpu(PAIRS, lambda *_: None)
        assert least is not None
        before, after = least
        return 1 - after / before

    @staticmethod
    def _count(pair: Pair, *, lazy: bool, target: Target | None = None) -> int:
        lazily = pair.lazily
        run = target or lazily.target(lazy=lazy)
        return count_instructions(run, prelude=lazily.prelude(lazy=lazy))

    def _put(self, name: str, value: float | str) -> None:
        self._counts[name] = value
        self._counts_file.write_text(json.dumps(self._counts), "utf-8")


def cumulative_ms(made: Profile, numbers: Iterable[int]) -> float:
    """Return what `-X importtime` would say: the time of all that was loaded below."""
    modules = made.modules
    below = {target for n in numbers for target in made.statements[n]["targets"]}
    for number, module in enumerate(modules):  # parents come before
        if module["parent"] in below:
            below.add(number)
    return sum(modules[number]["weight_ms"] for number in below)


def main() -> None:
    """Print each query, the mean error of each target, and that of all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", default=[*LIBRARIES, PROGRAM])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--time", action="store_true")
    options: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep: Path = options.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        print(f"{'':20} {'made lazy':62} cumul.  pred. actual  error", flush=True)
        rows: list[Row] = []
        for name in options.targets:
            measured = Measured(
                name, options.python, keep, instructions=not options.time
            )
            for row in measured.rows():
                print(row, flush=True)
                rows.append(row)
    unit = "processor time" if options.time else "instructions"
    for name in [*options.targets, None]:
        mine = [row for row in rows if name in (row.target, None)]
        if not mine:
            continue
        mean = sum(row.error for row in mine) / len(mine)
        naive = sum(abs(row.cumulative - row.actual) for row in mine) / len(mine)
        print(
            f"{name or 'all':20} mean error {mean:.2f} points of {unit} in "
            f"{len(mine)} queries, at most {max(row.error for row in mine):.1f}; "
            f"that of the cumulative times {naive:.1f}"
        )


if __name__ == "__main__":
    main()
