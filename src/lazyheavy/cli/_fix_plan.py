"""Which imports of a program to move: what is safe, unused, and saves something."""

import os

from ._failures import CommandError, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.fixing import Place
    from lazyheavy.startup import Profile, Target


def planned(target: "Target", runs: int) -> "list[Place]":
    """Profile a program and return the statements of its plan.

    The plan is made of what may move and is not used in the run, which is tried.
    What the profile alone would have planned and cannot move is returned as well,
    so that it is refused with its reason. Only what the program says on standard
    error is passed on.

    Raises:
        CommandError: The program fails.
    """
    import subprocess  # the constant; profile() starts children anyway

    from lazyheavy.startup import profile

    made = profile(target, runs=runs, stdout=subprocess.DEVNULL)
    if made.exit_code != 0:
        message = (
            f"the program ended with exit code {made.exit_code}, so its profile says "
            "little: profile one that works, and give --plan FILE.json"
        )
        raise CommandError(message)
    movable, refused = _judged(made)
    in_plan = {number for step in made.plan for number in step["statements"]}
    numbers = _tried(made, target, sorted(movable))
    for number in sorted(in_plan & movable.keys() - set(numbers)):
        _say_why(made, number)
    places = [
        *(movable[number] for number in numbers),
        *(place for number, place in refused.items() if number in in_plan),
    ]
    if not places and any(
        not _is_ours(made, number) for number in in_plan - {*movable}
    ):
        say(
            "what is worth making lazy is in installed packages or in an archive, and "
            "only files of your own are changed: install it with pip install -e"
        )
    return places


def to_verify(made: "Profile", target: "Target") -> "list[int]":
    """Return the statements of a profile that `lazyheavy fix` would move."""
    return _tried(made, target, sorted(_judged(made)[0]))


def _tried(made: "Profile", target: "Target", numbers: "list[int]") -> "list[int]":
    """Return those of *numbers* that are not used in the run and save something."""
    from lazyheavy.startup._trial import try_plan
    from lazyheavy.startup._verify import chosen

    warnings = len(made.warnings)
    try_plan(made, target, candidates=numbers)
    for warning in made.warnings[warnings:]:
        say(f"warning: {warning}")
    return chosen(made)


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


def _say_why(made: "Profile", number: int) -> None:
    """Say of a dear statement why it is left alone, where a run has shown it."""
    from lazyheavy.startup._shown import short_path

    row = made.statements[number]
    by = row["used_at"] or row["needed_at_start"]
    if by is not None:
        reason = f"this run uses it ({short_path(by)})"
    elif row["fails_lazy"] is not None:
        reason = row["fails_lazy"]
    else:
        return
    place = short_path(f"{row['file']}:{row['line']}")
    say(f"{place}: {row['text']}: left alone: {reason}")
