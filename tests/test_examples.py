"""The examples draw what their data says, and say truly where it is from."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

import lazyheavy as lazy
from tests._support.children import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = SOURCE.parent / "examples"
DATA = EXAMPLES / "data"
SPECIFICATIONS = sorted(EXAMPLES.glob("*.json"))


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a data set."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def specification(name: str) -> Any:
    """Return a specification."""
    return json.loads((EXAMPLES / name).read_text("utf-8"))


@pytest.mark.parametrize("path", SPECIFICATIONS, ids=lambda path: path.name)
def test_every_specification_draws_without_a_warning(path: Path) -> None:
    """Each becomes an SVG with its title, a PNG and a page."""
    chart = lazy.render_chart(json.loads(path.read_text("utf-8")))
    title = chart.spec["title"]["text"]

    assert chart.warnings == ()
    assert title in re.sub(r"<[^>]+>", "", chart.svg)
    assert chart.to_png().startswith(b"\x89PNG")
    assert title in chart.to_html()


@pytest.mark.parametrize(
    ("spec", "data"),
    [("planets.vl.json", "planets.csv"), ("co2.vl.json", "co2.csv")],
    ids=["planets", "co2"],
)
def test_inline_rows_are_those_of_the_data_set(spec: str, data: str) -> None:
    """A specification holds the values of the CSV file."""
    inline = specification(spec)["data"]["values"]
    rows = rows_of(data)
    expected = [
        {
            name: row[name] if isinstance(value, str) else float(row[name])
            for name, value in first.items()
        }
        for row, first in zip(rows, inline, strict=True)
    ]

    assert expected == inline


def test_services_are_the_first_week_of_the_traffic() -> None:
    """The stacked areas show the first seven days of the data set."""
    head, *inline = specification("traffic-services.ec.json")["dataset"]["source"]
    found = {
        (row[0], service.lower()): value
        for row in inline
        for service, value in zip(head[1:], row[1:], strict=True)
    }
    week = {
        (row["time"], row["service"]): float(row["mbit_s"])
        for row in rows_of("traffic.csv")
        if row["time"] < "2024-06-10"
    }

    assert week == found


def test_the_heat_map_shows_the_means_of_the_traffic() -> None:
    """Each cell is the mean of its hour and weekday, over all services together."""
    sums: dict[tuple[int, int], float] = {}
    for row in rows_of("traffic.csv"):
        moment = datetime.fromisoformat(row["time"])
        cell = (moment.hour, moment.weekday())
        sums[cell] = sums.get(cell, 0.0) + float(row["mbit_s"])
    cells = specification("traffic-week.ec.json")["series"][0]["data"]
    shown = {(hour, day): value for hour, day, value in cells}

    assert shown == pytest.approx(
        {cell: total / 2 for cell, total in sums.items()}, abs=0.51
    )


def test_the_traffic_is_what_its_script_makes(tmp_path: Path) -> None:
    """The committed file is the one that the seed gives."""
    script = tmp_path / "make_traffic.py"
    script.write_bytes((DATA / "make_traffic.py").read_bytes())
    subprocess.run([sys.executable, script], check=True, timeout=50)

    assert (DATA / "traffic.csv").read_bytes() == (
        tmp_path / "traffic.csv"
    ).read_bytes()


@pytest.mark.parametrize(
    ("planet", "days"), [("Mercury", 88.0), ("Earth", 365.2), ("Neptune", 59_800)]
)
def test_planets_obey_kepler(planet: str, days: float) -> None:
    """Distance and year of the data set fit the law that the chart draws."""
    row = next(row for row in rows_of("planets.csv") if row["planet"] == planet)
    distance = float(row["distance_million_km"])

    assert float(row["period_days"]) == days
    assert 365.256 * (distance / 149.598) ** 1.5 == pytest.approx(days, rel=0.02)


@pytest.mark.parametrize(
    ("latitude", "day", "hours"),
    [
        pytest.param("52.5", "171", 16.8, id="Berlin in June"),
        pytest.param("52.5", "351", 7.7, id="Berlin in December"),
        pytest.param("64.5", "171", 21.3, id="Reykjavik in June"),
        pytest.param("1.5", "81", 12.1, id="Singapore in March"),
        pytest.param("88.5", "171", 24, id="the North Pole in June"),
        pytest.param("-88.5", "171", 0, id="the South Pole in June"),
    ],
)
def test_days_are_as_long_as_they_are(latitude: str, day: str, hours: float) -> None:
    """The daylight that the Vega example computes is that of almanacs."""
    spec = specification("daylight.vg.json")
    text = {"signal": "join([datum.middle, datum.day, datum.hours], '|')"}
    spec["marks"] = [
        {"type": "text", "from": {"data": "cells"}, "encode": {"enter": {"text": text}}}
    ]
    svg = lazy.render_chart(spec).svg
    found = re.search(rf">{latitude}\|{day}\|([\d.]+)<", svg)

    assert found is not None
    assert float(found[1]) == pytest.approx(hours, abs=0.2)


def test_scripts_say_how_they_are_started() -> None:
    """The docstring of each script has the line that starts it."""
    scripts = [
        path
        for path in EXAMPLES.rglob("*.py")
        if path.parent.name != "solar" and "__pycache__" not in path.parts
    ]

    assert len(scripts) == 10
    for path in scripts:
        name = path.relative_to(EXAMPLES.parent).as_posix()

        assert f"python {name}" in path.read_text("utf-8")


def test_charts_are_saved_in_every_format(tmp_path: Path) -> None:
    """examples/charts.py writes its pictures where it is told."""
    subprocess.run(
        [sys.executable, EXAMPLES / "charts.py", tmp_path],
        check=True,
        timeout=50,
        env={"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
    )

    assert {"co2.svg", "traffic.svg", "traffic.png", "traffic.html"} == {
        path.name for path in tmp_path.iterdir()
    }
