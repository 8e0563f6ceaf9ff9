"""Runs a program as it is, and with chosen imports lazy."""

import os

from ._lazily import Lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ._recording import Recording
    from ._target import Target

    Progress = Callable[[str, int, int], None]

#: How much of what a failed run said is shown.
_LAST_LINES = 3


class Pair:
    """Both sides of one choice of statements; False is as it is, True is lazy.

    Args:
        target: The program.
        places: (file, line) of each statement.
        folder: An empty folder, for what the runs write.
        timeout: Seconds after which a run is killed; None for no limit.

    Raises:
        StartupError: A file cannot be read or compiled.
    """

    def __init__(
        self,
        target: "Target",
        places: "Iterable[tuple[str, int]]",
        folder: str,
        timeout: "float | None",
    ) -> None:
        self.lazily = Lazily(target, places, folder)
        self._timeout = timeout
        self.ledger = os.path.join(folder, "ledger")
        self._outputs = [os.path.join(folder, f"stdout{side}") for side in (0, 1)]
        self._errors = [os.path.join(folder, f"stderr{side}") for side in (0, 1)]

    def record(self, *, lazy: bool) -> "Recording":
        """Record the modules of one side, with what it writes kept in files.

        Raises:
            StartupError: It could not be run, or ended without a recording.
        """
        from ._runs import record

        output = self.ledger if lazy else None
        with (
            open(self._outputs[lazy], "wb") as stdout,
            open(self._errors[lazy], "wb") as stderr,
        ):
            return record(
                self.lazily.target(lazy=lazy),
                mode="structure",
                prelude=self.lazily.prelude(lazy=lazy, output=output),
                timeout=self._timeout,
                stdout=stdout,
                stderr=stderr,
            )

    def is_output_same(self) -> bool:
        """Tell whether both recorded runs wrote the same to standard output."""
        texts = []
        for path in self._outputs:
            with open(path, "rb") as file:
                texts.append(file.read())
        return texts[0] == texts[1]

    def failure(self, before: int, after: int) -> "str | None":
        """Say that the lazy run ended otherwise, and what it said; None if not."""
        if before == after:
            return None
        with open(self._errors[1], encoding="utf-8", errors="replace") as errors:
            said = errors.read().strip().splitlines()[-_LAST_LINES:]
        return (f"with these imports lazy, the exit code is {after}, not {before}") + (
            f": {' | '.join(said)}" if said else ""
        )

    def cpu(self, runs: int, tell: "Progress") -> "tuple[float, float] | None":
        """Return the least processor time of each, in runs that take turns."""
        import subprocess

        from ._counting import run_once, steady_environment

        least = [float("inf"), float("inf")]
        env = steady_environment()
        for number in range(2 * runs):
            tell("compare", number, 2 * runs)
            side = (number + number // 2) % 2  # 0 1 1 0 0 1 1 0
            lazy = bool(side)
            ended = run_once(
                self.lazily.target(lazy=lazy),
                prelude=self.lazily.prelude(lazy=lazy),
                env=env,
                timeout=self._timeout,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if ended.answer is None or ended.cpu_ms is None:
                return None
            used = ended.cpu_ms - ended.answer["start_cpu_ns"] / 1e6
            least[side] = min(least[side], used)
        return least[0], least[1]

    def instructions(self, tell: "Progress") -> "tuple[int, int] | None":
        """Return the instructions of each after the start of the interpreter."""
        from ._counting import can_count, count_instructions

        if not can_count():
            return None
        lazily = self.lazily
        counts = []
        for number, lazy in enumerate((False, True)):
            tell("count instructions", number, 3)
            target, prelude = lazily.target(lazy=lazy), lazily.prelude(lazy=lazy)
            counts.append(count_instructions(target, prelude=prelude))
        tell("count instructions", 2, 3)
        from ._target import Target

        idle = Target("code", ["-c", "pass"], python=lazily.target(lazy=False).python)
        start = count_instructions(idle, prelude=lazily.prelude(lazy=False))
        return counts[0] - start, counts[1] - start
