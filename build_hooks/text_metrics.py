"""Derive ``text_metrics.js`` from the font: advance widths and kerning pairs.

JavaScript without a canvas cannot measure text. With this table a chart library
computes the widths that a browser would, for the font that the pictures use.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_hooks.atomic import write_atomically
from build_hooks.pins import AssetBuildError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

#: Reads the tables of the font.
REQUIREMENT = "fonttools>=4.43"

#: The file that this module makes.
NAME = "text_metrics.js"

#: Weight in the table -> font file that it is read from.
FONTS = {"regular": "Arimo-Regular.ttf", "bold": "Arimo-Bold.ttf"}

#: Code points in the table, as far as the font has them.
REPERTOIRE = (
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x180),  # Latin-1, Latin Extended-A
    range(0x192, 0x193),  # florin
    range(0x1CD, 0x1DD),  # Pinyin
    range(0x1E6, 0x1E8),  # Skolt Sami
    range(0x218, 0x21C),  # Romanian
    range(0x2C6, 0x2DE),  # spacing accents
    range(0x300, 0x370),  # combining marks
    range(0x370, 0x400),  # Greek
    range(0x400, 0x500),  # Cyrillic
    range(0x1E80, 0x1E86),  # Welsh
    range(0x1EA0, 0x1EFA),  # Vietnamese
    range(0x2000, 0x2028),  # punctuation and spaces, without line separators
    range(0x202F, 0x2060),
    range(0x2070, 0x20D0),  # superscripts, subscripts, currency
    range(0x2100, 0x2150),  # letterlike
    range(0x2150, 0x2190),  # number forms
    range(0x2190, 0x2200),  # arrows
    range(0x2200, 0x2300),  # operators
    range(0x25A0, 0x2600),  # geometric shapes
)

#: Shaped to nothing, whatever glyph the font has for them.
IGNORABLE = (
    *(0xAD, 0x34F),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
)

#: Drawn as a space by SVG and by canvas.
SPACES = (0x09, 0x0A, 0x0C, 0x0D)

#: Scripts of the repertoire, as the font names them.
SCRIPTS = frozenset({"latn", "grek", "cyrl"})

#: Lookup type and format of pairs that are listed one by one.
_LISTED_PAIRS = (2, 1)

_TEMPLATE = """\
// {origin}
// {license}
// Advance widths and kerning pairs in units of 1/{units} em, read from
// {files} when lazyheavy was built; the font's licence is in
// Arimo.LICENSE beside this file.
// fingerprint {fingerprint}
globalThis.__lazyheavy_metrics = (() => {{
  // widths: by UTF-16 code unit, -1 where the table has no such character.
  // kerning: by left * 65536 + right, each a UTF-16 code unit.
  const table = (runs, pairs) => {{
    const widths = new Int16Array({size}).fill(-1);
    for (const [first, advances] of runs) widths.set(advances, first);
    const kerning = new Map();
    for (const [adjustment, text] of pairs) {{
      for (let i = 0; i < text.length; i += 2) {{
        const pair = text.charCodeAt(i) * 65536 + text.charCodeAt(i + 1);
        kerning.set(pair, adjustment);
      }}
    }}
    return {{ widths, kerning }};
  }};
  return Object.freeze({{
    unitsPerEm: {units},
    ascent: {ascent},
    descent: {descent},
{tables}
  }});
}})();
"""


def fingerprint(folder: Path) -> str:
    """Return a hash of everything that decides the content of the table."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in FONTS.values():
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def is_current(folder: Path) -> bool:
    """Tell whether *folder* has the table made from its own fonts by this code."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
        return f"// fingerprint {fingerprint(folder)}\n" in text
    except (OSError, UnicodeDecodeError):
        return False


def generate(folder: Path) -> None:
    """Make the table in *folder* from the fonts there."""
    if importlib.util.find_spec("fontTools") is None:
        message = (
            f"{NAME} has to be made from the font, which takes fontTools. Run "
            f'pip install "{REQUIREMENT}" (a build with isolation does it by itself).'
        )
        raise AssetBuildError(message)
    from fontTools.ttLib import TTFont

    with TTFont(folder / FONTS["regular"]) as font:
        name = font["name"]
        origin, license_text = name.getDebugName(0), name.getDebugName(13)
        units = font["head"].unitsPerEm
        ascent, descent = font["hhea"].ascent, -font["hhea"].descent
    tables = []
    for weight, file in FONTS.items():
        with TTFont(folder / file) as font:
            runs = _runs(_advances(font))
            pairs = _grouped(_kerning(font))
        tables.append(f"    {weight}: table(\n      {runs},\n      {pairs},\n    ),")
    text = _TEMPLATE.format(
        origin=origin,
        license=license_text,
        files=" and ".join(FONTS.values()),
        fingerprint=fingerprint(folder),
        size=max(block.stop for block in REPERTOIRE),
        units=units,
        ascent=ascent,
        descent=descent,
        tables="\n".join(tables),
    )
    write_atomically(folder / NAME, text.encode())


def _characters(font: TTFont) -> dict[int, str]:
    """Return glyph names by code point, for the repertoire."""
    glyphs = font.getBestCmap()
    points = itertools.chain.from_iterable(REPERTOIRE)
    return {point: glyphs[point] for point in points if point in glyphs}


def _advances(font: TTFont) -> dict[int, int]:
    """Return advance widths by code point."""
    metrics = font["hmtx"]
    advances = {point: metrics[glyph][0] for point, glyph in _characters(font).items()}
    advances.update(dict.fromkeys(IGNORABLE, 0))
    advances.update(dict.fromkeys(SPACES, advances[0x20]))
    return advances


def _kerning(font: TTFont) -> dict[tuple[int, int], int]:
    """Return the non-zero adjustments by pair of code points."""
    points: dict[str, list[int]] = {}
    for point, glyph in _characters(font).items():
        if point not in IGNORABLE and point not in SPACES:
            points.setdefault(glyph, []).append(point)
    table = _pair_table(font["GPOS"].table)
    kerning = {}
    for glyph, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True):
        for record in pairs.PairValueRecord:
            rights = points.get(record.SecondGlyph, ())
            for pair in itertools.product(points.get(glyph, ()), rights):
                if record.Value1.XAdvance:
                    kerning[pair] = record.Value1.XAdvance
    return dict(sorted(kerning.items()))


def _pair_table(positioning: Any) -> Any:
    """Return the one table of kerning pairs that our scripts use.

    The font is pinned, so no other way of kerning is read than the one it has;
    another font that kerns differently is noticed here.
    """
    features = positioning.FeatureList.FeatureRecord
    lookups = {
        lookup
        for script in positioning.ScriptList.ScriptRecord
        if script.ScriptTag in SCRIPTS
        for feature in script.Script.DefaultLangSys.FeatureIndex
        if features[feature].FeatureTag == "kern"
        for lookup in features[feature].Feature.LookupListIndex
    }
    tables = [
        table
        for lookup in lookups
        for table in positioning.LookupList.Lookup[lookup].SubTable
    ]
    if [(table.LookupType, table.Format) for table in tables] != [_LISTED_PAIRS]:
        message = "the font kerns in a way that text_metrics.py does not read"
        raise AssetBuildError(message)
    return tables[0]


def _runs(advances: dict[int, int]) -> str:
    """Write *advances* as JSON: ``[[first code point, [advance, ...]], ...]``."""
    runs: list[tuple[int, list[int]]] = []
    for point, advance in sorted(advances.items()):
        if runs and point == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(advance)
        else:
            runs.append((point, [advance]))
    return json.dumps(runs, separators=(",", ":"))


def _grouped(kerning: dict[tuple[int, int], int]) -> str:
    """Write *kerning* as JSON: ``[[adjustment, "pairs one after another"], ...]``."""
    groups: dict[int, str] = {}
    for (left, right), value in kerning.items():
        groups[value] = groups.get(value, "") + chr(left) + chr(right)
    return json.dumps(sorted(groups.items()), separators=(",", ":"), ensure_ascii=False)
