"""Short words for options of ECharts, so that tables of them stay tables."""

from __future__ import annotations

from typing import Any

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
ONE = [120, 200, 150, 80, 70, 110, 130]
TWO = [60, -40, 90, 30, 55, 20, 85]
CATEGORY = {"type": "category", "data": DAYS}
VALUE = {"type": "value"}

Option = dict[str, Any]


class Js(str):
    """JavaScript in an option: the text of a function."""

    __slots__ = ()


def series(kind: str, data: Any = None, **more: Any) -> Option:
    """Return one series."""
    return {"type": kind, **({} if data is None else {"data": data}), **more}


def xy(*many: Option, **more: Any) -> Option:
    """Return an option with series over the days of the week."""
    return {"xAxis": CATEGORY, "yAxis": VALUE, "series": list(many), **more}


def numeric(*many: Option, **more: Any) -> Option:
    """Return an option with series over two axes of values."""
    return {"xAxis": VALUE, "yAxis": VALUE, "series": list(many), **more}


def alone(*many: Option, **more: Any) -> Option:
    """Return an option with series that need no axes."""
    return {"series": list(many), **more}


def points(count: int, *, step: int = 37, size: int = 100) -> list[list[float]]:
    """Return pairs of numbers that look random and are not."""
    return [
        [(n * step) % size, (n * n * 13 + n * step) % (size + 7)] for n in range(count)
    ]


def named(**values: float) -> list[Option]:
    """Return items with names and values."""
    return [{"name": name, "value": value} for name, value in values.items()]


FRUIT = named(Apples=40, Pears=25, Plums=18, Figs=9, Kiwis=8)

TREE = {
    "name": "root",
    "children": [
        {
            "name": "fruit",
            "children": [
                {"name": "apple", "value": 10},
                {"name": "pear", "value": 6},
                {"name": "citrus", "children": named(lemon=3, lime=2)},
            ],
        },
        {"name": "roots", "children": named(beet=4, carrot=9, radish=2)},
        {"name": "nuts", "value": 5},
    ],
}

NODES = [{"name": name} for name in "abcdef"]
LINKS = [
    {"source": source, "target": target, "value": value}
    for source, target, value in [
        ("a", "c", 5), ("b", "c", 3), ("b", "d", 4), ("c", "e", 6), ("d", "e", 2),
        ("c", "f", 2), ("d", "f", 2),
    ]
]  # fmt: skip


def region(name: str, *corners: tuple[float, float]) -> Option:
    """Return a part of a map."""
    ring = [list(corner) for corner in (*corners, corners[0])]
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


#: An island in three parts.
ISLAND = {
    "type": "FeatureCollection",
    "features": [
        region("North", (0, 5), (4, 9), (9, 8), (8, 5)),
        region("South", (0, 5), (8, 5), (7, 1), (2, 0)),
        region("Rock", (11, 3), (12, 4), (13, 2.5)),
    ],
}
