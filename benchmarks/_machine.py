"""Where figures were made: machine, interpreter, versions."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._children import ROOT
from benchmarks._probes import DISTRIBUTIONS

if TYPE_CHECKING:
    from typing import Any


def describe() -> dict[str, Any]:
    """Return what a figure means nothing without."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "commit": _commit(),
        "versions": {
            name: found
            for name in ("lazyheavy", *DISTRIBUTIONS.values())
            if (found := _version(name)) is not None
        },
    }


def line(machine: dict[str, Any]) -> str:
    """Return the machine in one line, and the versions in another."""
    versions = ", ".join(f"{name} {v}" for name, v in machine["versions"].items())
    return (
        f"{machine['python']} on {machine['system']}, {machine['processor']}, "
        f"{machine['cores']} cores, load {machine['load']} at the start; "
        f"commit {machine['commit']}\n{versions}"
    )


def _processor() -> str:
    """Name the processor as well as the system can."""
    try:
        for row in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if row.startswith("model name"):
                return row.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"


def _version(distribution: str) -> str | None:
    """Return the installed version, or None."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _commit() -> str:
    """Return the commit of the checkout, with a mark where it was changed."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"
