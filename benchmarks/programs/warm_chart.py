"""Draw the same chart again and again: `warm_chart.py LIBRARY SPEC FORMAT`.

Reports the mean CPU time and the median wall time of a chart.
"""

import json
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from _clock import report

WARM_UP = 8
CHARTS = 24

library, source, format_ = sys.argv[1:]
spec = json.loads(Path(source).read_text("utf-8"))

if library == "lazyheavy":
    import lazyheavy as lazy

    if format_ == "svg":

        def draw() -> object:
            """Draw one SVG."""
            return lazy.render_chart(spec).svg
    else:

        def draw() -> object:
            """Draw one PNG."""
            return lazy.render_chart(spec).to_png()
else:
    import vl_convert as vlc

    convert = vlc.vegalite_to_svg if format_ == "svg" else vlc.vegalite_to_png

    def draw() -> object:
        """Draw one SVG or PNG."""
        return convert(spec)


for _ in range(WARM_UP):
    draw()
walls = []
cpu = process_time()
for _ in range(CHARTS):
    started = perf_counter()
    draw()
    walls.append(perf_counter() - started)
report(((process_time() - cpu) / CHARTS, median(walls)))
