"""What the engine tests share: engines of the test, closed after it.

A test that asks for `engine` or `make_engine` holds for V8 in this process and
for V8 in a worker process. In the worker it runs for the modules below, and for
all of them with LAZYHEAVY_ENGINES=all, which takes a minute more.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from lazyheavy.engines import MiniRacerEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALWAYS_IN_WORKER = {"test_faults", "test_fresh", "test_values"}


def pytest_configure(config: pytest.Config) -> None:
    """Take the warning of the legacy library as what it is."""
    legacy = "ignore:the JavaScript engine is the legacy py-mini-racer:RuntimeWarning"
    config.addinivalue_line("filterwarnings", legacy)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for an engine here, and perhaps in a worker."""
    if "isolation" not in metafunc.fixturenames:
        return
    module = metafunc.module.__name__.rpartition(".")[2]
    wanted: list[str | None] = [None]
    if module in ALWAYS_IN_WORKER or os.environ.get("LAZYHEAVY_ENGINES") == "all":
        wanted.append("process")
    metafunc.parametrize(
        "isolation", wanted, ids=lambda kind: kind or "here", scope="module"
    )


@pytest.fixture
def make_engine(isolation: str | None) -> Iterator[Callable[..., MiniRacerEngine]]:
    """Give `MiniRacerEngine` with the isolation of this run."""
    with ExitStack() as stack:

        def make(*args: object, **options: object) -> MiniRacerEngine:
            made = MiniRacerEngine(*args, isolation=isolation, **options)  # type: ignore[arg-type]
            return stack.enter_context(made)

        yield make


@pytest.fixture
def engine(make_engine: Callable[..., MiniRacerEngine]) -> MiniRacerEngine:
    """Give an engine without bundles."""
    return make_engine()
