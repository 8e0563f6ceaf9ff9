"""Altair finds the renderer by its name, and shows charts drawn by it."""

from __future__ import annotations

import json
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._altair_renderer import altair_renderer
from lazyheavy.errors import ChartError
from tests._support.children import output_of
from tests._support.specs import VEGA_LITE

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = ("altair.vegalite.v5.renderer", "altair.vegalite.v6.renderer")
ENTRY = "lazyheavy = lazyheavy.charts._altair_renderer:altair_renderer"

CHART = """
    import json
    import altair as alt

    rows = [{"a": "x", "b": 2}, {"a": "y", "b": 3}]
    chart = alt.Chart(alt.Data(values=rows)).mark_bar().encode(x="a:N", y="b:Q")
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Give a folder that tells of the entry points, unless we are installed."""
    pytest.importorskip("altair", reason="the renderer is for Altair")
    if any(entry.name == "lazyheavy" for entry in entry_points(group=GROUPS[-1])):
        return tmp_path
    info = tmp_path / "lazyheavy_renderer-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: lazyheavy-renderer\nVersion: 1\n"
    )
    lines = [f"[{group}]\n{ENTRY}\n" for group in GROUPS]
    (info / "entry_points.txt").write_text("\n".join(lines))
    return tmp_path


def shown(installed: Path, code: str) -> Any:
    """Return what *code* prints as JSON, in a process where Altair is used."""
    return json.loads(output_of(CHART + code, path=(installed,)))


def test_altair_enables_it_by_name(installed: Path) -> None:
    """`alt.renderers.enable("lazyheavy")` shows what `render_chart` draws."""
    bundle, svg = shown(
        installed,
        """
    assert "lazyheavy" in alt.renderers.names()
    alt.renderers.enable("lazyheavy")
    from lazyheavy import render_chart
    print(json.dumps([chart._repr_mimebundle_(), render_chart(chart).svg]))
    """,
    )

    assert {"image/svg+xml", "text/plain"} == bundle.keys()
    assert svg == bundle["image/svg+xml"]


def test_its_options_reach_the_chart(installed: Path) -> None:
    """Options of `enable` go to `render_chart`; those for vega-embed do no harm."""
    bundle, metadata = shown(
        installed,
        """
    alt.renderers.enable("lazyheavy", format="png", scale=2, width=300)
    alt.renderers.set_embed_options(actions=False)
    alt.renderers.enable("lazyheavy", format="png", scale=2, width=300)
    print(json.dumps(chart._repr_mimebundle_()))
    """,
    )

    assert {"image/png", "text/plain"} == bundle.keys()
    assert metadata["image/png"]["width"] > 300


def test_it_leaves_with_its_block(installed: Path) -> None:
    """As a context it is Altair's usual renderer again afterwards."""
    inside, after = shown(
        installed,
        """
    with alt.renderers.enable("lazyheavy"):
        inside = alt.renderers.active
    print(json.dumps([inside, alt.renderers.active]))
    """,
    )

    assert ("lazyheavy", "default") == (inside, after)


def test_embed_options_have_no_meaning() -> None:
    """What Altair hands to every renderer is taken and ignored."""
    bundle = altair_renderer(VEGA_LITE, embed_options={"actions": False})

    assert isinstance(bundle, dict)
    assert render_chart(VEGA_LITE).svg == bundle["image/svg+xml"]


def test_html_is_a_page_in_a_frame() -> None:
    """`format="html"` shows the interactive page, which needs no network."""
    bundle = altair_renderer(VEGA_LITE, format="html")

    assert isinstance(bundle, dict)
    assert bundle["text/html"].startswith("<iframe ")


def test_a_format_that_notebooks_do_not_show() -> None:
    """PDF and the like are refused with those that are shown."""
    with pytest.raises(ChartError, match="shows svg, png, html, not 'pdf'"):
        altair_renderer(VEGA_LITE, format="pdf")  # type: ignore[arg-type]
