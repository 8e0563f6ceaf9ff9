"""A chart as PDF, as JPEG and as a data URL is the chart that SVG and PNG show."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.errors import ChartError, DataAccessError, FontError
from tests._support.children import output_of
from tests._support.specs import ECHARTS, SPECS, VEGA_LITE, Picture

if TYPE_CHECKING:
    from pathlib import Path

BUNDLED = asset_path("Arimo-Regular.ttf")


@pytest.fixture
def pdf_writer() -> Any:
    """Give vl-convert, or skip."""
    return pytest.importorskip("vl_convert", reason="PDF needs the extra pdf")


@pytest.fixture
def pillow() -> Any:
    """Give Pillow's `Image`, or skip."""
    return pytest.importorskip("PIL.Image", reason="JPEG needs the extra jpeg")


def fonts_in(pdf: bytes) -> set[str]:
    """Return the names of the fonts whose letters a PDF holds."""
    names = re.findall(rb"/BaseFont ?/[A-Z]+\+(\S+)", pdf)
    return {name.decode() for name in names}


def page_of(pdf: bytes) -> list[float]:
    """Return width and height of the page of a PDF."""
    found = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert found is not None
    return [float(side) for side in found.groups()]


@pytest.mark.usefixtures("pdf_writer")
@pytest.mark.parametrize("kind", SPECS)
def test_pdf_is_one_page_of_the_size_of_the_chart(kind: str) -> None:
    """The page is as large as the SVG and holds the letters of a font."""
    chart = render_chart(SPECS[kind])
    width, height = re.findall(r'(?:width|height)="([\d.]+)"', chart.svg)[:2]
    pdf = chart.to_pdf()

    assert pdf.startswith(b"%PDF-")
    assert 1 == pdf.count(b"/MediaBox")
    assert [float(width), float(height)] == pytest.approx(page_of(pdf), abs=1)
    assert any(name.startswith("Liberation") for name in fonts_in(pdf))


@pytest.mark.usefixtures("pdf_writer")
@pytest.mark.parametrize("kind", SPECS)
def test_pdf_is_written_in_the_font_of_the_chart(kind: str) -> None:
    """A family, or a file, that the PDF writer did not know is in the PDF."""
    by_name = render_chart(SPECS[kind], font="Arimo").to_pdf()
    by_file = render_chart(SPECS[kind], font=BUNDLED).to_pdf()

    assert {"Arimo-Regular"} <= fonts_in(by_name)
    assert fonts_in(by_name) == fonts_in(by_file)


@pytest.mark.usefixtures("pdf_writer")
@pytest.mark.parametrize("kind", ["vega-lite", "echarts"])
def test_pdf_keeps_text_of_an_unknown_family(kind: str) -> None:
    """A family that no machine has gives way to another; the text stays."""
    key = "font" if kind == "vega-lite" else "textStyle"
    family = 'No Such, "Not This Either; Nor This"'
    value = family if kind == "vega-lite" else {"fontFamily": family}
    chart = render_chart(SPECS[kind], title="Title", config={key: value})

    assert "No Such" in chart.svg
    assert any(name.startswith("Liberation") for name in fonts_in(chart.to_pdf()))


@pytest.mark.usefixtures("pdf_writer")
def test_pdf_has_the_letters_of_every_script_that_a_font_has() -> None:
    """What no font has is refused, as for PNG; what one has is drawn."""
    with pytest.raises(FontError, match="no font on this machine"):
        render_chart(VEGA_LITE, title="\U000e1234 \U0001f9ff \U00012345").to_pdf()

    assert fonts_in(render_chart(VEGA_LITE, title="Größe ж").to_pdf())


@pytest.mark.usefixtures("pdf_writer")
def test_pdf_shows_no_image_that_is_elsewhere() -> None:
    """An image at an address would be left out: it is an error."""
    rows = [{"url": "https://example.org/a.png", "x": 1}]
    spec = {
        "data": {"values": rows},
        "mark": {"type": "image", "width": 9, "height": 9},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "url": {"field": "url"},
        },
    }
    chart = render_chart(spec)
    with pytest.raises(DataAccessError, match=r"example\.org"):
        chart.to_pdf()


@pytest.mark.usefixtures("pdf_writer")
def test_the_folder_of_fonts_goes_with_its_process(tmp_path: Path) -> None:
    """Fonts are handed over in a folder that the end removes, but no child's end."""
    code = f"""
        import os
        from lazyheavy import render_chart

        chart = render_chart({ECHARTS!r}, font="Arimo")
        chart.to_pdf()
        (folder,) = os.listdir({str(tmp_path)!r})
        if hasattr(os, "fork"):
            child = os.fork()
            if child == 0:
                raise SystemExit
            os.waitpid(child, 0)
        print(os.listdir({str(tmp_path)!r}) == [folder])
        assert b"Arimo" in chart.to_pdf()
    """
    ignored = ("-W", "ignore::DeprecationWarning")
    env = {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}

    assert "True" == output_of(code, env=env, options=ignored)
    assert [] == list(tmp_path.iterdir())


