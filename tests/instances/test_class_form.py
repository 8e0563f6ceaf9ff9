"""A decorated class is a factory. What checkers see of it: `typing_tests/`."""

from __future__ import annotations

from types import new_class
from typing import Any

import pytest

from lazyheavy.instances import SharedInstance, shared

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


def test_subclass_derives_from_the_class() -> None:
    """A subclass is an ordinary class, whose instances are its own."""

    class Faster(Engine):
        """Draw faster."""

    fast, other = Faster(), Faster()

    assert fast is not other
    assert engines[-2:] == [fast, other]
    assert isinstance(fast, Engine)
    assert issubclass(Faster, Engine)
    assert not issubclass(int, Engine)
    fast.close()
    other.close()


def test_subclass_of_a_function_is_a_mistake() -> None:
    """It is told that it is one."""

    @shared
    def engine() -> object:
        return object()

    with pytest.raises(TypeError, match="engine is a function, no class can derive"):
        new_class("Faster", (engine,))


def test_isinstance_of_a_function_is_a_mistake() -> None:
    """Only a class can be asked."""

    @shared
    def engine() -> object:
        return object()

    with pytest.raises(TypeError, match="must be a type"):
        isinstance(3, engine)  # type: ignore[arg-type]
