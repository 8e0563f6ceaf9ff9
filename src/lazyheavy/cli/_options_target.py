"""The arguments that name a program to run: all that follows them belongs to it."""

import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.startup import Target


def add_target(
    parser: argparse.ArgumentParser, verb: str, *, with_code: bool = False
) -> None:
    """Let a command take a module, a program, and code if *with_code*.

    Args:
        parser: The command; these are the last of its arguments.
        verb: What the command does with the program, for the help.
        with_code: Whether ``-c`` is one of the ways to name it.
    """
    add_stdin(parser, "the program reads")
    parser.add_argument(
        "-m",
        dest="module",
        metavar="MODULE",
        nargs=argparse.REMAINDER,
        help=f"{verb} this module, with all that follows as its arguments",
    )
    if with_code:
        parser.add_argument(
            "-c",
            dest="code",
            metavar="CODE",
            nargs=argparse.REMAINDER,
            help=f"{verb} this code, likewise",
        )
    parser.add_argument(
        "target",
        metavar="TARGET",
        nargs=argparse.REMAINDER,
        help=f"{verb} this program: a script or a command, and its arguments",
    )


def add_stdin(parser: argparse.ArgumentParser, who: str) -> None:
    """Let a command give a file to what it runs."""
    parser.add_argument(
        "--stdin",
        metavar="FILE",
        help=f"what {who} as its standard input, in each run (default: nothing)",
    )


def target_of(options: argparse.Namespace) -> "Target":
    """Return what is to run.

    Raises:
        TargetError: There is no such thing.
    """
    from lazyheavy.startup import Target  # only where something runs

    return Target.parse(target_argv(options), stdin=options.stdin)


def target_argv(options: argparse.Namespace) -> list[str]:
    """Return what would be typed after `python`; empty if nothing was named."""
    for flag, given in (("-m", options.module), ("-c", vars(options).get("code"))):
        if given is not None:
            return [flag, *given]
    return list(options.target)
