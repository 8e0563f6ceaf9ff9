"""The planets: a package that imports its parts when they are first used."""

import lazyheavy as lazy

with lazy.imports():
    from ._orbits import year_in_days
    from ._picture import draw
    from ._table import planets

__all__ = ["draw", "planets", "year_in_days"]
