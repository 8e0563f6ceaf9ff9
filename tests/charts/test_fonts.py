"""There is always a font to draw with, or an error that says what to do."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from lazyheavy.charts import _fonts
from lazyheavy.charts._assets_lookup import asset_path
from lazyheavy.charts._fonts import family_name, find_fonts, undrawable
from lazyheavy.charts._sfnt import covered, read_faces
from lazyheavy.errors import FontError
from tests._support.children import output_of

ARIMO = [
    "Arimo-Regular.ttf",
    "Arimo-Bold.ttf",
    "Arimo-Italic.ttf",
    "Arimo-BoldItalic.ttf",
]


@pytest.fixture(autouse=True)
def fresh_index() -> None:
    """Forget the fonts that other tests saw."""
    _fonts._index.cache_clear()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Linux system whose only font folder is empty; returns that folder."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(_fonts, "_matplotlib_folder", lambda: None)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "shared"))
    folder = tmp_path / "shared" / "fonts"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def unbundled(system: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same system, and an installation without the bundled font."""
    monkeypatch.setattr(_fonts, "BUNDLED", ("Missing-Regular.ttf",))
    return system


def _names(paths: list[str]) -> list[str]:
    return [Path(path).name for path in paths]


def _renamed(source: str, target: Path, family: str) -> None:
    """Write a copy of a font that calls itself *family* (as long as Arimo)."""
    old, new = "Arimo".encode("utf-16-be"), family.encode("utf-16-be")
    assert len(old) == len(new)
    target.write_bytes(Path(asset_path(source)).read_bytes().replace(old, new))


def test_bundled_font_is_the_default() -> None:
    """Without a wish all four styles of the bundled font are given."""
    assert ARIMO == _names(find_fonts())


def test_bundled_font_goes_before_the_system(system: Path) -> None:
    """An Arial on the machine does not change the picture."""
    _renamed("Arimo-Bold.ttf", system / "x.ttf", "Arial")

    assert ARIMO == _names(find_fonts())


def test_default_does_not_read_the_system() -> None:
    """Finding the bundled font opens no folder."""
    find_fonts()

    assert _fonts._index.cache_info().misses == 0


def test_stand_in_of_the_system(unbundled: Path) -> None:
    """Without the bundled font the first known family of the system is taken."""
    for style in ("Bold", "Italic", "Regular"):
        _renamed(f"Arimo-{style}.ttf", unbundled / f"{style}.ttf", "Arial")

    assert ["Regular.ttf", "Bold.ttf", "Italic.ttf"] == _names(find_fonts())


@pytest.mark.usefixtures("unbundled")
def test_no_font_at_all_is_an_error() -> None:
    """A picture that lost its text is never made."""
    with pytest.raises(FontError, match='--force-reinstall "lazyheavy') as caught:
        find_fonts()

    assert "shared/fonts" in str(caught.value).replace("\\", "/")


def test_family_of_the_system(system: Path) -> None:
    """A family is found by the name in its files; the default font follows."""
    (system / "deep").mkdir()
    _renamed("Arimo-Bold.ttf", system / "deep" / "b.TTF", "Inter")
    _renamed("Arimo-Regular.ttf", system / "deep" / "r.ttf", "Inter")

    assert ["r.ttf", "b.TTF", *ARIMO] == _names(find_fonts("inter"))


@pytest.mark.parametrize(
    "wish", ["Nope, 'Inter', Arimo", '"Inter"', "INTER, sans-serif", " Inter "]
)
def test_list_of_families_as_in_css(system: Path, wish: str) -> None:
    """The first family that is there is taken."""
    _renamed("Arimo-Regular.ttf", system / "r.ttf", "Inter")

    assert _names(find_fonts(wish))[0] == "r.ttf"


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize(
    "wish",
    ["Arial", "helvetica", "Liberation Sans", "Arimo", "sans-serif", "Nope, serif"],
)
def test_bundled_font_stands_in(wish: str) -> None:
    """Generic names and families of equal widths never fail."""
    assert ARIMO == _names(find_fonts(wish))


