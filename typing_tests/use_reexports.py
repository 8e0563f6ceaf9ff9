"""Types pass through `with lazy.imports():`, also out of a package."""

import fractions
import types

import lazyheavy as lazy
import reexports
from claims import assert_type
from reexports import UNIT, Round, Shape, area, colors, deep

with lazy.imports():
    import importlib.machinery as machines
    import json
    from collections import Counter

    from reexports import tools
    from reexports.shapes import Circle

assert_type(UNIT, float)
assert_type(area(Round(2.0), scale=2), float)
assert_type(reexports.area(reexports.Round(1.0)), float)
assert_type(colors.RED, tuple[int, int, int])
assert_type(reexports.colors.RED, tuple[int, int, int])
assert_type(deep([1, 2]), int)
assert_type(tools.sharpen("x"), bytes)
assert_type(reexports.tools.sharpen("x"), bytes)
assert_type(reexports.fractions.Fraction(1, 2), fractions.Fraction)
assert_type(reexports.paths.exists("a"), bool)
assert_type(json.dumps([1]), str)
assert_type(machines.SOURCE_SUFFIXES, list[str])
assert_type(Counter("abc"), Counter[str])


class Square(Shape):
    """A lazily imported class is a base."""

    def size(self) -> float:
        """Return the size, by way of the base."""
        assert_type(super().size(), float)
        return 2.0


def radius(shape: "Shape | None") -> float:
    """Narrow a value by a lazily imported class."""
    if isinstance(shape, Round):
        assert_type(shape, Round)
        assert_type(shape.radius, float)
        return shape.radius
    return 0.0 if shape is None else area(shape)


assert_type(Square().size(), float)
assert_type(radius(Circle(3.0)), float)
made: type[Shape] = Circle
module: types.ModuleType = reexports.colors
