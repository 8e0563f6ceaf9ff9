"""The planets as records, read from examples/data/planets.csv."""

import csv
from pathlib import Path

DATA = Path(__file__).parents[2] / "data" / "planets.csv"


def planets() -> list[dict[str, str]]:
    """Return a record for each planet, from the Sun outwards."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
