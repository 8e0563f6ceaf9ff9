"""What the package re-exports: classes, a function, a constant."""

UNIT = 1.0


class Shape:
    """A class to derive from."""

    def size(self) -> float:
        """Return the size."""
        return UNIT


class Circle(Shape):
    """A class to make instances of."""

    def __init__(self, radius: float) -> None:
        self.radius = radius


def area(shape: Shape, *, scale: int = 1) -> float:
    """Return the area."""
    return shape.size() * scale
