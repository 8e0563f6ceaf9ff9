"""The arguments of `lazyheavy bench`."""

import argparse

from ._failures import add_traceback
from ._options_target import add_stdin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Run two programs in turn, in random order, each run in a process of its own, and
tell how much more the second one takes. The least of the runs counts, with the
95 % interval of the ratio. The exit code is 1 if the second is slower than
--max-slowdown allows and the interval leaves no doubt of it, 3 if a program fails.
"""

_EXAMPLES = """\
examples:
  lazyheavy bench "-c 'import json'" "-c 'import tomllib'"
  lazyheavy bench "-m mypackage --help" "-m mypackage --version" -n 40
  lazyheavy bench old.py new.py --max-slowdown 5%
  lazyheavy bench old.py new.py --metric instructions
"""


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "bench",
        help="compare what two programs take",
        description=_DESCRIPTION,
        usage="lazyheavy bench A B [options]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)
    for name in ("A", "B"):
        parser.add_argument(
            name.lower(),
            metavar=name,
            type=_target,
            help='a program, quoted: "app.py --help", "-m mypackage", "-c code"',
        )
    parser.add_argument(
        "-n",
        dest="runs",
        metavar="N",
        type=_runs,
        help="how many runs of each are counted (default: 20; 5 for faults, 3 for "
        "instructions, which hardly vary)",
    )
    parser.add_argument(
        "--metric",
        choices=("cpu", "wall", "instructions", "faults"),
        default="cpu",
        help="CPU time of the process, wall time, instructions (with valgrind) or "
        "minor page faults (default: cpu)",
    )
    parser.add_argument(
        "--max-slowdown",
        metavar="N%",
        type=_percentage,
        help="how much more B may take than A",
    )
    add_stdin(parser, "both read")
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="a table, or JSON with every run (default: text)",
    )
    add_traceback(parser)


def _target(text: str) -> str:
    if not text.strip():
        message = "is empty"
        raise argparse.ArgumentTypeError(message)
    return text


def _runs(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        message = f"{text!r} is not a whole number"
        raise argparse.ArgumentTypeError(message) from None
    if not 2 <= number <= 10000:  # noqa: PLR2004 - one run has no interval
        message = f"must be from 2 to 10000, not {text}"
        raise argparse.ArgumentTypeError(message)
    return number


def _percentage(text: str) -> float:
    number = text.strip().removesuffix("%")
    try:
        value = float(number) / 100
    except ValueError:
        value = -1
    if not text.strip().endswith("%") or not 0 <= value < 100:  # noqa: PLR2004
        message = f"{text!r} is not a percentage such as 5%"
        raise argparse.ArgumentTypeError(message)
    return value


def _run(options: argparse.Namespace) -> int:
    from ._bench import run  # starts children, writes the table

    return run(options)
