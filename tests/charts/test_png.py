"""A PNG holds the whole picture: its text, its size, its background."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from lazyheavy.charts import _fonts, render_chart
from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.charts._png import to_png
from lazyheavy.errors import ChartError, DataAccessError, FontError
from tests._support.specs import ECHARTS, SPECS, VEGA, VEGA_LITE, Picture, changed

KINDS = tuple(SPECS)
WHITE = (255, 255, 255, 255)
CLEAR = (0, 0, 0, 0)

#: One red pixel.
DOT = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
).decode()


def with_image(url: str) -> dict[str, Any]:
    """Return a chart that shows an image."""
    return {
        "data": {"values": [{"u": url, "x": 1}]},
        "mark": {"type": "image", "width": 60, "height": 60, "aspect": False},
        "encoding": {
            "url": {"field": "u"},
            "x": {"field": "x", "type": "quantitative"},
        },
    }


def drawn(spec: dict[str, Any], **options: Any) -> Picture:
    """Return the pixels of a small chart."""
    size = {"width": 150, "height": 90}
    data = render_chart(spec, format="png", **{**size, **options}).data
    assert isinstance(data, bytes)
    return Picture(data)


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_drawn(kind: str) -> None:
    """A title leaves dark pixels, the more the longer it is."""
    inks = [
        drawn(
            SPECS[kind], title=title, config={"title": {"color": "#000"}}
        ).dark_pixels()
        for title in (" ", "MMMM", "MMMMMMMM")
    ]

    assert inks[1] - inks[0] > 100
    assert inks[2] - inks[1] > 100


@pytest.mark.parametrize("family", ["sans-serif", "serif", "Nobody Has This", "Arial"])
def test_text_of_any_family_is_drawn(family: str) -> None:
    """Text whose family is not there is drawn with another font, not left out."""
    plain = drawn(VEGA, title="MMMMMMMM", config={"title": {"font": "Arimo"}})
    other = drawn(VEGA, title="MMMMMMMM", config={"title": {"font": family}})

    assert plain.dark_pixels() == pytest.approx(other.dark_pixels(), rel=0.1)


@pytest.mark.parametrize("scale", [1, 2, 1.5])
def test_scale(scale: float) -> None:
    """The pixels are the size of the picture times the scale."""
    picture = drawn(ECHARTS, scale=scale)

    assert (150 * scale, 90 * scale) == (picture.width, picture.height)


def test_scale_of_one_call() -> None:
    """`to_png` takes a scale of its own; without one it has that of the chart."""
    chart = render_chart(ECHARTS, width=100, height=50, scale=2)

    assert 200 == Picture(chart.to_png()).width
    assert 100 == Picture(chart.to_png(scale=1)).width
    assert 100 == int(chart.svg.partition('width="')[2].partition('"')[0])
    with pytest.raises(ChartError, match="scale must be a number above 0"):
        chart.to_png(scale=0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("background", "corner"),
    [
        pytest.param(None, WHITE, id="default"),
        pytest.param("transparent", CLEAR, id="transparent"),
        pytest.param("#ff0000", (255, 0, 0, 255), id="red"),
    ],
)
def test_background(kind: str, background: str | None, corner: tuple[int, ...]) -> None:
    """A PNG is white behind, unless another colour or none is wanted."""
    assert corner == drawn(SPECS[kind], background=background).pixel(1, 1)


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param({**VEGA_LITE, "background": "transparent"}, id="vega-lite"),
        pytest.param(changed(VEGA_LITE, "config.background", "none"), id="config"),
        pytest.param({**VEGA_LITE, "background": None}, id="null"),
        pytest.param({**VEGA, "background": "transparent"}, id="vega"),
        pytest.param({**ECHARTS, "backgroundColor": "transparent"}, id="echarts"),
    ],
)
def test_transparency_of_the_specification(spec: dict[str, Any]) -> None:
    """A specification that wants no background gets none."""
    assert CLEAR == drawn(spec).pixel(1, 1)


def test_same_bytes() -> None:
    """The same chart gives the same PNG."""
    assert render_chart(ECHARTS).to_png() == render_chart(ECHARTS).to_png()


def test_characters_that_no_font_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text that cannot be drawn is an error that lists it, and what to do."""
    monkeypatch.setattr(_fonts, "_font_folders", tuple)
    chart = render_chart(VEGA, title="Rain 雨量 in Łódź")

    with pytest.raises(FontError, match=r"no font on this machine has '量雨': install"):
        chart.to_png()


