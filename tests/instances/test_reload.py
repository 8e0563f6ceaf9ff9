"""Reloading the module that declares an instance discards the one that was made."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

DECLARED = """
import itertools
from lazyheavy.instances import Pool, shared

try: closed
except NameError: closed, numbers = [], itertools.count(1)  # kept by a reload

@shared(scope={scope!r}, close=closed.append)
def engine(): return next(numbers)

pool = Pool(lambda: next(numbers), max_size=1, close=closed.append)
"""


@pytest.fixture(params=["process", "thread", "context"])
def declaring(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """Give a module that declares an instance of each scope, and a pool."""
    name = f"declaring_{request.param}"
    code = DECLARED.format(scope=request.param)
    (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module(name)
    del sys.modules[name]


def reload(module: ModuleType) -> None:
    """Reload, and collect what hangs in a cycle with the old declarations."""
    importlib.reload(module)
    gc.collect()


def test_instance_is_closed_and_made_anew(declaring: ModuleType) -> None:
    """The old declaration is gone with its name, and its instance with it."""
    assert 1 == declaring.engine() == declaring.engine()

    reload(declaring)

    assert [1] == declaring.closed
    assert 2 == declaring.engine()


def test_instance_in_use_is_closed_after_it(declaring: ModuleType) -> None:
    """Who holds it may finish; nobody else gets it any more."""
    with declaring.engine.use() as held:
        reload(declaring)

        assert (1, []) == (held, declaring.closed)
        assert 2 == declaring.engine()
    gc.collect()

    assert [1] == declaring.closed


def test_declaration_that_is_kept_keeps_its_instance(declaring: ModuleType) -> None:
    """Whoever imported the name before goes on with the old one, as with any name."""
    kept = declaring.engine

    assert 1 == kept()

    reload(declaring)

    assert (1, 2, []) == (kept(), declaring.engine(), declaring.closed)


def test_pool_is_closed_with_a_warning(declaring: ModuleType) -> None:
    """What stood idle in it is closed, and whoever forgot to close it is told."""
    with declaring.pool.checkout() as lent:
        assert 1 == lent

    with pytest.warns(ResourceWarning, match="unclosed <Pool of"):
        reload(declaring)

    assert [1] == declaring.closed


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_pool_is_closed_where_warnings_are_errors(declaring: ModuleType) -> None:
    """The error goes nowhere from a finalizer; it must not keep instances open."""
    with declaring.pool.checkout():
        pass

    reload(declaring)

    assert [1] == declaring.closed
