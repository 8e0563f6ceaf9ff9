"""After its first touch a lazy name is read like any other.

The cost of one read of an attribute, in a process that reads it many times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._packages import EXPORTERS, HOLDERS
from benchmarks._probes import reading, reading_export

if TYPE_CHECKING:
    from collections.abc import Callable

PEERS = {"lazy_loader", "lazy_imports", "wrapt"}


def whose(how: str) -> str:
    """Name the library behind a way to declare."""
    return how if how in PEERS else "lazyheavy"


@pytest.mark.benchmark(group="module.ATTR, read from a module's global (CPU)")
@pytest.mark.parametrize("how", HOLDERS)
def test_module_attribute(how: str, measure: Callable[..., None]) -> None:
    """Read an attribute of a module that a global holds."""
    measure(reading(how, whose(how)), rounds=8)


@pytest.mark.benchmark(group="package.NAME, read from outside (CPU)")
@pytest.mark.parametrize("how", EXPORTERS)
def test_package_export(how: str, measure: Callable[..., None]) -> None:
    """Read an export of a package."""
    measure(reading_export(how, whose(how)), rounds=8)
