"""Draw one chart and end: `first_chart.py LIBRARY SPEC OUTPUT`.

The whole process is measured, from its start to its exit.
"""

import json
import sys

library, source, output = sys.argv[1:]
with open(source, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs
    spec = json.load(file)
is_png = output.endswith(".png")

if library == "lazyheavy":
    import lazyheavy as lazy

    chart = lazy.render_chart(spec)
    data = chart.to_png() if is_png else chart.svg.encode()
elif library == "vl_convert":
    import vl_convert as vlc

    data = vlc.vegalite_to_png(spec) if is_png else vlc.vegalite_to_svg(spec).encode()
elif library == "matplotlib":
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    rows = spec["data"]["values"]
    x, y = (spec["encoding"][channel]["field"] for channel in "xy")
    figure, axes = plt.subplots()
    axes.bar([row[x] for row in rows], [row[y] for row in rows])
    axes.set(xlabel=x, ylabel=y)
    figure.savefig(output)
    sys.exit()
else:
    import altair as alt

    alt.Chart.from_dict(spec).save(output)
    sys.exit()

with open(output, "wb") as file:  # noqa: PTH123
    file.write(data)
