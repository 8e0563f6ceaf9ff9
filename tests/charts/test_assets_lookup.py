"""Files are found in one fixed order, and foreign copies only when unchanged."""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import lazyheavy
from lazyheavy.charts import _assets_lookup
from lazyheavy.charts._assets_lookup import asset_path, asset_text
from lazyheavy.errors import AssetError
from tests._support.children import SOURCE, output_of

CHARTS = SOURCE / "lazyheavy" / "charts"
PACKAGES: dict[str, Any] = json.loads(
    (CHARTS / "assets.json").read_text(encoding="utf-8")
)["packages"]
NAMES = [name for package in PACKAGES.values() for name in package["files"]]
VEGA = PACKAGES["vega"]["version"]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an environment that names no place."""
    monkeypatch.delenv("LAZYHEAVY_ASSETS", raising=False)
    monkeypatch.delenv("NODE_PATH", raising=False)


@pytest.fixture
def real_vega() -> Path:
    """The genuine file, wherever it is."""
    return Path(asset_path("vega.min.js"))


@pytest.fixture
def elsewhere(
    tmp_path: Path,
    real_vega: Path,  # noqa: ARG001 - found before the package loses its files
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A working directory, and a package that lost its third-party files."""
    charts = tmp_path / "package" / "charts"
    charts.mkdir(parents=True)
    shutil.copy(CHARTS / "assets.json", charts)
    monkeypatch.setattr(_assets_lookup, "_CHARTS", str(charts))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    work = tmp_path / "project" / "deep" / "down"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    return work


def _install_node_package(folder: Path, vega: bytes, version: str = VEGA) -> Path:
    home = folder / "node_modules" / "vega"
    (home / "build").mkdir(parents=True)
    manifest = json.dumps({"name": "vega", "version": version})
    (home / "package.json").write_text(manifest, encoding="utf-8")
    path = home / "build" / "vega.min.js"
    path.write_bytes(vega)
    return path


@pytest.mark.parametrize("name", [*NAMES, "text_metrics.js"])
def test_installed_file_is_found(name: str) -> None:
    """Each file that charts ask for is there after an installation."""
    assert Path(asset_path(name)).stat().st_size > 1000


def test_text_is_that_of_the_file(real_vega: Path) -> None:
    """The text comes undamaged, whatever the locale of the process is."""
    assert real_vega.read_bytes() == asset_text("vega.min.js").encode()


def test_named_folder_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LAZYHEAVY_ASSETS overrides single files; the others stay ours."""
    (tmp_path / "vega.min.js").write_text("/* ours */", encoding="utf-8")
    monkeypatch.setenv("LAZYHEAVY_ASSETS", str(tmp_path))

    assert asset_text("vega.min.js") == "/* ours */"
    assert str(tmp_path / "echarts.min.js") != asset_path("echarts.min.js")


def test_named_folder_has_to_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in LAZYHEAVY_ASSETS is told at once."""
    monkeypatch.setenv("LAZYHEAVY_ASSETS", str(tmp_path / "slip"))

    with pytest.raises(
        AssetError, match=r"LAZYHEAVY_ASSETS names .*slip.* not a folder"
    ):
        asset_path("vega.min.js")


def test_unreadable_file_is_an_asset_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that are no text are reported with the path."""
    (tmp_path / "vega.min.js").write_bytes(b"\xff\xfe\xfd")
    monkeypatch.setenv("LAZYHEAVY_ASSETS", str(tmp_path))

    with pytest.raises(AssetError, match=r"cannot read .*vega\.min\.js"):
        asset_text("vega.min.js")


def test_node_modules_upward_are_used(elsewhere: Path, real_vega: Path) -> None:
    """The library of a JavaScript project around the working directory will do."""
    project = elsewhere.parents[1]
    path = _install_node_package(project, real_vega.read_bytes())

    assert str(path) == asset_path("vega.min.js")
    assert asset_text("vega.min.js") == real_vega.read_text(encoding="utf-8")


def test_node_path_is_used(
    elsewhere: Path,
    real_vega: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Folders in NODE_PATH count like node_modules."""
    path = _install_node_package(tmp_path / "global", real_vega.read_bytes())
    folders = f"{elsewhere / 'nothing'}:{path.parents[2]}"
    monkeypatch.setenv("NODE_PATH", folders.replace(":", os.pathsep))

    assert str(path) == asset_path("vega.min.js")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("change", "version", "said"),
    [
        pytest.param(b"", "6.3.9", "npm install vega@", id="another version"),
        pytest.param(b"//", VEGA, "is not the file that", id="another content"),
    ],
)
def test_foreign_library_is_refused(
    real_vega: Path, change: bytes, version: str, said: str
) -> None:
    """A script near the working directory never runs unless it is the pinned one."""
    _install_node_package(Path.cwd(), real_vega.read_bytes() + change, version)

    with pytest.raises(AssetError, match=said):
        asset_path("vega.min.js")


