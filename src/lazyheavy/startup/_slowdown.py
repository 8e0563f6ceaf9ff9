"""The parts of a budget that are about time: `max_slowdown` and `max_ms`.

Both read the CPU time of whole child processes that nothing records. Time that is
compared with another day or another machine says nothing: a base is a revision,
run in turn with the current state, or a profile of this very machine.
"""

import os

from lazyheavy.errors import BudgetError, StartupError

from ._findings import Finding, Warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._base_revision import BaseRevision
    from ._comparison import Comparison
    from ._findings import Verdict
    from ._imported import Imported
    from ._sampling import Command

    Progress = Callable[[int, int], None]

__all__ = ["judge_time"]

#: How much slower a machine may be than at another time. One and the same program
#: took up to 29 % more CPU time a minute later, when the machine was busy.
DRIFT = 0.5

#: Runs after which a target that always took too long counts as too slow.
MOST_RUNS = 10


def judge_time(
    verdict: "Verdict",
    imported: "Imported",
    folder: str,
    base: "str | None",
    progress: "Progress | None" = None,
) -> None:
    """Add to a verdict what is to say about time.

    Raises:
        BudgetError: *base* is neither a revision nor a profile.
    """
    budget = verdict.budget
    try:
        if budget.max_ms is not None:
            _judge_ms(verdict, _command(verdict, imported), budget.max_ms)
        if budget.max_slowdown is None:
            return
        if base is None:
            message = "max_slowdown is not checked: give --base REVISION"
            verdict.warnings.append(Warned("not-checked", message, is_note=True))
        elif os.path.isfile(os.path.join(folder, base)):
            path = os.path.join(folder, base)
            found = _against_file(verdict, path, imported)
            _judge_slowdown(verdict, found, base, DRIFT)
        else:
            in_turn = _against_revision(verdict, imported, folder, base, progress)
            if in_turn is not None:
                _judge_slowdown(verdict, in_turn, base)
    except BudgetError:
        raise
    except StartupError as error:
        verdict.failure = str(error)


def _command(verdict: "Verdict", imported: "Imported", **changed: "Any") -> "Command":
    """Return the target as a program to be run without a recorder."""
    from ._sampling import Command

    budget = verdict.budget
    how: dict[str, Any] = {
        "cwd": imported.cwd,
        "exit_code": budget.exit_code,
        "timeout": budget.timeout,
        **changed,
    }
    return Command(imported.target, budget.name, **how)


def _judge_ms(verdict: "Verdict", command: "Command", limit: float) -> None:
    """Hold the CPU time against a wide limit; one run that keeps it is enough."""
    from ._sampling import sample

    least = min(sample(command), sample(command))  # the first may fill caches
    for _ in range(MOST_RUNS - 2):
        if least <= limit:
            break
        least = min(least, sample(command))
    verdict.cpu_ms = least
    if least > limit:
        message = (
            f"takes {least:.0f} ms of CPU time at the least of {MOST_RUNS} runs, "
            f"{limit:g} are allowed"
        )
        verdict.findings.append(Finding("max_ms", message, where=verdict.budget.where))


def _judge_slowdown(
    verdict: "Verdict", found: "Comparison", base: str, drift: float = 0.0
) -> None:
    """Break the budget where the measurement leaves no doubt, else warn."""
    budget = verdict.budget
    assert budget.max_slowdown is not None
    verdict.comparison = found
    outcome = found.outcome(budget.max_slowdown, drift)
    message = (
        f"takes {change(found.ratio)} CPU time than {base} "
        f"(95 % interval {found.low - 1:+.1%} to {found.high - 1:+.1%}), "
        f"{budget.max_slowdown:+.0%} is allowed"
    )
    if outcome == "slower":
        finding = Finding("max_slowdown", message, where=budget.where)
        verdict.findings.append(finding)
    elif outcome == "inconclusive":
        if drift:
            message += (
                f"; up to {drift:.0%} may be the machine's, as the runs did not take "
                "turns: give a revision as the base"
            )
        verdict.warnings.append(Warned("inconclusive", f"inconclusive: {message}"))


def change(ratio: float) -> str:
    """Return a ratio in words, such as "3.0% more"."""
    return f"{abs(ratio - 1):.1%} {'less' if ratio < 1 else 'more'}"


