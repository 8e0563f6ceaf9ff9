"""What only drawing brings to light: addresses of signals, ticks of timers."""

from __future__ import annotations

from typing import Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import DataAccessError


def test_address_that_a_signal_makes() -> None:
    """It comes to light while drawing, is loaded then, and stays out of caches."""
    asked: list[str] = []

    def load(url: str) -> Any:
        asked.append(url)
        return [{"n": 1}, {"n": 2}]

    spec = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "signals": [{"name": "year", "value": 2024}],
        "data": [{"name": "t", "url": {"signal": "'rain-' + year + '.json'"}}],
        "marks": [
            {
                "type": "text",
                "from": {"data": "t"},
                "encode": {"enter": {"text": {"field": "n"}}},
            }
        ],
    }
    cache: dict[str, Any] = {}
    chart = render_chart(spec, data_loader=load, cache=cache)

    assert ["rain-2024.json"] == asked
    assert 2 == chart.svg.count("<text")
    assert "not in a page" in chart.warnings[0]
    assert {} == cache
    with pytest.raises(DataAccessError, match=r"rain-2024\.json"):
        render_chart(spec)
    with pytest.raises(DataAccessError, match="names a file"):
        render_chart(
            {**spec, "data": [{"name": "t", "url": {"signal": "'/etc/hosts'"}}]},
            data_loader=load,
        )


def test_first_selection_on_a_map_is_drawn() -> None:
    """Vega-Lite sets it by a timer, which a still picture lets tick once."""
    rows = [{"lat": lat, "lon": -100} for lat in (30, 40, 47)]
    spec = {
        "projection": {"type": "albersUsa"},
        "data": {"values": rows},
        "params": [
            {
                "name": "b",
                "select": {"type": "interval", "encodings": ["latitude"]},
                "value": {"latitude": [45, 49]},
            }
        ],
        "mark": "circle",
        "encoding": {
            "longitude": {"field": "lon", "type": "quantitative"},
            "latitude": {"field": "lat", "type": "quantitative"},
            "color": {
                "condition": {"param": "b", "empty": False, "value": "goldenrod"},
                "value": "steelblue",
            },
        },
    }
    svg = render_chart(spec).svg

    assert (1, 2) == (svg.count("goldenrod"), svg.count("steelblue"))
