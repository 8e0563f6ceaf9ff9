"""The arguments of `lazyheavy stubs check` and `lazyheavy stubs make`."""

import argparse

from ._failures import add_traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._parser import Commands

_CHECK = """\
Compare the type stubs of packages with what the packages offer: names of a
stub that do not resolve, names of a package that its stub lacks, a different
__all__. The package is imported in a process of its own, and every name is
resolved. The exit code is 0 if all is well, 1 if not, 2 if a package could not
be imported.
"""

_MAKE = """\
Write the type stub of a package, its __init__.pyi, from what its __init__.py
declares: with lazy.attach() or lazy_loader.attach(), in a lazy.imports() block,
or by plain imports from its modules.
"""

_EXAMPLES = """\
examples:
  lazyheavy stubs check mypackage
  lazyheavy stubs check mypackage --format json
  lazyheavy stubs make mypackage
  lazyheavy stubs make mypackage --diff
"""


def add(commands: "Commands") -> None:
    """Add the command, its two actions and their options."""
    parser = commands.add_parser(
        "stubs",
        help="check or make the type stub of a package",
        description="Check or make the type stub of a package with lazy exports.",
        usage="lazyheavy stubs {check,make} PACKAGE [options]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(
        title="actions", metavar="ACTION", dest="action", required=True
    )
    check = _action(actions, "check", "compare stubs with packages", _CHECK)
    check.set_defaults(run=_check)
    check.add_argument(
        "packages",
        metavar="PACKAGE",
        nargs="+",
        help="a package, as it would be imported",
    )
    check.add_argument(
        "--no-recurse",
        dest="recurse",
        action="store_false",
        help="leave out subpackages that have a stub",
    )
    check.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="a line for each finding, or a JSON list of them (default: text)",
    )
    make = _action(actions, "make", "write the stub of a package", _MAKE)
    make.set_defaults(run=_make)
    make.add_argument(
        "package", metavar="PACKAGE", help="a package, as it would be imported"
    )
    make.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="where to write; - is standard output; beside the __init__.py of the "
        "package if not given",
    )
    make.add_argument(
        "--diff",
        action="store_true",
        help="write nothing; show what would change, with exit code 1 if anything",
    )
    make.add_argument(
        "--force",
        action="store_true",
        help="replace a file that is there and differs",
    )


def _action(
    actions: "Commands", name: str, help: str, description: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(
        name,
        prog=f"lazyheavy stubs {name}",
        help=help,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_traceback(parser)
    return parser


def _check(options: argparse.Namespace) -> int:
    from ._stubs import check  # starts children, writes findings

    return check(options)


def _make(options: argparse.Namespace) -> int:
    from ._stubs import make  # the same

    return make(options)
