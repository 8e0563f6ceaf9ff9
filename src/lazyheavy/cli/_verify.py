"""`lazyheavy verify`: predicted and actual savings, side by side."""

import sys

from ._failures import DONE, CommandError
from ._options_target import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from lazyheavy.startup._verified import Checked, Verified

#: What the states of a statement mean.
_STATES = {
    "untouched": "lazy, not used in this run",
    "touched": "used in this run by",
    "at once": "used while modules load, nothing is gained, by",
    "loaded": "loaded by others before",
    "unreached": "not reached: its module is lazy itself",
    "failed": "its import failed when it was used",
    "none": "there is no import statement at the top level in this line",
    "unknown": "not known: the run wrote no ledger",
}
#: How many modules that came back are named.
_NAMED = 8


def verify(options: "argparse.Namespace") -> int:
    """Print what lazy imports save; return the exit code.

    Raises:
        CommandError: There is nothing to try, or the program ends otherwise.
    """
    import subprocess  # the constant; children are started anyway

    from lazyheavy.startup import profile
    from lazyheavy.startup._verify import chosen
    from lazyheavy.startup._verify import verify as try_out

    from ._fix_plan import to_verify  # judges sources

    target = target_of(options)
    made = profile(target, runs=options.runs, stdout=subprocess.DEVNULL)
    if options.statement:
        numbers = chosen(made, options.statement)
    else:
        numbers = to_verify(made, target)
    if not numbers:
        message = "no import of the program itself would save time and may be lazy"
        raise CommandError(message)
    found = try_out(
        made, target, numbers, runs=options.runs, instructions=options.instructions
    )
    if options.format == "json":
        import json

        json.dump(found.to_json(), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in report(found))
    if found.failure is not None:
        raise CommandError(found.failure)
    return DONE


def report(found: "Verified") -> "Iterator[str]":
    """Yield the lines that tell of one verification."""
    from lazyheavy.startup._shown import short_path

    predicted = f"{100 * found.predicted_part:.1f} %"
    yield f"{'':14} {'predicted':>10} {'actual':>8}"
    if found.cpu_ms is not None and found.cpu_part is not None:
        before, after = found.cpu_ms
        part = f"{100 * found.cpu_part:.1f} %"
        yield (
            f"{'CPU time':14} {predicted:>10} {part:>8}  "
            f"{before:.0f} -> {after:.0f} ms, least of the runs"
        )
    if found.instructions is not None and found.instructions_part is not None:
        before, after = (count / 1e6 for count in found.instructions)
        part = f"{100 * found.instructions_part:.1f} %"
        yield (
            f"{'instructions':14} {predicted:>10} {part:>8}  "
            f"{before:,.0f} -> {after:,.0f} million"
        )
    yield f"{'modules gone':14} {len(found.predicted_gone):>10} {len(found.gone):>8}"
    for one in found.statements:
        yield _line(one)
    for back in found.came_back[:_NAMED]:
        more = f" and {back.count - 1} more" if back.count > 1 else ""
        by = f", asked for by {short_path(back.by)}" if back.by else ""
        yield f"came back: {back.module}{more}{by}"
    if not found.is_output_same:
        yield "the output differs from that of the unchanged program"


def _line(one: "Checked") -> str:
    from lazyheavy.startup._shown import short_path

    text = f"{short_path(one.file)}:{one.line}: {one.text}: {_STATES[one.state]}"
    if one.by is None:
        return text
    inside = f" in {one.function}" if one.function not in {None, "<module>"} else ""
    return f"{text} {short_path(one.by)}{inside}"
