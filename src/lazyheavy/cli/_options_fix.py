"""The arguments of `lazyheavy fix`."""

import argparse

from ._failures import add_traceback
from ._options_target import add_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Move import statements into a `with lazy.imports():` block: those of the plan
that a profile makes, or those that are named. Comments, formatting, line ends
and encoding stay. Files are read, not run; what is not safe to move is refused,
with the line that stands against it. Only files of your own are changed, and
only with --write.
"""

_EXAMPLES = """\
examples:
  lazyheavy fix -m myapp --help
  lazyheavy fix --write -m myapp --help
  lazyheavy fix --plan startup.json
  lazyheavy fix --statement myapp/report.py:7 --write

The exit code is 0 when there was nothing to do or the files were written, 1 when
a diff was shown, 2 when it failed or every statement was refused.
"""


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "fix",
        help="make the imports of a profile's plan lazy, where that is safe",
        description=_DESCRIPTION,
        usage="lazyheavy fix [--diff | --write] [options] "
        "[SCRIPT ... | -m MODULE ... | COMMAND ...]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--diff",
        action="store_true",
        help="write nothing; show what would change (what it does without --write)",
    )
    action.add_argument("--write", action="store_true", help="change the files")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--plan",
        metavar="FILE.json",
        help="take the plan of this saved profile",
    )
    choice.add_argument(
        "--statement",
        metavar="FILE:LINE",
        action="append",
        help="take the import statement of this line; may be given several times",
    )
    parser.add_argument(
        "-n",
        "--runs",
        metavar="N",
        type=int,
        default=7,
        help="how often to run the program for the profile (default: 7)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="a diff and what was refused, or all of it as JSON (default: text)",
    )
    add_traceback(parser)
    add_target(parser, "profile")


def _run(options: argparse.Namespace) -> int:
    from ._fix import fix  # reads files, and may start children

    return fix(options)