def test_real_arial_goes_before_its_stand_in(system: Path) -> None:
    """Who asks for Arial gets it where it is."""
    _renamed("Arimo-Regular.ttf", system / "arial.ttf", "Arial")

    assert ["arial.ttf", *ARIMO] == _names(find_fonts("Arial"))


def test_unknown_family_names_the_folders(system: Path) -> None:
    """The error lists where the family was looked for."""
    with pytest.raises(FontError, match="no font of the family 'Nope'") as caught:
        find_fonts("Nope")

    assert str(system) in str(caught.value)


def test_font_file(tmp_path: Path) -> None:
    """A path is taken as it is, with the other styles beside it."""
    _renamed("Arimo-Bold.ttf", tmp_path / "a.ttf", "Inter")
    _renamed("Arimo-Regular.ttf", tmp_path / "b.ttf", "Inter")
    shutil.copy(asset_path("Arimo-Italic.ttf"), tmp_path / "other.ttf")

    assert ["a.ttf", "b.ttf", *ARIMO] == _names(find_fonts(str(tmp_path / "a.ttf")))


def test_missing_font_file(tmp_path: Path) -> None:
    """A path that leads nowhere is told as such."""
    with pytest.raises(FontError, match="there is no font file"):
        find_fonts(str(tmp_path / "none.ttf"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"\0\1\0\0",
        b"\0\1\0\0\0\1" + bytes(40),
        b"ttcf\0",
        b"ttcf" + b"\xff" * 99,
    ],
)
def test_file_that_is_no_font(system: Path, content: bytes) -> None:
    """Broken files among the fonts are passed over; asked for, they are an error."""
    (system / "broken.ttf").write_bytes(content)

    assert ARIMO == _names(find_fonts("Arial"))
    with pytest.raises(FontError, match="is not a TrueType or OpenType font"):
        find_fonts(str(system / "broken.ttf"))


@pytest.mark.parametrize(
    ("name", "weight", "italic"),
    [
        ("Arimo-Regular.ttf", 400, False),
        ("Arimo-Bold.ttf", 700, False),
        ("Arimo-Italic.ttf", 400, True),
        ("Arimo-BoldItalic.ttf", 700, True),
    ],
)
def test_bundled_files_are_what_their_names_say(
    name: str, weight: int, italic: bool
) -> None:
    """Family, weight and slant are read from the file."""
    (face,) = read_faces(asset_path(name))

    assert ("Arimo", weight, italic) == (face.family, face.weight, face.italic)
    assert family_name(asset_path(name)) == "Arimo"


def test_collection_has_all_its_faces(tmp_path: Path) -> None:
    """Each face of a font collection is read."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="writes the collection")
    collection = ttlib.TTCollection()
    fonts = [ttlib.TTFont(asset_path(name)) for name in ARIMO[:2]]
    collection.fonts = fonts
    collection.save(tmp_path / "both.ttc")
    for font in fonts:
        font.close()

    faces = read_faces(str(tmp_path / "both.ttc"))
    assert [400, 700] == [face.weight for face in faces]
    assert {"é"} == covered(str(tmp_path / "both.ttc"), {"é", "漢"})


def test_old_macintosh_tables_will_do(tmp_path: Path) -> None:
    """A font with nothing but the oldest tables for names and characters is read."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="makes the font")
    path = str(tmp_path / "old.ttf")
    with ttlib.TTFont(asset_path("Arimo-Bold.ttf")) as font:
        font["name"].names = []
        font["name"].setName("Oldstyle", 1, 1, 0, 0)
        font["name"].setName("Oldstyle Bold", 4, 1, 0, 0)
        font["cmap"].tables = [t for t in font["cmap"].tables if t.format == 4]
        del font["OS/2"]
        font.save(path)

    (face,) = read_faces(path)
    assert ("Oldstyle", 400) == (face.family, face.weight)
    assert {"é"} == covered(path, {"é", "漢"})


