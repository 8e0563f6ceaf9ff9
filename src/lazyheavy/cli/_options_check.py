"""The arguments of `lazyheavy check`."""

import argparse

from ._failures import add_traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_DESCRIPTION = """\
Run the targets of the budgets in pyproject.toml, each in a process of its own, and
tell which of them import what they must not. The set of modules is the same in
every run, so the answer is, too. The exit code is 0 if all budgets hold, 1 if one
is broken, 2 if the budgets or the arguments are wrong, 3 if a target failed.
"""

_EXAMPLES = """\
a budget:
  [[tool.lazyheavy.budget]]
  target = "-m mypackage --help"
  forbid = ["pandas", "torch"]
  max_modules = 300

examples:
  lazyheavy check
  lazyheavy check "-m mypackage --help" --format json
  lazyheavy check --update
  lazyheavy check --base origin/main --format github
"""


def add(commands: "Commands") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "check",
        help="hold what programs import at their start against budgets",
        description=_DESCRIPTION,
        usage="lazyheavy check [TARGET ...] [options]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "targets",
        metavar="TARGET",
        nargs="*",
        help="the name or the target of a budget; all budgets if not given",
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="write the lock files instead of comparing with them",
    )
    parser.add_argument(
        "--base",
        metavar="REV|FILE",
        help="what max_slowdown compares with: a git revision, or a profile in JSON "
        "that was made on this machine",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="lines for a person, JSON, or annotations for GitHub Actions "
        "(default: text)",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="the TOML file with the budgets (default: the nearest pyproject.toml)",
    )
    add_traceback(parser)


def _run(options: argparse.Namespace) -> int:
    from ._check import run  # starts children, writes the verdicts

    return run(options)
