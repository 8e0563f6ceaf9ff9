"""Imports point downwards only, so that nothing is loaded before it is needed."""

from __future__ import annotations

import sys
from graphlib import TopologicalSorter

import pytest

from tests._support.import_graph import PACKAGE, Import, imports, read, sources

DOOR = "lazyheavy"

#: What each part of the package may import from, itself included. The core is
#: everything beside the door that is no package.
PARTS = {
    "core": {"core"},
    "engines": {"engines", "core"},
    "instances": {"instances", "core"},
    "charts": {"charts", "engines", "instances", "core"},
    "startup": {"startup", "fixing", "core"},
    "stubs": {"stubs", "core"},
    "fixing": {"fixing", "core"},
    "_pyinstaller": {"_pyinstaller", "core"},
    "_testing": {"_testing", "startup", "core"},
    "cli": {
        "_testing",
        "cli",
        "charts",
        "engines",
        "fixing",
        "instances",
        "startup",
        "stubs",
        "core",
    },
    "door": {"door", "charts", "engines", "instances", "startup", "core"},
}

#: The starting points of a process, which load what a command needs, not more.
COMMANDS = {"lazyheavy.cli", "lazyheavy.__main__", "lazyheavy.pytest_plugin"}

#: Third-party modules that load these parts, and so are there before them.
HOSTS = {"lazyheavy.pytest_plugin": "pytest", "lazyheavy._testing": "pytest"}

#: The layers of the core, lowest first. A module is loaded together with those
#: it imports at its top, so these lie in lower layers.
CORE = (
    {"errors", "_finding", "_fork", "_probes", "_rows", "_saving", "_typed"},
    {"_entry", "_requirements"},
    {"_eager", "_explain", "_forgetting", "_ledger", "_paths", "_stubs"},
    {"_resolve"},
    {"_native", "_proxy"},
    {"_block"},
    {"_views"},
    {"_asking", "_exports", "_handles", "_report"},
)

#: Imports inside functions of the core that point upwards, and when they run.
UPWARDS = {
    ("_entry", "_eager"): "only in the eager modes",
    ("_entry", "_forgetting"): "after a reload, with the thousandth site, ...",
    ("_entry", "_handles"): "to pickle a module that has pending names",
    ("_entry", "_resolve"): "at the first touch of an entry",
    ("_entry", "_views"): "when a first touch puts the value in place",
    ("_forgetting", "_views"): "after a reload, for views that somebody kept",
    ("_proxy", "_handles"): "to pickle a proxy by name",
    ("_proxy", "_views"): "for what a touched proxy has to say of its target",
    ("_requirements", "_explain"): "for the advice in an unmet requirement",
    ("_resolve", "_views"): "for a package whose submodules were declared one by one",
    ("_views", "_handles"): "inside importlib.reload()",
}

#: Modules that every interpreter has loaded, or that are built into it.
FREE = {
    "_thread",
    "_weakref",
    "builtins",
    "itertools",
    "marshal",
    "os",
    "sys",
    "time",
}

#: What `import lazyheavy` itself runs may import less: not even `os`, which an
#: embedding application may have left out.
STARTING = {"_thread", "builtins", "sys"}

#: Modules of the standard library that nobody should wait for who draws a chart.
HEAVY = {
    "argparse",
    "asyncio",
    "dataclasses",
    "email",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "logging",
    "pathlib",
    "subprocess",
    "tempfile",
    "typing",
    "unittest",
    "urllib.request",
}

#: Modules that only a function imports which a chart does not call.
LATE = {
    "lazyheavy.charts._fetching": "allowed_base_urls= was given",
    "lazyheavy.engines._protocol": "stats() was called, or a type checker looks",
    "lazyheavy.instances._info": "cache_info() was called",
    "lazyheavy.instances._pool_stats": "stats() was called, or a type checker looks",
}

LONGEST = 400
#: What programs with lazy imports load at their start: fewer files cost less.
LONGER = {"_entry.py": 600, "_exports.py": 440, "_native.py": 420}

ALL = imports()


def part_of(module: str) -> str:
    """Name the part of our package that *module* belongs to."""
    if module in {DOOR, f"{DOOR}._door"}:
        return "door"
    if module in COMMANDS:
        return "cli"
    second = module.split(".")[1]
    is_package = (PACKAGE / second).is_dir()
    return second if is_package else "core"


def is_ours(target: str) -> bool:
    """Tell whether *target* is a module of ours."""
    return target.partition(".")[0] == DOOR


def described(found: list[Import]) -> list[str]:
    """Say of each import where it stands and what it imports."""
    return [f"{row.where} ({row.importer}) imports {row.target}" for row in found]


def test_every_part_has_a_place_in_the_order() -> None:
    """A new package, or a new module of the core, is given its layer here."""
    modules = sources()
    core = {name.split(".")[1] for name in modules if part_of(name) == "core"}

    assert {part_of(name) for name in modules} <= set(PARTS)
    assert core == set().union(*CORE)


def test_parts_import_lower_parts_only() -> None:
    """No import, not even inside a function, reaches into a part above."""
    wrong = [
        row
        for row in ALL
        if is_ours(row.target)
        and row.target != DOOR
        and part_of(row.target) not in PARTS[part_of(row.importer)]
    ]

    assert described(wrong) == []


def test_only_imports_and_version_are_taken_from_the_door() -> None:
    """The parts above the core spell lazy imports as users do, and no more."""
    wrong = [
        row
        for row in ALL
        if row.target == DOOR
        and part_of(row.importer) != "door"
        and (
            not {*row.names} <= {"imports", "__version__"}
            or not row.names
            or part_of(row.importer) == "core"
        )
    ]

    assert described(wrong) == []


