"""Verdicts for people, for programs and for GitHub: `text`, `json`, `github`."""

import os

from ._findings import Verdict
from ._shown import short_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ._findings import Finding, Step

__all__ = ["as_github", "as_json", "as_text", "exit_code_of"]

SCHEMA_VERSION = 1

#: Exit codes: all budgets hold; one is broken; a target failed. (2 is a mistake in
#: the arguments or the budgets, and nothing has been run then.)
PASSED, BROKEN, FAILED = 0, 1, 3


def exit_code_of(verdicts: "Iterable[Verdict]") -> int:
    """Return the exit code; a target that failed counts more than a broken budget."""
    codes = {"passed": PASSED, "broken": BROKEN, "failed": FAILED}
    return max((codes[verdict.status] for verdict in verdicts), default=PASSED)


def as_json(verdicts: "Sequence[Verdict]") -> "dict[str, Any]":
    """Return verdicts as plain data; the names in it are stable."""
    from lazyheavy import __version__

    code = exit_code_of(verdicts)
    return {
        "schema_version": SCHEMA_VERSION,
        "lazyheavy": __version__,
        "ok": code == PASSED,
        "exit_code": code,
        "budgets": [verdict.to_json() for verdict in verdicts],
    }


def as_text(verdicts: "Sequence[Verdict]", folder: str = os.curdir) -> str:
    """Return verdicts for a person; paths are shown as seen from *folder*."""
    width = max((len(verdict.budget.name) for verdict in verdicts), default=0)
    lines: list[str] = []
    for verdict in verdicts:
        name = verdict.budget.name.ljust(width)
        lines.append(f"{verdict.status:<6}  {name}  {_summary(verdict)}".rstrip())
        for finding in verdict.findings:
            lines += [f"  {line}" for line in finding_lines(finding, folder)]
        if verdict.failure:
            lines.append(f"  {verdict.failure}")
        for warning in verdict.warnings:
            word = "note" if warning.is_note else "warning"
            lines.append(f"  {word}: {warning.message}")
        if verdict.updated:
            lines.append(f"  wrote {shown_path(verdict.updated, folder)}")
    return "\n".join(lines)


def _summary(verdict: Verdict) -> str:
    """Return the figures of a verdict, on one line."""
    parts = []
    if verdict.modules is not None:
        plural = "s" * (verdict.modules != 1)
        most = verdict.budget.max_modules
        allowed = f" of {most}" if most is not None else ""
        parts.append(f"{verdict.modules}{allowed} module{plural}")
    if verdict.cpu_ms is not None:
        parts.append(f"{verdict.cpu_ms:.0f} of {verdict.budget.max_ms:g} ms CPU")
    if verdict.comparison is not None:
        found = verdict.comparison
        ends = f"{found.low - 1:+.1%} to {found.high - 1:+.1%}"
        parts.append(f"{found.ratio - 1:+.1%} CPU ({ends})")
    return ", ".join(parts)


def finding_lines(finding: "Finding", folder: str = os.curdir) -> "list[str]":
    """Return a finding as lines: message, chain of imports, details."""
    lines = [finding.message]
    rows = [(_place(step, folder), _statement(step)) for step in finding.chain]
    width = max((len(place) for place, _ in rows), default=0)
    lines += [f"  {place:<{width}}  {statement}" for place, statement in rows]
    lines += [f"  {detail}" for detail in finding.details]
    return lines


def _statement(step: "Step") -> str:
    """Return what a step does, and the module if the statement does not say it."""
    if not step.text:
        return f"imports {step.module}"
    named = step.module.rpartition(".")[2] in step.text
    return step.text if named else f"{step.text}  # {step.module}"


def _place(step: "Step", folder: str) -> str:
    """Return the file and line of a step."""
    if not step.file:
        return "-"
    place = shown_path(step.file, folder)
    return f"{place}:{step.line}" if step.line else place


def shown_path(path: str, folder: str) -> str:
    """Return a path as seen from a folder, shortened where it is installed."""
    short = short_path(path, folder)
    if not os.path.isabs(short):
        return short
    full, start = os.path.realpath(path), os.path.realpath(folder)
    if os.path.isabs(path) and full.startswith(os.path.join(start, "")):
        return os.path.relpath(full, start)
    return short


def as_github(verdicts: "Sequence[Verdict]", folder: str = os.curdir) -> str:
    """Return verdicts as annotations of GitHub Actions, and then for a person.

    An annotation stands at the import that is to be changed.
    """
    root = os.environ.get("GITHUB_WORKSPACE") or folder
    lines: list[str] = []
    for verdict in verdicts:
        title = f"import budget of {verdict.budget.name}"
        where = verdict.budget.where or (None, None)
        for finding in verdict.findings:
            text = "\n".join(finding_lines(finding, root))
            place = (finding.file, finding.line)
            lines.append(_annotation("error", title, text, place, root))
        if verdict.failure:
            lines.append(_annotation("error", title, verdict.failure, where, root))
        for warning in verdict.warnings:
            word = "notice" if warning.is_note else "warning"
            lines.append(_annotation(word, title, warning.message, where, root))
    return "\n".join([*lines, as_text(verdicts, folder)])


def _annotation(
    word: str,
    title: str,
    text: str,
    place: "tuple[str | None, int | None]",
    root: str,
) -> str:
    """Return one workflow command."""
    file, line = place
    properties = {"title": title}
    if file:
        relative = shown_path(file, root).replace(os.sep, "/")
        properties = {"file": relative, "line": str(line or 1), **properties}
    listed = ",".join(f"{key}={_property(of)}" for key, of in properties.items())
    return f"::{word} {listed}::{_data(text)}"


def _data(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