def test_characters_beyond_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of other alphabets, signs and spaces are in the font that comes along."""
    monkeypatch.setattr(_fonts, "_font_folders", tuple)

    assert drawn(VEGA, title="Łódź\u00a0→ Ελλάδα, Москва €").dark_pixels() > 100


def test_missing_fonts_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no font at all, nothing is drawn without its text."""
    monkeypatch.setattr(_fonts, "_default_fonts", list)
    chart = render_chart(VEGA)
    with pytest.raises(FontError, match="no font to draw text with"):
        chart.to_png()


def test_picture_without_text_needs_no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts are looked for only where there is text."""
    monkeypatch.setattr(_fonts, "_default_fonts", list)
    spec = {"data": {"values": [{}]}, "mark": "bar", "encoding": {}}

    assert drawn(spec).width > 0


def test_font_that_is_asked_for() -> None:
    """A family that is not there is an error, not another font."""
    with pytest.raises(FontError, match="no font of the family 'Nobody Has This'"):
        render_chart(VEGA, font="Nobody Has This", format="png")


def test_pictures_beyond_memory_are_refused() -> None:
    """A size that would end the process is refused before it does."""
    with pytest.raises(ChartError, match=r"a PNG of 600000 x 400000 pixels is too lar"):
        render_chart(ECHARTS, format="png", scale=1000)


@pytest.mark.parametrize("url", ["https://example.org/a.png", "/etc/x.png", "a.png"])
def test_images_elsewhere_are_refused(url: str) -> None:
    """A linked image would be left out of a PNG: an error; the SVG keeps the link."""
    chart = render_chart(with_image(url))

    assert f'href="{url}"' in chart.svg
    with pytest.raises(DataAccessError, match=rf"an image at '{url}'"):
        chart.to_png()


def test_images_inside_are_drawn() -> None:
    """An image in a data: URL is in the PNG."""
    picture = drawn(with_image(f"data:image/png;base64,{DOT}"))
    reds = sum(
        picture.pixel(x, y)[:3] == (255, 0, 0)
        for y in range(picture.height)
        for x in range(picture.width)
    )

    assert reds > 500


def test_picture_that_is_none() -> None:
    """What resvg cannot read is an error of ours that says why."""
    with pytest.raises(ChartError, match=r"cannot be drawn as PNG: .*root"):
        to_png("<svg", scale=1, background=None, font=None, warn=print)


def test_family_that_is_not_installed_is_told() -> None:
    """The bundled font stands in, and the chart says so once; CSS lists may end."""
    missing = render_chart(changed(VEGA_LITE, "config.font", "Nowhere Sans"))
    listed = render_chart(changed(VEGA_LITE, "config.font", "Nowhere Sans, sans-serif"))
    usual = render_chart(VEGA_LITE)
    pngs = {missing.to_png(), missing.to_png(), listed.to_png(), usual.to_png()}

    assert 1 == len(pngs)
    assert () == listed.warnings == usual.warnings
    (warning,) = missing.warnings
    assert "the font 'Nowhere Sans' is not installed" in warning


@pytest.mark.parametrize("kind", ["vega-lite", "echarts"])
def test_family_that_is_installed_is_drawn_with(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A specification names its font, and no option is needed for it."""
    bold = Path(asset_path("Arimo-Bold.ttf")).read_bytes()
    old, new = "Arimo".encode("utf-16-be"), "Heavy".encode("utf-16-be")
    (tmp_path / "heavy.ttf").write_bytes(bold.replace(old, new))
    monkeypatch.setattr(_fonts, "_font_folders", lambda: (str(tmp_path),))
    key = "config.font" if kind == "vega-lite" else "textStyle.fontFamily"
    drawn = {
        font: render_chart(changed(SPECS[kind], key, font))
        for font in ("Heavy", "Arial")
    }
    heavy, usual = (Picture(chart.to_png()) for chart in drawn.values())

    assert () == drawn["Heavy"].warnings
    assert heavy.rows != usual.rows


@pytest.mark.parametrize("installed", [True, False])
def test_monospace_is_drawn_with_a_monospaced_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, installed: bool
) -> None:
    """A family of the system stands for it; where there is none, the chart says so."""
    if installed:
        bold = Path(asset_path("Arimo-Bold.ttf")).read_bytes()
        old, new = "Arimo".encode("utf-16-be"), "Menlo".encode("utf-16-be")
        (tmp_path / "menlo.ttf").write_bytes(bold.replace(old, new))
    monkeypatch.setattr(_fonts, "_font_folders", lambda: (str(tmp_path),))
    mono = {**VEGA_LITE, "config": {"font": "monospace"}}
    drawn = render_chart(mono, format="png")
    named = render_chart({**mono, "config": {"font": "Courier, Arial"}}, format="png")

    assert ("no monospaced font" not in "".join(drawn.warnings)) is installed
    assert (drawn.data != named.data) is installed
