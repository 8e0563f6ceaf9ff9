"""The modules of a profile by distribution, and what each distribution really costs."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from ._profile import Profile
    from ._schema import Module

#: What modules belong to that no distribution has installed.
OWN, STDLIB = "the program", "standard library"


def distribution_of(module: "Module") -> str:
    """Return the distribution of a module, or in words what else it belongs to."""
    if module["group"] == "own":
        return OWN
    if module["group"] == "stdlib":
        return STDLIB
    return module["distribution"] or module["name"].partition(".")[0]


def members(profile: "Profile") -> "dict[str, list[int]]":
    """Return the numbers of the modules of each distribution, the heaviest first.

    The program's main module is in none: what it does is no import. What has failed
    to load is in none either.
    """
    found: dict[str, list[int]] = {}
    weights: dict[str, float] = {}
    for number, module in enumerate(profile.modules):
        if number and not module["failed"]:
            name = distribution_of(module)
            found.setdefault(name, []).append(number)
            weights[name] = weights.get(name, 0.0) + module["weight_ms"]
    return {name: found[name] for name in sorted(found, key=lambda n: -weights[n])}


def retained_ms(profile: "Profile", modules: "Collection[int]") -> float:
    """Return what is saved when none of *modules* is loaded, in milliseconds.

    That is their own time, and that of all modules that only they ask for.
    """
    blocked = frozenset(modules)
    seen = {0}
    rest = [0]
    while rest:
        for target, _ in profile.graph.out[rest.pop()]:
            if target not in seen and target not in blocked:
                seen.add(target)
                rest.append(target)
    gone = profile.reached - seen
    return sum(profile.modules[number]["weight_ms"] for number in gone)
