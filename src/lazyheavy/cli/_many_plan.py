"""Which files become which pictures, for `lazyheavy render --many`."""

import os

from ._failures import CommandError
from ._read import STDIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: What makes a name a pattern.
_WILDCARDS = "*?["


def plan(patterns: "Iterable[str]", folder: str, suffix: str) -> "dict[str, str]":
    """Return the inputs, sorted, each with the path of its picture.

    A picture has the name of its input with another suffix. Folders that a
    pattern finds below its fixed part are made again below *folder*.

    Args:
        patterns: Files, or patterns of files: ``*``, ``?``, ``[...]``, and
            ``**`` for folders within folders.
        folder: Where the pictures go.
        suffix: That of the pictures, with its dot.

    Raises:
        CommandError: There is no such file, or two would become one picture.
    """
    outputs: dict[str, str] = {}
    makers: dict[str, str] = {}
    for pattern in patterns:
        for path, name in _matches(pattern):
            output = os.path.join(folder, f"{os.path.splitext(name)[0]}{suffix}")
            other = makers.setdefault(os.path.normcase(output), path)
            if not os.path.samefile(other, path):
                message = (
                    f"{other!r} and {path!r} would both become {output!r}: draw them "
                    "into two folders"
                )
                raise CommandError(message)
            outputs[other] = output
    for path, output in outputs.items():
        if os.path.exists(output) and os.path.samefile(path, output):
            message = f"{path!r} would be replaced by its picture: name another folder"
            raise CommandError(message)
    return dict(sorted(outputs.items()))


def _matches(pattern: str) -> "list[tuple[str, str]]":
    """Return the files that match, each with its name below the fixed part."""
    if pattern == STDIN:
        message = "--many reads files, not standard input: name files, or a pattern"
        raise CommandError(message)
    if os.path.isdir(pattern):
        example = os.path.join(pattern, "*.json")
        message = f"{pattern!r} is a folder: say what to draw in it, as in '{example}'"
        raise CommandError(message)
    if os.path.exists(pattern) or not any(sign in pattern for sign in _WILDCARDS):
        if not os.path.exists(pattern):
            message = f"there is no file {pattern!r}"
            raise CommandError(message)
        return [(pattern, os.path.basename(pattern))]
    import glob  # only for a pattern that no shell has expanded

    fixed = pattern
    while any(sign in fixed for sign in _WILDCARDS):
        fixed = os.path.dirname(fixed)
    found = [
        path for path in glob.glob(pattern, recursive=True) if os.path.isfile(path)
    ]
    if not found:
        message = f"no file matches {pattern!r}"
        raise CommandError(message)
    return [(path, os.path.relpath(path, fixed or ".")) for path in sorted(found)]
