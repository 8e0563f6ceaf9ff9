"""What measured programs report: CPU and wall seconds of a part of their run."""

import gc
from time import perf_counter_ns, process_time_ns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def measure(work: "Callable[[], object]") -> "tuple[float, float]":
    """Return the CPU and wall seconds of one call, with the collector off."""
    gc.collect()
    gc.disable()
    cpu, wall = process_time_ns(), perf_counter_ns()
    work()
    wall, cpu = perf_counter_ns() - wall, process_time_ns() - cpu
    gc.enable()
    return cpu / 1e9, wall / 1e9


def report(cost: "tuple[float, float]", count: int = 1) -> None:
    """Print a cost, divided by the *count* of what was done."""
    print(cost[0] / count, cost[1] / count)
