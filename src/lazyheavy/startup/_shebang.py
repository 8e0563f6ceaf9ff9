"""What the first line of an installed command names: a Python, and its options."""

import os
import sys

#: How much of a file is read to find out whether Python runs it.
_HEAD = 1024


def interpreter_of(path: str) -> "tuple[str, tuple[str, ...]] | None":
    """Return the Python that runs a command and the options it gets, such as ``-I``.

    None if the file is not started by a Python, or by one that is not there.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD).decode(errors="replace")
    except OSError:
        return None
    first, _, rest = head.partition("\n")
    if not first.startswith("#!"):
        return (sys.executable, ()) if path.lower().endswith(".py") else None
    words = first[2:].split()
    name = _base(words)
    if name == "sh":
        words = _words_of_shell(rest.partition("\n")[0])
    elif name == "env":
        words = _words_of_env(words[1:])
    if not _base(words).lower().startswith(("python", "pypy")):
        return None
    if not os.path.exists(words[0]):
        return None
    return words[0], tuple(words[1:])


def _base(words: "list[str]") -> str:
    return os.path.basename(words[0]) if words else ""


def _words_of_shell(line: str) -> "list[str]":
    """Read ``'''exec' "/a long/python" -I "$0" "$@"``.

    Installers write this where the path is too long for a first line, or has blanks.
    """
    from shlex import split  # only for such a command

    try:
        words = split(line.replace("'''exec'", "", 1))
    except ValueError:
        return []
    return words[: words.index("$0")] if "$0" in words else words[:1]


def _words_of_env(words: "list[str]") -> "list[str]":
    """Find on PATH what `env` would start; its own options come first."""
    from shutil import which

    while words and (words[0].startswith("-") or "=" in words[0]):
        words = words[1:]
    return [which(words[0]) or words[0], *words[1:]] if words else []
