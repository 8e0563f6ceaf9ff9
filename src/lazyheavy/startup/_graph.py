"""Who asks for whom: the graph of a profile, and what can be reached in it.

A node is a module, by its number. An edge leads from the module that was running to
one that it asked for, whether that had to be loaded or was there already, and from
each submodule to its package.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    Edges = list[tuple[int, int | None]]


class Graph:
    """The edges of a profile, by the module that they leave.

    Attributes:
        count: How many modules there are.
        out: For each module, pairs of a module asked for and the statement that
            asked (None: none did, or that of no source).
    """

    __slots__ = ("_into", "count", "out")

    def __init__(
        self, count: int, edges: "Iterable[tuple[int, int, int | None]]"
    ) -> None:
        self.count = count
        self.out: list[Edges] = [[] for _ in range(count)]
        self._into: list[Edges] | None = None
        for importer, target, statement in edges:
            self.out[importer].append((target, statement))

    @property
    def into(self) -> "list[Edges]":
        """The same edges by the module that they lead to."""
        if self._into is None:
            self._into = [[] for _ in range(self.count)]
            for importer, edges in enumerate(self.out):
                for target, statement in edges:
                    self._into[target].append((importer, statement))
        return self._into

    def reachable(self, without: "Collection[int]" = ()) -> "set[int]":
        """Return what is reached from ``__main__`` when statements are taken out.

        Args:
            without: Numbers of the statements whose edges do not count.
        """
        removed = frozenset(without)
        out = self.out
        seen = {0}
        rest = [0]
        while rest:
            for target, statement in out[rest.pop()]:
                if target not in seen and statement not in removed:
                    seen.add(target)
                    rest.append(target)
        return seen
