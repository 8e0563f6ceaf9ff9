"""Makes imports really lazy, in memory, and compares with what was predicted.

`_pair` runs both and measures, `_states` tells of the statements; what a run with
and one without laziness load is compared here.
"""

import os

from lazyheavy.errors import StartupError

from ._pair import Pair
from ._states import absolute, fill_states, place_of, unchecked
from ._verified import CameBack, Checked, Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._pair import Progress
    from ._profile import Profile
    from ._recording import Recording
    from ._target import Target


__all__ = ["CameBack", "Checked", "Verified", "chosen", "verify"]


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
    found.statements = unchecked(profile, numbers)
    _predict(found, profile, numbers)
    places = [place_of(profile, checked) for checked in found.statements]
    with tempfile.TemporaryDirectory(prefix="lazyheavy-") as folder:
        pair = Pair(target, places, folder, timeout)
        tell = progress or _nothing
        tell("verify", 0, 2)
        before = pair.record(lazy=False)
        tell("verify", 1, 2)
        after = pair.record(lazy=True)
        found.exit_codes = before.exit_code, after.exit_code
        found.is_output_same = pair.is_output_same()
        found.failure = pair.failure(*found.exit_codes)
        _compare_modules(found, before, after)
        failed = fill_states(found.statements, profile, pair, after)
        if found.failure is None and before.exit_code == 0:
            found.failure = failed
        if found.failure is None and runs:
            found.cpu_ms = pair.cpu(runs, tell)
            if instructions:
                found.instructions = pair.instructions(tell)
    return found


def _nothing(phase: str, number: int, count: int) -> None:
    """Report no progress."""


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
            if str(row["line"]) == line and absolute(profile, row["file"]) == path
        ]
        if not same:
            message = (
                f"{place!r} is no line that imported something in this run: write "
                "FILE:LINE of an import statement"
            )
            raise StartupError(message)
        found += same
    return found
