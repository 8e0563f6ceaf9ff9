"""Names in `forbid` that mean nothing: a typing error makes a guard that is blind.

The names are looked up in a child process of the target's interpreter, which
imports none of them.
"""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal, final

    Reason = Literal["typo", "absent"]
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["UnknownName", "unknown_names"]

#: Prints which of its arguments are modules, and what there is at the top.
_PROGRAM = """\
import json, pkgutil, sys
from importlib.machinery import PathFinder
path, names = json.loads(sys.argv[1])
sys.path[:] = path
top = {*sys.stdlib_module_names, *sys.builtin_module_names}

def found(name):
    parts = name.split(".")
    if parts[0] in sys.builtin_module_names:
        return len(parts) == 1
    where = None
    for end in range(1, len(parts) + 1):
        full = ".".join(parts[:end])
        spec = None
        for finder in sys.meta_path if end == 1 else (PathFinder,):
            find = getattr(finder, "find_spec", None)
            try:
                spec = find and find(full, where)
            except Exception:
                spec = None
            if spec is not None:
                break
        if spec is None:
            return False
        where = spec.submodule_search_locations
        if where is None:
            return end == len(parts)
    return True

known = [name for name in names if name in top or found(name)]
try:
    top.update(module.name for module in pkgutil.iter_modules())
except Exception:
    pass
print(json.dumps([known, sorted(top)]))
"""


@final
class UnknownName:
    """A name that is no module of the target's environment.

    Attributes:
        name: The name.
        reason: "typo" when there are names like it, else "absent".
        message: What a report says.
    """

    __slots__ = ("message", "name", "reason")

    def __init__(self, name: str, reason: "Reason", message: str) -> None:
        self.name = name
        self.reason = reason
        self.message = message


def unknown_names(
    names: "Iterable[str]", python: str, path: "Sequence[str]", cwd: "str | None" = None
) -> "list[UnknownName]":
    """Return those names that are no modules, and what may be meant.

    Args:
        names: Names of modules.
        python: The interpreter of the target.
        path: The ``sys.path`` of the target.
        cwd: The folder to look from.

    Returns:
        One for each unknown name; none when the interpreter gives no answer, as
        nothing is known then.
    """
    import json
    import subprocess

    asked = [*names]
    if not asked:
        return []
    env = {**os.environ, "PYTHONWARNINGS": "ignore"}
    argument = json.dumps([[*path], asked])
    try:
        done = subprocess.run(
            [python, "-c", _PROGRAM, argument],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=cwd,
            env=env,
            timeout=60,
            check=True,
        )
        known, top = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return []
    return [_unknown(name, top) for name in asked if name not in known]


def _unknown(name: str, top: "list[str]") -> UnknownName:
    """Say what may be meant by a name that is no module."""
    head, dot, _ = name.partition(".")
    if head in top:  # and yet it has no such submodule
        message = f"{name!r} is no module: {head!r} is installed and has none like it"
        return UnknownName(name, "typo", message)
    joined = _joined(name, {*top})
    if joined:
        message = (
            f"{name!r} is not installed; did you mean {joined[0]!r}, {joined[1]!r} "
            "(a missing comma joins two texts)?"
        )
        return UnknownName(name, "typo", message)
    like = _similar(head, [word for word in top if not word.startswith("_")])
    if like and not dot:
        message = f"{name!r} is not installed; did you mean {like!r}?"
        return UnknownName(name, "typo", message)
    message = f"{name!r} is not installed here: only an attempt to import it shows"
    return UnknownName(name, "absent", message)


def _similar(name: str, top: "list[str]") -> "str | None":
    """Return the module that a name may be a slip of the keyboard for."""
    from difflib import get_close_matches  # only for an unknown name

    folded = {word.casefold(): word for word in top}
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=0.8)
    return folded[found[0]] if found else None


def _joined(name: str, top: "set[str]") -> "tuple[str, str] | None":
    """Return the two modules whose names stand in *name* without a comma."""
    shortest = 2
    for cut in range(shortest, len(name) - shortest + 1):
        if name[:cut] in top and name[cut:] in top:
            return name[:cut], name[cut:]
    return None
