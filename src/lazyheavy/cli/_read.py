"""Input of the command line, from a file or standard input, as Python objects.

What a file holds is told by its suffix, what comes through a pipe by its look.
"""

import os
import sys

from ._failures import CommandError, InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The forms of input by suffix: CSV with the separator it must have, if any.
_FORMS = {
    ".csv": ("csv", None),
    ".tsv": ("csv", "\t"),
    ".tab": ("csv", "\t"),
    ".json": ("json", None),
    ".jsonl": ("jsonl", None),
    ".ndjson": ("jsonl", None),
}

#: Where the command line means standard input.
STDIN = "-"


class Source:
    """What was read.

    Attributes:
        content: A specification or columns (dict), or records (list).
        is_table: Whether it is data for certain: CSV, or lines of JSON.
        doubts: By column, what is odd about its values.
    """

    __slots__ = ("content", "doubts", "is_table")

    def __init__(
        self,
        content: "Any",
        *,
        is_table: bool = False,
        doubts: "dict[str, str] | None" = None,
    ) -> None:
        self.content = content
        self.is_table = is_table
        self.doubts = doubts or {}


def shown(path: str) -> str:
    """Return what messages call an input."""
    return "standard input" if path == STDIN else path


def read(path: str) -> Source:
    """Read a specification or data.

    Args:
        path: A file, or `STDIN`.

    Raises:
        InputError: It is empty, not UTF-8, or not what it should be.
        CommandError: Its suffix is unknown, or there is no such file.
        OSError: It cannot be read.
    """
    form, separator = _form_of(path)
    text = _decode(path, _read_bytes(path))
    if not text.strip():
        message = "it is empty: a specification or data was expected"
        raise InputError(message)
    if form is None:
        form = _form_by_look(text)
    if form == "csv":
        from ._table import read_table  # for CSV only

        table = read_table(text, separator)
        return Source(table.columns, is_table=True, doubts=table.doubts)
    if form == "jsonl":
        return Source(_parse_lines(text), is_table=True)
    return Source(_parse_json(text))


def read_json(path: str) -> "Any":
    """Return what a file of JSON holds, whatever its suffix.

    Raises:
        InputError: It is not UTF-8, or no JSON object or list.
        CommandError: It cannot be read.
    """
    return _parse_json(_decode(path, _read_bytes(path)))


def _form_of(path: str) -> "tuple[str | None, str | None]":
    """Return the form and separator that the name says; None for neither."""
    if path == STDIN:
        return None, None
    if os.path.isdir(path):
        message = f"{path!r} is a folder: name a file in it"
        raise CommandError(message)
    if os.path.exists(path) and not os.path.isfile(path):
        return None, None  # a pipe, such as <(command) of a shell
    suffix = os.path.splitext(path)[1].lower()
    if suffix in _FORMS:
        return _FORMS[suffix]
    if not os.path.exists(path):
        raise _missing(path)
    listed = ", ".join(_FORMS)
    message = (
        f"cannot tell from its name what {path!r} holds: known suffixes are {listed}. "
        "Text can also come through standard input: lazyheavy render - < FILE. Other "
        "formats: read them into a data frame and call lazyheavy.render_chart()"
    )
    raise CommandError(message)


def _read_bytes(path: str) -> bytes:
    if path == STDIN:
        if sys.stdin is None:
            message = "standard input is closed: name a file instead of -"
            raise CommandError(message)
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise _missing(path) from None
    except OSError as error:
        message = f"cannot read {path!r}: {error.strerror}"
        raise CommandError(message) from error


def _missing(path: str) -> CommandError:
    """Make the error for a file that is not there, with the name it may have."""
    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        message = f"there is no file {path!r}, and no folder {folder!r}"
        return CommandError(message)
    from difflib import get_close_matches  # only for a name that is wrong

    near = get_close_matches(name, names, n=1)
    meant = f"; did you mean {os.path.join(folder, near[0])!r}?" if near else ""
    return CommandError(f"there is no file {path!r}{meant}")


def _decode(path: str, data: bytes) -> str:
    """Return the text of UTF-8, with or without a byte order mark."""
    advice = "save it as UTF-8"
    if path != STDIN:
        advice += f", or convert it: iconv -f WINDOWS-1252 -t UTF-8 {path} > NEW"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        advice = advice.replace("WINDOWS-1252", "UTF-16")
        message = f"it is encoded as UTF-16: {advice}"
        raise InputError(message)
    if b"\0" in data:
        message = "it is no text: it holds NUL bytes, as binary files do"
        raise InputError(message)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"it is not encoded as UTF-8 (line {line} holds the byte "
            f"0x{data[error.start]:02X}): {advice}"
        )
        raise InputError(message) from None


def _form_by_look(text: str) -> str:
    """Tell JSON, lines of JSON and CSV apart."""
    if text.lstrip()[0] not in "{[":
        return "csv"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line[0] == "{" and line[-1] == "}" for line in lines):
        return "jsonl"
    return "json"


def _parse_json(text: str) -> "Any":
    from json import JSONDecodeError, loads  # not for CSV

    try:
        content = loads(text)
    except JSONDecodeError as error:
        raise InputError(_broken(text, error)) from None
    except RecursionError:
        message = "the JSON is nested too deeply"
        raise InputError(message) from None
    if not isinstance(content, (dict, list)):
        message = "the JSON of a chart is an object, that of data a list of objects"
        raise InputError(message)
    return content


def _broken(text: str, error: "Any") -> str:
    """Say where JSON breaks, and show that place."""
    lines = text.splitlines()
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
    start = max(0, error.colno - 40)
    around = line[start : start + 80].strip()
    reason = error.msg[:1].lower() + error.msg[1:]
    place = f"broken JSON at line {error.lineno}, column {error.colno}: {reason}"
    return f"{place}, in: {around}" if around else place


def _parse_lines(text: str) -> "list[dict[str, Any]]":
    """Read records, one JSON object a line."""
    from json import JSONDecodeError, loads

    records: list[dict[str, Any]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = loads(line)
        except JSONDecodeError as error:
            message = f"line {number} is broken JSON: {error.msg}"
            raise InputError(message) from None
        except RecursionError:
            message = f"line {number} is nested too deeply"
            raise InputError(message) from None
        if not isinstance(record, dict):
            message = f"line {number} is not an object: each line holds one record"
            raise InputError(message)
        records.append(record)
    return records
