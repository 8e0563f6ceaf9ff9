"""What cannot be drawn ends with code 2, one line that helps, and no file touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Done

if TYPE_CHECKING:
    from tests.cli.conftest import Command

VL = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA = "https://vega.github.io/schema/vega/v6.json"
ROWS = {"values": [{"city": "Oslo", "rain": 763}, {"city": "Rome", "rain": 878}]}


def bars(**changes: object) -> dict[str, object]:
    """Return a Vega-Lite bar chart with changes."""
    encoding = {
        "x": {"field": "city", "type": "nominal"},
        "y": {"field": "rain", "type": "quantitative"},
    }
    return {"$schema": VL, "data": ROWS, "mark": "bar", "encoding": encoding, **changes}


#: The input of every case below; what is not text or bytes is written as JSON.
FILES: dict[str, object] = {
    "rain.csv": "city,rain\nOslo,763\nRome,878\n",
    "bars.json": bars(),
    "records.json": ROWS["values"],
    "no_schema.json": {"marc": "bar"},
    "no_field.json": bars(
        encoding={"x": {"field": "town", "type": "nominal"}, "y": {"field": "rain"}}
    ),
    "pie.json": bars(mark="pie"),
    "url.json": bars(data={"url": "rain.csv"}),
    "wordcloud.json": {
        "$schema": VEGA,
        "data": [
            {
                "name": "words",
                "values": [{"text": "one"}, {"text": "two"}],
                "transform": [{"type": "wordcloud", "text": {"field": "text"}}],
            }
        ],
        "marks": [{"type": "text", "from": {"data": "words"}}],
    },
    "map.json": {"series": [{"type": "map", "map": "island"}]},
    "series.json": {"xAxis": {}, "yAxis": {}, "series": [{"type": "ba"}]},
    "broken.json": '{\n  "mark": "bar",\n  "data" {}\n}',
    "number.json": "42",
    "empty.json": " \n",
    "lines.jsonl": '{"a": 1}\n\n{"a": }\n',
    "list.jsonl": '{"a": 1}\n[2]\n',
    "latin.csv": "city,rain\nZürich,1\n".encode("latin-1"),
    "utf16.csv": "city,rain\nOslo,1\n".encode("utf-16"),
    "binary.csv": b"PK\x03\x04\x00\x00",
    "ragged.csv": 'city,rain\n"Oslo\nNorway",763\nRome,878,9\n',
    "short.csv": "city,rain\nOslo\n",
    "twice.csv": "city,rain,city\nOslo,763,Oslo\n",
    "unnamed.csv": "city,,rain\nOslo,1,763\n",
    "no_header.csv": "1,2\n3,4\n",
    "header_only.csv": "city,rain\n\n",
    "quote.csv": 'city,rain\nOslo,"763\nRome,878\n',
    "infinite.csv": "city,rain\nOslo,1e999\n",
    "text.txt": "city,rain\nOslo,763\n",
}

DRAWN = ("--x", "city", "--y", "rain")

#: The arguments, and what the message has to hold, in this order.
CASES = [
    # specifications
    (("bars.json", "--mark", "line"), "--mark is for data", "change the specification"),
    (("bars.json", "--x", "city"), "--x is for data"),
    (("no_schema.json",), "no_schema.json: marc: did you mean 'mark'?"),
    (("no_field.json",), "encoding.x.field", "'town'", "'city'"),
    (("pie.json",), "pie.json: mark: unknown mark 'pie'", "'arc'"),
    (("url.json",), "url.json: data.url", "inline"),
    (("wordcloud.json",), "wordcloud.json: ", "--format", "html"),
    (("map.json",), 'the map "island" is not registered', "--maps 'island=FILE'"),
    (("map.json", "--maps", "map.json"), "--maps 'map.json': write NAME=FILE"),
    (("map.json", "--maps", "a=no.json"), "there is no file 'no.json'"),
    (("map.json", "--maps", "a=broken.json"), "broken.json: broken JSON at line 3"),
    (("map.json", "--maps", "a=bars.json"), "usermeta.maps.a: a map is GeoJSON"),
    (("bars.json", "--maps", "a=map.json"), "--maps is for options of ECharts"),
    (("series.json",), "series.json: series[0].type", "did you mean 'bar'?"),
    (("broken.json",), "broken.json: broken JSON at line 3, column 10", '"data" {}'),
    (("number.json",), "number.json: the JSON of a chart is an object"),
    (("empty.json",), "empty.json: it is empty"),
    # data
    (("rain.csv",), "say what to draw with --x, --y or --color", "'city', 'rain'"),
    (("records.json",), "say what to draw with --x, --y or --color", "'city', 'rain'"),
    (("rain.csv", "--y", "ran"), "--y: there is no column 'ran'", "mean 'rain'?"),
    (("rain.csv", "--mark", "donut", *DRAWN), "--mark: unknown mark 'donut'", "'arc'"),
    (("rain.csv", "--kind", "vega", *DRAWN), "--kind vega is for specifications"),
    (("infinite.csv", *DRAWN), "infinite.csv: column 'rain'", "infinite"),
    (("lines.jsonl", "--x", "a"), "lines.jsonl: line 3 is broken JSON"),
    (("list.jsonl", "--x", "a"), "list.jsonl: line 2 is not an object"),
    # CSV
    (("ragged.csv", *DRAWN), "ragged.csv: line 4 has 3 values", "2 columns"),
    (("short.csv", *DRAWN), "short.csv: line 2 has 1 value,", "2 columns"),
    (("twice.csv", *DRAWN), "the name 'city' twice", "columns 1 and 3", "rename"),
    (("unnamed.csv", *DRAWN), "column 2 has no name in the header (line 1)"),
    (("no_header.csv", "--x", "a"), "line 1 holds numbers", "header"),
    (("header_only.csv", *DRAWN), "a header and no rows"),
    (("quote.csv", *DRAWN), "line 2 is broken CSV", "does not close"),
    # files
    (("latin.csv", *DRAWN), "not encoded as UTF-8 (line 2", "0xFC", "iconv -f"),
    (("utf16.csv", *DRAWN), "encoded as UTF-16", "iconv -f UTF-16"),
    (("binary.csv", *DRAWN), "no text"),
    (("rains.csv", *DRAWN), "there is no file 'rains.csv'; did you mean 'rain.csv'?"),
    (("none/rain.csv", *DRAWN), "no file 'none/rain.csv', and no folder 'none'"),
    ((".", *DRAWN), "'.' is a folder"),
    (("text.txt", *DRAWN), "known suffixes are .csv", "lazyheavy render - <"),
    # options
    (("rain.csv", *DRAWN, "--width", "0"), "--width: must be a number above 0"),
    (("rain.csv", *DRAWN, "--height", "tall"), "--height: 'tall' is not a number"),
    (("rain.csv", *DRAWN, "--scale", "inf"), "--scale: must be a number above 0"),
    (("rain.csv", *DRAWN, "--seed", "x"), "--seed"),
    (("rain.csv", *DRAWN, "--kind", "plotly"), "--kind: invalid choice: 'plotly'"),
    (("rain.csv", *DRAWN, "--timeout", "0.0001"), "more with --timeout"),
    (("rain.csv", *DRAWN, "--colour", "city"), "unrecognized arguments"),
    ((), "required: INPUT"),
]


@pytest.fixture
def folder(command: Command) -> Command:
    """Give the command in a folder with the input and a picture from before."""
    for name, content in FILES.items():
        raw = isinstance(content, (str, bytes))
        command.write(name, content if raw else json.dumps(content))  # type: ignore[arg-type]
    command.write("out.png", b"from before")
    return command


def message_of(done: Done) -> str:
    """Return the message of a command that failed as it should."""
    lines = done.err.splitlines()

    assert (2, b"") == (done.code, done.out)
    assert [True] == [line.startswith("lazyheavy: error: ") for line in lines], done.err
    return lines[0]


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: " ".join(case[0]).replace("/", "-")
)
def test_a_failure_is_one_line_and_touches_nothing(
    folder: Command, case: tuple[object, ...]
) -> None:
    """The message says where and what to do; the folder is as it was."""
    arguments, *parts = case
    before = folder.files()
    done = folder("render", *arguments, "-o", "out.png")  # type: ignore[misc]
    message = message_of(done)

    assert before == folder.files()
    at = 0
    for part in parts:
        assert str(part) in message[at:], message
        at = message.index(str(part), at)


def test_an_unknown_font_is_named_with_its_option(folder: Command) -> None:
    """A PNG without its font is refused, in the words of the command line."""
    done = folder(
        "render", "rain.csv", *DRAWN, "--font", "No Such Family", "-o", "out.png"
    )
    message = message_of(done)

    assert "'No Such Family'" in message
    assert "--font" in message
    assert folder.files()["out.png"] == b"from before"


@pytest.mark.parametrize(
    ("output", "parts"),
    [
        ("out.gif", ("'.gif'", ".svg, .png, .jpg, .pdf, .html or .json", "--format")),
        ("out", ("a name without a suffix", "--format")),
        ("none/out.svg", ("no folder 'none'", "mkdir -p none")),
        ("folder.svg", ("it is a folder",)),
        ("bars.json", ("is the input as well",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_output_that_cannot_be_written_is_refused_before_drawing(
    folder: Command, output: str, parts: tuple[str, ...]
) -> None:
    """A wrong name for the output is said at once, and nothing is made."""
    (folder.folder / "folder.svg").mkdir()
    before = folder.files()
    message = message_of(folder("render", "bars.json", "-o", output))

    assert before == folder.files()
    for part in parts:
        assert part in message


def test_name_and_format_must_agree(folder: Command) -> None:
    """A PNG is not written into a file that claims to be an SVG."""
    done = folder("render", "bars.json", "--format", "png", "-o", "new.svg")

    assert "--format png and the name 'new.svg' contradict" in message_of(done)
    assert "new.svg" not in folder.files()


#: Nothing is unwritable for the superuser, so it becomes somebody else first. By
#: then all is loaded: neither its Python nor this checkout may be readable to others.
AS_SOMEBODY = """
import os, sys
from lazyheavy.cli import _failures, _parser

