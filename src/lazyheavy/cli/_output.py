"""Where a command writes a chart, and how: whole or not at all."""

import os
import sys

from ._failures import CommandError, silence_stdout
from ._read import STDIN
from ._writing import check_path, write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from lazyheavy.charts import Chart

    Drawn: TypeAlias = Literal["svg", "png", "jpeg", "pdf", "html"]

#: Where the command line means standard output.
STDOUT = STDIN

#: What is drawn for each format: a specification has been checked when drawn.
DRAWN: "dict[str, Drawn]" = {
    "svg": "svg",
    "png": "png",
    "jpeg": "jpeg",
    "pdf": "pdf",
    "html": "html",
    "json": "svg",
}

#: Those that are text, and may go to a terminal.
_TEXTS = ("svg", "html", "json")

_KILO, _MEGA = 1_000, 1_000_000


class Output:
    """A file, or standard output, and the format to write there.

    Attributes:
        path: The file, or None for standard output.
        format: "svg", "png", "jpeg", "pdf", "html", or "json" for the
            specification.
        drawn: The format that has to be drawn for it.

    Raises:
        CommandError: The name and the format asked for do not go together.
    """

    __slots__ = ("drawn", "format", "path")

    def __init__(self, path: "str | None", asked: "str | None") -> None:
        self.path = None if path == STDOUT else path
        self.format = asked or "svg" if self.path is None else _format(self.path, asked)
        self.drawn = DRAWN[self.format]

    def check(self, source: str) -> None:
        """Refuse, before anything is drawn, what cannot be written.

        Args:
            source: The file that is read, which is not to be replaced.

        Raises:
            CommandError: The message says what to do instead.
        """
        if self.path is None:
            _check_stdout(self.format)
        else:
            check_path(self.path)
            _check_source(self.path, source)

    def write(self, chart: "Chart", *, tell: bool = False) -> None:
        """Write the chart, and say so on a terminal, or if *tell* is true.

        Raises:
            CommandError: It cannot be written; an existing file is as it was.
        """
        from lazyheavy.charts._formats import file_content  # loaded with the chart

        data = file_content(chart, "json") if self.format == "json" else chart.data
        content = data if isinstance(data, bytes) else data.encode()
        if self.path is None:
            _write_stdout(content, is_text=self.format in _TEXTS)
            return
        write_file(self.path, content)
        if sys.stderr is not None and (tell or sys.stderr.isatty()):
            sys.stderr.write(f"wrote {self.path} ({_size(len(content))})\n")


def _format(path: str, asked: "str | None") -> str:
    """Return the format that the name says, or that was asked for."""
    from lazyheavy.charts._formats import SUFFIXES  # loaded to draw, soon

    suffix = os.path.splitext(path)[1].lower()
    said = SUFFIXES.get(suffix)
    if said is None and asked is None:
        what = f"the suffix {suffix!r}" if suffix else "a name without a suffix"
        message = (
            f"cannot write {path!r}: no format goes with {what}; use .svg, .png, .jpg, "
            ".pdf, .html or .json (the specification), or say it with --format"
        )
        raise CommandError(message)
    if said is not None and asked is not None and said != asked:
        message = f"--format {asked} and the name {path!r} contradict each other"
        raise CommandError(message)
    return asked or said or ""


def _check_stdout(format: str) -> None:
    """Refuse to write where nobody reads, or bytes to a terminal."""
    if sys.stdout is None:
        message = "standard output is closed: name a file with -o"
        raise CommandError(message)
    if format not in _TEXTS and sys.stdout.isatty():
        message = (
            f"a {format.upper()} is not written to a terminal: name a file with -o, or "
            f"redirect the output: > chart.{format}"
        )
        raise CommandError(message)


def _check_source(path: str, source: str) -> None:
    exists = os.path.exists(path) and os.path.exists(source)
    if source != STDIN and exists and os.path.samefile(path, source):
        message = f"{path!r} is the input as well: choose another file with -o"
        raise CommandError(message)


def _write_stdout(content: bytes, *, is_text: bool) -> None:
    """Write to standard output; a terminal gets its line ended."""
    if is_text and not content.endswith(b"\n") and sys.stdout.isatty():
        content += b"\n"
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence_stdout()
        message = f"cannot write to standard output: {error.strerror or error}"
        raise CommandError(message) from error


def _size(length: int) -> str:
    """Return a number of bytes as people read it."""
    if length < _KILO:
        return f"{length} bytes"
    if length < _MEGA:
        return f"{length / _KILO:.1f} KB"
    return f"{length / _MEGA:.1f} MB"
