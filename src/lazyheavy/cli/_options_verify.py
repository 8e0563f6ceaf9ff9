"""The arguments of `lazyheavy verify`."""

import argparse

from ._failures import add_traceback
from ._options_target import add_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Run a program with import statements made lazy, and as it is, and compare what a
profile predicts with what is really saved. No file is changed: the statements
are put into lazy.imports() blocks in memory. Taken are those of the plan, or
those that are named. Where valgrind is installed, instructions are counted, too.
"""

_EXAMPLES = """\
examples:
  lazyheavy verify -m myapp --help
  lazyheavy verify --statement myapp/cli.py:7 -m myapp --help
  lazyheavy verify --no-instructions app.py

The exit code is 0 if the program ends the same, 2 if not: then it is told how.
"""


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "verify",
        help="try in memory what lazy imports really save",
        description=_DESCRIPTION,
        usage="lazyheavy verify [options] {SCRIPT ... | -m MODULE ... | COMMAND ...}",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "--statement",
        metavar="FILE:LINE",
        action="append",
        help="make the import statement of this line lazy; may be given several times",
    )
    parser.add_argument(
        "-n",
        "--runs",
        metavar="N",
        type=int,
        default=7,
        help="how many runs make the profile, and how many pairs compare (default: 7)",
    )
    parser.add_argument(
        "--no-instructions",
        dest="instructions",
        action="store_false",
        help="count no instructions, which takes 30 times as long as a run",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="a table, or all of it as JSON (default: text)",
    )
    add_traceback(parser)
    add_target(parser, "run")


def _run(options: argparse.Namespace) -> int:
    from ._verify import verify  # starts children

    return verify(options)
