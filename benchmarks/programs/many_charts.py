"""Draw a set of charts: `many_charts.py LIBRARY warm|throughput FILE...`.

"warm" prints the median time in milliseconds of each chart, as JSON, from a process
that has drawn them all before; "throughput" the charts a second of two threads.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 3
THREADS = 2
#: Charts drawn for "throughput": some seconds of work.
CHARTS = 300

library, what, *files = sys.argv[1:]
specs = [json.loads(Path(file).read_text("utf-8")) for file in files]

if library == "lazyheavy":
    from lazyheavy import render_chart, render_many

    def draw(spec: object) -> str:
        """Draw one chart."""
        return render_chart(spec).svg

    def draw_all(many: list[object]) -> None:
        """Draw charts with two threads."""
        for _ in render_many(many, max_workers=THREADS):
            pass
else:
    import vl_convert as vlc

    draw = vlc.vegalite_to_svg

    def draw_all(many: list[object]) -> None:
        """Draw charts with two threads."""
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in pool.map(draw, many):
                pass


if what == "warm":
    times: list[list[float]] = [[] for _ in specs]
    for turn in range(ROUNDS + 1):
        for spec, taken in zip(specs, times, strict=True):
            began = perf_counter()
            draw(spec)
            if turn:  # the first one warms up
                taken.append(1000 * (perf_counter() - began))
    print(json.dumps([median(taken) for taken in times]))
else:
    many = [specs[number % len(specs)] for number in range(CHARTS)]
    draw_all(many[: len(specs)])
    began = perf_counter()
    draw_all(many)
    print(json.dumps([CHARTS / (perf_counter() - began)]))