def test_english_name_goes_first(tmp_path: Path) -> None:
    """A family is shown by its English name and found by each of its names."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="makes the font")
    path = str(tmp_path / "names.ttf")
    japanese = 0x411
    with ttlib.TTFont(asset_path("Arimo-Regular.ttf")) as font:
        font["name"].setName("アリモ", 1, 3, 1, japanese)
        font.save(path)

    (face,) = read_faces(path)
    assert family_name(path) == "Arimo"
    assert face.families >= {"arimo", "アリモ"}


def test_characters_are_those_of_the_font() -> None:
    """Coverage agrees with an independent reader, for all scripts that charts meet."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="reads the font")
    path = asset_path("Arimo-Regular.ttf")
    every = {chr(point) for point in range(0x20, 0x2700)}

    with ttlib.TTFont(path) as font:
        expected = {chr(point) for point in font.getBestCmap()} & every
    assert expected == covered(path, every)


def test_character_outside_the_font_brings_another(system: Path) -> None:
    """Fonts of the system are added for characters that ours lacks."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="makes the font")
    with ttlib.TTFont(asset_path("Arimo-Regular.ttf")) as font:
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord("漢")] = "A"
        font.save(system / "cjk.ttf")

    assert [*ARIMO, "cjk.ttf"] == _names(find_fonts(text="漢字 ABC"))
    assert {"字"} == undrawable("漢字 ABC\n", find_fonts(text="漢字"))
    assert ARIMO == _names(find_fonts(text="Größe → Ω Жук"))


def test_emoji_are_found_beyond_the_basic_plane(system: Path) -> None:
    """The long form of a character map is read as well as the short one."""
    ttlib = pytest.importorskip("fontTools.ttLib", reason="makes the font")
    tables = pytest.importorskip("fontTools.ttLib.tables._c_m_a_p")
    long_form = tables.CmapSubtable.newSubtable(12)
    long_form.platformID, long_form.platEncID, long_form.language = 3, 10, 0
    long_form.cmap = {ord("🍏"): "A", ord("🍐"): "B"}
    with ttlib.TTFont(asset_path("Arimo-Regular.ttf")) as font:
        font["cmap"].tables.append(long_form)
        font.save(system / "emoji.ttf")

    assert [*ARIMO, "emoji.ttf"] == _names(find_fonts(text="🍐"))
    assert {"🍎"} == undrawable("🍎🍏🍐", [str(system / "emoji.ttf")])


def test_broken_font_draws_nothing(tmp_path: Path) -> None:
    """A file that cannot be read covers no character."""
    path = tmp_path / "broken.ttf"
    path.write_bytes(Path(asset_path("Arimo-Regular.ttf")).read_bytes()[:3000])

    assert {"é"} == undrawable("é", [str(path)])


def test_matplotlib_gives_its_font_without_being_imported(tmp_path: Path) -> None:
    """DejaVu Sans of an installed matplotlib is found by its place alone."""
    package = tmp_path / "matplotlib"
    fonts = package / "mpl-data" / "fonts" / "ttf"
    fonts.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")

    said = output_of(
        """
        import sys
        from lazyheavy.charts import _fonts
        print(_fonts._font_folders()[-1])
        print("matplotlib" in sys.modules)
        """,
        path=(tmp_path,),
    )

    assert [str(fonts), "False"] == said.splitlines()


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", ["data/fonts", "home/.fonts", "shared/fonts"]),
        ("darwin", ["home/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts"]),
        ("win32", ["local/Microsoft/Windows/Fonts", "windows/Fonts"]),
    ],
)
@pytest.mark.usefixtures("system")
def test_folders_of_each_system(
    platform: str,
    expected: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The folders of the user go before those of the machine."""
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.setenv("WINDIR", str(tmp_path / "windows"))

    folders = [folder.replace("\\", "/") for folder in _fonts._font_folders()]
    prefix = str(tmp_path).replace("\\", "/") + "/"
    assert expected == [folder.removeprefix(prefix) for folder in folders]
