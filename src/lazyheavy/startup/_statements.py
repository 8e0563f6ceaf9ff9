"""The lines that import, and the edges of the graph."""

import linecache

from ._archives import line_in_archive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._places import Places
    from ._recording import Recording
    from ._schema import Module, Statement
    from ._target import Target


class Statements:
    """Makes the rows and edges of a profile from its structure run.

    Attributes:
        rows: One row a statement that asked for a module of the profile.
        edges: Importer, target, number of the statement or None.
        numbers: The numbers here of statements by those in the recording.
        taken: Importer, module, number of the statement, and the names taken from
            the module.
    """

    def __init__(
        self,
        target: "Target",
        structure: "Recording",
        modules: "list[Module]",
        places: "Places",
        *,
        all_code: bool,
    ) -> None:
        self._modules = modules
        self._numbers = {row["name"]: number for number, row in enumerate(modules)}
        self._names = {load.index: load.name for load in structure.loads}
        self._code = target.name.splitlines() if target.kind == "code" else []
        self._recorded = structure.statements
        self.rows = [self._row(found, places) for found in self._recorded]
        self.edges = self._edges(structure)
        self.numbers = self._keep_those_with_edges()
        self.taken = self._taken(structure)
        self._fill_targets(all_code=all_code)

    def _row(
        self, found: "tuple[str, int, str, str, str]", places: "Places"
    ) -> "Statement":
        file, line, _, level, owner = found
        is_code = file == "<string>" and bool(self._code)
        if is_code:
            text = self._code[line - 1] if 0 < line <= len(self._code) else ""
        else:
            text = linecache.getline(file, line) or line_in_archive(file, line)
        known_level: dict[str, str] = {"module": "module", "class": "class"}
        return {
            "file": file,
            "line": line,
            "importer": self._numbers.get(owner, 0),
            "text": text.strip(),
            "targets": [],
            "level": known_level.get(level, "function"),  # type: ignore[typeddict-item]
            "own": is_code or (not file.startswith("<") and places.is_own(file)),
            "candidate": False,
            "needed_at_start": None,
            "used_at": None,
            "fails_lazy": None,
            "cumulative_ms": 0.0,
            "alone_ms": 0.0,
            "kept_alive_by": [],
        }

    def _edges(self, structure: "Recording") -> "list[tuple[int, int, int | None]]":
        """Return the edges between modules that this run has loaded."""
        numbers = self._numbers
        found: dict[tuple[int, int, int | None], None] = {}
        for index, target, statement, _ in structure.edges:
            importer = self._importer(index, statement)
            number = numbers.get(target)
            if importer is None or number is None or importer == number:
                continue
            found[importer, number, statement if statement >= 0 else None] = None
        for name, number in numbers.items():
            package = numbers.get(name.rpartition(".")[0])
            if package is not None:
                found[number, package, None] = None
        for name, target in structure.raw.get("references", ()):
            if name in numbers and target in numbers:
                found[numbers[name], numbers[target], None] = None
        return list(found)

    def _importer(self, index: int, statement: int) -> "int | None":
        """Return the number of the module that needs what a statement asks for.

        It is the one whose body runs. Where that is the program itself, which has
        called the function of a module, it is that module: without it there is
        nobody who would call.
        """
        importer = self._numbers.get(self._names.get(index, ""))
        if importer != 0 or statement < 0:
            return importer
        *_, level, owner = self._recorded[statement]
        return self._numbers.get(owner, 0) if level == "function" else 0

    def _taken(
        self, structure: "Recording"
    ) -> "list[tuple[int, int, int, tuple[str, ...]]]":
        """Return who takes which names from whom."""
        numbers = self._numbers
        found = []
        for index, target, statement, names in structure.edges:
            importer = self._importer(index, statement)
            module = numbers.get(target)
            number = self.numbers.get(statement)
            if importer is None or module is None or number is None or not names:
                continue
            found.append((importer, module, number, names))
        return found

    def _keep_those_with_edges(self) -> "dict[int, int]":
        """Drop the lines that ask only for what was there before the program."""
        used = sorted({edge[2] for edge in self.edges if edge[2] is not None})
        numbers = {old: new for new, old in enumerate(used)}
        self.rows = [self.rows[old] for old in used]
        self.edges = [
            (importer, target, None if by is None else numbers[by])
            for importer, target, by in self.edges
        ]
        return numbers

    def _fill_targets(self, *, all_code: bool) -> None:
        """Fill in what each statement imports, and what that costs with all below."""
        for _, target, asked_by in self.edges:
            if asked_by is not None:
                targets = self.rows[asked_by]["targets"]
                if target not in targets:
                    targets.append(target)
        children: list[list[int]] = [[] for _ in self._modules]
        for number, row in enumerate(self._modules):
            if row["parent"] is not None:
                children[row["parent"]].append(number)
        for statement in self.rows:
            statement["candidate"] = (
                statement["level"] == "module"
                and bool(statement["targets"])
                and (statement["own"] or all_code)
                and "import *" not in statement["text"]
            )
            if statement["candidate"]:
                below = _below(statement["targets"], children)
                cost = sum(self._modules[number]["self_ms"] for number in below)
                statement["cumulative_ms"] = cost


def _below(tops: "list[int]", children: "list[list[int]]") -> "set[int]":
    """Return *tops* and all that they have loaded first."""
    seen = set(tops)
    rest = list(seen)
    while rest:
        for child in children[rest.pop()]:
            if child not in seen:
                seen.add(child)
                rest.append(child)
    return seen
