"""A chart is saved whole or not at all, in the format of the suffix."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from lazyheavy._saving import write_whole
from lazyheavy.charts import render_chart
from lazyheavy.errors import ChartError, FontError
from tests._support.specs import ECHARTS, VEGA_LITE, Picture

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_suffix_decides_the_format(tmp_path: Path) -> None:
    """SVG, PNG, HTML and the specification, each by its suffix in any case."""
    chart = render_chart(VEGA_LITE)
    for name in ("a.svg", "a.PNG", "a.html", "a.json"):
        chart.save(tmp_path / name)

    assert chart.svg == (tmp_path / "a.svg").read_text("utf-8")
    assert chart.to_png() == (tmp_path / "a.PNG").read_bytes()
    assert chart.to_html() == (tmp_path / "a.html").read_text("utf-8")
    assert chart.spec == json.loads((tmp_path / "a.json").read_text("utf-8"))


def test_text_is_utf8(tmp_path: Path) -> None:
    """Whatever the locale, files are UTF-8 with plain line ends."""
    chart = render_chart(ECHARTS, title="Größe → 日本")
    chart.save(str(tmp_path / "a.svg"))

    assert chart.svg.encode() == (tmp_path / "a.svg").read_bytes()


def test_scale_of_a_saved_png(tmp_path: Path) -> None:
    """`scale=` goes to the PNG."""
    render_chart(ECHARTS).save(tmp_path / "a.png", scale=2)

    assert 1200 == Picture((tmp_path / "a.png").read_bytes()).width


@pytest.mark.parametrize("name", ["a.gif", "a", "svg", ".svg", "a.svg.gz"])
def test_unknown_suffix(tmp_path: Path, name: str) -> None:
    """A suffix without a format is refused with those that have one."""
    message = r"no format goes with .*: use \.svg, \.png, \.jpg, .*\.json$"
    with pytest.raises(ChartError, match=message):
        render_chart(VEGA_LITE).save(tmp_path / name)

    assert [] == list(tmp_path.iterdir())


def test_existing_file_is_replaced(tmp_path: Path) -> None:
    """The new picture takes the place of the old one, nothing else stays."""
    path = tmp_path / "a.svg"
    path.write_text("old")
    render_chart(VEGA_LITE).save(path)

    assert path.read_text("utf-8").startswith("<svg")
    assert [path] == list(tmp_path.iterdir())


def test_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A format that fails does not touch the file that was there."""
    from lazyheavy.charts import _fonts

    monkeypatch.setattr(_fonts, "_default_fonts", list)
    path = tmp_path / "a.png"
    path.write_text("old")
    with pytest.raises(FontError):
        render_chart(VEGA_LITE).save(path)

    assert "old" == path.read_text()
    assert [path] == list(tmp_path.iterdir())


def test_failure_to_write_leaves_nothing(tmp_path: Path) -> None:
    """What cannot take its place is removed again."""
    folder = tmp_path / "a.svg"
    folder.mkdir()
    with pytest.raises(OSError, match=r"a\.svg"):
        render_chart(VEGA_LITE).save(folder)

    assert [folder] == list(tmp_path.iterdir())


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is an ordinary error of the system."""
    with pytest.raises(FileNotFoundError):
        render_chart(VEGA_LITE).save(tmp_path / "nowhere" / "a.svg")


@POSIX
def test_permissions_of_a_new_file(tmp_path: Path) -> None:
    """A new file has the permissions that the umask leaves, not private ones."""
    old = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", b"x")
    finally:
        os.umask(old)

    assert 0o640 == mode(tmp_path / "a")


@POSIX
def test_permissions_of_an_existing_file(tmp_path: Path) -> None:
    """An existing file keeps its permissions."""
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o604)
    write_whole(path, b"new")

    assert (0o604, b"new") == (mode(path), path.read_bytes())


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_followed(tmp_path: Path) -> None:
    """What a link points at is replaced; the link stays."""
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "b.svg"
    target.write_text("old")
    link = tmp_path / "a.svg"
    link.symlink_to(target)
    write_whole(link, b"new")

    assert link.is_symlink()
    assert b"new" == target.read_bytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """A named pipe stays one: who reads it gets the content."""
    pipe = tmp_path / "chart.svg"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_whole(pipe, b"content")
    reader.join(20)

    assert got == [b"content"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]
