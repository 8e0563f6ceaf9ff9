"""The first touch of a lazy module costs little beyond its import.

The cost a module, over 300 tiny ones. `lazy_loader.load` looks a module up
when it is declared, so only declaring and touching together compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._probes import touching

if TYPE_CHECKING:
    from collections.abc import Callable

HOW = [
    pytest.param("plain", "plain import", id="plain import"),
    pytest.param("imports", "lazyheavy", id="lazyheavy.imports"),
    pytest.param("load", "lazyheavy", id="lazyheavy.load"),
    pytest.param("lazy_loader", "lazy_loader", id="lazy_loader.load"),
]


@pytest.mark.benchmark(group="first touch of a module (CPU)")
@pytest.mark.parametrize(("how", "who"), HOW)
def test_first_touch(how: str, who: str, measure: Callable[..., None]) -> None:
    """Use a declared module for the first time."""
    measure(touching(how, "touch", who))


@pytest.mark.benchmark(group="declaration and first touch of a module (CPU)")
@pytest.mark.parametrize(("how", "who"), HOW)
def test_declared_and_touched(how: str, who: str, measure: Callable[..., None]) -> None:
    """Declare a module and use it."""
    measure(touching(how, "declared", who))
