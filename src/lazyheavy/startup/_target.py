"""What is measured: a script, a module, code, or an installed command."""

import os
import sys

from lazyheavy.errors import TargetError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Literal, final

    Kind = Literal["script", "module", "code", "console"]
else:

    def final(kind):  # noqa: ANN001, ANN202
        return kind


#: How much of a file is read to find out whether Python runs it.
_HEAD = 1024


@final
class Target:
    """A program and its arguments, as they would be typed after ``python``.

    Attributes:
        kind: ``"script"`` (a file, or a folder or archive with ``__main__.py``),
            ``"module"`` (``-m``), ``"code"`` (``-c``), or ``"console"``: a command
            that an installed distribution brings, such as ``pip``.
        argv: The arguments as given: ``("-m", "pkg", "--help")``.
        python: The interpreter that runs it. For ``"console"`` the one that its
            first line names.
        path: The file that runs for ``"script"`` and ``"console"``, else None.
    """

    __slots__ = ("argv", "kind", "path", "python")

    def __init__(
        self,
        kind: "Kind",
        argv: "Sequence[str]",
        *,
        python: "str | None" = None,
        path: "str | None" = None,
    ) -> None:
        self.kind = kind
        self.argv = tuple(argv)
        self.python = python or sys.executable
        self.path = path

    @classmethod
    def parse(cls, argv: "Sequence[str]") -> "Target":
        """Tell what *argv* names: everything after the target belongs to it.

        Args:
            argv: ``["app.py", "x"]``, ``["-m", "pkg", "--help"]``,
                ``["-c", "import json"]`` or ``["mytool", "--help"]``.

        Raises:
            TargetError: It is none of these, with what to type instead.
        """
        if not argv:
            message = (
                "there is nothing to run: name a script, -m MODULE, -c CODE or an "
                "installed command"
            )
            raise TargetError(message)
        first = argv[0]
        if first in {"-m", "-c"}:
            if len(argv) == 1:
                what = "the name of a module" if first == "-m" else "code"
                message = f"{first} needs {what} after it"
                raise TargetError(message)
            return cls("module" if first == "-m" else "code", argv)
        if first.startswith("-"):
            message = (
                f"{first!r} is no option, and no target: write options before the "
                "target, which is a script, -m MODULE, -c CODE or an installed command"
            )
            raise TargetError(message)
        return cls._file_or_command(first, argv)

    @classmethod
    def _file_or_command(cls, first: str, argv: "Sequence[str]") -> "Target":
        """Find a script by its path, or a command on PATH and beside the Python."""
        if os.path.isdir(first) and not os.path.isfile(f"{first}/__main__.py"):
            message = (
                f"{first!r} is a folder without a __main__.py: name a script in it"
            )
            raise TargetError(message)
        if os.path.exists(first):
            return cls("script", argv, path=first)
        found = _command(first)
        if found is None:
            raise TargetError(_nothing(first))
        python = _interpreter(found)
        if python is None:
            message = (
                f"{found!r} is no Python program: name the module behind it with -m"
            )
            raise TargetError(message)
        return cls("console", argv, python=python, path=found)

    @property
    def name(self) -> str:
        """The path, module, code or command, without its arguments."""
        return self.argv[1] if self.kind in {"module", "code"} else self.argv[0]

    def display(self) -> str:
        """Return what one would type, with quotes where a shell needs them."""
        from shlex import quote  # only to show it

        return " ".join(quote(part) for part in self.argv)

    def to_json(self) -> "dict[str, Any]":
        """Return the target as the profile stores it."""
        return {
            "kind": self.kind,
            "argv": list(self.argv),
            "display": self.display(),
            "cwd": os.getcwd(),
        }

    def __repr__(self) -> str:
        return f"<target {self.display()}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Target):
            return NotImplemented
        mine = (self.kind, self.argv, self.python, self.path)
        return mine == (other.kind, other.argv, other.python, other.path)

    def __hash__(self) -> int:
        return hash((self.kind, self.argv, self.python, self.path))


def _command(name: str) -> "str | None":
    """Return the file of a command: beside this Python, or on PATH."""
    if os.sep in name or (os.altsep and os.altsep in name):
        return None
    from shutil import which  # only for a command

    beside = os.path.dirname(sys.executable)
    return which(name, path=beside) or which(name)


def _interpreter(path: str) -> "str | None":
    """Return the Python that a command's first line names, or None."""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return None
    lines = head.split(b"\n", 3)
    first = lines[0].decode(errors="replace").strip()
    if not first.startswith("#!"):
        return sys.executable if path.lower().endswith(".py") else None
    words = first[2:].split()
    if not words:
        return None
    if os.path.basename(words[0]) == "sh" and len(lines) > 1:
        # pip writes this where the path is too long for a first line.
        words = lines[1].decode(errors="replace").replace("'''exec'", "").split()
        words = [word.strip("'\"") for word in words if word.strip("'\"")]
        words = words[:1]
    if words and os.path.basename(words[0]) == "env":
        from shutil import which

        words = [which(word) or word for word in words[1:] if not word.startswith("-")]
    name = os.path.basename(words[0]).lower() if words else ""
    if not name.startswith(("python", "pypy")) or not os.path.exists(words[0]):
        return None
    return words[0]


def _nothing(first: str) -> str:
    """Say that nothing was found, and what may have been meant."""
    message = f"there is no script {first!r}, and no command of that name"
    if first.endswith(".py") or os.sep in first:
        return f"there is no script {first!r}"
    from importlib.util import find_spec  # only for this message

    try:
        is_module = find_spec(first.partition(".")[0]) is not None
    except (ImportError, ValueError):
        is_module = False
    if is_module:
        return f"{message}; for the module of that name write -m {first}"
    return f"{message}; write -m for a module, -c for code"
