"""PNGs of ten examples beside those of vl-convert, pixel by pixel.

By hand, from the top of the checkout::

    python -m tests.fidelity.pixels --packages FOLDER [--save FOLDER] [--font FILE]

Both sides draw the same specification with the same Vega and Vega-Lite, each with
the font that it brings along, or ours with --font. Prints how many pixels differ
by more than 16 levels in one of their channels.
"""

from __future__ import annotations

import argparse
import functools
import io
import os
import sys
from pathlib import Path

import vl_convert
from PIL import Image, ImageChops

from lazyheavy.charts import render_chart
from tests._support.specs import corpus
from tests.fidelity.sources import DATASETS, packed, reference_assets, served
from tests.fidelity.vega import VL_VERSION, text_of

LEVELS = 16
EXAMPLES = (
    "bar", "line_color", "point_2d", "area_overlay", "rect_heatmap_weather",
    "layer_bar_labels", "trellis_bar", "boxplot_2D_vertical", "stacked_bar_weather",
    "geo_choropleth", "arc_donut", "circle_bubble_health_income", "bar_grouped",
    "histogram", "concat_bar_scales_discretize", "rect_heatmap",
)  # fmt: skip


def main() -> int:
    """Draw the examples on both sides and print the differing pixels."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--packages", type=Path, required=True, help="for npm's files")
    parser.add_argument("--corpus", type=Path, default=corpus())
    parser.add_argument("--save", type=Path, help="where the pictures go, in pairs")
    parser.add_argument("--font", help="a font file to draw ours with")
    arguments = parser.parse_args()
    os.environ["LAZYHEAVY_ASSETS"] = str(reference_assets(arguments.packages))
    os.environ["TZ"] = "UTC"
    folder = arguments.corpus / "vega-lite"
    named = [folder / f"{name}.vl.json" for name in EXAMPLES]
    paths = [path for path in named if path.is_file()][:10]
    paths += [path for path in sorted(folder.glob("*.json")) if path not in paths]
    with served(packed(DATASETS, arguments.packages)) as base:
        for path in paths[:10]:
            _compare(path, base, arguments.save, arguments.font)
    return 0


def _compare(path: Path, base: str, save: Path | None, font: str | None) -> None:
    text = text_of(path, base)
    ours = render_chart(
        text, allowed_base_urls=[base], format="png", font=font, timeout=60
    ).data
    theirs = vl_convert.vegalite_to_png(
        text, vl_version=VL_VERSION, allowed_base_urls=[base]
    )
    pictures = [Image.open(io.BytesIO(png)).convert("RGBA") for png in (ours, theirs)]
    if save is not None:
        save.mkdir(parents=True, exist_ok=True)
        both = Image.new("RGBA", (sum(p.width for p in pictures), pictures[0].height))
        both.paste(pictures[0], (0, 0))
        both.paste(pictures[1], (pictures[0].width, 0))
        both.save(save / f"{path.stem}.png")
    sizes = {picture.size for picture in pictures}
    if len(sizes) > 1:
        print(f"{'other size':>10}  {path.name} {sizes}")
        return
    apart = ImageChops.difference(*pictures)
    worst = functools.reduce(ImageChops.lighter, apart.split())
    far = sum(worst.histogram()[LEVELS + 1 :])
    share = far / (apart.width * apart.height)
    print(f"{share:10.4%}  {path.name}  {apart.width} x {apart.height}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
