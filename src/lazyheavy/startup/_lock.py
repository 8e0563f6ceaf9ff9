"""Lock files: the modules that a target is expected to import, by distribution.

A lock is JSON with a name a line, so that a change reads well in a review. One
file can hold the locks of several budgets. Collaborates with `_imported`.
"""

import os

from lazyheavy.errors import BudgetError

from ._imported import STDLIB

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, final

    from ._imported import Imported
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["LockDiff", "compare_lock", "lock_path", "write_lock"]

SCHEMA_VERSION = 1

_MEND = "run lazyheavy check --update"

_NOTE = "made by lazyheavy check --update"


@final
class LockDiff:
    """How the modules of a run differ from those in a lock.

    Attributes:
        added: What is not in the lock, by group.
        removed: What is in the lock only, by group.
        versions: Group to the versions of then and now, where they differ.
        elsewhere: How the lock was made otherwise than this run ("Python 3.12 on
            linux"), or an empty text.
    """

    __slots__ = ("added", "elsewhere", "removed", "versions")

    def __init__(
        self,
        added: "dict[str, list[str]]",
        removed: "dict[str, list[str]]",
        versions: "dict[str, tuple[str, str]]",
        elsewhere: str,
    ) -> None:
        self.added = added
        self.removed = removed
        self.versions = versions
        self.elsewhere = elsewhere

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def lines(self) -> "list[str]":
        """Say it by distribution, a line each, the larger change first."""
        groups = {*self.added, *self.removed}

        def size(group: str) -> "tuple[int, str]":
            added, removed = self.added.get(group, []), self.removed.get(group, [])
            return -len(added) - len(removed), group

        return [self._line(group) for group in sorted(groups, key=size)]

    def _line(self, group: str) -> str:
        version = self.versions.get(group)
        changed = f" {version[0]} -> {version[1]}" if version else ""
        parts = [
            f"{sign}{len(names)}: {shortened(names)}"
            for sign, names in (
                ("+", self.added.get(group, [])),
                ("-", self.removed.get(group, [])),
            )
            if names
        ]
        return f"{group}{changed}  {'; '.join(parts)}"


def shortened(names: "Iterable[str]", most: int = 4) -> str:
    """Return the first names of a list, and how many more there are."""
    listed = [*names]
    rest = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + rest


def lock_path(pattern: str, folder: str, imported: "Imported") -> str:
    """Return the path of a lock file.

    ``{python}`` and ``{platform}`` in *pattern* are those of the run.
    """
    filled = pattern.replace("{python}", imported.python)
    filled = filled.replace("{platform}", imported.platform)
    return os.path.join(folder, filled)


def locked_names(imported: "Imported") -> "dict[str, list[str]]":
    """Return what a lock holds of a run: sorted names, by group.

    Of the standard library these are the public modules that others than itself ask
    for: what they import in turn differs between versions and is nobody's choice.
    """
    groups: dict[str, set[str]] = {}
    for name in imported.names:
        group = imported.group_of(name)
        if group != STDLIB:
            groups.setdefault(group, set()).add(name)
    standard = imported.asked_of_stdlib()
    if standard:
        groups[STDLIB] = {*standard}
    return {group: sorted(groups[group]) for group in sorted(groups)}


def write_lock(path: str, budget: str, imported: "Imported") -> bool:
    """Put a run into a lock file; tell whether that changed anything.

    The locks of other budgets in the file stay as they are.

    Raises:
        BudgetError: The file is there and is no lock file.
        OSError: It cannot be written.
    """
    import json

    content = _read(path, _MEND) if os.path.exists(path) else {}
    budgets = dict(content.get("budgets", {}))
    entry: dict[str, Any] = {
        "python": imported.python,
        "platform": imported.platform,
        "modules": {},
    }
    for group, names in locked_names(imported).items():
        version = imported.version_of(group)
        entry["modules"][group] = {
            **({"version": version} if version else {}),
            "names": names,
        }
    budgets[budget] = entry
    whole = {
        "schema_version": SCHEMA_VERSION,
        "note": _NOTE,
        "budgets": {name: budgets[name] for name in sorted(budgets)},
    }
    if whole == content:
        return False
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(beside, path)
    except OSError:
        if os.path.exists(beside):
            os.unlink(beside)
        raise
    return True


def compare_lock(
    path: str,
    budget: str,
    imported: "Imported",
    mend: str = _MEND,
) -> LockDiff:
    """Compare a run with its lock.

    Of a lock that was made with another minor version of Python, or on another
    platform, see `LockDiff.elsewhere`.

    Args:
        path: The lock file.
        budget: The name of the budget.
        imported: The run.
        mend: What to do where there is no lock.

    Raises:
        BudgetError: There is no lock, or it cannot be read.
    """
    entry = _read(path, mend).get("budgets", {}).get(budget)
    if entry is None:
        message = f"{path}: has no lock of {budget!r}; {mend}"
        raise BudgetError(message)
    try:
        before = {group: [*of["names"]] for group, of in entry["modules"].items()}
        versions = {group: of.get("version") for group, of in entry["modules"].items()}
        made = (entry["python"], entry["platform"])
    except (AttributeError, KeyError, TypeError) as error:
        raise _no_lock(path, repr(error), mend) from None
    now = locked_names(imported)
    here = (imported.python, imported.platform)
    return LockDiff(
        _without(now, before),
        _without(before, now),
        {
            group: (then, today)
            for group, then in versions.items()
            if then
            and (today := imported.version_of(group)) is not None
            and today != then
        },
        "" if made == here else f"Python {made[0]} on {made[1]}",
    )


def _without(
    some: "Mapping[str, list[str]]", other: "Mapping[str, list[str]]"
) -> "dict[str, list[str]]":
    """Return the names that the other does not have, in whatever group.

    An editable installation groups the same modules in another way.
    """
    known = {name for names in other.values() for name in names}
    rest = {
        group: [n for n in names if n not in known] for group, names in some.items()
    }
    return {group: names for group, names in rest.items() if names}


def _read(path: str, mend: str) -> "dict[str, Any]":
    """Return the content of a lock file.

    Raises:
        BudgetError: It is not there, or is none.
    """
    import json

    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except FileNotFoundError:
        message = f"{path}: there is no lock yet; {mend}"
        raise BudgetError(message) from None
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise BudgetError(message) from error
    except ValueError as error:
        raise _no_lock(path, str(error), mend) from None
    if not isinstance(content, dict) or not isinstance(content.get("budgets"), dict):
        raise _no_lock(path, "it has no budgets", mend)
    if content.get("schema_version") != SCHEMA_VERSION:
        found = content.get("schema_version")
        message = (
            f"{path}: is of schema_version {found!r}, this lazyheavy reads "
            f"{SCHEMA_VERSION}; {mend}"
        )
        raise BudgetError(message)
    return content


def _no_lock(path: str, why: str, mend: str) -> BudgetError:
    message = f"{path}: is no lock file ({why}); remove it and {mend}"
    return BudgetError(message)
