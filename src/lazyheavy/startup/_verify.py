"""Makes imports really lazy, in memory, and compares with what was predicted.

`_lazily` changes the compiled code of the chosen statements, `_counting` measures;
what a run with and one without laziness load is compared here.
"""

import os

from lazyheavy.errors import StartupError

from ._lazily import Lazily
from ._verified import CameBack, Checked, Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ._profile import Profile
    from ._recording import Recording
    from ._target import Target

    Progress = Callable[[str, int, int], None]


__all__ = ["CameBack", "Checked", "Verified", "chosen", "verify"]

#: How much of what a failed run said is shown.
_LAST_LINES = 3


def verify(
    profile: "Profile",
    target: "Target",
    statements: "Iterable[int]",
    *,
    runs: int = 7,
    instructions: bool = True,
    progress: "Progress | None" = None,
    timeout: "float | None" = None,
) -> Verified:
    """Run *target* with import statements made lazy, and as it is; compare.

    No file is changed. Starts ``2 * runs + 3`` processes, and three that are 30
    times slower where valgrind counts instructions.

    Args:
        profile: What predicts; of the same target.
        target: The program.
        statements: Numbers of the statements of *profile* that become lazy.
        runs: How many pairs of runs measure the processor time; with 0, nothing is
            measured.
        instructions: Whether to count instructions, where valgrind is installed.
        progress: Called with a phase, the number of the run and of all runs.
        timeout: Seconds after which a run is killed; None for no limit.

    Raises:
        StartupError: The program could not be run, or ended without a recording.
    """
    import tempfile

    numbers = sorted(set(statements))
    found = Verified()
    for number in numbers:
        row = profile.statements[number]
        checked = Checked(number, row["file"], row["line"], row["text"])
        found.statements.append(checked)
    _predict(found, profile, numbers)
    with tempfile.TemporaryDirectory(prefix="lazyheavy-") as folder:
        places = [(_absolute(profile, c.file), c.line) for c in found.statements]
        lazily = Lazily(target, places, folder)
        pair = _Pair(lazily, folder, timeout)
        tell = progress or _nothing
        before, after = pair.recordings(tell)
        _compare_ends(found, before, after, pair)
        _compare_modules(found, before, after)
        _read_ledger(found, profile, lazily, pair)
        _tell_unreached(found, profile, set(after.loaded))
        if found.failure is None and runs:
            found.cpu_ms = pair.cpu(runs, tell)
            if instructions:
                found.instructions = pair.instructions(tell)
    return found


