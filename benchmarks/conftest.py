"""What the benchmarks share: a workplace for children, and clocks that they set.

    pip install -e ".[bench]"
    python -m pytest benchmarks

A benchmark here runs a program in a fresh process each round. What counts is
what the child spent, not how long we waited: pytest-benchmark reads one of the
clocks below, which only such a run moves on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._children import Sample, Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from pytest_benchmark.fixture import BenchmarkFixture

    from benchmarks._probes import Probe


class Clocks:
    """The time that all children together have spent."""

    def __init__(self) -> None:
        self._spent = Sample(0.0, 0.0)

    def add(self, sample: Sample) -> None:
        """Move both clocks on."""
        spent = self._spent
        self._spent = Sample(spent.cpu + sample.cpu, spent.wall + sample.wall)

    def child_cpu(self) -> float:
        """Read the CPU seconds."""
        return self._spent.cpu

    def child_wall(self) -> float:
        """Read the wall seconds."""
        return self._spent.wall


_clocks = Clocks()


def pytest_configure(config: pytest.Config) -> None:
    """Collect `bench_*.py` as well; called when this folder is asked for."""
    config.addinivalue_line("python_files", "bench_*.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a benchmark the time that it needs on a slow machine."""
    for item in items:
        item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def workplace() -> Iterator[Workplace]:
    """Give a folder of packages that children import."""
    with Workplace() as made:
        yield made


@pytest.fixture
def measure(benchmark: BenchmarkFixture, workplace: Workplace) -> Callable[..., None]:
    """Give `measure(probe, rounds=..., clock="cpu")`, which runs a probe."""
    benchmarked: Any = benchmark  # pedantic() has no annotations

    def run(probe: Probe, *, rounds: int = 15, clock: str = "cpu") -> None:
        missing = probe.missing()
        if missing is not None:
            pytest.skip(f"{missing} is not installed")
        benchmarked._timer = {  # noqa: SLF001 - markers cannot name an instance's method
            "cpu": _clocks.child_cpu,
            "wall": _clocks.child_wall,
        }[clock]
        benchmarked.extra_info["clock"] = f"child {clock}"
        benchmarked.extra_info["who"] = probe.who
        benchmarked.pedantic(
            lambda: _clocks.add(probe.run(workplace)), rounds=rounds, warmup_rounds=1
        )

    return run