@pytest.mark.parametrize("manifest", ["", "[]", "{}", "{"])
def test_broken_package_json_is_passed_over(
    elsewhere: Path, real_vega: Path, manifest: str
) -> None:
    """A package.json that tells no version hides nothing further up."""
    broken = _install_node_package(elsewhere, b"")
    (broken.parents[1] / "package.json").write_text(manifest, encoding="utf-8")
    path = _install_node_package(elsewhere.parent, real_vega.read_bytes())

    assert str(path) == asset_path("vega.min.js")


def _cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> Path:
    """Put a file into the user's cache of an installed lazyheavy 9.9."""
    information = tmp_path / "site" / "lazyheavy-9.9.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Name: lazyheavy\nVersion: 9.9\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(sys, "platform", "linux")
    path = tmp_path / "cache" / "lazyheavy" / "assets" / "9.9" / "vega.min.js"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.mark.usefixtures("elsewhere")
def test_cache_of_the_user_is_used(
    tmp_path: Path, real_vega: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache is looked at by the version of the package."""
    path = _cached(tmp_path, monkeypatch, real_vega.read_bytes())

    assert str(path) == asset_path("vega.min.js")


@pytest.mark.usefixtures("elsewhere")
def test_half_a_file_in_the_cache_is_refused(
    tmp_path: Path, real_vega: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupted copy does not become a strange JavaScript error."""
    _cached(tmp_path, monkeypatch, real_vega.read_bytes()[:1000])

    with pytest.raises(AssetError, match=r"cache of the user: .* is not the file that"):
        asset_path("vega.min.js")


@pytest.mark.usefixtures("elsewhere")
def test_empty_cache_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says where in the cache the file was expected."""
    path = _cached(tmp_path, monkeypatch, b"")
    path.unlink()

    with pytest.raises(AssetError) as caught:
        asset_path("vega.min.js")

    assert f"the cache of the user: no {path}" in str(caught.value)


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", "cache/lazyheavy/assets/9.9"),
        ("darwin", "home/Library/Caches/lazyheavy/assets/9.9"),
        ("win32", "local/lazyheavy/assets/9.9"),
    ],
)
def test_cache_folder_of_each_system(
    platform: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache is where programs of that system keep theirs."""
    _cached(tmp_path, monkeypatch, b"")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))

    assert Path(tmp_path, expected) == Path(_assets_lookup._cache_folder() or "")


def test_package_without_its_pins(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation that lost assets.json is told as such."""
    monkeypatch.setattr(_assets_lookup, "_CHARTS", str(elsewhere))

    with pytest.raises(AssetError, match="not installed whole"):
        asset_path("vega.min.js")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("ask", [asset_path, asset_text])
def test_nowhere_says_where_and_what_to_do(ask: Any) -> None:
    """The error lists the places and the commands that mend it."""
    with pytest.raises(AssetError) as caught:
        ask("vega.min.js")

    said = str(caught.value)
    assert "LAZYHEAVY_ASSETS: not set" in said
    assert 'pip install --force-reinstall "lazyheavy[charts]"' in said
    assert f"npm install vega@{VEGA}" in said


@pytest.mark.usefixtures("elsewhere")
def test_derived_file_is_not_sought_in_npm() -> None:
    """What no npm package has, no npm command brings."""
    with pytest.raises(AssetError, match=r"cannot find text_metrics\.js") as caught:
        asset_path("text_metrics.js")

    assert "npm install" not in str(caught.value)


def test_removed_working_directory_is_no_obstacle(
    elsewhere: Path, tmp_path: Path
) -> None:
    """A process may outlive its working directory."""
    try:
        elsewhere.rmdir()
    except OSError:
        pytest.skip("this system keeps a folder that is in use")

    with pytest.raises(AssetError, match="cannot find"):
        asset_path("vega.min.js")
    assert tmp_path.is_dir()


def test_package_in_a_zip_file(tmp_path: Path) -> None:
    """The text of a file can be read from a zipped package."""
    package = Path(lazyheavy.__file__).parent
    archive = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in package.rglob("*"):
            if "__pycache__" not in path.parts and path.suffix != ".ttf":
                packed.write(path, path.relative_to(package.parent))

    said = output_of(
        """
        from lazyheavy.charts import _assets_lookup
        print(_assets_lookup.__file__)
        print(len(_assets_lookup.asset_text("vega.min.js").encode()))
        """,
        path=(archive,),
        cwd=tmp_path,
    )

    place, size = said.splitlines()
    assert str(archive) in place
    assert Path(asset_path("vega.min.js")).stat().st_size == int(size)


def test_lookup_imports_nothing_more() -> None:
    """Finding an installed file loads no module besides ours."""
    said = output_of(
        """
        import os, sys
        import lazyheavy.charts
        before = set(sys.modules)
        from lazyheavy.charts._assets_lookup import asset_text
        asset_text("vega.min.js")
        print(sorted(m for m in set(sys.modules) - before if "lazyheavy" not in m))
        """
    )

    assert said == "[]"
