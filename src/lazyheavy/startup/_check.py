"""The guard: one run of a target against its budget.

What counts is the set of modules, which is the same in every run; time is compared
with a base only, see `_slowdown`. Collaborates with `_imported`, `_lock` and
`_known_names`.
"""

import os

from lazyheavy.errors import BudgetError, StartupError

from ._budget import covers
from ._findings import Finding, Step, Verdict, Warned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ._budget import Budget
    from ._imported import Imported

__all__ = ["check", "judge"]


def check(
    budget: "Budget",
    *,
    folder: "str | None" = None,
    base: "str | None" = None,
    update: bool = False,
    progress: "Callable[[int, int], None] | None" = None,
) -> Verdict:
    """Run the target of a budget in a fresh child process and judge it.

    Blocks until the child has ended; with a base, or ``max_ms``, further children
    run without being recorded.

    Args:
        budget: What is allowed.
        folder: Where the target is run, and what a lock's path starts from; the
            current folder if None.
        base: A git revision, or a profile in JSON that `lazyheavy profile -o`
            wrote on this machine, for ``max_slowdown``.
        update: Whether to write the lock instead of comparing with it.
        progress: Called with the number of measuring runs that ended, and of all.

    Returns:
        The verdict. A target that fails is told there, not raised.

    Raises:
        BudgetError: A lock is no lock, or *base* is neither revision nor file.
        OSError: A lock cannot be written.
    """
    from ._imported import import_of  # starts a child

    place = os.path.abspath(folder or os.curdir)
    try:
        imported = import_of(budget, place)
    except BudgetError:
        raise
    except StartupError as error:
        verdict = Verdict(budget)
        verdict.failure = str(error)
        return verdict
    verdict = judge(budget, imported, place, update=update)
    if update:
        return verdict
    if budget.max_slowdown is not None or budget.max_ms is not None:
        from ._slowdown import judge_time  # starts more children

        judge_time(verdict, imported, place, base, progress)
    return verdict


def judge(
    budget: "Budget",
    imported: "Imported",
    folder: str,
    *,
    update: bool = False,
    mend: str = "run lazyheavy check --update",
) -> Verdict:
    """Judge one run by what it imported: everything but time.

    Args:
        budget: What is allowed.
        imported: What was imported.
        folder: What the lock's path starts from.
        update: Whether to write the lock instead of comparing with it.
        mend: What to do where the lock is out of date.

    Raises:
        BudgetError: A lock is missing, or is none.
        OSError: A lock cannot be written.
    """
    verdict = Verdict(budget)
    verdict.modules = len(imported.names)
    unseen = _judge_forbidden(verdict, imported)
    _warn_of_unknown(verdict, imported, unseen)
    _judge_count(verdict, imported)
    _judge_lock(verdict, imported, folder, mend, update=update)
    return verdict


def _judge_forbidden(verdict: Verdict, imported: "Imported") -> "list[str]":
    """Add a finding for each forbidden name that was imported; return the others."""
    budget = verdict.budget
    unseen = []
    for rule in budget.forbid:
        met = [
            name
            for name in imported.met
            if covers(rule, name) and not any(covers(a, name) for a in budget.allow)
        ]
        if met:
            verdict.findings.append(_forbidden(rule, met, imported, budget))
        else:
            unseen.append(rule)
    return unseen


def _forbidden(
    rule: str, met: "list[str]", imported: "Imported", budget: "Budget"
) -> Finding:
    """Tell which forbidden module was imported first, and by whom."""
    first = met[0]
    chain = imported.chain(first)
    more = f" (and {len(met) - 1} more)" if len(met) > 1 else ""
    if first in imported.attempted:
        message = f"{rule!r} is forbidden: importing {first!r} was tried{more}"
    elif first in imported.gone:
        message = f"{rule!r} is forbidden: {first!r} was imported and removed{more}"
    else:
        message = f"{rule!r} is forbidden: {first!r} is imported{more}"
    details = () if chain else (_unchained(first, imported),)
    return Finding(
        "forbid",
        message,
        chain=chain,
        details=details,
        modules=met,
        where=budget.where,
    )


def _unchained(name: str, imported: "Imported") -> str:
    """Say where a module comes from that no import statement brought."""
    if name in imported.before:
        return (
            f"{name} was loaded before the program began: by site, a .pth file or "
            "sitecustomize"
        )
    return f"{name} was put into sys.modules without an import"


def _warn_of_unknown(
    verdict: Verdict, imported: "Imported", unseen: "list[str]"
) -> None:
    """Warn of forbidden names that are no modules: they guard nothing."""
    from ._known_names import unknown_names  # starts a child

    unknown = unknown_names(unseen, imported.target.python, imported.path, imported.cwd)
    for found in unknown:
        verdict.warnings.append(
            Warned(
                "unknown-name",
                f"forbid: {found.message}",
                is_note=found.reason == "absent",
            )
        )


def _judge_count(verdict: Verdict, imported: "Imported") -> None:
    """Add a finding for too many modules, with who brings most of them."""
    budget, count = verdict.budget, len(imported.names)
    if budget.max_modules is None or count <= budget.max_modules:
        return
    groups: dict[str, int] = {}
    for name in imported.names:
        group = imported.group_of(name)
        groups[group] = groups.get(group, 0) + 1
    largest = sorted(groups.items(), key=lambda item: (-item[1], item[0]))
    details = [f"{group}  {size}" for group, size in largest[:8]]
    heaviest = next((g for g, _ in largest if not g.startswith("(")), None)
    first = next((n for n in imported.met if imported.group_of(n) == heaviest), None)
    chain: list[Step] = imported.chain(first) if first else []
    message = f"{count} modules are imported, {budget.max_modules} are allowed"
    verdict.findings.append(
        Finding(
            "max_modules", message, chain=chain, details=details, where=budget.where
        )
    )


def _judge_lock(
    verdict: Verdict, imported: "Imported", folder: str, mend: str, *, update: bool
) -> None:
    """Write the lock of a budget, or compare with it."""
    budget = verdict.budget
    if budget.lock is None:
        return
    from ._imported import STDLIB  # here and below: only where there is a lock
    from ._lock import compare_lock, lock_path, write_lock

    path = lock_path(budget.lock, folder, imported)
    if update:
        if write_lock(path, budget.name, imported):
            verdict.updated = path
        return
    difference = compare_lock(path, budget.name, imported, mend)
    if not difference:
        return
    shown = os.path.relpath(path, folder) if path.startswith(folder) else path
    if difference.elsewhere:
        here = f"Python {imported.python} on {imported.platform}"
        verdict.warnings.append(
            Warned(
                "other-python",
                f"{shown} was made with {difference.elsewhere} and is not held against "
                f"{here}: {'; '.join(difference.lines())}. Give each its own: lock = "
                '"imports-{python}-{platform}.lock"',
            )
        )
        return
    standard = difference.added.get(STDLIB, [])
    added = [name for names in difference.added.values() for name in names]
    removed = sum(map(len, difference.removed.values()))
    other = {*added} - {*standard}
    first = next((name for name in imported.met if name in other), None)
    if first is not None:
        chain = imported.chain(first)
    else:
        chain = imported.chain_to_stdlib(standard[0]) if standard else []
    verdict.findings.append(
        Finding(
            "lock",
            f"{shown}: {len(added)} modules more and {removed} less than locked; "
            f"if that is right, {mend}",
            chain=chain,
            details=difference.lines(),
            modules=added,
            where=budget.where,
        )
    )
