"""Declaring lazy names is cheap, and a cached stub needs no parser.

The import of packages that declare names and are not used; `load()` apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._probes import Probe, declaring, declaring_more, loading

if TYPE_CHECKING:
    from collections.abc import Callable

HOW = [
    pytest.param("imports", "lazyheavy", id="lazyheavy.imports"),
    pytest.param("attach", "lazyheavy", id="lazyheavy.attach"),
    pytest.param("lazy_loader", "lazy_loader", id="lazy_loader.attach"),
    pytest.param("attach_stub", "lazyheavy", id="lazyheavy.attach_stub"),
    pytest.param("lazy_loader_stub", "lazy_loader", id="lazy_loader.attach_stub"),
]


@pytest.mark.benchmark(group="first package of 100 names, library included (CPU)")
@pytest.mark.parametrize(("how", "who"), HOW)
def test_first_package(how: str, who: str, measure: Callable[..., None]) -> None:
    """Import the first package that uses the library."""
    measure(declaring(100, how, who))


@pytest.mark.benchmark(group="each further package of 100 names (CPU)")
@pytest.mark.parametrize(("how", "who"), HOW)
def test_further_package(how: str, who: str, measure: Callable[..., None]) -> None:
    """Import a package when the library has been used before."""
    measure(declaring_more(100, how, who))


@pytest.mark.benchmark(group="each further package of 1,000 names (CPU)")
@pytest.mark.parametrize(("how", "who"), HOW)
def test_large_package(how: str, who: str, measure: Callable[..., None]) -> None:
    """Import a package of many names when the library has been used before."""
    measure(declaring_more(1000, how, who))


@pytest.mark.benchmark(group="1,000 handles by load() (CPU)")
@pytest.mark.parametrize(
    "probe", [loading("lazyheavy"), loading("lazy_loader")], ids=lambda p: p.who
)
def test_load(probe: Probe, measure: Callable[..., None]) -> None:
    """Make a handle to each of a thousand modules."""
    measure(probe)
