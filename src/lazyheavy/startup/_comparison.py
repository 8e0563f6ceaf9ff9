"""Two programs against each other: interleaved runs, the ratio of their minima.

Noise only ever adds, so the least of many runs is the best estimate; machines
drift, so the runs of the two alternate in random order.
"""

from ._sampling import sample

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal, final

    from ._sampling import Command, Metric

    Outcome = Literal["within", "slower", "inconclusive"]
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["RUNS", "Comparison", "compare"]

#: How many runs of each are enough, by metric: the steadier, the fewer.
RUNS = {"cpu": 20, "wall": 20, "faults": 5, "instructions": 3}

#: How often the samples are drawn anew for the interval.
_DRAWS = 2000


@final
class Comparison:
    """What two programs took.

    Attributes:
        metric: What was measured.
        first: The samples of the first program.
        second: Those of the second.
        ratio: The least of the second by the least of the first.
        low: The lower end of the 95 % interval of the ratio.
        high: The upper end.
    """

    __slots__ = ("first", "high", "low", "metric", "ratio", "second")

    def __init__(
        self, first: "Sequence[float]", second: "Sequence[float]", metric: "Metric"
    ) -> None:
        self.metric = metric
        self.first = [*first]
        self.second = [*second]
        self.ratio = min(second) / min(first)
        self.low, self.high = interval(self.first, self.second)

    def outcome(self, limit: float, drift: float = 0.0) -> "Outcome":
        """Tell whether the second is slower than the first by more than *limit*.

        Args:
            limit: A fraction: 0.05 allows 5 %.
            drift: How much slower the machine itself may have become between runs
                that did not take turns, as a fraction.

        Returns:
            "slower" or "within" when the whole interval says so, else
            "inconclusive".
        """
        if self.low > (1 + limit) * (1 + drift):
            return "slower"
        return "within" if self.high <= 1 + limit else "inconclusive"


def interval(first: "list[float]", second: "list[float]") -> "tuple[float, float]":
    """Return the 95 % bootstrap interval of the ratio of minima.

    Each draw takes half as many samples as there are. A draw of as many would
    hold the very minimum 63 times of 100, and the interval would be too narrow:
    it missed the truth 16 to 19 times of 100 in a simulation, this one 2 to 4.
    """
    from random import Random

    random = Random(0)  # the same samples give the same interval  # noqa: S311
    half_first, half_second = (len(first) + 1) // 2, (len(second) + 1) // 2
    ratios = sorted(
        min(random.choices(second, k=half_second))
        / min(random.choices(first, k=half_first))
        for _ in range(_DRAWS)
    )
    cut = round(_DRAWS * 0.025)
    return ratios[cut], ratios[-cut - 1]


def compare(
    first: "Command",
    second: "Command",
    *,
    metric: "Metric" = "cpu",
    runs: "int | None" = None,
    progress: "Callable[[int, int], None] | None" = None,
) -> Comparison:
    """Run two programs in turn, in random order, and compare what they spend.

    Blocks until all children have ended. A first run of each is not counted: it
    fills caches, and it shows that the program works.

    Args:
        first: What is compared with.
        second: What is compared.
        metric: What counts.
        runs: How many runs of each, 2 at least; `RUNS` if None.
        progress: Called with the number of the runs that have ended, and of all.

    Raises:
        StartupError: A program failed, or the metric is not to be had here.
    """
    from random import Random

    count = RUNS[metric] if runs is None else runs
    random = Random()  # noqa: S311 - nobody has to guess it
    taken: tuple[list[float], list[float]] = ([], [])
    commands = (first, second)
    total = 2 * count + 2
    done = 0

    def run(which: int) -> float:
        nonlocal done
        spent = sample(commands[which], metric)
        done += 1
        if progress is not None:
            progress(done, total)
        return spent

    for which in (0, 1):
        run(which)
    for _ in range(count):
        for which in random.sample((0, 1), 2):
            taken[which].append(run(which))
    return Comparison(*taken, metric)
