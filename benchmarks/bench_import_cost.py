"""`import lazyheavy` costs no more CPU time than `import lazy_loader`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._probes import import_statement, importing

if TYPE_CHECKING:
    from collections.abc import Callable

MODULES = ["lazyheavy", "lazy_loader", "lazy_imports", "wrapt"]


@pytest.mark.benchmark(group="a process that imports (CPU)")
@pytest.mark.parametrize("module", [pytest.param("", id="bare"), *MODULES])
def test_process(module: str, measure: Callable[..., None]) -> None:
    """Start an interpreter, import one module, end."""
    measure(importing(module), rounds=40)


@pytest.mark.benchmark(group="the import statement alone (CPU)")
@pytest.mark.parametrize("module", MODULES)
def test_statement(module: str, measure: Callable[..., None]) -> None:
    """Import one module."""
    measure(import_statement(module), rounds=40)
