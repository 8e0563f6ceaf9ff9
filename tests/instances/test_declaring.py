"""What `@shared` accepts, refuses, and looks like."""

from __future__ import annotations

import inspect
import pickle
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.instances import Pool, SharedInstance, shared
from lazyheavy.instances._info import CacheInfo
from tests._support.children import output_of

if TYPE_CHECKING:
    from collections.abc import Callable


@shared
def registry() -> dict[str, int]:
    """Hold the numbers."""
    return {}


def test_looks_like_its_factory() -> None:
    """Name, docstring, module and signature are those of the function."""
    assert "registry" == registry.__name__
    assert "Hold the numbers." == registry.__doc__
    assert __name__ == registry.__module__
    assert "() -> 'dict[str, int]'" == str(inspect.signature(registry))
    assert "<shared instance registry>" == repr(registry)


def test_any_callable_is_a_factory() -> None:
    """A class or a bound method will do, also without a name."""
    assert OrderedDict() == shared(OrderedDict)()
    assert "a" == shared("A".lower)()


def test_options_with_and_without_parentheses() -> None:
    """`@shared` and `@shared()` are the same."""

    @shared()
    def instance() -> list[int]:
        return [1]

    assert [1] == instance()
    assert isinstance(instance, SharedInstance)


def test_pickles_by_name() -> None:
    """A worker process gets its own instance, not a copy of this one."""
    code = """
        import pickle, json
        from lazyheavy.instances import shared
        @shared
        def engine(): return object()
        engine()
        print(pickle.loads(pickle.dumps(engine)) is engine)
    """

    assert "True" == output_of(code)
    assert pickle.dumps(registry).endswith(b".")


def test_cache_info_counts() -> None:
    """Hits, misses, the kept instance, its age and how many were made."""
    now = [5.0]

    @shared(clock=lambda: now[0])
    def instance() -> object:
        return object()

    assert CacheInfo(0, 0, 0, None, 0) == instance.cache_info()

    instance()
    instance()
    with instance.use():
        now[0] += 3

    assert CacheInfo(2, 1, 1, 3.0, 1) == instance.cache_info()

    instance.cache_clear()
    instance()

    assert CacheInfo(2, 2, 1, 0.0, 2) == instance.cache_info()


async def coroutine() -> None:
    """Be what a factory cannot be."""


async def generator() -> Any:
    """Be what a factory cannot be either."""
    yield


def fixture() -> Any:
    """Be no factory either, however much it looks like a fixture."""
    yield


class Needy:
    """Have a method, which needs an object."""

    def __init__(self, size: int) -> None:
        self.size = size

    def make(self, kind: str = "small", *, color: str) -> str:
        """Make something of that kind and color."""
        return f"{kind} {color} {self.size}"

    def again(self) -> int:
        """Make something."""
        return self.size


@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda: shared(scope="task"), ValueError, "scope must be 'process', 'thr"),  # type: ignore[call-overload]
        (lambda: shared(ttl=0), ValueError, "ttl must be a number of seconds above 0"),
        (lambda: shared(max_idle=-1), ValueError, "max_idle must be a number"),
        (lambda: shared(coroutine), TypeError, "coroutine is async"),
        (lambda: shared()(generator), TypeError, "generator is async"),
        (lambda: shared(fixture), TypeError, "fixture has a yield, so that a call"),
        (lambda: shared(Needy), TypeError, r"calls Needy\(\) .*, but it needs 'size'$"),  # type: ignore[call-overload]
        (
            lambda: shared(Needy.again),
            TypeError,
            "needs 'self': decorate a function",
        ),  # type: ignore[call-overload]
        (lambda: shared(Needy(1).make), TypeError, "without.* it needs 'color'$"),  # type: ignore[call-overload]
        (lambda: shared(ttl="9"), TypeError, "ttl must be a number of seconds"),  # type: ignore[call-overload]
        (lambda: shared(close="close"), TypeError, "close must be something to call"),  # type: ignore[call-overload]
        (lambda: shared(3), TypeError, "wants a function that makes the instance: 3"),  # type: ignore[call-overload]
    ],
)
def test_mistakes_are_told_at_once(
    attempt: Callable[[], object],
    error: type[Exception],
    message: str,
) -> None:
    """A wrong option fails where it is written, not at the first use."""
    with pytest.raises(error, match=message):
        attempt()


def test_factories_that_need_nothing() -> None:
    """Defaults, bound methods and partials can be called without arguments."""
    needy = Needy(3)
    factories: list[Callable[[], object]] = [
        needy.again,
        partial(needy.make, color="red"),
        lambda size=3, *, more=0: size + more,
        lambda *sizes, **more: 3 + len(sizes) + len(more),
        OrderedDict,
    ]
    made = [shared(make)() for make in factories]

    assert [3, "small red 3", 3, 3, OrderedDict()] == made


@pytest.mark.parametrize("keep", [shared, lambda make: Pool(make, max_size=1)])
def test_coroutine_is_no_instance(keep: Callable[..., Any]) -> None:
    """Where an async function hides behind another callable, its call tells."""
    kept = keep(partial(coroutine))
    with pytest.raises(TypeError, match="has returned a coroutine, its result could"):
        kept() if keep is shared else kept.checkout().__enter__()


def test_import_is_light() -> None:
    """Importing it brings our own modules and built-in ones, nothing else."""
    code = """
        import os, sys
        import lazyheavy
        before = set(sys.modules)
        import lazyheavy.instances
        new = set(sys.modules) - before - set(sys.builtin_module_names)
        print(*sorted(name for name in new if not name.startswith("lazyheavy.")))
    """

    assert "" == output_of(code, options=("-S",))
