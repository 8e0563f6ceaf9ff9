"""The arguments of `lazyheavy render`."""

import argparse

from ._failures import add_traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Draw a chart: a specification of Vega-Lite, Vega or ECharts, or data and what
to show of it.
"""

_EXAMPLES = """\
examples:
  lazyheavy render chart.vl.json -o chart.png --scale 2
  lazyheavy render sales.csv --mark bar --x month --y 'sum(price)' -o sales.svg
  lazyheavy render sales.csv --x day:T --y price --color shop -o sales.html
  curl ... | lazyheavy render - --x day --y visits > visits.svg
  lazyheavy render --many 'specs/*.json' -o pictures/ --format png --jobs 4
"""


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "render",
        help="draw a chart from a specification or from data",
        description=_DESCRIPTION,
        usage="lazyheavy render INPUT [-o FILE] [options]\n"
        "       lazyheavy render --many INPUT ... -o FOLDER [options]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_render)
    parser.add_argument(
        "input",
        metavar="INPUT",
        nargs="+",
        help="a specification (.json) or data (.csv, .tsv, .json, .jsonl); "
        "- is standard input, told by its content; with --many also patterns",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where to write: .svg, .png, .jpg, .pdf, .html, or .json for the "
        "specification; standard output if not given",
    )
    parser.add_argument(
        "--format",
        choices=("svg", "png", "jpeg", "pdf", "html", "json"),
        help="the format, where the name of FILE does not say it (default: svg)",
    )
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="say what was written, also where standard error is no terminal",
    )
    add_traceback(parser)
    _add_many_options(parser.add_argument_group("many charts"))
    _add_data_options(parser.add_argument_group("for data"))
    _add_picture_options(parser.add_argument_group("the picture"))


def _add_many_options(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--many",
        action="store_true",
        help="draw every INPUT, and all files that match it as a pattern, into the "
        "folder -o, by their names; go on after failures, and exit with 1 if there "
        "were any; do not draw again what is up to date",
    )
    group.add_argument(
        "--jobs",
        metavar="N",
        type=_count,
        help="how many to draw at once (default: one for each processor)",
    )
    group.add_argument(
        "--force", action="store_true", help="draw also what is up to date"
    )


def _add_data_options(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--mark",
        help="how to draw: bar, line, area, scatter, heatmap, histogram, pie, or "
        "another mark of Vega-Lite; chosen from the data if not given",
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
        help="pixels of a PNG or JPEG for each pixel of the chart (default: 1)",
    )
    group.add_argument("--background", metavar="COLOR", help="a colour, or transparent")
    group.add_argument(
        "--theme", metavar="NAME", help="a theme of Vega or of ECharts, such as dark"
    )
    group.add_argument(
        "--locale", metavar="NAME", help="the language of numbers and times: de-DE"
    )
    group.add_argument(
        "--allow-url",
        dest="allowed_base_urls",
        metavar="BASE",
        action="append",
        help="fetch data and images below this address; may be given repeatedly",
    )
    group.add_argument(
        "--maps",
        metavar="NAME=FILE",
        action="append",
        help="GeoJSON of a map that ECharts options name; may be given repeatedly",
    )
    group.add_argument("--font", help="family of the text, or a font file")
    group.add_argument(
        "--seed", metavar="N", type=int, default=0, help="where random numbers start"
    )
    group.add_argument(
        "--timezone",
        choices=("UTC", "local"),
        default="UTC",
        help="where times without an offset are read, and times written (default: UTC)",
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


def _count(text: str) -> int:
    """Read a whole number above zero."""
    if not text.isdecimal() or int(text) < 1:
        message = f"must be a whole number above 0, not {text}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _render(options: argparse.Namespace) -> "int | None":
    from ._render import render  # imports the charts

    return render(options)
