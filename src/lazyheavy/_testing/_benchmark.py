"""A bridge to pytest-benchmark: what a child process spends, as its timings.

pytest-benchmark asks a timer before and after each round. Ours moves on by what
the child of that round has spent, so rounds are free of our own work, and its
storage, JSON and ``--benchmark-compare-fail`` apply as to any other benchmark.
"""

import os

import pytest

from lazyheavy.errors import BudgetError

from ._budgets import _budget, _environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, final

    from lazyheavy.startup._sampling import Metric
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["ImportBenchmark"]

#: How much of a metric moves the clock by one second. pytest-benchmark knows
#: seconds only; counts are shown as so many seconds.
_SECOND = {"cpu": 1000.0, "wall": 1000.0, "faults": 1.0, "instructions": 1.0}

_GROUPS = {
    "cpu": "start-up: CPU time of the process",
    "wall": "start-up: wall time of the process",
    "faults": "start-up: minor page faults (1 s is one)",
    "instructions": "start-up: instructions (1 s is one)",
}


@final
class Clock:
    """A timer that only measured children move on."""

    __slots__ = ("_now",)

    def __init__(self) -> None:
        self._now = 0.0

    def add(self, seconds: float) -> None:
        """Move on."""
        self._now += seconds

    def child_clock(self) -> float:
        """Read it, as pytest-benchmark does."""
        return self._now


@final
class ImportBenchmark:
    """Benchmarks the start of one target for one test."""

    __slots__ = ("_benchmark", "_clock", "_config")

    def __init__(self, request: "pytest.FixtureRequest") -> None:
        """Make pytest-benchmark's fixture with our timer."""
        config = request.config
        names = ("benchmark", "pytest_benchmark.plugin")
        if not any(map(config.pluginmanager.hasplugin, names)):
            pytest.skip("needs pytest-benchmark: pip install pytest-benchmark")
        if "benchmark" in request.node._fixtureinfo.argnames:
            message = "ask for import_benchmark alone: it brings benchmark with it"
            raise BudgetError(message)
        self._config = config
        self._clock = Clock()
        given = request.node.get_closest_marker("benchmark")
        options: dict[str, Any] = dict(given.kwargs) if given else {}
        options["timer"] = self._clock.child_clock
        request.node.add_marker(pytest.mark.benchmark(**options), append=False)
        self._benchmark: Any = request.getfixturevalue("benchmark")

    def __call__(
        self,
        target: "str | Sequence[str]",
        metric: "Metric" = "cpu",
        *,
        rounds: "int | None" = None,
        exit_code: int = 0,
    ) -> None:
        """Measure a target in fresh child processes.

        Blocks until all of them have ended. A first round is not counted.

        Args:
            target: The name of a module, a program as it is typed, or a list of
                arguments, as for the fixture ``import_budget``.
            metric: ``"cpu"``, ``"wall"``, ``"faults"``, or ``"instructions"``,
                which needs valgrind.
            rounds: How many; 20, or as many as a steadier metric needs, if None.
            exit_code: What the target ends with when all is well.

        Raises:
            StartupError: The target failed, or the metric is not to be had here.
        """
        from lazyheavy.startup._comparison import RUNS
        from lazyheavy.startup._sampling import (
            Command,
            quiet_environment,
            sample,
            working_in,
        )
        from lazyheavy.startup._target import Target

        budget = _budget(target, {"max_modules": 0, "exit_code": exit_code})
        folder = os.fspath(self._config.rootpath)
        with working_in(folder):
            parsed = Target.parse(budget.target)
        command = Command(
            parsed,
            budget.name,
            cwd=folder,
            env={**quiet_environment(), **_environment_of(self._config)},
            exit_code=exit_code,
        )
        second = _SECOND[metric]
        benchmark = self._benchmark
        benchmark.group = benchmark.group or _GROUPS[metric]
        benchmark.extra_info.update(metric=metric, target=budget.name)
        benchmark.pedantic(
            lambda: self._clock.add(sample(command, metric) / second),
            rounds=rounds or RUNS[metric],
            warmup_rounds=1,
        )


def _environment_of(config: pytest.Config) -> "dict[str, str]":
    """Return what of the environment pytest's own settings change."""
    path = _environment(config).get("PYTHONPATH")
    return {"PYTHONPATH": path} if path else {}
