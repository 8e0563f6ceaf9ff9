"""The plugin for pytest costs nothing until asked, and then fails with the chain."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE, output_of
from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path

TESTS = """
import pytest

pytestmark = pytest.mark.import_budget("calm", max_modules=5)


def test_marked():
    pass


def test_passes(import_budget):
    assert import_budget("calm", max_modules=1, forbid=["wave"]).modules == 1


def test_program(import_budget):
    import_budget("-m calm --help", max_modules=40)
    import_budget(["app.py", "a b"], max_modules=40)
    import_budget(["app.py", "a b"], max_modules=40, stdin="app.py", exit_code=1)


def test_broken(import_budget):
    import_budget("keen", forbid=["wave"])


@pytest.mark.import_budget("keen", forbid=["wave"], allow=["wave"], max_modules=0)
def test_broken_by_a_marker():
    raise SystemError("is not run")


def test_failing(import_budget):
    import_budget("no_such_module", forbid=["wave"])


def test_locked(import_budget):
    import_budget("calm", lock="calm.lock")


def test_wrong(import_budget):
    import_budget("calm", forbidd=["wave"])


def test_timed(import_budget):
    import_budget("calm", max_ms=5)


@pytest.mark.import_budget(forbid=["wave"])
def test_no_target():
    pass


def test_slip(import_budget):
    with pytest.warns(pytest.PytestWarning, match="did you mean 'wave'"):
        import_budget("calm", forbid=["wav"])
"""

FILES = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        addopts = ["--strict-markers", "--strict-config"]
        pythonpath = ["lib"]
        filterwarnings = ["error"]
        """,
    "lib/calm/__init__.py": "",
    "lib/calm/__main__.py": "",
    "lib/keen.py": "import wave\n",
    "app.py": """
        import sys
        assert sys.argv[1:] == ["a b"]
        sys.exit(1 if sys.stdin.read() else 0)
        """,
    "test_it.py": TESTS,
}

#: The tests that do not pass, and what is said of them.
FAILING = {
    "test_broken": [
        "import budget of 'import keen' is broken:",
        "'wave' is forbidden: 'wave' is imported",
        "lib/keen.py:1  import wave",
    ],
    "test_broken_by_a_marker": ["modules are imported, 0 are allowed"],
    "test_failing": ["could not be checked", "No module named 'no_such_module'"],
    "test_locked": ["calm.lock: there is no lock yet; run pytest --import-budget-up"],
    "test_wrong": ["'forbidd' is no key of a budget (did you mean 'forbid'?)"],
    "test_timed": ["max_ms is about time"],
    "test_no_target": ["takes one target"],
}


@dataclass
class Ran:
    """What a run of pytest did."""

    code: int
    out: str


