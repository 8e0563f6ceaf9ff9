"""The plugin for pytest: budgets for imports as a fixture and as a marker.

Loaded with every run of pytest where lazyheavy is installed, so it imports nothing
of ours until a test asks. ``-p no:lazyheavy`` switches it off.
"""

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lazyheavy._testing._benchmark import ImportBenchmark
    from lazyheavy._testing._budgets import ImportBudget

_MARKER = (
    "import_budget(target, *, forbid=(), allow=(), max_modules=None, lock=None, "
    "exit_code=0): check before the test that a program, or `import module`, keeps "
    "to a budget (lazyheavy)"
)


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Add the option for the report."""
    group = parser.getgroup("lazyheavy")
    group.addoption(
        "--import-budget",
        action="store_true",
        help="report at the end which import budgets were checked, and their headroom",
    )
    group.addoption(
        "--import-budget-update",
        action="store_true",
        help="write the lock files of import budgets instead of comparing with them",
    )


def pytest_configure(config: "pytest.Config") -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def import_budget(request: "pytest.FixtureRequest") -> "ImportBudget":
    """Give ``import_budget(target, forbid=...)``, which fails if it is broken.

    The target is run in a fresh child process, once for all tests that ask for it:
    the name of a module (``"mypackage.cli"``: what importing it imports), a program
    as it is typed (``"-m mypackage --help"``, ``"app.py"``), or a list of arguments.
    Further arguments: those of `lazyheavy.startup.Budget`.
    """
    from lazyheavy._testing._budgets import ImportBudget  # when a test asks for it

    return ImportBudget(request.config, request.node)


@pytest.fixture
def import_benchmark(request: "pytest.FixtureRequest") -> "ImportBenchmark":
    """Give ``import_benchmark(target, metric="cpu")``, stored by pytest-benchmark.

    Skips the test where pytest-benchmark is not installed.
    """
    from lazyheavy._testing._benchmark import ImportBenchmark  # when asked for

    return ImportBenchmark(request)


def pytest_runtest_setup(item: "pytest.Item") -> None:
    """Check the budgets in the markers of a test, of its class and module."""
    if item.get_closest_marker("import_budget") is None:
        return
    from lazyheavy._testing._budgets import check_markers  # for a marked test

    check_markers(item)


def pytest_terminal_summary(terminalreporter: "Any", config: "pytest.Config") -> None:
    """Print the report that ``--import-budget`` asks for."""
    if not config.getoption("import_budget"):
        return
    from lazyheavy._testing._summary import write  # asked for

    write(terminalreporter)
