"""`render --many`: a folder of charts, all that can be drawn, none twice."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

import lazyheavy as lazy
from tests._support.specs import ECHARTS, VEGA_LITE
from tests.cli.conftest import Command

if TYPE_CHECKING:
    from pathlib import Path

BAD = {**VEGA_LITE, "mark": "pie"}
USUAL = ("render", "--many", "specs/*.json", "-o", "out", "-v", "--jobs", "1")


@pytest.fixture
def specs(command: Command) -> Path:
    """Give a folder with three specifications."""
    return make_specs(command.folder)


@pytest.fixture(scope="module")
def drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw three specifications."""
    folder = tmp_path_factory.mktemp("drawn")
    make_specs(folder)
    done = Command(folder)(*USUAL)

    assert (0, "lazyheavy: wrote 3 of 3 charts to out\n") == (done.code, done.err)
    return folder


@pytest.fixture
def drawn(command: Command, drawn_once: Path) -> Path:
    """Give a folder with three specifications, in `specs`, that `out` has drawn."""
    shutil.copytree(drawn_once, command.folder, dirs_exist_ok=True)
    return command.folder


def make_specs(folder: Path) -> Path:
    """Write three specifications into a folder below."""
    specs = folder / "specs"
    specs.mkdir()
    for number in range(2):
        write(specs / f"bar{number}.vl.json", {**VEGA_LITE, "title": f"{number}"})
    write(specs / "line.json", ECHARTS)
    return specs


def write(path: Path, spec: object) -> None:
    """Write a specification."""
    path.write_text(json.dumps(spec), "utf-8")


