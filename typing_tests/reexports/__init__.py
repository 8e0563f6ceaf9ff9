"""A package whose exports are lazy imports, read by type checkers as they are."""

import lazyheavy as lazy

with lazy.imports():
    from reexports import tools as tools
    from reexports.shapes import Circle as Round
    from reexports.shapes import Shape

    from . import colors
    from .shapes import UNIT, area
    from .sub import depth as deep

with lazy.imports(extra="maths", hint="pip install it"):
    import fractions
    import os.path as paths

__all__ = [
    "UNIT",
    "Round",
    "Shape",
    "area",
    "colors",
    "deep",
    "fractions",
    "paths",
    "tools",
]
