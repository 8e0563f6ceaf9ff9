"""Times in data look the same in every time zone of the machine."""

from __future__ import annotations

import datetime as dt

import pytest

from lazyheavy.charts import render_chart
from tests._support.children import output_of

#: Half-hours across the night in which New York's clock skips an hour.
CODE = """
    import datetime as dt
    from lazyheavy.charts import render_chart

    night = dt.datetime(2024, 3, 10)
    rows = [
        {
            "time": night + dt.timedelta(minutes=30 * i),
            "text": (night + dt.timedelta(days=i)).isoformat(),
            "day": night.date() + dt.timedelta(days=i),
            "month": dt.date(2023 + i // 12, i % 12 + 1, 1),
            "n": i % 5,
        }
        for i in range(20)
    ]
    charts = [
        {"x": "time", "y": "n"},
        {"x": "text", "y": "n"},
        {"x": "day", "y": "n", "mark": "bar"},
        {"x": "month", "y": "n", "mark": "bar"},
        {"x": "month:O", "y": "n", "mark": "bar"},
        {"x": "time", "y": "n", "color": "day"},
        {"x": "n", "y": "count()", "color": "month:N", "mark": "bar"},
        {"x": {"field": "day", "timeUnit": "month"}, "y": "count()", "mark": "bar"},
    ]
    for chart in charts:
        print(render_chart(rows, **chart).svg)
"""


def test_every_zone_gives_the_same_bytes() -> None:
    """Dates do not slip by a day in America, nor hours vanish in spring."""
    zones = ("UTC", "Asia/Tokyo", "America/New_York")
    pictures = {zone: output_of(CODE, env={"TZ": zone}) for zone in zones}

    assert ">01 AM</text>" in pictures["UTC"]
    assert pictures["UTC"] == pictures["Asia/Tokyo"]
    assert pictures["UTC"] == pictures["America/New_York"]


@pytest.mark.parametrize(("zone", "label"), [("UTC", "12 PM"), ("Asia/Tokyo", "09 PM")])
def test_specifications_are_read_in_the_zone_of_the_process(
    zone: str, label: str
) -> None:
    """What an author writes is read as a browser there would read it."""
    code = """
        from lazyheavy.charts import render_chart
        values = [{"t": f"2024-05-01T{h}:00:00Z", "n": h} for h in (12, 13)]
        x = {"field": "t", "type": "temporal", "axis": {"values": [1714564800000]}}
        print(render_chart({"data": {"values": values}, "mark": "point",
            "encoding": {"x": x}}).svg)
    """

    assert f">{label}</text>" in output_of(code, env={"TZ": zone})


def test_zone_stands_in_the_title() -> None:
    """Times with a zone are drawn by its clock, and the axis says which it is."""
    noon = dt.datetime(2024, 5, 1, 12, tzinfo=dt.timezone.utc)
    rows = [{"t": noon, "n": 1}, {"t": noon + dt.timedelta(hours=1), "n": 2}]
    named = {"field": "t", "title": "Departure"}

    assert ">t (UTC)</text>" in render_chart(rows, x="t", y="n").svg
    assert ">Departure</text>" in render_chart(rows, x=named, y="n", mark="line").svg