def run(target):
    options = _parser.parse(["render", "bars.json", "-o", target])
    return _failures.guarded(lambda: options)

if os.geteuid() == 0:
    if code := run("open.svg"):
        sys.exit(code)
    os.setuid(65534)
sys.exit(run("closed/out.svg"))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
@pytest.mark.parametrize("closed", ["folder", "file"])
def test_what_is_not_writable_is_refused(folder: Command, closed: str) -> None:
    """Neither a folder nor a file without write permission is written to."""
    folder.folder.chmod(0o755)
    target = folder.folder / "closed"
    target.mkdir()
    if closed == "file":
        (target / "out.svg").write_bytes(b"from before")
        (target / "out.svg").chmod(0o444)
    else:
        target.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", AS_SOMEBODY],
        capture_output=True,
        cwd=folder.folder,
        env=folder.environment(),
        timeout=50,
        check=False,
    )
    message = message_of(Done(done.returncode, done.stdout, done.stderr.decode()))

    assert f"the {closed} " in message
    assert "is not writable" in message


#: A file cannot grow beyond a size, as on a disk that is full.
ON_A_FULL_DISK = """
import resource, sys

sys.dont_write_bytecode = True  # CPython would keep what was cut off
from lazyheavy.cli import main

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
sys.exit(main(["render", "bars.json", "-o", "out.png"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of resources")
def test_a_write_that_fails_leaves_the_old_file(folder: Command) -> None:
    """A disk that is full in the middle of a file costs the new one, not the old."""
    before = folder.files()
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK],
        capture_output=True,
        cwd=folder.folder,
        env=folder.environment(),
        timeout=50,
        check=False,
    )
    message = message_of(Done(done.returncode, done.stdout, done.stderr.decode()))

    assert "cannot write 'out.png': File too large" in message
    assert before == folder.files()


@pytest.mark.parametrize("name", ["bars.json", "rain.csv"])
def test_a_missing_extra_is_named(folder: Command, name: str) -> None:
    """Without mini-racer the message says what to install."""
    data = DRAWN if name == "rain.csv" else ()
    # -S keeps site-packages away: what is installed there is missing.
    done = folder.child("render", name, *data, "-o", "out.png", options=("-S",))

    assert 'pip install "lazyheavy[charts]"' in message_of(done)
    assert folder.files()["out.png"] == b"from before"


@pytest.mark.parametrize("by", ["option", "variable"])
def test_the_traceback_is_there_for_those_who_ask(folder: Command, by: str) -> None:
    """--traceback and LAZYHEAVY_TRACEBACK=1 show where an error came from."""
    option = ("--traceback",) if by == "option" else ()
    variables = {"LAZYHEAVY_TRACEBACK": "1"} if by == "variable" else {}
    done = folder.child("render", "rain.csv", "--x", "no", *option, variables=variables)

    assert done.code == 2
    assert done.err.startswith("Traceback (most recent call last):")
    assert "SpecError" in done.err
    assert done.err.splitlines()[-1].startswith("lazyheavy: error: rain.csv: --x")


def test_a_defect_of_ours_keeps_its_traceback(folder: Command) -> None:
    """An exception that no message was written for is not dressed up as one."""
    program = folder.write(
        "defect.py",
        """
import sys
from lazyheavy.cli import _output, main

def write(*_, **__):
    raise AssertionError("a defect")

_output.Output.write = write
sys.exit(main(["render", "bars.json", "-o", "out.png"]))
""",
    )
    done = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        cwd=folder.folder,
        env=folder.environment(),
        timeout=50,
        check=False,
    )

    assert done.returncode == 1
    assert "AssertionError: a defect" in done.stderr


def test_messages_are_one_line_whatever_the_names(folder: Command) -> None:
    """What is not printable in a name is escaped, so that a line stays a line."""
    folder.write("odd.csv", '"a\x1b[31m",b\n1,2\n')
    message = message_of(folder("render", "odd.csv"))

    assert "\x1b" not in message
    assert r"\x1b[31m" in message
