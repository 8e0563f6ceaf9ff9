"""Text is measured with the font that it is drawn with, where that is found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import _fonts, render_chart
from lazyheavy.charts._advances import widths_of_families, widths_of_file
from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.charts._sfnt import glyphs, read_directories
from tests._support.specs import VEGA_LITE, changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "Wandering albatross"
BARS = changed(VEGA_LITE, "data.values", [{"a": NAME, "b": 1}])
#: By kind: a chart whose place depends on a label, and the key of its font.
CHARTS: dict[str, tuple[dict[str, Any], str]] = {
    "vega-lite": (
        {**BARS, "encoding": {"y": {"field": "a", "type": "nominal", "title": None}}},
        "config.font",
    ),
    "echarts": (
        {
            "legend": {"left": 0, "data": [NAME, "end"]},
            "textStyle": {"fontFamily": "sans-serif"},
            "xAxis": {},
            "yAxis": {},
            "series": [{"type": "line", "name": NAME}, {"type": "line", "name": "end"}],
        },
        "textStyle.fontFamily",
    ),
}


def made(path: Path, family: str) -> Path:
    """Make a font file of a family with five letters, which is wider than usual."""
    bold = Path(asset_path("Arimo-Bold.ttf")).read_bytes()
    old, new = "Arimo".encode("utf-16-be"), family.encode("utf-16-be")
    path.write_bytes(bold.replace(old, new))
    return path


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of a system without fonts."""
    folder = tmp_path / "system"
    folder.mkdir()
    monkeypatch.setattr(_fonts, "_font_folders", lambda: (str(folder),))
    _fonts._index.cache_clear()
    yield folder
    _fonts._index.cache_clear()


@pytest.fixture
def installed(system: Path) -> Path:
    """Install the family Heavy; other tests must not expect that it is not there."""
    return made(system / "heavy.ttf", "Heavy")


@pytest.fixture
def hefty(system: Path) -> Path:
    """Give a file of the family Hefty, which is not installed."""
    return made(system.parent / "hefty.ttf", "Hefty")


def place(svg: str) -> float:
    """Return where the axis of Vega, or the second text of a legend, stands."""
    pattern = r"translate\(([\d.]+),"
    if ">end</text>" in svg:
        pattern = r'translate\(([\d.]+) [\d.]+\)"[^>]*>end<'
    found = re.search(pattern, svg)

    assert found
    return float(found[1])


@pytest.mark.parametrize("kind", CHARTS)
def test_family_of_the_system_is_measured(kind: str, installed: Path) -> None:
    """A specification that names it leaves more room for wider letters, each time."""
    spec, key = CHARTS[kind]
    usual = render_chart(spec).svg
    drawn = [render_chart(changed(spec, key, "Heavy")).svg for _ in range(2)]
    in_list = render_chart(changed(spec, key, "None Such, 'Heavy', Arial")).svg

    assert installed.is_file()
    assert place(usual) + 5 < place(drawn[0]) < place(usual) + 25
    assert drawn[0] == drawn[1]
    assert place(drawn[0]) == place(in_list)


@pytest.mark.parametrize("kind", CHARTS)
def test_font_file_is_measured_for_its_chart_only(kind: str, hefty: Path) -> None:
    """The family of a file is no family of the system for later charts."""
    spec, key = CHARTS[kind]
    usual = place(render_chart(spec).svg)
    given = [place(render_chart(spec, font=str(hefty)).svg) for _ in range(2)]
    later = place(render_chart(changed(spec, key, "Hefty")).svg)

    assert usual + 5 < given[0] == given[1]
    assert usual == later


def test_letters_that_the_font_lacks_are_those_of_the_usual_one(hefty: Path) -> None:
    """A label in another script needs the room that its stand-in takes."""
    spec, key = CHARTS["vega-lite"]
    spec = changed(spec, "data.values", [{"a": "\u65e5\u672c\u8a9e\u0416"}])
    usual = place(render_chart(spec).svg)

    assert usual == pytest.approx(place(render_chart(spec, font=str(hefty)).svg), abs=2)
    assert usual == place(render_chart(changed(spec, key, "Hefty")).svg)


def test_fonts_without_end_are_given_up() -> None:
    """A specification that names another family each time is drawn all the same."""
    text = {"value": "x"}
    font = {"signal": "'F' + now() + random()"}
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "marks": [{"type": "text", "encode": {"enter": {"text": text, "font": font}}}],
    }

    assert ">x</text>" in render_chart(spec).svg


def test_widths_are_those_of_the_file() -> None:
    """The regular, bold and slanted faces of a file's family, letter for letter."""
    path = asset_path("Arimo-Regular.ttf")
    (faces,) = widths_of_file(path, "Arimo").values()
    files = {
        (False, False): "Regular",
        (True, False): "Bold",
        (False, True): "Italic",
        (True, True): "BoldItalic",
    }

    assert set(files) == {(bold, italic) for bold, italic, _, _ in faces}
    for bold, italic, em, runs in faces:
        expected = advances(asset_path(f"Arimo-{files[bold, italic]}.ttf"))
        assert (2048, expected) == (em, spread(runs))


def advances(path: str) -> dict[int, int]:
    """Return the widths by letter, as fontTools reads them."""
    font = pytest.importorskip("fontTools.ttLib").TTFont(path)
    best = font.getBestCmap().items()
    widths = {letter: font["hmtx"][glyph][0] for letter, glyph in best}
    return {letter: width for letter, width in widths.items() if letter < 0x10000}


def spread(runs: list[int]) -> dict[int, int]:
    """Return the widths by letter."""
    parts = zip(runs[::3], runs[1::3], runs[2::3], strict=True)
    return {
        first + index: width for first, count, width in parts for index in range(count)
    }


def listed(font: Any) -> None:
    """Have glyphs stand in another order than letters, so that a map lists them."""
    names = list("zyxwvutsrqponmlkjihgfedcba")
    font["cmap"].tables[0].cmap = {97 + n: name for n, name in enumerate(names)}


@pytest.mark.parametrize(
    ("form", "change"),
    [
        pytest.param(4, lambda _: None, id="segments"),
        pytest.param(4, listed, id="listed glyphs"),
        pytest.param(12, lambda _: None, id="groups"),
    ],
)
def test_glyphs_are_found_in_every_map(
    tmp_path: Path, form: int, change: Callable[[Any], None]
) -> None:
    """Both forms of character maps give what fontTools finds."""
    pytest.importorskip("fontTools")
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    names = list("abcdefghijklmnopqrstuvwxyz")
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", *names])
    builder.setupCharacterMap({ord(name): name for name in names})
    table = CmapSubtable.newSubtable(form)
    table.platformID, table.platEncID, table.language = 3, 10 if form == 12 else 1, 0
    table.cmap = {ord(name): name for name in names}
    builder.font["cmap"].tables = [table]
    change(builder.font)
    path = tmp_path / "font.ttf"
    builder.setupMaxp()
    builder.font.save(path)
    expected = {
        letter: builder.font.getGlyphID(name) for letter, name in table.cmap.items()
    }
    with path.open("rb") as file:
        found = glyphs(file, next(read_directories(file)))

    assert expected == found


def test_what_is_no_font_has_no_widths(installed: Path) -> None:
    """A broken file is as good as none."""
    installed.write_bytes(installed.read_bytes()[:5000])

    assert {} == widths_of_families(["heavy", "none"])
