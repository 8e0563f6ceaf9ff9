"""Draw twenty charts beside what the reference renderers make of them.

    python benchmarks/contact_sheet.py docs/images/contact-sheet.png

Each pair has lazyheavy's PNG on the left. On the right is vl-convert's for Vega and
Vega-Lite, and a screenshot of Chromium for ECharts. Needs Chromium, and
``pip install -e ".[bench]"``.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import vl_convert as vlc
from PIL import Image, ImageDraw

# Started as a script: the folder above is not importable yet.
sys.path[0] = str(Path(__file__).resolve().parents[1])

import lazyheavy as lazy  # noqa: E402
from tests._support.chromium import browser  # noqa: E402
from tests.charts.echarts_options import chart_types  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lazyheavy.charts import Chart

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
OPTIONS = (
    *("bar stacked", "line smooth area", "pie doughnut", "radar", "gauge progress"),
    *("sunburst", "sankey", "candlestick"),
)
COLUMNS, WIDTH, HEIGHT, LABEL, GAP = 4, 236, 176, 16, 10
COLOURS = 256
PLACE = "(({x, y}) => [x, y])(document.getElementById('chart').getBoundingClientRect())"


def rows(name: str, count: int | None = None) -> list[dict[str, Any]]:
    """Return rows of a data set of the examples, numbers as numbers."""
    with (EXAMPLES / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))[:count]
    return [{key: _number(text) for key, text in row.items()} for row in table]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def charts() -> Iterator[tuple[str, Chart]]:
    """Yield the twenty charts with their names."""
    for path in sorted(EXAMPLES.glob("*.json")):
        yield path.name, lazy.render_chart(path.read_text("utf-8"))
    planets, traffic = rows("planets"), rows("traffic", 300)
    built: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
        "bars": (planets, {"x": "planet", "y": "gravity_m_s2", "mark": "bar"}),
        "points": (
            planets,
            {"x": "density_kg_m3", "y": "gravity_m_s2", "color": "group"},
        ),
        "arcs": (planets, {"mark": "arc", "y": "diameter_km", "color": "planet"}),
        "areas": (
            traffic,
            {"x": "time", "y": "mbit_s", "color": "service", "mark": "area"},
        ),
        "box plots": (traffic, {"x": "service", "y": "mbit_s", "mark": "boxplot"}),
        "histogram": (
            traffic,
            {
                "x": {"field": "mbit_s", "bin": True},
                "y": "count()",
                "color": "service",
                "mark": "bar",
            },
        ),
        "rectangles": (
            traffic,
            {
                "x": {"field": "time", "timeUnit": "utchours", "type": "ordinal"},
                "y": "service",
                "color": "mean(mbit_s)",
                "mark": "rect",
            },
        ),
    }
    for name, (data, options) in built.items():
        yield name, lazy.render_chart(data, title=name.capitalize(), **options)
    for name in OPTIONS:
        yield name, lazy.render_chart(chart_types.OPTIONS[name])


def references(drawn: list[tuple[str, Chart]]) -> Iterator[bytes]:
    """Yield the PNG that the reference renderer makes of each."""
    with TemporaryDirectory() as folder, browser() as page:
        picture, source = Path(folder) / "picture.png", Path(folder) / "page.html"
        for _, chart in drawn:
            if chart.kind == "vega-lite":
                yield vlc.vegalite_to_png(json.dumps(chart.spec))
            elif chart.kind == "vega":
                yield vlc.vega_to_png(json.dumps(chart.spec))
            else:
                width, height = Image.open(io.BytesIO(chart.to_png())).size
                page.look(width=width + 32, height=height + 32)
                source.write_text(chart.to_html(), "utf-8")
                page.open(source)
                page.ask("new Promise(done => setTimeout(done, 1500))")
                page.screenshot(picture)
                x, y = page.ask(PLACE)
                box = (x, y, x + width, y + height)
                cut, png = Image.open(picture).crop(box), io.BytesIO()
                cut.save(png, "png")
                yield png.getvalue()


def fitted(png: bytes) -> Image.Image:
    """Return a picture at the size of the sheet, on white."""
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    image.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    cell = Image.new("RGB", (WIDTH, HEIGHT), "white")
    place = ((WIDTH - image.width) // 2, (HEIGHT - image.height) // 2)
    cell.paste(image, place, image)
    return cell


def main(target: str) -> None:
    """Write the sheet."""
    drawn = list(charts())
    across, down = 2 * WIDTH + GAP, HEIGHT + LABEL + GAP
    lines = -(-len(drawn) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * across + GAP, lines * down + GAP), "#e4e4e4")
    draw = ImageDraw.Draw(sheet)
    for number, ((name, chart), reference) in enumerate(
        zip(drawn, references(drawn), strict=True)
    ):
        x = GAP + number % COLUMNS * across
        y = GAP + number // COLUMNS * down
        other = "Chromium" if chart.kind == "echarts" else "vl-convert"
        draw.text((x, y + 2), f"{name}: lazyheavy", fill="black")
        draw.text((x + WIDTH, y + 2), other, fill="black")
        sheet.paste(fitted(chart.to_png()), (x, y + LABEL))
        sheet.paste(fitted(reference), (x + WIDTH, y + LABEL))
    sheet.quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE).save(
        target, optimize=True
    )
    print(f"{len(drawn)} pairs, {Path(target).stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1])
