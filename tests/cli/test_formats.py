"""Each format comes out as what it is, to a file and to standard output."""

from __future__ import annotations

import json
import os
import struct
from typing import TYPE_CHECKING

import pytest

import lazyheavy as lazy
from tests._support.specs import VEGA_LITE
from tests.charts.echarts_options._short import ISLAND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

CSV = "city,rain\nOslo,763\nRome,878\n"
DRAWN = ("--x", "city", "--y", "rain")
STARTS = {
    "svg": b"<svg ",
    "png": b"\x89PNG\r\n\x1a\n",
    "html": b"<!DOCTYPE html>",
    "json": b"{\n",
}

#: The specifications of the examples, by the kind that a chart of them has.
KINDS = {
    "planets.vl.json": "vega-lite",
    "co2.vl.json": "vega-lite",
    "daylight.vg.json": "vega",
    "traffic-week.ec.json": "echarts",
    "traffic-services.ec.json": "echarts",
}


@pytest.mark.parametrize("format", STARTS)
def test_the_suffix_says_the_format(command: Command, format: str) -> None:
    """A file is written in the format of its name, silently."""
    command.write("rain.csv", CSV)
    done = command("render", "rain.csv", *DRAWN, "-o", f"out.{format.upper()}")

    assert (0, b"", "") == (done.code, done.out, done.err)
    content = command.files()[f"out.{format.upper()}"]
    assert content[: len(STARTS[format])].lower() == STARTS[format].lower()


@pytest.mark.parametrize("format", STARTS)
def test_standard_output_gets_the_bytes_of_the_file(
    command: Command, format: str
) -> None:
    """Without -o the same bytes go to standard output."""
    command.write("rain.csv", CSV)
    command("render", "rain.csv", *DRAWN, "-o", f"out.{format}")
    done = command("render", "rain.csv", *DRAWN, "--format", format, "-o", "-")

    assert command.files()[f"out.{format}"] == done.out


def test_a_process_of_its_own_writes_the_same(command: Command) -> None:
    """What these tests run in one process is what a shell runs in many."""
    arguments = ("render", "-", *DRAWN, "--format", "png")

    assert command(*arguments, stdin=CSV) == command.child(*arguments, stdin=CSV)


def test_svg_is_the_default(command: Command) -> None:
    """Nothing said means SVG on standard output."""
    done = command("render", "-", *DRAWN, stdin=CSV)

    assert (0, True) == (done.code, done.out.startswith(STARTS["svg"]))


def test_format_helps_where_the_name_does_not_say_it(command: Command) -> None:
    """--format gives a format to a name with another suffix, or none."""
    done = command("render", "-", *DRAWN, "--format", "png", "-o", "picture", stdin=CSV)

    assert (0, "") == (done.code, done.err)
    assert command.files()["picture"].startswith(STARTS["png"])


@pytest.mark.parametrize("name", KINDS)
def test_specifications_draw_what_python_draws(
    command: Command, examples: Path, name: str
) -> None:
    """The command line gives the bytes that `render_chart` gives."""
    path = examples / name
    chart = lazy.render_chart(json.loads(path.read_text("utf-8")))
    done = command("render", str(path))

    assert KINDS[name] == chart.kind
    assert (0, "") == (done.code, done.err)
    assert chart.svg.encode() == done.out


def test_options_reach_the_chart(command: Command) -> None:
    """Title, size, background, font and scale change the picture."""
    options = ("--title", "Rain", "--width", "300", "--height", "200.0")
    drawn = command(
        *("render", "-", *DRAWN, *options, "--background", "#abcdef"),
        *("--font", "Courier New", "--seed", "7"),
        stdin=CSV,
    )
    chart = lazy.render_chart(
        {"city": ["Oslo", "Rome"], "rain": [763, 878]},
        x="city",
        y="rain",
        title="Rain",
        width=300,
        height=200,
        background="#abcdef",
        font="Courier New",
        seed=7,
    )

    assert chart.svg.encode() == drawn.out


def test_maps_come_from_files(command: Command) -> None:
    """--maps gives an option of ECharts a map, as maps= does, and no other file."""
    option = {"series": [{"type": "map", "map": "island", "data": []}]}
    command.write("island.geojson", json.dumps(ISLAND))
    command.write("map.json", json.dumps(option))
    command.write("bars.json", json.dumps(VEGA_LITE))
    given = ("--maps", "island=island.geojson")
    one = command("render", "map.json", *given)
    many = command(
        *("render", "--many", "map.json", "bars.json", "-o", "out", "--jobs", "1"),
        *given,
    )
    expected = lazy.render_chart(option, maps={"island": ISLAND}).svg.encode()
    written = (command.folder / "out" / "map.svg").read_bytes()

    assert (0, 0, "") == (one.code, many.code, many.err)
    assert (expected, expected) == (one.out, written)


def test_scale_multiplies_the_pixels_of_a_png(command: Command) -> None:
    """--scale 2 gives twice the pixels in each direction."""
    sizes = []
    for scale in ("1", "2"):
        done = command(
            "render", "-", *DRAWN, "--format", "png", "--scale", scale, stdin=CSV
        )
        sizes.append(struct.unpack(">II", done.out[16:24]))

    (width, height), (wide, high) = sizes
    assert (2 * width, 2 * height) == (wide, high)


def test_the_specification_that_is_written_draws_the_same(command: Command) -> None:
    """-o chart.json writes a specification that draws the same picture."""
    drawn = command("render", "-", *DRAWN, stdin=CSV)
    command("render", "-", *DRAWN, "-o", "chart.json", stdin=CSV)
    again = command("render", "chart.json")

    assert drawn.out == again.out


def test_kind_settles_what_a_specification_does_not_say(command: Command) -> None:
    """--kind overrides what the keys of a specification look like."""
    option = json.dumps({"title": {"text": "Nothing but a title"}})
    refused = command("render", "-", stdin=option)
    drawn = command("render", "-", "--kind", "echarts", stdin=option)

    assert (2, 0) == (refused.code, drawn.code)
    assert b"Nothing but a title" in drawn.out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_written_into(command: Command) -> None:
    """A pipe keeps being one: no file is put in its place."""
    pipe = command.folder / "pipe"
    os.mkfifo(pipe)
    # Opened for both, so that neither end waits for the other.
    end = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        done = command(
            "render", "-", *DRAWN, "--format", "svg", "-o", "pipe", stdin=CSV
        )
        received = os.read(end, 1 << 16)
    finally:
        os.close(end)

    assert (0, "", True) == (done.code, done.err, pipe.is_fifo())
    assert received.startswith(STARTS["svg"])
    assert received.endswith(b"</svg>")
