"""Joins the runs of one program into the data of a profile."""

from statistics import median

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._profile import Profile
    from ._recording import Load, Recording
    from ._schema import Data, FailedImport, Module, Runs, Totals, Touch
    from ._series import Series
    from ._target import Target


def join(target: "Target", series: "Series", *, all_code: bool) -> "Data":
    """Return the data of a profile; see `_schema`."""
    from lazyheavy import __version__

    from ._needed import fill_needed, passed_on
    from ._places import Places
    from ._profile import SCHEMA_VERSION, Profile
    from ._reading import Sources
    from ._statements import Statements

    structure = series.structure
    places = Places(structure.raw["path"], own_packages(target))
    modules = join_modules(series, places)
    statements = Statements(target, structure, modules, places, all_code=all_code)
    for row in modules:
        touch = row["first_touch"]
        if touch is not None and touch["statement"] is not None:
            touch["statement"] = statements.numbers.get(touch["statement"])
    sources = Sources(target.to_json()["cwd"], code_of(target))
    fill_needed(statements.rows, sources)
    more = passed_on(statements.taken, modules, statements.rows, sources)
    raw = structure.raw
    version = ".".join(map(str, raw["version"]))
    data: Data = {
        "schema_version": SCHEMA_VERSION,
        "lazyheavy": __version__,
        "python": {
            "version": version,
            "implementation": raw["implementation"],
            "executable": raw["executable"],
        },
        "platform": platform_name(),
        "target": target.to_json(),
        "exit_code": series.first.exit_code,
        "recorder": structure.mechanism,
        "runs": runs_of(series),
        "totals": totals_of(series, modules),
        "modules": modules,
        "edges": list(dict.fromkeys([*statements.edges, *more])),
        "statements": statements.rows,
        "plan": [],
        "first_touches": first_touches(modules),
        "failed_imports": failed_imports(structure),
        "never_resolved": raw.get("lazy", []),
        "warnings": warnings_of(series),
    }
    complete(Profile(data))
    return data


def code_of(target: "Target") -> str:
    """Return the program itself where it was given as code, else ""."""
    return target.name if target.kind == "code" else ""


def own_packages(target: "Target") -> "set[str]":
    """Return the installed packages that the target itself is."""
    if target.kind == "module":
        return {target.name.partition(".")[0]}
    if target.kind == "console" and target.path is not None:
        import re

        with open(target.path, encoding="utf-8", errors="replace") as file:
            source = file.read(4096)
        found = re.search(r"^\s*from\s+(\w+)[\w.]*\s+import\b", source, re.MULTILINE)
        return {found[1]} if found else set()
    return set()


def platform_name() -> str:
    """Return the name of the system and of the machine."""
    import platform

    return f"{platform.system()}-{platform.machine()}"


def by_name(recording: "Recording") -> "dict[str, list[Load]]":
    """Return the loads of a run by module; a module may be loaded more than once."""
    found: dict[str, list[Load]] = {}
    for load in recording.loads:
        found.setdefault(load.name, []).append(load)
    return found


def join_modules(series: "Series", places: "Any") -> "list[Module]":
    """Return one row a module, in the order of the structure run."""
    from ._places import kind_of

    structure = series.structure
    raw = structure.raw
    timed = [by_name(recording) for recording in series.timing]
    numbers: dict[str, int] = {}
    number_of: dict[int, int] = {}
    rows: list[Module] = []
    compiled = set(structure.compiled)
    seen = {
        load.name: load for load in reversed(structure.loads) if ran(load, structure)
    }
    for load in structure.loads:
        if seen.get(load.name) is not load:
            continue
        numbers[load.name] = number_of[load.index] = len(rows)
        told = structure.modules.get(load.name)
        kind = kind_of(told)
        file, origin, cached = told[:3] if told else (None, None, None)
        if load.index == 0:
            kind, file = "source", file or "<string>"
        elif load.name in sys_builtin(structure):
            kind = "builtin"
        path = file or (origin if kind in {"extension", "zip"} else None)
        group, owner = places.group(load.name, kind, path)
        own = [sum(one.self_ms for one in run.get(load.name, ())) for run in timed]
        own = [ms for ms, run in zip(own, timed, strict=True) if load.name in run]
        extension = raw.get("extensions", {}).get(load.name)
        rows.append(
            {
                "name": load.name,
                "file": path,
                "kind": kind,
                "distribution": owner,
                "group": group,
                "parent": None,
                "order": len(rows),
                "thread": load.thread_name or "MainThread",
                "failed": load.failed,
                "at_start": False,
                "self_ms": min(own, default=load.self_ms),
                "self_max_ms": max(own, default=load.self_ms),
                "cumulative_ms": 0.0,
                "weight_ms": 0.0,
                "gc_ms": middle(timed, load.name, "gc_ms"),
                "wait_ms": middle(timed, load.name, "wait_ms"),
                "dlopen_ms": extension[0] / 1e6 if extension else None,
                "init_ms": extension[1] / 1e6 if extension else None,
                "pyc": "none"
                if not cached or load.index == 0
                else ("missing" if path in compiled else "cached"),
                "rss_kb": None,
                "used": None,
                "first_touch": None,
            }
        )
    place_in_tree(structure, rows, numbers, number_of)
    weigh(rows, series)
    add_usage(rows, series)
    add_memory(rows, series)
    return rows


