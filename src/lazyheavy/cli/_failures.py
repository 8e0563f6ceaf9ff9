"""What a command could not do: one line on standard error, and an exit code.

An error that is not expected here is a defect of ours and keeps its traceback.
"""

import os
import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

#: Exit codes; the last two are what a shell reports for the signals.
DONE, FOUND, FAILED, INTERRUPTED, UNREAD = 0, 1, 2, 130, 141

#: Options of `render_chart` that the command line spells with dashes.
_OPTIONS = (
    "background|color|font|format|height|kind|locale|mark|scale|seed|theme|timeout|timezone|"
    "width|x|y"
)


class CommandError(Exception):
    """A command was asked for something that it cannot do.

    Never leaves the command line, so it is no `LazyHeavyError`: that would load
    the errors of the package for every command that goes well.
    """


class InputError(CommandError):
    """The input is wrong; the message does not say yet which input."""


def add_traceback(parser: "argparse.ArgumentParser") -> None:
    """Give a command the option with which its failures show a traceback."""
    parser.add_argument(
        "--traceback",
        action="store_true",
        help="show where an error came from (as does LAZYHEAVY_TRACEBACK=1)",
    )


def guarded(parse: "Callable[[], argparse.Namespace]") -> int:
    """Run the command that *parse* returns; return its exit code, or its failure's."""
    show_traceback = os.environ.get("LAZYHEAVY_TRACEBACK", "") not in {"", "0"}
    try:
        try:
            options = parse()
            show_traceback = show_traceback or options.traceback
            code: int | None = options.run(options)
        finally:
            # Here and not at exit, where the interpreter complains by itself.
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        silence_stdout()
        return UNREAD
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if not _is_expected(error):
            raise
        if show_traceback:
            import traceback  # only when somebody wants to see it

            traceback.print_exception(type(error), error, error.__traceback__)
        say(f"error: {describe(error)}")
        return FAILED
    return code or DONE


def _is_expected(error: Exception) -> bool:
    """Tell whether it is a failure that has a message, and no defect of ours."""
    from lazyheavy.errors import LazyHeavyError  # only for a failure

    return isinstance(error, (CommandError, LazyHeavyError, OSError))


def say(message: str) -> None:
    """Write one line to standard error; what is not printable is escaped."""
    line = "".join(
        letter if letter.isprintable() else repr(letter)[1:-1]
        for letter in message.replace("\n", " ")
    )
    if sys.stderr is not None:
        sys.stderr.write(f"lazyheavy: {line}\n")


def describe(error: Exception) -> str:
    """Say what failed, why, and what to do about it."""
    from lazyheavy.errors import LazyHeavyError, MissingDependencyError

    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, MissingDependencyError) and error.hint:
        return f"the module {error.name!r} is not installed; run: {error.hint}"
    if isinstance(error, LazyHeavyError):
        return in_options(str(error))
    reason = getattr(error, "strerror", None) or str(error)
    name = getattr(error, "filename", None)
    return f"{name!r}: {reason}" if name else str(reason)


def in_options(message: str, *, of_data: bool = False) -> str:
    """Return a message of `render_chart` in the words of the command line.

    ``y='sum(price)'`` becomes ``--y 'sum(price)'``. Of data, the name of a channel
    before a colon becomes its option; in a specification it is a place.
    """
    message = re.sub(rf"(?<![\w-])({_OPTIONS})=(?=[\s,'\"])", _dashed, message)
    message = message.replace("allowed_base_urls=", "--allow-url")
    message = re.sub(r'\bmaps=\{"(.+?)": \{\.\.\.\}\}', r"--maps '\1=FILE'", message)
    return re.sub(r"^(mark|x|y|color)(?=: )", r"--\1", message) if of_data else message


def _dashed(match: "re.Match[str]") -> str:
    """Spell one option: with a value after it, or by its name alone."""
    after = match.string[match.end() : match.end() + 1]
    return f"--{match[1]} " if after in {"'", '"'} else f"--{match[1]}"


def silence_stdout() -> None:
    """Keep the interpreter from complaining of the pipe once more at its end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
