"""Our engine starts about as fast as the bare context that it holds.

Its import, its start and its first answer, in a process of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks._probes import Probe, starting

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.benchmark(group="JavaScript engine: import, start, first answer (wall)")
@pytest.mark.parametrize(
    "probe",
    [starting("lazyheavy", "lazyheavy"), starting("mini_racer", "bare mini-racer")],
    ids=lambda probe: probe.who,
)
def test_engine_start(probe: Probe, measure: Callable[..., None]) -> None:
    """Start an engine and call it once."""
    measure(probe, clock="wall")
