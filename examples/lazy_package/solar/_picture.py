"""A chart of the planets."""

from lazyheavy import Chart, render_chart

from ._table import planets


def draw() -> Chart:
    """Draw how strong gravity is on each planet."""
    records = [
        {"planet": planet["planet"], "gravity (m/s²)": float(planet["gravity_m_s2"])}
        for planet in planets()
    ]
    return render_chart(records, mark="bar", x="gravity (m/s²)", y="planet")