def run_pytest(folder: Path, *arguments: str, plugin: str | None = None) -> Ran:
    """Run pytest in a process of its own with our plugin and another one.

    With the plugin "" all of this environment are found by their entry points,
    which takes longer than all else.
    """
    outside = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_ADDOPTS", "PYTEST_XDIST_"))
    }
    env = {**outside, "PYTHONPATH": str(SOURCE), "COLUMNS": "200"}
    if plugin != "":
        env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        named = ["lazyheavy.pytest_plugin", *([plugin] if plugin else [])]
        arguments = (*(f"-p{name}" for name in named), *arguments)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=env,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with tests."""
    made = tmp_path_factory.mktemp("project")
    write(made, FILES)
    return made


@pytest.fixture(scope="module")
def ran(folder: Path) -> Ran:
    """Give the run of all its tests, with the report."""
    return run_pytest(folder, "-rA", "--import-budget")


def test_what_holds_passes(ran: Ran) -> None:
    """Module, program as typed, list of arguments; fixture and marker."""
    for name in ("test_marked", "test_passes", "test_program", "test_slip"):
        assert f"PASSED test_it.py::{name}" in ran.out, ran.out


@pytest.mark.parametrize("name", FAILING)
def test_what_does_not_hold_fails_with_the_reason(ran: Ran, name: str) -> None:
    """A broken budget with the chain; a mistake with what is meant."""
    assert f"test_it.py::{name}" in ran.out
    assert f"PASSED test_it.py::{name}\n" not in ran.out
    for part in FAILING[name]:
        assert part in ran.out
    assert "is not run" not in ran.out.partition("short test summary")[2]
    assert 1 == ran.code


def test_the_report_tells_headroom_the_tightest_first(ran: Ran) -> None:
    """Each budget once, those that do not hold before the others."""
    table = ran.out.partition("import budgets ==")[2].splitlines()[1:]
    rows = [line.split(None, 3) for line in table]

    assert ["modules", "limit", "headroom", "status  budget"] == rows[0]
    assert "failed" in table[1] or "broken" in table[1]
    assert ["1", "1", "+0", "passed  import calm  (1 forbidden)"] in rows
    assert ["1", "5", "+4", "passed  import calm"] in rows


def test_a_lock_is_written_when_asked(folder: Path) -> None:
    """And holds afterwards."""
    written = run_pytest(folder, "-k", "locked", "--import-budget-update")
    content = json.loads((folder / "calm.lock").read_text("utf-8"))

    assert 0 == written.code, written.out
    assert ["calm"] == content["budgets"]["import calm"]["modules"]["(own)"]["names"]
    assert 0 == run_pytest(folder, "-k", "locked").code


def test_loading_the_plugin_loads_nothing_of_ours() -> None:
    """It adds itself and the package to what pytest has loaded."""
    code = """
    import sys
    import pytest
    before = set(sys.modules)
    import lazyheavy.pytest_plugin
    print(sorted(set(sys.modules) - before))
    """
    loaded = ast.literal_eval(output_of(code))

    assert ["lazyheavy", "lazyheavy.pytest_plugin"] == loaded


def test_a_run_that_asks_for_nothing_loads_nothing_of_ours(tmp_path: Path) -> None:
    """From the first hook to the last."""
    write(
        tmp_path,
        {
            "conftest.py": """
            import sys
            def pytest_unconfigure():
                print(sorted(n for n in sys.modules if n.startswith("lazyheavy")))
            """,
            "test_it.py": "def test_it():\n    pass\n",
        },
    )
    lines = run_pytest(tmp_path, "-q").out.splitlines()

    assert "['lazyheavy', 'lazyheavy.pytest_plugin']" == lines[-1]


def test_the_plugin_can_be_switched_off(folder: Path) -> None:
    """Its marker is unknown then."""
    ran = run_pytest(folder, "-p", "no:lazyheavy", "--collect-only", plugin="")

    assert "'import_budget' not found in `markers`" in ran.out


def test_the_report_is_whole_with_xdist(folder: Path) -> None:
    """The workers tell the process that prints it."""
    pytest.importorskip("xdist", reason="needs pytest-xdist")
    chosen = ("-n", "2", "--import-budget", "-k", "passes or marked")
    ran = run_pytest(folder, *chosen, plugin="xdist.plugin")

    assert 0 == ran.code, ran.out
    assert "+4  passed  import calm" in ran.out


def test_benchmarks_store_what_children_spend(tmp_path: Path) -> None:
    """The metric is in the JSON, and a worse result than before can fail a run."""
    pytest.importorskip("pytest_benchmark", reason="needs pytest-benchmark")
    source = """
        import os
        import pytest

        @pytest.mark.benchmark(group="mine")
        def test_faults(import_benchmark):
            import_benchmark(os.environ["WHAT"], metric="faults", rounds=2)

        def test_cpu(import_benchmark):
            import_benchmark("-m calm", rounds=2)

        def test_fails(import_benchmark):
            import_benchmark("no_such_module", rounds=2)

        def test_both(import_benchmark, benchmark):
            pass
        """
    write(tmp_path, {**FILES, "test_it.py": source})
    save = ("--benchmark-storage", str(tmp_path / "kept"), "-q")
    environment = pytest.MonkeyPatch()
    environment.setenv("WHAT", "calm")
    bridge = "pytest_benchmark.plugin"
    first = run_pytest(tmp_path, *save, "--benchmark-save=one", plugin=bridge)
    (kept,) = (tmp_path / "kept").rglob("*.json")
    stored = {
        found["name"]: found for found in json.loads(kept.read_text())["benchmarks"]
    }
    environment.setenv("WHAT", "asyncio")
    compare = ("--benchmark-compare", "--benchmark-compare-fail=min:30%")
    second = run_pytest(tmp_path, *save, *compare, "-k", "faults", plugin=bridge)
    environment.undo()

    assert "2 failed, 2 passed" in first.out or "1 failed" in first.out, first.out
    assert "No module named 'no_such_module'" in first.out
    assert "ask for import_benchmark alone" in first.out
    assert {"metric": "faults", "target": "import calm"} == (
        stored["test_faults"]["extra_info"]
    )
    assert "mine" == stored["test_faults"]["group"]
    assert 100 < stored["test_faults"]["stats"]["min"] < 100_000
    assert "start-up: CPU time of the process" == stored["test_cpu"]["group"]
    assert 0 < stored["test_cpu"]["stats"]["min"] < 10
    assert 0 != second.code
    assert "Performance has regressed" in second.out
