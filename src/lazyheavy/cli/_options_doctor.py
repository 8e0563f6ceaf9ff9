"""The arguments of `lazyheavy doctor`."""

import argparse

from ._failures import add_traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Tell what the JavaScript engine of this environment is, and what each step of
its cold start costs here: interpreter, imports, library, V8, context, bundles,
calls. Each round is a fresh process; the median of the rounds is shown.
"""


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "doctor",
        help="check the JavaScript engine and its cold start",
        description=_DESCRIPTION,
        usage="lazyheavy doctor --engine [options]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "--engine", action="store_true", required=True, help="look at the engine"
    )
    parser.add_argument(
        "--bundles",
        choices=("vega", "echarts", "none"),
        default="vega",
        help="the chart libraries to load (default: vega)",
    )
    parser.add_argument(
        "--rounds",
        metavar="N",
        type=_rounds,
        default=5,
        help="how many processes to measure, after one that counts not (default: 5)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="a table, or JSON with every run (default: text)",
    )
    add_traceback(parser)


def _rounds(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        message = f"{text!r} is not a whole number"
        raise argparse.ArgumentTypeError(message) from None
    if not 1 <= number <= 1000:  # noqa: PLR2004 - more is a typing mistake
        message = f"must be from 1 to 1000, not {text}"
        raise argparse.ArgumentTypeError(message)
    return number


def _run(options: argparse.Namespace) -> None:
    from ._doctor import run  # starts children, writes the table

    run(options)
