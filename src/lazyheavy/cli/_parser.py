"""The arguments of the command line. Imports nothing of what the commands do."""

import argparse

from ._failures import FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

_DESCRIPTION = "Pay for heavy dependencies only when they are used."

_RENDER = """\
Draw a chart: a specification of Vega-Lite, Vega or ECharts, or data and what
to show of it.
"""

_EXAMPLES = """\
examples:
  lazyheavy render chart.vl.json -o chart.png --scale 2
  lazyheavy render sales.csv --mark bar --x month --y 'sum(price)' -o sales.svg
  lazyheavy render sales.csv --x day:T --y price --color shop -o sales.html
  curl ... | lazyheavy render - --x day --y visits > visits.svg
"""


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
    _add_render(commands)
    return parser.parse_args(argv)


def _add_render(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = commands.add_parser(
        "render",
        help="draw a chart from a specification or from data",
        description=_RENDER,
        usage="lazyheavy render INPUT [-o FILE] [options]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_render)
    parser.add_argument(
        "input",
        metavar="INPUT",
        help="a specification (.json) or data (.csv, .tsv, .json, .jsonl); "
        "- is standard input, told by its content",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where to write: .svg, .png, .html, or .json for the specification; "
        "standard output if not given",
    )
    parser.add_argument(
        "--format",
        choices=("svg", "png", "html", "json"),
        help="the format, where the name of FILE does not say it (default: svg)",
    )
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="say what was written, also where standard error is no terminal",
    )
    parser.add_argument(
        "--traceback",
        action="store_true",
        help="show where an error came from (as does LAZYHEAVY_TRACEBACK=1)",
    )
    _add_data_options(parser.add_argument_group("for data"))
    _add_picture_options(parser.add_argument_group("the picture"))


def _add_data_options(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--mark",
        help="how to draw: bar, line, point, area, rect, arc, ...; chosen from the "
        "data if not given",
    )
    column = "a column, or such as 'mean(price)', 'count()' or 'year:O'"
    group.add_argument("--x", metavar="COLUMN", help=f"what goes along x: {column}")
    group.add_argument("--y", metavar="COLUMN", help="the same for y")
    group.add_argument("--color", metavar="COLUMN", help="the same for the colour")


def _add_picture_options(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--kind",
        choices=("vega-lite", "vega", "echarts"),
        help="the kind of specification, where it does not tell",
    )
    group.add_argument("--title", metavar="TEXT", help="text above the chart")
    group.add_argument("--width", metavar="PIXELS", type=_positive, help="its width")
    group.add_argument("--height", metavar="PIXELS", type=_positive, help="its height")
    group.add_argument(
        "--scale",
        metavar="FACTOR",
        type=_positive,
        default=1,
        help="pixels of a PNG for each pixel of the chart (default: 1)",
    )
    group.add_argument("--background", metavar="COLOR", help="a colour, or transparent")
    group.add_argument("--font", help="family of the text, or a font file")
    group.add_argument(
        "--seed", metavar="N", type=int, default=0, help="where random numbers start"
    )
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_positive,
        default=10,
        help="when to give up drawing (default: 10)",
    )


def _positive(text: str) -> float:
    """Read a number above zero; a whole one stays whole, as Python callers give it."""
    try:
        number = float(text)
    except ValueError:
        message = f"{text!r} is not a number"
        raise argparse.ArgumentTypeError(message) from None
    if not 0 < number < float("inf"):
        message = f"must be a number above 0, not {text}"
        raise argparse.ArgumentTypeError(message)
    return int(number) if number.is_integer() else number


def _render(options: argparse.Namespace) -> None:
    from ._render import render  # imports the charts

    render(options)