def layer_of(module: str) -> int:
    """Return the number of the layer of a module of the core."""
    name = module.split(".")[1]
    layers = (number for number, layer in enumerate(CORE) if name in layer)
    return next(layers, len(CORE))


def upwards(when: str) -> list[Import]:
    """Return the imports within the core that do not point downwards."""
    return [
        row
        for row in ALL
        if row.when == when
        and part_of(row.importer) == "core"
        and is_ours(row.target)
        and part_of(row.target) == "core"
        and layer_of(row.target) >= layer_of(row.importer)
    ]


def test_the_core_is_loaded_from_below() -> None:
    """What a module of the core imports at its top lies in lower layers."""
    assert described(upwards("top")) == []


def test_what_points_upwards_in_the_core_waits_and_is_listed() -> None:
    """Upward imports stand inside functions, and each has its reason here."""
    found = {
        (row.importer.split(".")[1], row.target.split(".")[1])
        for row in upwards("inside")
    }

    assert found == set(UPWARDS)


def test_no_module_is_loaded_with_itself() -> None:
    """Imports at the top of modules make no circle."""
    graph: dict[str, set[str]] = {}
    for row in ALL:
        if row.when == "top" and is_ours(row.target) and row.target != DOOR:
            graph.setdefault(row.importer, set()).add(row.target)

    assert list(TopologicalSorter(graph).static_order())


def test_the_core_needs_no_module_that_has_to_be_loaded() -> None:
    """At their top, modules of the core import what costs nothing."""
    wrong = [
        row
        for row in ALL
        if part_of(row.importer) == "core"
        and row.when == "top"
        and not is_ours(row.target)
        and row.target not in FREE
    ]

    assert described(wrong) == []


@pytest.mark.parametrize("name", ["", "._block", "._entry", "._native", "._proxy"])
def test_import_lazyheavy_needs_the_interpreter_only(name: str) -> None:
    """The modules that `import lazyheavy` loads import built-in ones only."""
    targets = {
        row.target
        for row in ALL
        if row.importer == f"{DOOR}{name}"
        and row.when == "top"
        and not is_ours(row.target)
    }

    assert targets <= STARTING


def test_the_way_to_a_chart_avoids_costly_modules() -> None:
    """No part but the command line imports a costly module at its top."""
    wrong = [
        row
        for row in ALL
        if row.when == "top"
        and part_of(row.importer) != "cli"
        and row.importer not in LATE
        and row.target in HEAVY
    ]

    assert described(wrong) == []


def test_late_modules_are_late() -> None:
    """What may import a costly module is itself imported inside functions only."""
    early = [row for row in ALL if row.target in LATE and row.when != "inside"]

    assert described(early) == []
    assert set(sources()) >= set(LATE)


def test_other_peoples_packages_wait_for_their_use() -> None:
    """Third-party imports are lazy, or stand inside functions."""
    wrong = [
        row
        for row in ALL
        if row.when == "top"
        and not is_ours(row.target)
        and row.target.partition(".")[0] not in sys.stdlib_module_names
        and row.target != HOSTS.get(".".join(row.importer.split(".")[:2]))
    ]

    assert described(wrong) == []


def test_commands_import_what_they_use_when_they_run() -> None:
    """Nothing of ours is imported at the top of a command but its own files."""
    wrong = [
        row
        for row in ALL
        if part_of(row.importer) == "cli"
        and row.when == "top"
        and is_ours(row.target)
        and part_of(row.target) != "cli"
    ]

    assert described(wrong) == []


def test_files_stay_short_enough_to_be_read() -> None:
    """No source file of ours is longer than 400 lines, but for some of the core."""
    written = [
        path
        for path in PACKAGE.rglob("*")
        if path.suffix in {".py", ".js"} and path.parent.name != "_assets"
    ]
    lengths = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in written
    }
    long = {n: lines for n, lines in lengths.items() if lines > LONGER.get(n, LONGEST)}

    assert long == {}


def test_the_reader_sees_every_kind_of_import() -> None:
    """The rules above rest on this: what is read, and when it is said to run."""
    source = """
import a.b, c
from . import _entry, thing
from .charts import _spec as spec
from .. import nothing
if TYPE_CHECKING:
    import types_only
else:
    import not_types
try:
    import tried
except ImportError:
    import instead
with lazy.imports(extra="x"):
    import later
with open(p):
    import now
class C:
    import in_class
    def f(self):
        import in_method
async def g():
    with imports():
        import in_coroutine
match a:
    case 1:
        import matched
"""
    files = dict.fromkeys(
        ["lazyheavy._entry", "lazyheavy.charts._spec", "lazyheavy.charts"], PACKAGE
    )
    found = [
        (row.target, row.names, row.when)
        for row in read(source, "lazyheavy._some", files)
    ]

    assert found == [
        ("a.b", (), "top"),
        ("c", (), "top"),
        ("lazyheavy._entry", (), "top"),
        ("lazyheavy", ("thing",), "top"),
        ("lazyheavy.charts._spec", (), "top"),
        ("", ("nothing",), "top"),
        ("not_types", (), "top"),
        ("tried", (), "top"),
        ("instead", (), "top"),
        ("later", (), "lazy"),
        ("now", (), "top"),
        ("in_class", (), "top"),
        ("in_method", (), "inside"),
        ("in_coroutine", (), "inside"),
        ("matched", (), "top"),
    ]
