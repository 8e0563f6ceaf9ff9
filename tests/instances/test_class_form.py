"""A decorated class is a factory, and what checkers see of it is its type."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lazyheavy.instances import SharedInstance, shared
from tests._support.children import SOURCE

engines: list[Any] = []


@shared
class Engine:
    """Draw."""

    def __init__(self) -> None:
        engines.append(self)

    def close(self) -> None:
        """End."""
        engines.remove(self)


@shared(scope="thread", close=lambda table: table.clear())
class Table(dict[str, int]):
    """Hold numbers."""


def test_calling_it_gives_the_one_instance() -> None:
    """With and without options."""
    assert Engine() is Engine()
    assert [Engine()] == engines
    assert Table() is Table()


def test_looks_like_the_class() -> None:
    """Name and docstring are those of the class, which is `__wrapped__`."""
    decorated: Any = Engine

    assert ("Engine", "Draw.", __name__) == (
        decorated.__name__,
        decorated.__doc__,
        decorated.__module__,
    )
    assert isinstance(decorated, SharedInstance)
    assert decorated.__wrapped__ is type(Engine())


def test_isinstance_asks_the_class() -> None:
    """Code that was written for the class goes on working."""
    assert isinstance(Engine(), Engine)
    assert not isinstance(3, Engine)
    assert isinstance(Table(), (int, Table))


def test_isinstance_of_a_function_is_a_mistake() -> None:
    """Only a class can be asked."""

    @shared
    def engine() -> object:
        return object()

    with pytest.raises(TypeError, match="must be a type"):
        isinstance(3, engine)  # type: ignore[arg-type]


PROGRAM = '''
from typing_extensions import assert_type

from lazyheavy.instances import Pool, SharedInstance, shared


class Engine:
    """Draw."""

    def draw(self) -> str:
        return "<svg/>"


@shared
def plain() -> Engine:
    return Engine()


@shared(scope="context", ttl=3.0, check=lambda engine: engine.draw())
def timed() -> dict[str, int]:
    return {}


@shared
class Decorated:
    def draw(self) -> str:
        return "<svg/>"


engine = shared(Engine)
pool = Pool(Engine, max_size=2, reset=Engine.draw, check=lambda e: e.draw())


async def main() -> None:
    assert_type(plain, SharedInstance[Engine])
    assert_type(plain(), Engine)
    assert_type(await plain.aget(), Engine)
    assert_type(timed(), dict[str, int])
    assert_type(Decorated().draw(), str)
    assert_type(engine, SharedInstance[Engine])
    with engine.use() as held:
        assert_type(held, Engine)
    assert_type(pool, Pool[Engine])
    with pool.checkout(timeout=3) as lent:
        assert_type(lent, Engine)
    async with pool.acheckout() as lent:
        assert_type(lent, Engine)
    with Pool(Engine, max_size=1) as short:
        assert_type(short, Pool[Engine])
    pool.discard(3)  # type: ignore[arg-type]
'''


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_see_the_type_of_the_factory(
    checker: str, tmp_path: Path
) -> None:
    """Function form, class form and pool, in the strict modes."""
    folder = Path(sys.executable).parent
    command = shutil.which(checker, path=str(folder))
    if command is None:
        pytest.skip(f"{checker} is not installed here")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    if checker == "mypy":
        arguments = ["--strict", "--no-error-summary", "--follow-imports=silent"]
        (tmp_path / "mypy.ini").write_text(f"[mypy]\nmypy_path = {SOURCE}\n")
    else:
        arguments = ["--pythonpath", sys.executable]
        settings = f'{{"extraPaths": ["{SOURCE.as_posix()}"], "strict": ["."]}}'
        (tmp_path / "pyrightconfig.json").write_text(settings)
    done = subprocess.run(
        [command, *arguments, program.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=290,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
