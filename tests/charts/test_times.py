"""Times in data look the same in every time zone of the machine."""

from __future__ import annotations

import datetime as dt

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import ChartError
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

    # What the authors of specifications write has no zone, or one of its own.
    texts = ["2024-03-10T02:30:00", "2024-03-10 14:00", "Mar 11, 2024 14:00",
             "2024-03-12", "2024-03-12T14:00:00+09:00", "Tue, 12 Mar 2024 20:00 GMT"]
    values = [{"t": text, "n": n} for n, text in enumerate(texts)]
    x = {"field": "t", "type": "temporal", "axis": {"format": "%d %H:%M"}}
    hours = {**x, "timeUnit": "hours", "type": "ordinal"}
    write = "timeFormat(toDate(datum.t), '%a %d %H:%M %Z ') + datetime(2024, 2, 10)"
    text = {"type": "text", "from": {"data": "d"},
            "encode": {"enter": {"text": {"signal": write}}}}
    day = [["2024-03-10 01:00", 1], ["2024-03-10T04:00", 2], [1710090000000, 3]]
    specs = [
        {"data": {"values": values}, "mark": "point", "encoding": {"x": x}},
        {"data": {"values": values}, "mark": "bar", "encoding": {"x": hours}},
        {"data": [{"name": "d", "values": values}], "marks": [text]},
        {"xAxis": {"type": "time"}, "yAxis": {}, "tooltip": {},
         "series": [{"type": "line", "data": day}]},
    ]
    for spec in specs:
        print(render_chart(spec).svg)
    print("LOCAL")
    for spec in specs:
        print(render_chart(spec, timezone="local").svg)
"""


@pytest.fixture(scope="module")
def pictures() -> dict[str, list[str]]:
    """Return what processes in three time zones draw: in UTC, and in their own."""
    zones = ("UTC", "Asia/Tokyo", "America/New_York")
    return {zone: output_of(CODE, env={"TZ": zone}).split("LOCAL") for zone in zones}


def test_every_zone_gives_the_same_bytes(pictures: dict[str, list[str]]) -> None:
    """Dates do not slip by a day in America, nor hours vanish in spring."""
    usual = pictures["UTC"][0]

    assert ">01 AM</text>" in usual
    assert "Sun 10 02:30 +0000 Sun Mar 10 2024 00:00:00 GMT+0000 (Coord" in usual
    assert usual == pictures["Asia/Tokyo"][0]
    assert usual == pictures["America/New_York"][0]


def test_the_zone_of_the_process_is_there_for_those_who_ask(
    pictures: dict[str, list[str]],
) -> None:
    """Then a specification is read as a browser there would read it."""
    assert "Tue 12 14:00 +0900 " in pictures["Asia/Tokyo"][1]
    assert "Tue 12 01:00 -0400 " in pictures["America/New_York"][1]


def test_other_zones_are_refused() -> None:
    """V8 knows one zone a process."""
    with pytest.raises(ChartError, match="timezone must be 'UTC' or 'local'"):
        render_chart([{"t": 1}], x="t", timezone="Asia/Tokyo")  # type: ignore[arg-type]


def test_zone_stands_in_the_title() -> None:
    """Times with a zone are drawn by its clock, and the axis says which it is."""
    noon = dt.datetime(2024, 5, 1, 12, tzinfo=dt.timezone.utc)
    rows = [{"t": noon, "n": 1}, {"t": noon + dt.timedelta(hours=1), "n": 2}]
    named = {"field": "t", "title": "Departure"}

    assert ">t (UTC)</text>" in render_chart(rows, x="t", y="n").svg
    assert ">Departure</text>" in render_chart(rows, x=named, y="n", mark="line").svg
