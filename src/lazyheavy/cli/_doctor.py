"""`lazyheavy doctor --engine`: what a cold start of the engine costs, and where."""

import json
import os
import subprocess
import sys
import time
from statistics import median

from ._engine_probe import REFUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

__all__ = ["run"]

#: Seconds after which a cold start counts as hanging.
PATIENCE = 120

_PROGRAM = """\
import sys
sys.path += [p for p in sys.argv[3:] if p not in sys.path]
from lazyheavy.cli._engine_probe import main
main(float(sys.argv[1]), sys.argv[2])
"""
_DISTRIBUTIONS = ("mini-racer", "py-mini-racer")


def run(options: "argparse.Namespace") -> None:
    """Measure, and print a table or JSON.

    Raises:
        MissingDependencyError: PyMiniRacer is not installed.
        LazyHeavyError: The engine, or a bundle, is not in order.
    """
    _probe(options.bundles)  # fills the caches of the disk and of bytecode
    runs = [_probe(options.bundles) for _ in range(options.rounds)]
    report = _report(runs, options.bundles)
    as_json = options.format == "json"
    text = json.dumps(report, indent=2) if as_json else _table(report)
    print(text)  # noqa: T201 - the output of the command


def _probe(bundles: str) -> "dict[str, Any]":
    """Return what one fresh process found."""
    paths = [path or os.getcwd() for path in sys.path]
    # The command line follows the sources; the library's warnings say nothing new.
    command = [sys.executable, "-W", "ignore", "-c", _PROGRAM]
    began = repr(time.monotonic())
    done = subprocess.run(
        [*command, began, bundles, *paths],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode == REFUSED:
        raise _failure(*json.loads(done.stdout))
    if done.returncode != 0:
        from lazyheavy.errors import EngineError

        last = done.stderr.strip().rpartition("\n")[2]
        message = f"the engine ended its process with {done.returncode}: {last}"
        raise EngineError(message)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _failure(kind: str, message: str, hint: "str | None") -> Exception:
    """Return the error that the process has met."""
    from lazyheavy import errors

    if kind == "MissingDependencyError":
        return errors.MissingDependencyError(message, name="py_mini_racer", hint=hint)
    known = getattr(errors, kind, errors.EngineError)
    error: Exception = known(message)
    return error


def _report(runs: "list[dict[str, Any]]", bundles: str) -> "dict[str, Any]":
    """Join the runs: the median of each step, and of the whole."""
    from importlib.metadata import distributions

    from lazyheavy import __version__

    installed = {
        found.name: found.version
        for name in _DISTRIBUTIONS
        for found in distributions(name=name)
    }
    names = [name for name, _ in runs[0]["steps"]]
    columns = {name: [dict(found["steps"])[name] for found in runs] for name in names}
    totals = [sum(ms for _, ms in found["steps"]) for found in runs]
    return {
        "lazyheavy": __version__,
        "python": sys.version.split()[0],
        "platform": sys.platform,
        "library": installed,
        "legacy": runs[0]["legacy"],
        "v8": runs[0]["v8"],
        "bundles": bundles,
        "rounds": len(runs),
        "modules_imported": runs[0]["modules"],
        "heap_used": runs[0]["heap_used"],
        "steps": [
            {"name": name, "ms": round(median(column), 2), "runs": _rounded(column)}
            for name, column in columns.items()
        ],
        "total_ms": round(median(totals), 2),
    }


def _rounded(column: "list[float]") -> "list[float]":
    return [round(ms, 2) for ms in column]


def _table(report: "dict[str, Any]") -> str:
    """Return the report for a person."""
    library = ", ".join(f"{name} {v}" for name, v in report["library"].items())
    legacy = " (legacy: for trusted bundles and data only)" * report["legacy"]
    where = "lazyheavy {lazyheavy}, Python {python}, {platform}".format(**report)
    rounds = report["rounds"]
    lines = [
        f"JavaScript engine: {library or 'PyMiniRacer'}, V8 {report['v8']}{legacy}",
        where,
        "",
        f"cold start, median of {rounds} process{'es' if rounds > 1 else ''}:",
    ]
    rows = [*((step["name"], step["ms"]) for step in report["steps"])]
    rows.append(("total", report["total_ms"]))
    width = max(len(name) for name, _ in rows)
    lines += [f"  {name:<{width}}  {ms:8.1f} ms" for name, ms in rows]
    used = f"{report['heap_used'] / 1e6:.1f} MB of JavaScript heap in use"
    lines += ["", f"{report['modules_imported']} modules imported, {used}"]
    return "\n".join(lines)
