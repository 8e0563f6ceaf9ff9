"""What is saved when imports are made lazy: what nobody else asks for then.

Pure functions over a profile: nothing runs. A saving is the sum of ``weight_ms`` of
all modules that can no longer be reached from ``__main__`` when the edges of the
statements are taken out of the graph. Savings of several statements together may be
more than their sum: two that import the same library save it only together.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._profile import Profile
    from ._schema import Keeper

#: How many who keep a module alive are named.
_KEEPERS = 3


def unreachable(profile: "Profile", statements: "Iterable[int]") -> "set[int]":
    """Return the numbers of the modules that nobody asks for any more.

    Args:
        profile: The profile.
        statements: Numbers of the statements that are made lazy together.
    """
    return profile.reached - profile.graph.reachable(set(statements))


def saving_ms(profile: "Profile", statements: "Iterable[int]") -> float:
    """Return what is saved when *statements* are lazy together, in milliseconds."""
    modules = profile.modules
    gone = unreachable(profile, statements)
    return sum(modules[index]["weight_ms"] for index in gone)


def kept_alive_by(profile: "Profile", statement: int) -> "list[Keeper]":
    """Return who else asks for what a statement imports, nearest to the program first.

    Each is a line outside of the imported packages that is still reached when the
    statement is lazy. At most three are returned; none if all is saved.
    """
    graph = profile.graph
    modules, statements = profile.modules, profile.statements
    targets = statements[statement]["targets"]
    removed = {statement}
    alive = graph.reachable(removed)
    wanted = [index for index in targets if index in alive]
    if not wanted:
        return []
    packages = tuple(modules[index]["name"] for index in wanted)
    inside = {
        index
        for index in alive
        if modules[index]["name"] in packages
        or modules[index]["name"].startswith(tuple(f"{name}." for name in packages))
    }
    found: dict[tuple[int, int | None], None] = {}
    for target in sorted(inside):
        for importer, line in graph.into[target]:
            if importer in alive and importer not in inside and line != statement:
                found[importer, line] = None
    # The program's own lines can be changed, so they come first.
    ranked = sorted(
        found,
        key=lambda pair: (
            modules[pair[0]]["group"] != "own",
            pair[1] is None,
            modules[pair[0]]["order"],
        ),
    )
    return [_keeper(profile, *pair) for pair in ranked[:_KEEPERS]]


def _keeper(profile: "Profile", importer: int, statement: "int | None") -> "Keeper":
    """Describe one who asks."""
    module = profile.modules[importer]
    if statement is None:
        return {"module": module["name"], "file": module["file"], "line": None}
    where = profile.statements[statement]
    return {"module": module["name"], "file": where["file"], "line": where["line"]}