def test_jpeg_has_the_colours_of_the_png(pillow: Any) -> None:
    """Pixel by pixel a JPEG is near the PNG, at its size."""
    from io import BytesIO

    chart = render_chart(VEGA_LITE, scale=2)
    png, jpeg = (
        pillow.open(BytesIO(data)).convert("RGB")
        for data in (chart.to_png(), chart.to_jpeg(quality=95))
    )
    pairs = list(zip(png.tobytes(), jpeg.tobytes(), strict=True))
    far = sum(abs(one - other) > 48 for one, other in pairs)

    assert png.size == jpeg.size
    assert far / len(pairs) < 0.005


@pytest.mark.usefixtures("pillow")
def test_jpeg_has_its_colours_at_full_resolution() -> None:
    """Thin coloured lines keep their colour."""
    from io import BytesIO

    from PIL import Image, JpegImagePlugin

    with Image.open(BytesIO(render_chart(ECHARTS).to_jpeg())) as picture:
        assert 0 == JpegImagePlugin.get_sampling(picture)


def test_jpeg_quality_is_size(pillow: Any) -> None:
    """More quality is more bytes; `scale=` is as for PNG."""
    from io import BytesIO

    chart = render_chart(ECHARTS)

    assert len(chart.to_jpeg(quality=30)) < len(chart.to_jpeg(quality=95))
    assert (1200, 800) == pillow.open(BytesIO(chart.to_jpeg(2))).size


def test_jpeg_without_a_background_is_white(pillow: Any) -> None:
    """JPEG has no transparency: what would be clear is white, not black."""
    from io import BytesIO

    chart = render_chart(VEGA_LITE, background="transparent", format="jpeg")
    picture = pillow.open(BytesIO(chart.data))

    assert "jpeg" == chart.format
    assert all(channel > 250 for channel in picture.getpixel((0, 0)))


@pytest.mark.parametrize("quality", [0, 101, 90.5, "90", None, True])
def test_jpeg_quality_out_of_range(quality: Any) -> None:
    """A quality that is none is refused before anything is drawn."""
    with pytest.raises(ChartError, match="quality must be a whole number"):
        render_chart(VEGA_LITE).to_jpeg(quality=quality)


@pytest.mark.usefixtures("pillow", "pdf_writer")
def test_suffixes_of_files(tmp_path: Path) -> None:
    """`.jpg`, `.jpeg` and `.pdf` are the formats they say, with their options."""
    chart = render_chart(VEGA_LITE)
    for name in ("a.jpg", "b.JPEG", "c.pdf"):
        chart.save(tmp_path / name)
    chart.save(tmp_path / "d.jpg", scale=2, quality=40)
    read = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert chart.to_jpeg() == read["a.jpg"] == read["b.JPEG"]
    assert chart.to_jpeg(2, quality=40) == read["d.jpg"]
    assert page_of(chart.to_pdf()) == page_of(read["c.pdf"])


@pytest.mark.usefixtures("pillow", "pdf_writer")
@pytest.mark.parametrize("format", ["jpeg", "pdf"])
def test_render_chart_makes_the_format_at_once(format: str) -> None:
    """`format=` is drawn at once, so that its errors come from there."""
    chart = render_chart(VEGA_LITE, format=format)  # type: ignore[arg-type]
    begin = {"jpeg": b"\xff\xd8\xff", "pdf": b"%PDF"}[format]

    assert isinstance(chart.data, bytes)
    assert chart.data.startswith(begin)


@pytest.mark.parametrize("format", ["svg", "png", "html", "jpeg"])
def test_data_uri_holds_the_chart(format: str) -> None:
    """The text after the comma is the content, its type before it."""
    if format == "jpeg":
        pytest.importorskip("PIL", reason="JPEG needs the extra jpeg")
    chart = render_chart(ECHARTS, title="Größe")
    head, _, body = chart.to_data_uri(format).partition(",")  # type: ignore[arg-type]
    made = render_chart(ECHARTS, title="Größe", format=format).data  # type: ignore[arg-type]
    expected = made if isinstance(made, bytes) else made.encode()
    types = {
        "svg": "data:image/svg+xml;base64",
        "png": "data:image/png;base64",
        "html": "data:text/html;charset=utf-8;base64",
        "jpeg": "data:image/jpeg;base64",
    }

    assert types[format] == head
    assert expected == base64.b64decode(body, validate=True)


def test_data_uri_takes_the_options_of_the_format() -> None:
    """`scale=` goes to the picture."""
    body = render_chart(ECHARTS).to_data_uri("png", scale=2).partition(",")[2]

    assert 1200 == Picture(base64.b64decode(body)).width


def test_data_uri_of_an_unknown_format() -> None:
    """A format that there is not is refused with those that there are."""
    with pytest.raises(ChartError, match="did you mean 'jpeg'"):
        render_chart(ECHARTS).to_data_uri("jpg")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("module", "extra", "call"),
    [("vl_convert", "pdf", "to_pdf"), ("PIL", "jpeg", "to_jpeg")],
)
def test_missing_writer(module: str, extra: str, call: str) -> None:
    """Without the library, the error names the command that brings it."""
    code = f"""
        import sys
        sys.modules[{module!r}] = None
        import lazyheavy
        from lazyheavy import MissingDependencyError, render_chart
        chart = render_chart({ECHARTS!r})
        try:
            chart.{call}()
        except MissingDependencyError as error:
            print(error)
    """

    assert f'pip install "lazyheavy[{extra}]"' in output_of(code)