def written(folder: Path) -> dict[str, bytes]:
    """Return the pictures below a folder by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.usefixtures("specs")
def test_every_file_that_matches_is_drawn(command: Command) -> None:
    """A pattern gives a picture for each file, the bytes that Python draws."""
    done = command.child("render", "--many", "specs/*.json", "-o", "out/")
    found = written(command.folder / "out")

    assert (0, b"", "") == (done.code, done.out, done.err)
    assert {"bar0.vl.svg", "bar1.vl.svg", "line.svg"} == found.keys()
    assert lazy.render_chart(ECHARTS).svg.encode() == found["line.svg"]


@pytest.mark.usefixtures("specs")
def test_files_that_a_shell_has_found(command: Command) -> None:
    """Several files are as good as a pattern; options are for all of them."""
    files = ("specs/bar0.vl.json", "specs/line.json")
    done = command(
        *("render", "--many", *files, "-o", "out", "--format", "png", "--scale", "2"),
        *("--jobs", "1", "-v"),
    )
    found = written(command.folder / "out")

    assert (0, {"bar0.vl.png", "line.png"}) == (done.code, set(found))
    assert "lazyheavy: wrote 2 of 2 charts to out\n" == done.err
    chart = lazy.render_chart(ECHARTS)
    assert chart.to_png(2) == found["line.png"]


def test_data_is_drawn_as_the_options_say(command: Command) -> None:
    """Tables become charts by the same options."""
    for number in range(2):
        command.write(f"{number}.csv", f"city,rain\nOslo,{number}\nRome,2\n")
    how = ("--x", "city", "--y", "rain", "--jobs", "1")
    done = command("render", "--many", "*.csv", *how, "-o", "out")

    assert (0, "") == (done.code, done.err)
    assert {"0.svg", "1.svg"} == set(written(command.folder / "out"))


def test_folders_below_a_pattern_are_kept(command: Command, specs: Path) -> None:
    """`**` finds files in folders, and their pictures lie in the same ones."""
    (specs / "deep").mkdir()
    write(specs / "deep" / "line.json", ECHARTS)
    done = command("render", "--many", "specs/**/l*.json", "-o", "out")

    assert (0, "") == (done.code, done.err)
    assert {"line.svg", "deep/line.svg"} == set(written(command.folder / "out"))


def test_failures_are_listed_at_the_end(command: Command, specs: Path) -> None:
    """What can be drawn is; the rest is said, a line each, and the code is 1."""
    write(specs / "bad.json", BAD)
    (specs / "broken.json").write_text("{")
    (specs / "odd.txt").write_text("?")
    done = command("render", "--many", "specs/*", "-o", "out", "--jobs", "1")
    lines = done.err.splitlines()

    assert 1 == done.code
    assert {"bar0.vl.svg", "bar1.vl.svg", "line.svg"} == set(
        written(command.folder / "out")
    )
    assert lines[0].startswith("lazyheavy: error: specs/bad.json: mark: unknown")
    assert lines[1].startswith("lazyheavy: error: specs/broken.json: broken JSON")
    assert lines[2].startswith("lazyheavy: error: specs/odd.txt: cannot tell")
    assert ["lazyheavy: wrote 3 of 6 charts to out, 3 failed"] == lines[3:]


def test_what_is_up_to_date_is_not_drawn_again(command: Command, drawn: Path) -> None:
    """A second run draws what changed by its content, and nothing else."""
    specs, out = drawn / "specs", drawn / "out"
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.svg")}
    os.utime(specs / "bar0.vl.json")  # touched, not changed
    write(specs / "line.json", {**ECHARTS, "title": {"text": "New"}})
    (out / "bar1.vl.svg").write_text("spoilt")
    again = command(*USUAL)
    after = {path.name: path.stat().st_mtime_ns for path in out.glob("*.svg")}

    assert "wrote 2 of 3 charts to out, 1 up to date\n" in again.err
    assert before["bar0.vl.svg"] == after["bar0.vl.svg"]
    assert b"New" in (out / "line.svg").read_bytes()
    assert b"spoilt" != (out / "bar1.vl.svg").read_bytes()


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "wrote 0 of 3 charts to out, 3 up to date"),
        (("--force",), "wrote 3 of 3 charts to out"),
        (("--width", "300"), "wrote 3 of 3 charts to out"),
        (("--jobs", "2"), "wrote 0 of 3 charts to out, 3 up to date"),
    ],
    ids=["nothing new", "forced", "another option", "how it is drawn"],
)
def test_options_count_as_content(
    command: Command, arguments: tuple[str, ...], expected: str
) -> None:
    """Who draws with other options, or with --force, gets new pictures."""
    done = command(*USUAL, *arguments)

    assert f"lazyheavy: {expected}\n" == done.err


def test_a_run_that_was_cut_off_goes_on(command: Command, drawn: Path) -> None:
    """Lines of the manifest that were written count; a torn one does no harm."""
    manifest = drawn / "out" / ".lazyheavy-manifest.jsonl"
    lines = manifest.read_text("utf-8").splitlines()
    manifest.write_text(f"{lines[0]}\n{lines[1]}\n{lines[2][:30]}")
    done = command(*USUAL)

    assert 3 == len(lines)
    assert "lazyheavy: wrote 1 of 3 charts to out, 2 up to date\n" == done.err
    assert lines == manifest.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--many", "specs/*.json"), "--many needs a folder for the charts: -o FOLDER"),
        (("--many", "no/*.json", "-o", "out"), "no file matches 'no/*.json'"),
        (("--many", "no.json", "-o", "out"), "there is no file 'no.json'"),
        (("--many", "specs", "-o", "out"), "'specs' is a folder: say what to draw"),
        (("--many", "-", "-o", "out"), "not standard input"),
        (("--many", "specs/*.json", "-o", "file"), "is a file"),
        (("--many", "specs/line.json", "line.json", "-o", "out"), "both become"),
        (
            ("--many", "specs/*.json", "-o", "specs", "--format", "json"),
            "would be replaced by its picture",
        ),
        (("specs/line.json", "line.json", "-o", "out"), "add --many"),
        (("line.json", "--jobs", "2"), "--jobs is for --many"),
        (("line.json", "--force"), "--force is for --many"),
        (
            ("--many", "line.json", "-o", "out", "--jobs", "0"),
            "--jobs: must be a whole",
        ),
    ],
)
@pytest.mark.usefixtures("specs")
def test_what_cannot_be_begun(
    command: Command, arguments: tuple[str, ...], message: str
) -> None:
    """Wrong arguments are one line and code 2, and nothing is drawn."""
    write(command.folder / "line.json", ECHARTS)
    command.write("file", "")
    done = command("render", *arguments)

    assert 2 == done.code
    assert message in done.err
    assert 1 == len(done.err.splitlines())
    assert {} == written(command.folder / "out")


def test_what_all_need_is_said_once(command: Command, specs: Path) -> None:
    """A library that is missing ends the command: no chart could be drawn."""
    code = (
        "import sys; sys.modules['py_mini_racer'] = None\n"
        "from lazyheavy.cli import main\n"
        f"sys.exit(main(['render', '--many', {str(specs / '*.json')!r}, '-o', 'out']))"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=command.folder,
        env=command.environment(),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )

    assert 2 == done.returncode
    assert 1 == len(done.stderr.splitlines())
    assert "not installed" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
@pytest.mark.usefixtures("specs")
@pytest.mark.parametrize("rich", [True, False])
def test_a_terminal_sees_how_far_it_is(command: Command, rich: bool) -> None:
    """On a terminal there is a bar, or a count where rich is not installed."""
    import pty
    import subprocess

    if rich:
        pytest.importorskip("rich", reason="the bar needs the extra cli")
    hidden = "" if rich else "sys.modules['rich'] = sys.modules['rich.console'] = None;"
    code = (
        f"import sys; {hidden}\nfrom lazyheavy.cli import main\n"
        "sys.exit(main(['render', '--many', 'specs/*.json', '-o', 'out']))"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=command.folder,
        env=command.environment(TERM="xterm", COLUMNS="100"),
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert 0 == process.wait(20), shown.decode()
    os.close(ours)

    assert b"drawing" in shown
    assert (b"drawing: 3 of 3" in shown) is not rich
    assert b"wrote 3 of 3 charts to out" in shown


def _read(descriptor: int) -> bytes:
    """Read what there is, nothing once the other end is closed."""
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""
