"""Kepler's third law."""

import math

#: Mean distance from the Sun to the Earth, in million km.
EARTH_DISTANCE = 149.598
#: Length of the year of the Earth, in days.
EARTH_YEAR = 365.256


def year_in_days(distance: float) -> float:
    """Return the length of the year at a distance in million km."""
    return EARTH_YEAR * math.pow(distance / EARTH_DISTANCE, 1.5)
