"""Small charts of every kind, and what tests ask of a picture."""

from __future__ import annotations

import os
import struct
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any

ROWS = [
    {"city": "Oslo", "rain": 763},
    {"city": "Rome", "rain": 878},
    {"city": "Lima", "rain": 16},
]

VEGA_LITE: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": ROWS},
    "mark": {"type": "bar", "clip": True},
    "encoding": {
        "x": {"field": "city", "type": "nominal"},
        "y": {"field": "rain", "type": "quantitative"},
        "color": {"field": "rain", "type": "quantitative"},
    },
}

VEGA: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega/v6.json",
    "width": 200,
    "height": 100,
    "data": [{"name": "table", "values": ROWS}],
    "scales": [
        {
            "name": "x",
            "type": "band",
            "domain": {"data": "table", "field": "city"},
            "range": "width",
        },
        {
            "name": "y",
            "domain": {"data": "table", "field": "rain"},
            "nice": True,
            "range": "height",
        },
    ],
    "axes": [
        {"orient": "bottom", "scale": "x"},
        {"orient": "left", "scale": "y"},
    ],
    "marks": [
        {
            "type": "rect",
            "clip": True,
            "from": {"data": "table"},
            "encode": {
                "enter": {
                    "x": {"scale": "x", "field": "city"},
                    "width": {"scale": "x", "band": 1},
                    "y": {"scale": "y", "field": "rain"},
                    "y2": {"scale": "y", "value": 0},
                }
            },
        }
    ],
}

ECHARTS: dict[str, Any] = {
    "title": {"text": "Rain"},
    "xAxis": {"type": "category", "data": [row["city"] for row in ROWS]},
    "yAxis": {"type": "value"},
    "series": [{"type": "line", "data": [row["rain"] for row in ROWS]}],
}

#: One specification of every kind; each picture holds an id.
SPECS = {"vega-lite": VEGA_LITE, "vega": VEGA, "echarts": ECHARTS}


def changed(spec: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return *spec* with another value at a path such as ``encoding.x.field``."""
    key, dot, rest = path.partition(".")
    return {**spec, key: changed(spec.get(key, {}), rest, value) if dot else value}


def corpus() -> Path | None:
    """Return the folder of official examples, or None where there is none."""
    beside = Path(__file__).parents[3] / "shared" / "corpus"
    folder = Path(os.environ.get("LAZYHEAVY_CORPUS", beside))
    return folder if folder.is_dir() else None


class Picture:
    """The pixels of a PNG with 8 bits a channel, red green blue and alpha.

    Attributes:
        width: Pixels in a row.
        height: Rows.
    """

    def __init__(self, png: bytes) -> None:
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        self._packed = b""
        at = 8
        while at < len(png):
            size, kind = struct.unpack(">I4s", png[at : at + 8])
            body = png[at + 8 : at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, *form = struct.unpack(">IIBBBBB", body)
                assert form == [8, 6, 0, 0, 0]
            elif kind == b"IDAT":
                self._packed += body
            at += size + 12

    @cached_property
    def rows(self) -> list[bytes]:
        """The bytes of each row, four a pixel: the prediction is undone."""
        data = zlib.decompress(self._packed)
        stride = 4 * self.width
        above = bytes(stride)
        rows = []
        for number in range(self.height):
            start = number * (stride + 1)
            how, row = data[start], bytearray(data[start + 1 : start + 1 + stride])
            for i in range(stride):
                left = row[i - 4] if i >= 4 else 0
                corner = above[i - 4] if i >= 4 else 0
                row[i] = (row[i] + _predicted(how, left, above[i], corner)) & 255
            above = bytes(row)
            rows.append(above)
        return rows

    def pixel(self, x: int, y: int) -> tuple[int, ...]:
        """Return red, green, blue and alpha of one pixel."""
        return tuple(self.rows[y][4 * x : 4 * x + 4])

    def dark_pixels(self) -> int:
        """Count the pixels that text leaves: nearly black ones."""
        return sum(
            max(row[at : at + 3]) < 80 and row[at + 3] > 200
            for row in self.rows
            for at in range(0, len(row), 4)
        )


def _predicted(how: int, left: int, above: int, corner: int) -> int:
    """Predict a byte as the PNG filter *how* does."""
    if how == 4:
        guess = left + above - corner
        near = {abs(guess - corner): corner, abs(guess - above): above}
        near[abs(guess - left)] = left
        return near[min(near)]
    return (0, left, above, (left + above) // 2)[how]
