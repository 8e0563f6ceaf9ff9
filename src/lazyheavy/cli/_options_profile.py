"""The arguments of `lazyheavy profile`."""

import argparse

from ._failures import add_traceback
from ._options_target import add_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Tell what the start of a program costs, and what would really be saved by making
which of its imports lazy. The program runs a dozen times, each time in a fresh
process; everything after its name belongs to it. What it writes is shown once, on
standard error; the report goes to standard output. The exit code is that of the
program, or 2 if it could not be measured.
"""

_EXAMPLES = """\
examples:
  lazyheavy profile app.py --its-own-option
  lazyheavy profile -m myapp --help
  lazyheavy profile -c 'import pandas'
  lazyheavy profile pip --version
  lazyheavy profile -o profile.html -m myapp --help
"""

#: What `-f` knows; the suffix of `-o` picks the same.
FORMATS = ("text", "html", "json", "speedscope")


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "profile",
        help="measure the start of a program, and what lazy imports would save",
        description=_DESCRIPTION,
        usage="lazyheavy profile [options] "
        "{SCRIPT ... | -m MODULE ... | -c CODE ... | COMMAND ...}",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "-n",
        "--runs",
        metavar="N",
        type=int,
        default=7,
        help="how many runs are timed (default: 7)",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to a file: .html, .json, .speedscope.json or .txt",
    )
    parser.add_argument(
        "-f",
        "--format",
        choices=FORMATS,
        help="what to write (default: by the suffix of FILE; text)",
    )
    parser.add_argument(
        "--top",
        metavar="N",
        type=int,
        default=10,
        help="rows of each table of the text (default: 10)",
    )
    parser.add_argument(
        "--tree", action="store_true", help="show who imported whom, down to 1 %%"
    )
    _add_more_runs(parser)
    parser.add_argument(
        "--all",
        action="store_true",
        help="consider imports in all code, not only in the program's own",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=float,
        help="kill a run that takes longer (default: none)",
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="mark up the text (default: on a terminal, unless NO_COLOR is set)",
    )
    add_traceback(parser)
    add_target(parser, "run", with_code=True)


def _add_more_runs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--usage",
        action="store_true",
        help="one more run: whose code ran at all",
    )
    parser.add_argument(
        "--memory",
        action="store_true",
        help="one more run: what each import adds to memory (Linux)",
    )
    parser.add_argument(
        "--cold",
        action="store_true",
        help="three more runs, with the program's files out of the page cache",
    )
    parser.add_argument(
        "--no-trial",
        dest="trial",
        action="store_false",
        help="do not run the program with the imports of the plan lazy, by which "
        "those that it uses anyway are found",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="really make the imports of the plan lazy, in memory, and compare what "
        "is saved with what was predicted (as 'lazyheavy verify')",
    )


def _run(options: argparse.Namespace) -> int:
    from ._profile import profile  # starts children

    return profile(options)
