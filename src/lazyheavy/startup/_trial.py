"""Tries the plan of a profile once, and drops what the program uses anyway.

An import that a run needs costs the same when it is lazy, only later: the graph
does not know of that, a run with lazy imports does.
"""

from lazyheavy.errors import StartupError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._profile import Profile
    from ._target import Target

#: How often a plan is made anew, because a part of it was used.
_ROUNDS = 3


def try_plan(
    profile: "Profile", target: "Target", *, timeout: "float | None" = None
) -> None:
    """Run the program with the imports of the plan lazy; note which it uses.

    Those get ``used_at`` (a function of the running program did) or
    ``needed_at_start`` (while modules were loading), and the plan is made anew of
    the others. Two processes a round; no file is changed. What cannot be tried
    becomes a warning of the profile.
    """
    from ._join import make_plan
    from ._verify import chosen, verify

    for _ in range(_ROUNDS):
        numbers = chosen(profile)
        if not numbers:
            return
        try:
            found = verify(
                profile, target, numbers, runs=0, instructions=False, timeout=timeout
            )
        except StartupError as error:
            profile.warnings.append(f"the plan could not be tried: {error}")
            return
        if found.failure is not None:
            profile.warnings.append(f"the plan was tried: {found.failure}")
            return
        used = False
        for one in found.statements:
            if one.by is not None and one.state in {"touched", "at once"}:
                used = True
                field = "used_at" if one.state == "touched" else "needed_at_start"
                profile.statements[one.number][field] = one.by  # type: ignore[literal-required]
        if not used:
            return
        make_plan(profile)
