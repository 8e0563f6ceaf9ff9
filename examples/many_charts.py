"""A thousand charts on a Dask cluster, or on the threads of this process.

pip install "lazyheavy[charts,dask]"
python examples/many_charts.py [NUMBER] [--dask]
"""

import math
import sys
import time
from collections.abc import Iterator

from lazyheavy.charts import render_many


def specs(number: int) -> Iterator[dict[str, object]]:
    """Make specifications one by one: a wave each, of another length."""
    for wave in range(1, number + 1):
        rows = [{"x": x, "y": math.sin(x / wave)} for x in range(100)]
        yield {
            "data": {"values": rows},
            "mark": "line",
            "encoding": {
                "x": {"field": "x", "type": "quantitative"},
                "y": {"field": "y", "type": "quantitative"},
            },
        }


def main(number: int, *, dask: bool) -> None:
    """Draw them all, and tell how long it took."""
    began, size = time.perf_counter(), 0
    if dask:
        from distributed import Client  # only where a cluster is wanted

        with Client(dashboard_address=None) as client:
            for chart in render_many(specs(number), executor=client):
                size += len(chart.svg)
    else:
        for chart in render_many(specs(number)):
            size += len(chart.svg)
    seconds = time.perf_counter() - began
    print(f"{number} charts, {size / 1e6:.1f} MB of SVG, {seconds:.1f} s")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(numbers[0] if numbers else 1000, dask="--dask" in sys.argv)