class _Pair:
    """Runs the program as it is, and with lazy imports."""

    def __init__(self, lazily: Lazily, folder: str, timeout: "float | None") -> None:
        self._lazily = lazily
        self._timeout = timeout
        self.ledger = os.path.join(folder, "ledger")
        self.outputs = [os.path.join(folder, f"stdout{side}") for side in (0, 1)]
        self.errors = [os.path.join(folder, f"stderr{side}") for side in (0, 1)]

    def recordings(self, tell: "Progress") -> "tuple[Recording, Recording]":
        """Record the modules of both, with what they write kept in files."""
        from ._runs import record

        made = []
        for side in (0, 1):
            tell("verify", side, 2)
            lazy = bool(side)
            output = self.ledger if lazy else None
            with (
                open(self.outputs[side], "wb") as stdout,
                open(self.errors[side], "wb") as stderr,
            ):
                made.append(
                    record(
                        self._lazily.target(lazy=lazy),
                        mode="structure",
                        prelude=self._lazily.prelude(lazy=lazy, output=output),
                        timeout=self._timeout,
                        stdout=stdout,
                        stderr=stderr,
                    )
                )
        return made[0], made[1]

    def cpu(self, runs: int, tell: "Progress") -> "tuple[float, float] | None":
        """Return the least processor time of each, in runs that take turns."""
        import subprocess

        from ._counting import run_once, steady_environment

        least = [float("inf"), float("inf")]
        env = steady_environment()
        for number in range(2 * runs):
            tell("compare", number, 2 * runs)
            side = (number + number // 2) % 2  # 0 1 1 0 0 1 1 0
            lazy = bool(side)
            ended = run_once(
                self._lazily.target(lazy=lazy),
                prelude=self._lazily.prelude(lazy=lazy),
                env=env,
                timeout=self._timeout,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if ended.answer is None or ended.cpu_ms is None:
                return None
            used = ended.cpu_ms - ended.answer["start_cpu_ns"] / 1e6
            least[side] = min(least[side], used)
        return least[0], least[1]

    def instructions(self, tell: "Progress") -> "tuple[int, int] | None":
        """Return the instructions of each after the start of the interpreter."""
        from ._counting import can_count, count_instructions

        if not can_count():
            return None
        lazily = self._lazily
        counts = []
        for number, lazy in enumerate((False, True)):
            tell("count instructions", number, 3)
            target, prelude = lazily.target(lazy=lazy), lazily.prelude(lazy=lazy)
            counts.append(count_instructions(target, prelude=prelude))
        tell("count instructions", 2, 3)
        from ._target import Target

        idle = Target("code", ["-c", "pass"], python=lazily.target(lazy=False).python)
        start = count_instructions(idle, prelude=lazily.prelude(lazy=False))
        return counts[0] - start, counts[1] - start


def _nothing(phase: str, number: int, count: int) -> None:
    """Report no progress."""


def _absolute(profile: "Profile", file: str) -> str:
    """Return the file of a statement as the program's code objects name it."""
    if file.startswith("<"):
        return file
    return os.path.join(profile.data["target"]["cwd"], file)


def _predict(found: Verified, profile: "Profile", numbers: "list[int]") -> None:
    from ._savings import saving_ms, unreachable

    modules = profile.modules
    whole = sum(module["weight_ms"] for module in modules)
    found.predicted_ms = saving_ms(profile, numbers)
    found.predicted_part = found.predicted_ms / whole if whole else 0.0
    gone = unreachable(profile, numbers)
    found.predicted_gone = {
        modules[i]["name"] for i in gone if not modules[i]["failed"]
    }


def _compare_ends(
    found: Verified, before: "Recording", after: "Recording", pair: _Pair
) -> None:
    """Tell a program that ends otherwise, or writes something else."""
    found.exit_codes = before.exit_code, after.exit_code
    texts = []
    for path in pair.outputs:
        with open(path, "rb") as file:
            texts.append(file.read())
    found.is_output_same = texts[0] == texts[1]
    if before.exit_code == after.exit_code:
        return
    with open(pair.errors[1], encoding="utf-8", errors="replace") as errors:
        said = errors.read().strip().splitlines()[-_LAST_LINES:]
    found.failure = (
        f"with these imports lazy, the exit code is {after.exit_code}, not "
        f"{before.exit_code}" + (f": {' | '.join(said)}" if said else "")
    )


def _compare_modules(found: Verified, before: "Recording", after: "Recording") -> None:
    """Tell which modules are gone, and who brought back the others."""
    first = {name for name in before.loaded if not _is_ours(name)}
    second = {name for name in after.loaded if not _is_ours(name)}
    found.gone = first - second
    back = found.predicted_gone & second
    loads = {load.index: load for load in after.loads}
    roots: dict[str, CameBack] = {}
    for load in after.loads:
        if load.name not in back or load.failed or load.index == 0:
            continue
        root = load
        while (
            root.parent > 0 and root.parent in loads and loads[root.parent].name in back
        ):
            root = loads[root.parent]
        if root.name not in roots:
            by = None
            if root.statement >= 0:
                file, line, *_ = after.statements[root.statement]
                by = f"{file}:{line}"
            roots[root.name] = CameBack(root.name, by)
            if root is load:
                continue
        if load.name != root.name:
            roots[root.name].count += 1
    found.came_back = sorted(roots.values(), key=lambda one: -one.count)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] == "lazyheavy"


def _read_ledger(
    found: Verified, profile: "Profile", lazily: Lazily, pair: _Pair
) -> None:
    """Tell what became of each statement."""
    rows = lazily.read(pair.ledger)
    missing = set(lazily.missing)
    for checked in found.statements:
        place = _absolute(profile, checked.file), checked.line
        if place in missing:
            checked.state = "none"
        elif rows is not None:
            mine = [row[4:] for row in rows if row[:2] == place]
            _judge(checked, mine)
    failed = [checked for checked in found.statements if checked.state == "failed"]
    if failed and found.failure is None and found.exit_codes[0] == 0:
        one = failed[0]
        found.failure = f"{one.file}:{one.line}: the import failed when it was used"


def _tell_unreached(found: Verified, profile: "Profile", loaded: "set[str]") -> None:
    for checked in found.statements:
        importer = profile.statements[checked.number]["importer"]
        name = profile.modules[importer]["name"]
        if checked.state == "loaded" and name not in loaded:
            checked.state = "unreached"


def _judge(checked: Checked, rows: "list[tuple[Any, ...]]") -> None:
    if not rows:
        checked.state = "loaded"
        return
    checked.state = "untouched"
    for is_touched, by, failure in rows:
        if is_touched and checked.state in {"untouched", "touched"}:
            checked.state = "touched"
            if by is not None:
                checked.by = f"{by[0]}:{by[1]}"
                checked.function = by[2]
                if by[2] == "<module>":
                    checked.state = "at once"
        elif failure is not None:
            checked.state = "failed"


def chosen(profile: "Profile", places: "Iterable[str] | None" = None) -> "list[int]":
    """Return the statements of the plan, or those that ``FILE:LINE`` texts name.

    Raises:
        StartupError: One is no statement of the profile.
    """
    if not places:
        steps = profile.plan
        return sorted({number for step in steps for number in step["statements"]})
    found = []
    for place in places:
        file, _, line = place.rpartition(":")
        path = os.path.abspath(file)
        same = [
            number
            for number, row in enumerate(profile.statements)
            if str(row["line"]) == line and _absolute(profile, row["file"]) == path
        ]
        if not same:
            message = (
                f"{place!r} is no line that imported something in this run: write "
                "FILE:LINE of an import statement"
            )
            raise StartupError(message)
        found += same
    return found
