"""Profiles of programs that do not exist, as `lazyheavy profile` writes them.

They have what real ones have: distributions of many modules, a tree of first
loads, requests of what is loaded already, statements that keep each other's
targets alive, garbage collections, extension modules and failed imports.
"""

from __future__ import annotations

from random import Random
from typing import Any

#: The distributions of a synthetic program, and how heavy a module of each is.
DISTRIBUTIONS = {
    "scipy": 1.4,
    "pandas": 1.0,
    "matplotlib": 1.1,
    "sympy": 0.8,
    "scikit-learn": 0.9,
    "numpy": 0.7,
    "boto3": 0.6,
    "requests": 0.5,
    "pillow": 0.6,
    "packaging": 0.2,
}

#: Modules of the standard library that every interpreter has loaded.
SITE = ("encodings", "codecs", "io", "abc", "site", "os", "stat")


def synthetic(
    modules: int = 120, *, seed: int = 0, distributions: int = 5
) -> dict[str, Any]:
    """Return a profile of about *modules* modules, always the same for a seed."""
    random = Random(seed)  # noqa: S311 - the same numbers again, no secrets
    made = _Program(random)
    made.module("__main__", "own", 4.0, parent=None)
    for name in SITE:
        made.module(name, "stdlib", 0.3, parent=None)
    names = list(DISTRIBUTIONS)[:distributions]
    tops = {name: made.distribution(name, modules // distributions) for name in names}
    made.statements_of_libraries(tops)
    made.statements_of_the_program(tops)
    return made.profile()


class _Program:
    """Modules, statements and edges, as they are made."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.modules: list[dict[str, Any]] = []
        self.statements: list[dict[str, Any]] = []
        self.edges: list[list[int | None]] = []

    def module(
        self, name: str, distribution: str, weight: float, *, parent: int | None
    ) -> int:
        """Add a module and return its number."""
        self_ms = round(self.random.lognormvariate(-1.2, 1.1) * weight, 3)
        gc_ms = round((self.random.random() < 0.02) * 6.5 * weight, 3)
        is_own = distribution in {"own", "stdlib"}
        is_extension = not is_own and self.random.random() < 0.08
        library = "" if is_own else "site-packages/"
        suffix = ".cpython-312.so" if is_extension else ".py"
        number = len(self.modules)
        self.modules.append(
            {
                "name": name,
                "file": f"/venv/lib/{library}{name.replace('.', '/')}{suffix}",
                "kind": "extension" if is_extension else "source",
                "distribution": None if is_own else distribution,
                "group": distribution if is_own else "distribution",
                "parent": parent,
                "order": number,
                "thread": "MainThread",
                "failed": False,
                "at_start": True,
                "self_ms": self_ms,
                "self_max_ms": round(self_ms * self.random.uniform(1.05, 1.6), 3),
                "cumulative_ms": 0.0,
                "weight_ms": round(self_ms * 1.1, 3),
                "gc_ms": gc_ms,
                "wait_ms": 0.0,
                "dlopen_ms": round(self_ms * 0.4, 3) if is_extension else None,
                "init_ms": round(self_ms * 0.5, 3) if is_extension else None,
                "pyc": "none" if is_extension else "cached",
                "rss_kb": None,
                "used": None,
                "first_touch": None,
            }
        )
        return number

    def distribution(self, name: str, size: int) -> int:
        """Add the modules of a distribution, as a tree; return its top module."""
        package = {"scikit-learn": "sklearn", "pillow": "PIL"}.get(name, name)
        weight = DISTRIBUTIONS[name]
        top = self.module(package, name, weight, parent=0)
        inside = [top]
        for number in range(1, size):
            near = inside[-12:]
            parent = self.random.choice([*near, top])
            group = self.random.randrange(1 + size // 20)
            full = f"{package}.group{group}.part{number}"
            made = self.module(full, name, weight, parent=parent)
            self.statement(parent, [made])
            self.edges.append([made, parent, None])
            inside.append(made)
        for _ in range(size):  # requests of what is loaded already
            self.statement(
                self.random.choice(inside), [self.random.choice(inside)], is_new=False
            )
        return top

    def statement(
        self, importer: int, targets: list[int], *, is_new: bool = True
    ) -> int:
        """Add an import statement of a module and its edges; return its number."""
        number = len(self.statements)
        module = self.modules[importer]
        names = ", ".join(self.modules[target]["name"] for target in targets)
        first = self.modules[targets[0]]
        where = {
            "file": module["file"] if importer else "app.py",
            "line": 3 + number % 90,
            "function": "<module>",
            "statement": number,
            "on_event_loop": False,
        }
        self.statements.append(
            {
                "file": where["file"],
                "line": where["line"],
                "importer": importer,
                "text": f"import {names}",
                "targets": targets,
                "level": "module",
                "own": importer == 0,
                "candidate": importer == 0,
                "needed_at_start": None,
                "used_at": None,
                "fails_lazy": None,
                "cumulative_ms": 0.0,
                "alone_ms": 0.0,
                "kept_alive_by": [],
            }
        )
        self.edges += [[importer, target, number] for target in targets]
        if is_new and first["first_touch"] is None:
            first["first_touch"] = where
        return number

    def statements_of_libraries(self, tops: dict[str, int]) -> None:
        """Let each distribution import some of those before it."""
        names = list(tops)
        for at, name in enumerate(names[:-1]):
            later = names[at + 1 :]
            for other in self.random.sample(later, k=min(len(later), 1 + (at < 2))):
                self.statement(tops[name], [tops[other]], is_new=False)

    def statements_of_the_program(self, tops: dict[str, int]) -> None:
        """Let the program import all of them, and two at once."""
        for top in tops.values():
            self.statement(0, [top])
        self.statement(0, list(tops.values())[:2], is_new=False)

    def profile(self) -> dict[str, Any]:
        """Return all of it with its sums."""
        for module in reversed(self.modules):
            module["cumulative_ms"] = round(
                module["cumulative_ms"] + module["self_ms"] + module["gc_ms"], 3
            )
            if module["parent"] is not None and module["order"]:
                parent = self.modules[module["parent"]]
                parent["cumulative_ms"] += module["cumulative_ms"]
        for number, statement in enumerate(self.statements):
            statement["cumulative_ms"] = round(
                max(self.modules[t]["cumulative_ms"] for t in statement["targets"]), 3
            )
            if statement["own"]:
                statement["alone_ms"] = round(
                    saved_by(self.modules, self.edges, {number}), 3
                )
        own = [n for n, row in enumerate(self.statements) if row["own"]]
        import_ms = sum(module["self_ms"] for module in self.modules[1:])
        gc_ms = sum(module["gc_ms"] for module in self.modules)
        wall = import_ms + gc_ms + self.modules[0]["self_ms"] + 12.0
        return {
            "schema_version": 1,
            "lazyheavy": "0.1.0",
            "python": {
                "version": "3.12.1",
                "implementation": "cpython",
                "executable": "/venv/bin/python",
            },
            "platform": "Linux-x86_64",
            "target": {
                "kind": "script",
                "argv": ["app.py", "--help"],
                "display": "app.py --help",
                "cwd": "/home/ada/app",
            },
            "exit_code": 0,
            "recorder": "find_and_load",
            "runs": {
                "timing": 3,
                "wall_ms": [wall, wall * 1.08, wall * 1.02],
                "cpu_ms": [wall * 0.95, wall, wall * 0.97],
                "import_ms": [import_ms, import_ms * 1.08, import_ms * 1.02],
                "gc_ms": [gc_ms, gc_ms, gc_ms],
                "cold_wall_ms": [],
            },
            "totals": {
                "wall_ms": wall * 1.02,
                "cpu_ms": wall * 0.97,
                "import_ms": import_ms * 1.02,
                "gc_ms": gc_ms,
                "start_ms": 21.0,
                "site_ms": 12.0,
                "modules": len(self.modules),
                "max_rss_kb": 120_000,
                "page_faults": 11_800,
                "missing_pyc": 0,
                "cold_wall_ms": None,
            },
            "modules": self.modules,
            "edges": self.edges,
            "statements": self.statements,
            "plan": self.plan(own),
            "first_touches": [
                {
                    "module": len(self.modules) - 1,
                    "ms": 43.9,
                    "file": "app.py",
                    "line": 31,
                    "function": "load_image",
                    "thread": "MainThread",
                    "on_event_loop": True,
                }
            ],
            "failed_imports": [
                {"name": "winreg", "file": "/venv/lib/mimetypes.py", "line": 29}
            ],
            "never_resolved": [],
            "warnings": ["1 module has no compiled form (.pyc): numpy.part9"],
        }

    def plan(self, own: list[int]) -> list[dict[str, Any]]:
        """Return the greedy plan: singles only, as long as they gain anything."""
        steps: list[dict[str, Any]] = []
        taken: set[int] = set()
        total = 0.0
        while len(taken) < len(own):
            gains = {
                n: saved_by(self.modules, self.edges, {*taken, n})
                for n in own
                if n not in taken
            }
            best = max(gains, key=lambda n: gains[n])
            if gains[best] - total <= 0:
                break
            steps.append(
                {
                    "statements": [best],
                    "gain_ms": round(gains[best] - total, 3),
                    "total_ms": round(gains[best], 3),
                }
            )
            taken.add(best)
            total = gains[best]
        return steps


def saved_by(
    modules: list[dict[str, Any]], edges: list[list[Any]], lazy: set[int]
) -> float:
    """Say what is saved when statements are lazy: plainly, to compare with."""
    gone = reached(edges, set()) - reached(edges, lazy)
    return float(sum(modules[number]["weight_ms"] for number in gone))


def reached(edges: list[list[Any]], lazy: set[int]) -> set[int]:
    """Return the modules that the program asks for, directly or not."""
    targets: dict[int, list[int]] = {}
    for source, target, statement in edges:
        if statement not in lazy:
            targets.setdefault(source, []).append(target)
    found: set[int] = set()
    waiting = [0]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += targets.get(module, [])
    return found
