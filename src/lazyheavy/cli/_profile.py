"""`lazyheavy profile`: measure a program, and write what was found."""

import os
import sys

from ._failures import CommandError, say
from ._options_target import target_of
from ._writing import check_path, write_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from lazyheavy.startup import Profile, Target

    Writer = Callable[[Profile, argparse.Namespace], str]

#: The format of a file by the end of its name, longest first.
_SUFFIXES = {
    ".speedscope.json": "speedscope",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
}

#: How a terminal shows what the text marks.
_MARKS = {"bold": "\x1b[1m", "dim": "\x1b[2m"}
_PLAIN = "\x1b[0m"

#: What a shell adds to the number of a signal that has ended a program.
_SIGNALLED = 128


def profile(options: "argparse.Namespace") -> int:
    """Measure the program and write the report; return the program's exit code.

    Raises:
        CommandError: The options contradict each other.
    """
    kind = _format(options)
    if options.top < 1:
        message = f"--top has to be 1 or more, not {options.top}"
        raise CommandError(message)
    if options.output is not None:
        check_path(options.output)
    target = target_of(options)
    made = _measured(options, target)
    text = _WRITERS[kind](made, options)
    if options.output is None:
        _print(text)
    else:
        _write(options.output, text)
    if options.verify and made.plan:
        _verify(made, target, options)
    code = made.exit_code
    if code:
        say(f"warning: {target.display()} ended with {_ending(code)}")
    return code if code >= 0 else _SIGNALLED - code


def _format(options: "argparse.Namespace") -> str:
    """Return the format that is asked for, or that the name of the file means.

    Raises:
        CommandError: The name says nothing, or something else.
    """
    if options.output is None:
        return options.format or "text"
    name = options.output.lower()
    meant = next((to for end, to in _SUFFIXES.items() if name.endswith(end)), None)
    if options.format is not None:
        return str(options.format)
    if meant is None:
        known = ", ".join(_SUFFIXES)
        message = (
            f"the name {options.output!r} does not tell a format: let it end with "
            f"{known}, or give one with --format"
        )
        raise CommandError(message)
    return meant


def _measured(options: "argparse.Namespace", target: "Target") -> "Profile":
    """Run everything, with a bar on a terminal once the program has had its say."""
    from lazyheavy.startup import profile as measure

    from ._progress import Progress

    bar: Progress | None = None

    def tell(phase: str, done: int, total: int) -> None:  # noqa: ARG001
        nonlocal bar
        if done == 1 and bar is None:
            bar = Progress(total, "measuring", say)
        if bar is not None:
            bar.advance()

    # The report has standard output for itself.
    stream = sys.stderr.fileno() if _has_file(sys.stderr) else None
    try:
        return measure(
            target,
            runs=options.runs,
            usage=options.usage,
            memory=options.memory,
            cold=options.cold,
            all_code=options.all,
            trial=options.trial,
            progress=tell,
            timeout=options.timeout,
            stdout=stream,
            stderr=stream,
        )
    finally:
        if bar is not None:
            bar.close()


def _has_file(stream: "object") -> bool:
    try:
        stream.fileno()  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return False
    return True


def _text(made: "Profile", options: "argparse.Namespace") -> str:
    from lazyheavy.startup._text import lines_of, to_text

    style = _styled if options.output is None and _is_colored(options) else None
    return lines_of(to_text(made, top=options.top, tree=options.tree, style=style))


def _html(made: "Profile", options: "argparse.Namespace") -> str:
    from lazyheavy.startup._html import to_html
    from lazyheavy.startup._text import lines_of, to_text

    return to_html(made, summary=lines_of(to_text(made, top=options.top)))


def _json(made: "Profile", options: "argparse.Namespace") -> str:  # noqa: ARG001
    from json import dumps

    return dumps(made.to_json(), ensure_ascii=False, separators=(",", ":")) + "\n"


def _speedscope(made: "Profile", options: "argparse.Namespace") -> str:  # noqa: ARG001
    from json import dumps

    from lazyheavy.startup._speedscope import to_speedscope

    return dumps(to_speedscope(made), separators=(",", ":")) + "\n"


_WRITERS: "dict[str, Writer]" = {
    "text": _text,
    "html": _html,
    "json": _json,
    "speedscope": _speedscope,
}


def _is_colored(options: "argparse.Namespace") -> bool:
    """Tell whether the text is marked up, as the variables of the field say."""
    if options.color != "auto":
        return bool(options.color == "always")
    if os.environ.get("NO_COLOR") or os.environ.get("PYTHON_COLORS") == "0":
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _styled(text: str, mark: str) -> str:
    return f"{_MARKS[mark]}{text}{_PLAIN}"


def _print(text: str) -> None:
    """Write to standard output; what its encoding lacks is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _write(path: str, text: str) -> None:
    data = text.encode("utf-8", "backslashreplace")
    write_file(path, data)
    say(f"wrote {path} ({len(data) / 1024:,.1f} KB)")


def _verify(made: "Profile", target: "Target", options: "argparse.Namespace") -> None:
    """Add what is really saved to the report."""
    from lazyheavy.startup._verify import chosen, verify

    from ._verify import report

    found = verify(
        made, target, chosen(made), runs=options.runs, timeout=options.timeout
    )
    _print("".join(f"{line}\n" for line in ("", *report(found))))
    if found.failure is not None:
        raise CommandError(found.failure)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    import signal  # only for this message

    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