def _against_file(verdict: "Verdict", path: str, imported: "Imported") -> "Comparison":
    """Compare with the runs in a profile, which are not of this hour.

    Raises:
        BudgetError: It is no profile, or of something else.
    """
    import json

    from ._comparison import Comparison
    from ._imported import recorded_cpu_ms

    try:
        with open(path, encoding="utf-8") as file:
            profile = json.load(file)
        before = [float(ms) for ms in profile["runs"]["cpu_ms"]]
        made = (profile["python"]["version"], profile["platform"])
        argv = profile["target"]["argv"]
    except (KeyError, TypeError, ValueError) as error:
        message = (
            f"{path} is no profile ({error!r}); make one on this machine with "
            "lazyheavy profile -o FILE.json TARGET"
        )
        raise BudgetError(message) from None
    if not before or min(before) <= 0:
        message = f"{path} has no timing runs"
        raise BudgetError(message)
    if [*argv] != [*verdict.budget.target]:
        from shlex import join  # to show what one would type

        message = (
            f"{path} is a profile of {join(argv)}, not of "
            f"{join(verdict.budget.target)}: name the budget that it is of"
        )
        raise BudgetError(message)
    here = (imported.python_version, platform_tag())
    if made != here:
        message = (
            f"the base was measured with Python {made[0]} on {made[1]}, "
            f"this is Python {here[0]} on {here[1]}"
        )
        verdict.warnings.append(Warned("base", message))
    runs = max(len(before), 7)
    now = [recorded_cpu_ms(verdict.budget, imported.cwd) for _ in range(runs + 1)][1:]
    return Comparison(before, now, "cpu")


def _against_revision(
    verdict: "Verdict",
    imported: "Imported",
    folder: str,
    base: str,
    progress: "Progress | None",
) -> "Comparison | None":
    """Compare with a revision in turn; None where its target does not run.

    Raises:
        BudgetError: There is no such revision.
    """
    import tempfile

    from ._base_revision import BaseRevision
    from ._comparison import compare

    with (
        BaseRevision(base, folder) as revision,
        # Compiled anew for both sides, in a place of their own: neither side has an
        # advantage.
        tempfile.TemporaryDirectory(prefix="lazyheavy-pyc-") as bytecode,
    ):
        roots = revision.roots(imported.files())
        there = [found for root in roots if (found := revision.counterpart(root))]
        current = _command(
            verdict, imported, env=_environment(roots, bytecode), cwd=folder
        )
        other = _command(
            verdict,
            imported,
            env=_environment(there, bytecode),
            cwd=revision.counterpart(folder) or revision.folder,
        )
        other.shown = f"{current.shown} at {base}"
        wrong = _why_incomparable(verdict, other, revision)
        if wrong:
            message = f"nothing to compare with: {wrong}"
            verdict.warnings.append(Warned("base", message))
            return None
        return compare(other, current, progress=progress)


def _environment(roots: "list[str]", bytecode: str) -> "dict[str, str]":
    """Return the environment in which the modules come from *roots*."""
    from ._sampling import quiet_environment

    env = quiet_environment()
    before = env.get("PYTHONPATH")
    env["PYTHONPATH"] = os.pathsep.join([*roots, *([before] if before else [])])
    env["PYTHONPYCACHEPREFIX"] = bytecode
    return env


def _why_incomparable(
    verdict: "Verdict", other: "Command", revision: "BaseRevision"
) -> str:
    """Say why the target of the base is no measure, or give *other* that target.

    Both read the same standard input, that of the current state.
    """
    from ._imported import import_of

    budget = verdict.budget
    target = [revision.mapped(part) for part in budget.target]
    try:
        found = import_of(
            budget, other.cwd, env=other.env, target=target, stdin=other.target.stdin
        )
    except StartupError as error:
        return f"at {revision.revision}, {error}"
    other.target = found.target
    strays = revision.roots(found.files())
    if strays:
        return (
            f"at {revision.revision} the target still imports from {strays[0]}, "
            "which is the current checkout"
        )
    return ""


def platform_tag() -> str:
    """Return system and machine as profiles store them."""
    import platform

    return f"{platform.system()}-{platform.machine()}"
