"""The table of widths and kerning says what the font says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from build_hooks import text_metrics
from lazyheavy.charts._assets_lookup import asset_path, asset_text

EXPAND = """
    (() => {
      const { regular, bold, ...rest } = globalThis.__lazyheavy_metrics;
      const plain = ({ widths, kerning }) =>
        ({ widths: Array.from(widths), kerning: Array.from(kerning) });
      return JSON.stringify({ ...rest, regular: plain(regular), bold: plain(bold) });
    })()
"""


@pytest.fixture(scope="module")
def metrics() -> dict[str, Any]:
    """The table as JavaScript sees it."""
    mini_racer = pytest.importorskip("py_mini_racer", reason="reads it with V8")
    with mini_racer.MiniRacer() as engine:
        engine.eval(asset_text("text_metrics.js"))
        table: dict[str, Any] = json.loads(engine.eval(EXPAND))
    return table


def _kerning(table: dict[str, Any], pair: str) -> int:
    left, right = map(ord, pair)
    adjustments: dict[int, int] = dict(table["kerning"])
    return adjustments.get(left * 65536 + right, 0)


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_widths_are_those_of_the_font(metrics: dict[str, Any], weight: str) -> None:
    """Each printable advance equals the font's; the rest of the table is absent."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="reads the font")
    with ttlib.TTFont(asset_path(text_metrics.FONTS[weight])) as font:
        glyphs, advances = font.getBestCmap(), font["hmtx"]
        expected = {
            point: advances[glyphs[point]][0]
            for block in text_metrics.REPERTOIRE
            for point in block
            if point in glyphs
        }
    special = {*text_metrics.IGNORABLE, *text_metrics.SPACES}

    actual = {
        point: width
        for point, width in enumerate(metrics[weight]["widths"])
        if width >= 0 and point not in special
    }
    assert {p: w for p, w in expected.items() if p not in special} == actual


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("regular", {"AV": -152, "11": -152, "To": -227, "P.": -264, "ab": 0}),
        ("bold", {"AV": -152, "11": -113, "To": -152, "P.": -264, "ab": 0}),
    ],
)
def test_kerning_is_that_of_arial(
    metrics: dict[str, Any], weight: str, expected: dict[str, int]
) -> None:
    """Well-known pairs move as every browser moves them."""
    table = metrics[weight]

    assert expected == {pair: _kerning(table, pair) for pair in expected}


@pytest.mark.parametrize(("weight", "count"), [("regular", 96), ("bold", 93)])
def test_all_latin_pairs_are_there(
    metrics: dict[str, Any], weight: str, count: int
) -> None:
    """The number of kerned pairs of Latin characters is that of the font."""
    last = 0x24F
    pairs = [divmod(pair, 65536) for pair, _ in metrics[weight]["kerning"]]

    assert count == len([pair for pair in pairs if max(pair) <= last])


def test_space_like_characters(metrics: dict[str, Any]) -> None:
    """Line ends are as wide as a space, invisible characters have no width."""
    widths = metrics["regular"]["widths"]

    assert {569} == {widths[ord(c)] for c in "\t\n\f\r \u00a0"}
    assert {0} == {widths[ord(c)] for c in "\u00ad\u200b\u200d\u2060\u0301"}


def test_table_is_made_again_when_the_font_changes(tmp_path: Path) -> None:
    """A table counts as current only beside the fonts that it was read from."""
    folder = tmp_path / "assets"
    shutil.copytree(Path(asset_path("Arimo-Regular.ttf")).parent, folder)
    assert text_metrics.is_current(folder)

    shutil.copy(folder / "Arimo-Bold.ttf", folder / "Arimo-Regular.ttf")

    assert not text_metrics.is_current(folder)


def test_table_is_reproducible(tmp_path: Path) -> None:
    """The same fonts give the same bytes."""
    pytest.importorskip("fontTools", reason="reads the font")
    folder = Path(asset_path("Arimo-Regular.ttf")).parent
    for name in text_metrics.FONTS.values():
        shutil.copy(folder / name, tmp_path / name)

    text_metrics.generate(tmp_path)

    made = (tmp_path / text_metrics.NAME).read_bytes()
    assert (folder / text_metrics.NAME).read_bytes() == made
