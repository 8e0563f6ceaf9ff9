"""Which imports a start needs though they are lazy: the sources tell.

A module that uses a name while it is imported gains nothing when that is lazy. And
who takes a name from a module asks for what that module takes it from: a lazy
``from a import x`` in ``b`` is resolved by ``from b import x`` elsewhere.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._reading import Sources
    from ._schema import Module, Statement

    #: A request: importer, target, number of the statement or None.
    Edge = tuple[int, int, int | None]
    #: What a statement takes: importer, module, number of the statement, names.
    Taken = tuple[int, int, int, tuple[str, ...]]


def fill_needed(statements: "Iterable[Statement]", sources: "Sources") -> None:
    """Fill in `needed_at_start` of the candidates, where the source tells."""
    for row in statements:
        read = sources.read(row["file"]) if row["candidate"] else None
        if read is None:
            continue
        names = read.bound.get(row["line"], ())
        lines = [read.used[name] for name in names if name in read.used]
        if lines:
            row["needed_at_start"] = f"{row['file']}:{min(lines)}"


def passed_on(
    taken: "Iterable[Taken]",
    modules: "list[Module]",
    statements: "list[Statement]",
    sources: "Sources",
) -> "list[Edge]":
    """Return what else is asked for by those who take names from other modules.

    Only names that a candidate binds matter: other statements are not made lazy.
    """
    names = _Names(taken, modules, statements, sources)
    found: dict[Edge, None] = {}
    for importer, module, number, wanted in names.taken:
        for target in names.behind(module, wanted):
            if target != importer:
                found[importer, target, number] = None
    return list(found)


class _Names:
    """The names that candidates bind, and where they come from."""

    def __init__(
        self,
        taken: "Iterable[Taken]",
        modules: "list[Module]",
        statements: "list[Statement]",
        sources: "Sources",
    ) -> None:
        self.taken = list(taken)
        self._modules = modules
        self._statements = statements
        self._sources = sources
        self._numbers = {row["name"]: number for number, row in enumerate(modules)}
        self._bound: dict[int, dict[str, list[tuple[int, str | None]]]] = {}
        for number, row in enumerate(statements):
            read = sources.read(row["file"]) if row["candidate"] else None
            if read is None:
                continue
            bound = self._bound.setdefault(row["importer"], {})
            for name, original in read.bound.get(row["line"], {}).items():
                bound.setdefault(name, []).append((number, original))
        self._from: dict[int, list[int]] = {}
        for _, module, number, _ in self.taken:
            self._from.setdefault(number, []).append(module)

    def behind(self, module: int, wanted: "tuple[str, ...]") -> "set[int]":
        """Return the modules that *wanted* names of a module are taken from."""
        found: set[int] = set()
        seen: set[tuple[int, str]] = set()
        rest = [(module, name) for name in self._all(module, wanted)]
        while rest:
            pair = rest.pop()
            if pair in seen:
                continue
            seen.add(pair)
            for number, original in self._bound.get(pair[0], {}).get(pair[1], ()):
                if original is None:
                    found.update(self._statements[number]["targets"])
                    continue
                for source in self._from.get(number, ()):
                    found.add(source)
                    full = f"{self._modules[source]['name']}.{original}"
                    if full in self._numbers:
                        found.add(self._numbers[full])
                    rest.append((source, original))
        return found

    def _all(self, module: int, wanted: "tuple[str, ...]") -> "Iterable[str]":
        """Return *wanted*, with what a star stands for."""
        if wanted != ("*",):
            return wanted
        file = self._modules[module]["file"]
        read = self._sources.read(file) if file is not None else None
        bound = self._bound.get(module, {})
        if read is not None and read.exported:
            return [name for name in bound if name in read.exported]
        return [name for name in bound if not name.startswith("_")]
