"""The command line: `lazyheavy` and `python -m lazyheavy`."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run the command that *argv* names and return its exit code.

    Args:
        argv: The arguments; those of the process if None.

    Returns:
        0 when it did what it was asked to, 1 when it found what it looks for
        (a stub that is wrong, say) or could not draw some of many charts, 2
        when it could not do it and said why on standard error, 130 after
        Ctrl-C, 141 when the reader of its output went away.

    Raises:
        SystemExit: For ``--help``, ``--version`` and wrong arguments.
    """
    from ._failures import guarded
    from ._parser import parse

    return guarded(lambda: parse(argv))
