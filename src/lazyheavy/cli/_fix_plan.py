"""Which imports of a program to move: what is safe, unused, and saves something."""

import os

from ._failures import CommandError, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.fixing import Place
    from lazyheavy.startup import Profile, Target
    from lazyheavy.startup._verify import Verified


def planned(argv: "list[str]", runs: int) -> "list[Place]":
    """Profile a program and return the statements of its plan.

    The plan is made of what may move and is not used in the run, which is tried.
    What the profile alone would have planned and cannot move is returned as well,
    so that it is refused with its reason. Only what the program says on standard
    error is passed on.

    Raises:
        CommandError: The program fails, or does so once its imports are lazy.
    """
    import subprocess  # the constant; profile() starts children anyway

    from lazyheavy.startup import Target, profile

    target = Target.parse(argv)
    made = profile(target, runs=runs, stdout=subprocess.DEVNULL)
    if made.exit_code != 0:
        message = (
            f"the program ended with exit code {made.exit_code}, so its profile says "
            "little: profile one that works, and give --plan FILE.json"
        )
        raise CommandError(message)
    movable, refused = _judged(made)
    numbers = _chosen(made, target, sorted(movable))
    in_plan = {number for step in made.plan for number in step["statements"]}
    return [
        *(movable[number] for number in numbers),
        *(place for number, place in refused.items() if number in in_plan),
    ]


def to_verify(made: "Profile", target: "Target") -> "list[int]":
    """Return the statements of a profile that `lazyheavy fix` would move.

    Raises:
        CommandError: The program fails once they are lazy.
    """
    return _chosen(made, target, sorted(_judged(made)[0]))


def _chosen(made: "Profile", target: "Target", left: "list[int]") -> "list[int]":
    """Return those of *left* that are not used in the run and save something."""
    from lazyheavy.startup import plan

    tried = _try(made, target, left) if left else None
    if tried is not None and tried.failure is None:
        left = _unused(made, tried)
    steps = plan(made, candidates=left)
    numbers = sorted({number for step in steps for number in step.statements})
    if tried is not None and tried.failure is not None and numbers:
        again = _try(made, target, numbers)
        if again.failure is not None:
            message = f"{again.failure}; try some of them alone with --statement"
            raise CommandError(message)
    return numbers


def _judged(made: "Profile") -> "tuple[dict[int, Place], dict[int, Place]]":
    """Return the statements of the program that may move, and that may not."""
    from lazyheavy.fixing import Place, is_own, judge

    folder = made.data["target"]["cwd"]
    places = {
        number: Place(os.path.join(folder, row["file"]), row["line"])
        for number, row in enumerate(made.statements)
        if row["candidate"]
        and row["text"].startswith(("import ", "from "))
        and not _is_ours(made, number)
        and is_own(os.path.join(folder, row["file"]))
    }
    movable: dict[int, Place] = {}
    refused: dict[int, Place] = {}
    states = {
        (outcome.path, outcome.line): outcome.state
        for outcome in judge(places.values())
    }
    for number, place in places.items():
        state = states.get((place.path, place.line))
        (movable if state == "moved" else refused)[number] = place
    return movable, refused


def _is_ours(made: "Profile", number: int) -> bool:
    """Tell whether a statement imports lazyheavy itself."""
    names = {made.modules[i]["name"] for i in made.statements[number]["targets"]}
    return "lazyheavy" in names


def _try(made: "Profile", target: "Target", numbers: "list[int]") -> "Verified":
    """Run the program once with imports lazy, in memory."""
    from lazyheavy.startup._verify import verify

    return verify(made, target, numbers, runs=0, instructions=False)


def _unused(made: "Profile", tried: "Verified") -> "list[int]":
    """Return what a run did not use; say of the dear ones who used them."""
    planned = {number for step in made.plan for number in step["statements"]}
    left = []
    for one in tried.statements:
        if one.state in {"untouched", "loaded", "unreached"}:
            left.append(one.number)
        elif one.number in planned and one.by is not None:
            here = os.path.join(os.getcwd(), "")
            place = f"{one.file}:{one.line}".replace(here, "", 1)
            by = one.by.replace(here, "", 1)
            say(f"{place}: {one.text}: left alone: this run uses it ({by})")
    return left
