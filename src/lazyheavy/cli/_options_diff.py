"""The arguments of `lazyheavy diff`."""

import argparse

from ._failures import add_traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Tell what has changed between two profiles that `lazyheavy profile -o x.json` has
written: modules by distribution, lines of the program that import, times. A time
that could be the same is marked "within noise".
"""

_EXAMPLES = """\
examples:
  lazyheavy profile -o before.json app.py --help
  lazyheavy profile -o after.json app.py --help
  lazyheavy diff before.json after.json

The exit code is 0 when the same modules are loaded, as early, 1 when not, 2 when
a profile cannot be read. Times do not count for it.
"""


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "diff",
        help="compare two profiles",
        description=_DESCRIPTION,
        usage="lazyheavy diff [options] A.json B.json",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)
    parser.add_argument("before", metavar="A.json", help="the profile from before")
    parser.add_argument("after", metavar="B.json", help="the profile from after")
    parser.add_argument(
        "--modules",
        action="store_true",
        help="name every module that was added or removed, not the first ones only",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="a report, or JSON with everything (default: text)",
    )
    add_traceback(parser)


def _run(options: argparse.Namespace) -> int:
    from ._diff import diff  # reads the profiles

    return diff(options)
