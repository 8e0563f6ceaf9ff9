"""The arguments of the command line. Imports nothing of what the commands do."""

import argparse

from . import (
    _options_bench,
    _options_check,
    _options_diff,
    _options_doctor,
    _options_fix,
    _options_profile,
    _options_render,
    _options_stubs,
    _options_verify,
)
from ._failures import FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    Commands = argparse._SubParsersAction["_Parser"]  # noqa: SLF001 - it has no other name

_DESCRIPTION = "Pay for heavy dependencies only when they are used."

#: The commands, in the order of the help: each module adds its own with `add()`,
#: and sets ``run`` to a function that takes the options and returns an exit code
#: or None. That function imports what the command does.
_COMMANDS = (
    _options_render,
    _options_doctor,
    _options_stubs,
    _options_profile,
    _options_diff,
    _options_check,
    _options_bench,
    _options_fix,
    _options_verify,
)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all errors of ours are."""

    def error(self, message: str) -> "NoReturn":
        self.exit(FAILED, f"lazyheavy: error: {message}; see {self.prog} --help\n")


def parse(argv: "Sequence[str] | None" = None) -> argparse.Namespace:
    """Return the options, and as ``run`` the function that does the work.

    Raises:
        SystemExit: For ``--help``, ``--version`` and wrong arguments.
    """
    from lazyheavy import __version__  # loaded: the package itself

    parser = _Parser(prog="lazyheavy", description=_DESCRIPTION, allow_abbrev=False)
    version = f"lazyheavy {__version__}"
    parser.add_argument("--version", action="version", version=version)
    parser.set_defaults(run=lambda _: parser.print_help(), traceback=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    return parser.parse_args(argv)
