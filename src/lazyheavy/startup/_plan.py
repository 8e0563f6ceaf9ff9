"""In which order imports should be made lazy, and which only pay together."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from typing import final

    from ._graph import Graph
    from ._profile import Profile
else:

    def final(kind):  # noqa: ANN001, ANN202
        return kind


#: A step has to save this much: milliseconds, and part of what all save together.
_LEAST_MS = 0.5
_LEAST_PART = 0.005

#: With this many decisions left, two of the least are put back at once.
_AT_ONCE = 40


@final
class Step:
    """Statements to make lazy together.

    Attributes:
        statements: Their numbers.
        gain_ms: What they add to the steps before.
        total_ms: What all steps so far save.
    """

    __slots__ = ("gain_ms", "statements", "total_ms")

    def __init__(
        self, statements: "tuple[int, ...]", gain_ms: float, total_ms: float
    ) -> None:
        self.statements = statements
        self.gain_ms = gain_ms
        self.total_ms = total_ms

    def __repr__(self) -> str:
        return f"<step {self.statements}: {self.gain_ms:.1f} ms>"


def plan(
    profile: "Profile",
    *,
    candidates: "Iterable[int] | None" = None,
    limit: int = 10,
) -> "list[Step]":
    """Return which imports to make lazy, most saving first.

    Statements that import the same module are one decision. Those that save only
    together (because they lead to the same library) become one step: all are taken
    as lazy first, and the least valuable is put back again and again; what is left
    to the end belongs together.

    Args:
        profile: The profile.
        candidates: Numbers of statements; by default those of the profile that are
            marked as candidates and are not used in the run.
        limit: How many steps at most.
    """
    if candidates is None:
        candidates = plannable(profile)
    units = _units(profile, candidates)
    small = _Small(profile, units)
    order = _by_value(small, len(units))
    steps: list[Step] = []
    done: set[int] = set()
    total = 0.0
    groups = _groups(small, order)
    while groups and len(steps) < limit:
        gains = [small.saving(done | set(group)) - total for group in groups]
        best = max(range(len(groups)), key=gains.__getitem__)
        if gains[best] < small.least:
            break
        group = groups.pop(best)
        done |= set(group)
        gain = gains[best]
        total += gain
        numbers = sorted(number for unit in group for number in units[unit])
        steps.append(Step(tuple(numbers), gain, total))
    return steps


def plannable(profile: "Profile") -> "list[int]":
    """Return the candidates that are not used in the run, and do not end it."""
    return [
        number
        for number, row in enumerate(profile.statements)
        if row["candidate"]
        and row["needed_at_start"] is None
        and row["used_at"] is None
        and row.get("fails_lazy") is None
    ]


def _units(profile: "Profile", candidates: "Iterable[int]") -> "list[list[int]]":
    """Put the statements together that import the same modules."""
    found: dict[frozenset[int], list[int]] = {}
    for number in candidates:
        targets = frozenset(profile.statements[number]["targets"])
        if targets:
            found.setdefault(targets, []).append(number)
    return list(found.values())


class _Small:
    """The part of the graph that the decisions can change, with circles made one.

    Everything that is reached with all of them lazy becomes the root.
    """

    def __init__(self, profile: "Profile", units: "list[list[int]]") -> None:
        unit_of = {number: unit for unit, list_ in enumerate(units) for number in list_}
        graph = profile.graph
        base = graph.reachable(unit_of.keys())
        rest = profile.reached - base
        component = _components(graph, rest, unit_of)
        count = max(component.values(), default=0) + 1
        self.weights = [0.0] * count
        for index, number in component.items():
            self.weights[number] += profile.modules[index]["weight_ms"]
        edges: list[dict[int, set[int | None]]] = [{} for _ in range(count)]
        for index in profile.reached:
            source = component.get(index, 0)
            for target, statement in graph.out[index]:
                number = component.get(target, 0)
                if number not in (0, source):
                    unit = unit_of.get(statement) if statement is not None else None
                    edges[source].setdefault(number, set()).add(unit)
        self.out = [
            [
                (target, None if None in by else frozenset(by))
                for target, by in found.items()
            ]
            for found in edges
        ]
        self.whole = sum(self.weights)
        self.least = max(_LEAST_MS, _LEAST_PART * self.whole)

    def saving(self, lazy: "set[int]") -> float:
        """Return what is saved when these decisions are made."""
        seen = {0}
        rest = [0]
        left = self.whole
        while rest:
            for target, by in self.out[rest.pop()]:
                if target not in seen and (by is None or not by <= lazy):
                    seen.add(target)
                    rest.append(target)
                    left -= self.weights[target]
        return max(left, 0.0)


def _components(  # noqa: C901 - Tarjan's algorithm, without recursion
    graph: "Graph", nodes: "set[int]", removable: "Container[int | None]"
) -> "dict[int, int]":
    """Return the number of the circle that each node is in, from 1 (Tarjan).

    Only of circles that no decision can open.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    found: dict[int, int] = {}
    stack: list[int] = []
    count = 0
    for start in nodes:
        if start in index:
            continue
        index[start] = low[start] = len(index)
        stack.append(start)
        work = [(start, iter(graph.out[start]))]
        while work:
            node, edges = work[-1]
            for target, statement in edges:
                if target not in nodes or target in found or statement in removable:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    work.append((target, iter(graph.out[target])))
                    break
                low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    count += 1
                    while True:
                        member = stack.pop()
                        found[member] = count
                        if member == node:
                            break
    return found


def _by_value(small: _Small, count: int) -> "list[int]":
    """Return the decisions, the one that is worth most beside the others first."""
    lazy = set(range(count))
    dropped: list[int] = []
    while lazy:
        worth = {unit: small.saving(lazy - {unit}) for unit in lazy}
        ranked = sorted(lazy, key=lambda unit: (-worth[unit], -unit))
        # One by one where it matters, which is at the end.
        for least in ranked[: 1 + len(lazy) // _AT_ONCE]:
            lazy.remove(least)
            dropped.append(least)
    return dropped[::-1]


def _groups(small: _Small, order: "list[int]") -> "list[list[int]]":
    """Put decisions together that pay only together; drop those that never do."""
    groups: list[list[int]] = []
    done: set[int] = set()
    group: list[int] = []
    total = 0.0
    for unit in order:
        group.append(unit)
        gained = small.saving(done | set(group)) - total
        if gained < small.least:
            continue
        for member in group[:-1]:  # those that did not help are no part of it
            without = done | set(group) - {member}
            if small.saving(without) - total >= gained - small.least / 10:
                group = [other for other in group if other != member]
        done |= set(group)
        total = small.saving(done)
        groups.append(group)
        group = []
    return groups
