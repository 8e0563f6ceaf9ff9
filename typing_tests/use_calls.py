"""The functions of lazyheavy, as a module uses them."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

import lazyheavy as lazy
from claims import assert_type


class Colors(Protocol):
    """What we use of a module."""

    def rgb_to_hsv(self, r: float, g: float, b: float) -> tuple[float, ...]:
        """Convert."""
        ...


# load(): a module, or what the caller says that he uses of it.
plain = lazy.load("colorsys")
exact: Colors = lazy.load("colorsys", error_on_import=True)

assert_type(plain, ModuleType)
assert_type(lazy.load("json"), ModuleType)
assert_type(exact.rgb_to_hsv(1, 0, 0), tuple[float, ...])
handles = {name: lazy.load(name) for name in ("json", "wave")}
assert_type(handles, dict[str, ModuleType])


def convert(colors: Colors | None = None) -> tuple[float, ...]:
    """Take a module or a stand-in for one."""
    if colors is None:
        colors = lazy.load("colorsys")
    return colors.rgb_to_hsv(1, 0, 0)


def optional(name: str) -> ModuleType | None:
    """Use a module where it is installed."""
    module = lazy.load(name) if lazy.is_available(name) else None
    assert_type(module, ModuleType | None)
    return module


assert_type(convert(lazy.load("colorsys")), tuple[float, ...])
assert_type(optional("json"), ModuleType | None)


def export(package: str) -> list[str]:
    """Take the three results of attach()."""
    find, names, exported = lazy.attach(
        package, ["tool"], {"decoder": ["JSONDecodeError as Error"]}, extra="x"
    )
    assert_type(find, Callable[[str], Any])
    assert_type(names, Callable[[], list[str]])
    return exported


# Asking and forcing.
assert_type(lazy.is_lazy(plain), bool)
assert_type(lazy.is_available("json", "json>=2"), bool)
assert_type(lazy.pending(), list[str])
assert_type(lazy.verify("json"), dict[str, Exception])
number: int = lazy.resolve(3)
with lazy.eager():
    module: ModuleType = lazy.resolve(lazy.load("wave"))
lazy.warm("json", plain)


# shared(): the type of what the factory makes.
class Engine:
    """Something heavy."""

    power = 1.5


@lazy.shared
def engine() -> Engine:
    """Make one."""
    return Engine()


@lazy.shared(scope="thread", max_idle=300, close=lambda made: made.clear())
def cache() -> dict[str, int]:
    """Make another."""
    return {}


assert_type(engine(), Engine)
assert_type(engine().power, float)
assert_type(cache()["a"] if cache() else 0, int)
with engine.use() as held:
    assert_type(held, Engine)


async def wait() -> Engine:
    """Wait for one."""
    assert_type(await engine.aget(), Engine)
    return await engine.aget()


# render_chart(): a Chart.
def draw() -> bytes:
    """Draw one."""
    chart = lazy.render_chart([{"a": 1}], mark="bar", x="a", format="png", scale=2)
    assert_type(chart, lazy.Chart)
    assert_type(chart.svg, str)
    assert_type(lazy.charts.pie({"a": [1]}, color="a", scale=2), lazy.Chart)
    return chart.to_png()


def broken() -> str:
    """Catch what a missing module raises."""
    try:
        return str(lazy.load("none").name)
    except lazy.MissingDependencyError as error:
        assert_type(error.name, str | None)
        return error.hint or ""
    except lazy.RequirementError as error:
        return error.installed or ""