def add_usage(rows: "list[Module]", series: "Series") -> None:
    """Fill in whose code ran, where a run has noted it.

    A module without functions or classes of its own, and one that is no Python,
    may be used without any code running: that is not known.
    """
    if series.usage is None:
        return
    raw = series.usage.raw
    ran, at_import = set(raw["ran"]), set(raw["ran_at_import"])
    with_code = set(raw["callable"])
    for row in rows[1:]:
        file = row["file"]
        if file in ran:
            row["used"] = "run"
        elif file in at_import:
            row["used"] = "import"
        else:
            row["used"] = "never" if file in with_code else "unknown"


def add_memory(rows: "list[Module]", series: "Series") -> None:
    """Fill in what each load has added to the resident memory, where it was noted."""
    if series.memory is None:
        return
    grown = dict(series.memory.raw.get("rss_kb", ()))
    by_name: dict[str, int] = {}
    for load in series.memory.loads:
        if load.index in grown:
            by_name[load.name] = by_name.get(load.name, 0) + grown[load.index]
    for row in rows[1:]:
        row["rss_kb"] = by_name.get(row["name"])


def sys_builtin(structure: "Recording") -> "set[str]":
    """Return the names of built-in modules among those that told of themselves."""
    return {
        name for name, told in structure.modules.items() if told[3] == "BuiltinImporter"
    } - {"__main__"}


def ran(load: "Load", structure: "Recording") -> bool:
    """Tell whether a body ran: a name that no finder knows is no module."""
    return not load.failed or any(
        other.parent == load.index for other in structure.loads
    )


def middle(timed: "list[dict[str, list[Load]]]", name: str, field: str) -> float:
    """Return the median over the runs of the sum of one figure of a module."""
    found = [sum(getattr(one, field) for one in run.get(name, ())) for run in timed]
    return float(median(found)) if found else 0.0


def place_in_tree(
    structure: "Recording",
    rows: "list[Module]",
    numbers: "dict[str, int]",
    number_of: "dict[int, int]",
) -> None:
    """Fill in parents, first touches, and whether it was at the start."""
    by_index = {load.index: load for load in structure.loads}
    main_thread = structure.raw["main_thread"]
    for load in structure.loads:
        number = number_of.get(load.index)
        if number is None or load.index == 0:
            if number is not None:
                rows[number]["at_start"] = True
            continue
        row = rows[number]
        above = by_index.get(load.parent)
        row["parent"] = numbers.get(above.name, 0) if above is not None else 0
        statement = None
        if load.statement >= 0:
            file, line, function, level, _ = structure.statements[load.statement]
            statement = load.statement
            row["first_touch"] = {
                "file": file,
                "line": line,
                "function": function,
                "statement": statement,
                "on_event_loop": load.on_event_loop,
            }
        if load.parent <= 0 or above is None or above.thread != load.thread:
            at_top = statement is None or level != "function"
            row["at_start"] = load.thread == main_thread and at_top
        else:
            row["at_start"] = rows[numbers.get(above.name, 0)]["at_start"]


def weigh(rows: "list[Module]", series: "Series") -> None:
    """Fill in cumulative times, and what a module costs with its share of GC."""
    own = sum(row["self_ms"] for row in rows)
    pauses = min((run.gc_ms for run in series.timing), default=0.0)
    factor = 1 + pauses / own if own else 1.0
    for row in rows:
        row["weight_ms"] = row["self_ms"] * factor
        row["cumulative_ms"] = row["self_ms"]
    for row in reversed(rows):
        if row["parent"] is not None:
            rows[row["parent"]]["cumulative_ms"] += row["cumulative_ms"]


