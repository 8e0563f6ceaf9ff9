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
        options: What the interpreter gets before it, such as ``-I``: that of the
            first line of a command.
        stdin: The file that every run reads as its standard input; None for none.
    """

    __slots__ = ("argv", "kind", "options", "path", "python", "stdin")

    def __init__(
        self,
        kind: "Kind",
        argv: "Sequence[str]",
        *,
        python: "str | None" = None,
        path: "str | None" = None,
        options: "Sequence[str]" = (),
        stdin: "str | None" = None,
    ) -> None:
        self.kind = kind
        self.argv = tuple(argv)
        self.python = python or sys.executable
        self.path = path
        self.options = tuple(options)
        self.stdin = stdin

    @classmethod
    def parse(cls, argv: "Sequence[str]", *, stdin: "str | None" = None) -> "Target":
        """Tell what *argv* names: everything after the target belongs to it.

        Args:
            argv: ``["app.py", "x"]``, ``["-m", "pkg", "--help"]``,
                ``["-c", "import json"]`` or ``["mytool", "--help"]``.
            stdin: The file that every run reads as its standard input.

        Raises:
            TargetError: It is none of these, with what to type instead.
        """
        found = cls._parse(argv)
        if stdin is not None:
            if not os.path.isfile(stdin):
                message = f"there is no file {stdin!r} to read as standard input"
                raise TargetError(message)
            found.stdin = os.path.abspath(stdin)
        return found

    @classmethod
    def _parse(cls, argv: "Sequence[str]") -> "Target":
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
        from ._shebang import interpreter_of  # only for what is no file of Python

        if os.path.exists(first):
            is_command = os.path.isfile(first) and not os.path.splitext(first)[1]
            runs = interpreter_of(first) if is_command else None
            if runs is None or not os.access(first, os.X_OK):
                return cls("script", argv, path=first)
            return cls("console", argv, python=runs[0], path=first, options=runs[1])
        found = _command(first)
        if found is None:
            raise TargetError(_nothing(first))
        runs = interpreter_of(found)
        if runs is None:
            message = (
                f"{found!r} is no Python program: name the module behind it with -m"
            )
            raise TargetError(message)
        python, options = runs
        return cls("console", argv, python=python, path=found, options=options)

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
        return self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def _all(self) -> "tuple[Any, ...]":
        return tuple(getattr(self, name) for name in self.__slots__)


def _command(name: str) -> "str | None":
    """Return the file of a command: beside this Python, or on PATH."""
    if os.sep in name or (os.altsep and os.altsep in name):
        return None
    from shutil import which  # only for a command

    beside = os.path.dirname(sys.executable)
    return which(name, path=beside) or which(name)


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
