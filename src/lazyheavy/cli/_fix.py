"""`lazyheavy fix`: show or write what makes imports lazy."""

import sys

from ._failures import DONE, FAILED, FOUND, CommandError, say
from ._options_target import target_argv, target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from lazyheavy.fixing import Fixed, Place


def fix(options: "argparse.Namespace") -> int:
    """Show what would change, or write it; return the exit code.

    Raises:
        CommandError: There is nothing to work on, or a file is not as it should
            be.
    """
    from lazyheavy.fixing import FixError
    from lazyheavy.fixing import fix as fix_places

    try:
        fixed = fix_places(_places(options))
        if options.write:
            fixed.write()
    except FixError as error:
        raise CommandError(_short(str(error))) from error
    if options.format == "json":
        _print_json(fixed, is_written=options.write)
    else:
        _print_text(fixed, is_written=options.write)
    if fixed.texts:
        return DONE if options.write else FOUND
    return FAILED if fixed.of("refused") else DONE


def _places(options: "argparse.Namespace") -> "list[Place]":
    """Return the statements to move, profiling the target if none are given."""
    from lazyheavy.fixing import from_arguments, from_profile

    target = target_argv(options)
    if options.statement or options.plan:
        if target:
            message = (
                f"{target[0]!r} would be profiled, but --plan or --statement says "
                "already what to move: give one of the two"
            )
            raise CommandError(message)
        if options.statement:
            return from_arguments(options.statement)
        return from_profile(_read_plan(options.plan))
    if not target:
        message = (
            "say what to move: a program to profile (app.py, -m myapp, a command), "
            "--plan FILE.json or --statement FILE:LINE"
        )
        raise CommandError(message)
    from ._fix_plan import planned

    return planned(target_of(options), options.runs)


def _read_plan(path: str) -> "dict[str, object]":
    import json  # only where a plan is given

    with open(path, encoding="utf-8") as file:
        try:
            plan = json.load(file)
        except ValueError as error:
            message = f"{path}: it is not JSON: {error}"
            raise CommandError(message) from error
    if not isinstance(plan, dict):
        message = f"{path}: it is no profile of lazyheavy"
        raise CommandError(message)
    return plan


def _print_text(fixed: "Fixed", *, is_written: bool) -> None:
    """Print the diff on standard output, and the rest on standard error."""
    if not is_written:
        for path in fixed.texts:
            sys.stdout.write(_diff(fixed, path))
        sys.stdout.flush()
    for line in _lines(fixed):
        say(line)
    moved = len(fixed.of("moved"))
    for path in fixed.texts if is_written else ():
        say(f"wrote {_short(path)}")
    parts = [
        f"{moved} statement{'s' * (moved != 1)} {'moved' if is_written else 'to move'}"
    ]
    for state, words in (("done", "lazy already"), ("refused", "refused")):
        if fixed.of(state):
            parts.append(f"{len(fixed.of(state))} {words}")
    say(", ".join(parts))


def _lines(fixed: "Fixed") -> "Iterator[str]":
    """Yield what there is to say of each statement."""
    for outcome in fixed.of("refused"):
        for reason in outcome.reasons:
            place = f"{_short(outcome.path)}:{outcome.line}: {outcome.text}"
            line = f"{place}: refused: {reason.message}"
            if reason.line != outcome.line:
                line += f" ({_short(outcome.path)}:{reason.line})"
            yield f"{line}; {reason.advice}" if reason.advice else line
    for outcome in fixed.of("moved"):
        for note in outcome.notes:
            yield f"{_short(outcome.path)}:{note.line}: note: {note.message}"


def _print_json(fixed: "Fixed", *, is_written: bool) -> None:
    import json  # only where it is asked for

    content = {
        "schema_version": 1,
        "written": is_written and bool(fixed.texts),
        "statements": [outcome.as_dict() for outcome in fixed.outcomes],
        "files": [{"file": path, "diff": _diff(fixed, path)} for path in fixed.texts],
    }
    json.dump(content, sys.stdout, indent=2)
    sys.stdout.write("\n")


def _diff(fixed: "Fixed", path: str) -> str:
    from difflib import unified_diff

    before, after = fixed.texts[path]
    name = _short(path)
    lines = unified_diff(_lines_of(before), _lines_of(after), name, name)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )


def _lines_of(text: str) -> "list[str]":
    """Split at the ends of lines that Python knows, and at no others."""
    import io

    return io.StringIO(text, newline="").readlines()


def _short(path: str) -> str:
    """Return a path as one would type it here."""
    from lazyheavy.startup._shown import short_path

    return short_path(path)
