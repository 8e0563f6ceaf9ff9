"""Draw the data of examples/data from Python.

python examples/charts.py [FOLDER]    # where the pictures go, "." by default
"""

import csv
import json
import sys
from pathlib import Path

import lazyheavy as lazy

EXAMPLES = Path(__file__).parent


def main(folder: Path) -> None:
    """Draw one chart from records and one from a specification."""
    with (EXAMPLES / "data" / "co2.csv").open(encoding="utf-8", newline="") as file:
        records = [
            {"year": int(row["year"]), "CO₂ (ppm)": float(row["ppm"])}
            for row in csv.DictReader(file)
        ]
    chart = lazy.render_chart(
        records, mark="line", x="year", y="CO₂ (ppm)", title="Mauna Loa"
    )
    chart.save(folder / "co2.svg")
    print("co2.svg:", chart)

    specification = json.loads((EXAMPLES / "traffic-week.ec.json").read_text("utf-8"))
    chart = lazy.render_chart(specification, scale=2)
    for name in ("traffic.svg", "traffic.png", "traffic.html"):
        chart.save(folder / name)
    print("traffic.svg, .png and .html:", chart)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
