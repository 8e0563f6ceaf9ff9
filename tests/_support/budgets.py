"""Checks of a small program against a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lazyheavy.startup import Budget, check

if TYPE_CHECKING:
    from pathlib import Path

    from lazyheavy.startup import Verdict
    from lazyheavy.startup._findings import Finding


def verdict_on(folder: Path, target: str, **limits: Any) -> Verdict:
    """Run *target* in *folder* and hold it against a budget of these limits."""
    how = {
        name: limits.pop(name) for name in ("base", "update", "env") if name in limits
    }
    return check(Budget(target, **limits), folder=str(folder), **how)


def only(verdict: Verdict) -> Finding:
    """Return the one finding of a verdict."""
    (finding,) = verdict.findings
    return finding


def steps(finding: Finding, folder: Path) -> list[tuple[str, int | None, str]]:
    """Return the chain of a finding: file as seen from *folder*, line, statement."""
    return [
        ((step.file or "").replace(f"{folder}/", ""), step.line, step.text)
        for step in finding.chain
    ]