def runs_of(series: "Series") -> "Runs":
    """Return the figures of each timing run."""
    return {
        "timing": len(series.timing),
        "wall_ms": [run.wall_ms for run in series.timing],
        "cpu_ms": [run.cpu_ms for run in series.timing],
        "import_ms": [run.import_ms for run in series.timing],
        "gc_ms": [run.gc_ms for run in series.timing],
        "cold_wall_ms": series.cold_wall_ms,
    }


def totals_of(series: "Series", modules: "list[Module]") -> "Totals":
    """Return the medians over the timing runs."""
    timing = series.timing
    memory = [run.max_rss_kb for run in timing if run.max_rss_kb is not None]
    faults = [run.page_faults for run in timing if run.page_faults is not None]
    return {
        "wall_ms": median(run.wall_ms for run in timing),
        "cpu_ms": median(run.cpu_ms for run in timing),
        "import_ms": median(run.import_ms for run in timing),
        "gc_ms": median(run.gc_ms for run in timing),
        "start_ms": min(run.start_cpu_ms for run in timing),
        "site_ms": series.site_ms,
        "modules": len(series.structure.loaded),
        "max_rss_kb": int(median(memory)) if memory else None,
        "page_faults": int(median(faults)) if faults else None,
        "missing_pyc": sum(row["pyc"] == "missing" for row in modules),
        "cold_wall_ms": median(series.cold_wall_ms) if series.cold_wall_ms else None,
    }


def first_touches(modules: "list[Module]") -> "list[Touch]":
    """Return what functions of the running program loaded, costliest first."""
    found: list[Touch] = []
    for number, row in enumerate(modules):
        touch = row["first_touch"]
        if row["at_start"] or row["failed"] or touch is None or row["parent"] is None:
            continue
        above = modules[row["parent"]]
        if row["parent"] != 0 and not above["at_start"]:
            continue
        found.append(
            {
                "module": number,
                "ms": row["cumulative_ms"],
                "file": touch["file"],
                "line": touch["line"],
                "function": touch["function"],
                "thread": row["thread"],
                "on_event_loop": touch["on_event_loop"],
            }
        )
    return sorted(found, key=lambda touch: -touch["ms"])


def failed_imports(structure: "Recording") -> "list[FailedImport]":
    """Return what could not be imported, with the line that tried."""
    found: dict[tuple[Any, ...], FailedImport] = {}
    loaded = set(structure.loaded)
    for load in structure.loads:
        if not load.failed or load.name in loaded:
            continue
        file, line = None, None
        if load.statement >= 0:
            file, line = structure.statements[load.statement][:2]
        found.setdefault((load.name,), {"name": load.name, "file": file, "line": line})
    return list(found.values())


def warnings_of(series: "Series") -> "list[str]":
    """Say what makes the figures less sure."""
    found = list(series.warnings)
    codes = [run.exit_code for run in (series.first, series.structure, *series.timing)]
    if len(set(codes)) > 1:
        told = ", ".join(map(str, codes))
        found.append(f"the runs ended differently, with exit codes {told}")
    names = [frozenset(run.loaded) for run in series.timing]
    changing = frozenset().union(*names) - frozenset.intersection(*names)
    if changing:
        some = ", ".join(sorted(changing)[:5])
        found.append(f"{len(changing)} modules were not loaded in every run: {some}")
    if series.structure.mechanism != "find_and_load":
        found.append(
            "this Python hides the function of importlib through which all loads go: "
            "they were seen by a finder, which takes waiting for other threads for "
            "work, and misses import_module() of what is loaded already"
        )
    return found


def complete(profile: "Profile") -> None:
    """Fill in what is computed from the graph: savings, keepers and the plan."""
    from ._savings import kept_alive_by, saving_ms

    for number, statement in enumerate(profile.statements):
        if statement["candidate"]:
            statement["alone_ms"] = saving_ms(profile, [number])
            statement["kept_alive_by"] = kept_alive_by(profile, number)
    make_plan(profile)


def make_plan(profile: "Profile", candidates: "list[int] | None" = None) -> None:
    """Put the plan into the data of a profile, in the place of another one."""
    from ._plan import plan

    steps = plan(profile, candidates=candidates)
    profile.data["plan"] = [
        {
            "statements": list(step.statements),
            "gain_ms": step.gain_ms,
            "total_ms": step.total_ms,
        }
        for step in steps
    ]
