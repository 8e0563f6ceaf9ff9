"""Tries the plan of a profile, and drops what the program uses anyway.

An import that a run needs costs the same when it is lazy, only later: the graph
does not know of that, a run with lazy imports does.
"""

from lazyheavy.errors import StartupError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._profile import Profile
    from ._target import Target

#: How many runs at most, and how many of them look for what makes a plan fail.
_RUNS = 24
_SEARCHES = 12


def try_plan(
    profile: "Profile",
    target: "Target",
    *,
    candidates: "Iterable[int] | None" = None,
    timeout: "float | None" = None,
) -> None:
    """Run the program with the imports of the plan lazy; leave out what it uses.

    Those get ``used_at`` (a function of the running program did) or
    ``needed_at_start`` (while modules were loading), and ``fails_lazy`` where the
    program ends otherwise; the plan is made anew of the others, and tried, until
    none is used. One process each time; no file is changed. What cannot be tried
    becomes a warning of the profile.

    Args:
        profile: The profile; its plan is replaced.
        target: The program.
        candidates: Numbers of the statements that a plan may have; by default all
            candidates of the profile.
        timeout: Seconds after which a run is killed; None for no limit.
    """
    from ._join import make_plan
    from ._plan import plannable
    from ._verify import chosen

    trial = _Trial(profile, target, timeout)
    asked = None if candidates is None else set(candidates)
    try:
        while True:
            left = [n for n in plannable(profile) if asked is None or n in asked]
            make_plan(profile, left)
            numbers = chosen(profile)
            if not numbers or trial.stands(numbers):
                return
    except StartupError as error:
        profile.warnings.append(f"the plan could not be tried: {error}")


class _Trial:
    """Runs with statements lazy, and what is learnt of them."""

    def __init__(
        self, profile: "Profile", target: "Target", timeout: "float | None"
    ) -> None:
        self._profile = profile
        self._target = target
        self._timeout = timeout
        self._runs = 0

    def stands(self, numbers: "list[int]") -> bool:
        """Tell whether the program runs as before and uses none of these."""
        failure, used = self._run(numbers)
        if failure is not None:
            self._blame(numbers, failure, min(self._runs + _SEARCHES, _RUNS))
            return False
        return not used

    def _blame(self, numbers: "list[int]", failure: str, last: int) -> None:
        """Find by halves which statements make the program fail, and note it.

        Those that fail only together are all blamed, and so are those for which
        there is no time to look.
        """
        middle = len(numbers) // 2
        halves = [half for half in (numbers[:middle], numbers[middle:]) if half]
        found = False
        if len(numbers) > 1 and self._runs < last:
            for half in halves:
                reason, _ = self._run(half)
                if reason is not None:
                    found = True
                    self._blame(half, reason, last)
        if not found:
            for number in numbers:
                self._profile.statements[number]["fails_lazy"] = failure

    def _run(self, numbers: "list[int]") -> "tuple[str | None, bool]":
        """Return what the program did otherwise, and whether it used any of them.

        Raises:
            StartupError: The program could not be run, or there were too many runs.
        """
        import tempfile

        from ._pair import Pair
        from ._states import fill_states, place_of, unchecked

        if self._runs == _RUNS:
            message = f"after {_RUNS} runs, each plan had imports that are used"
            raise StartupError(message)
        self._runs += 1
        profile = self._profile
        statements = unchecked(profile, numbers)
        places = [place_of(profile, checked) for checked in statements]
        with tempfile.TemporaryDirectory(prefix="lazyheavy-") as folder:
            pair = Pair(self._target, places, folder, self._timeout)
            after = pair.record(lazy=True)
            failed = fill_states(statements, profile, pair, after)
            failure = pair.failure(profile.exit_code, after.exit_code)
        if failure is None and profile.exit_code == 0:
            failure = failed
        if failure is not None:
            return failure, False
        used = False
        for one in statements:
            if one.by is not None and one.state in {"touched", "at once"}:
                used = True
                field = "used_at" if one.state == "touched" else "needed_at_start"
                profile.statements[one.number][field] = one.by  # type: ignore[literal-required]
        return None, used
