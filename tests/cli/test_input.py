"""Input is told by its suffix, and from a pipe by its look."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command, Done

RECORDS = [{"city": "Oslo", "rain": 763}, {"city": "Rome", "rain": 878}]
COLUMNS = {"city": ["Oslo", "Rome"], "rain": [763, 878]}
LINES = '{"city": "Oslo", "rain": 763}\n{"city": "Rome", "rain": 878}\n'
SPECIFICATION = {
    "data": {"values": RECORDS},
    "mark": "bar",
    "encoding": {"x": {"field": "city", "type": "nominal"}},
}
DRAWN = ("--x", "city", "--y", "rain")

#: The same two rows in every form, by suffix.
FORMS = {
    "csv": "city,rain\nOslo,763\nRome,878\n",
    "tsv": "city\train\nOslo\t763\nRome\t878\n",
    "json": json.dumps(RECORDS),
    "jsonl": LINES,
    "ndjson": LINES,
}

PIPED = {
    "comma": FORMS["csv"],
    "semicolon": FORMS["csv"].replace(",", ";"),
    "tab": FORMS["tsv"],
    "bar": FORMS["csv"].replace(",", "|"),
    "quotes": '"city", "rain"\n"Oslo", "763"\n"Rome", "878"\n',
    "carriage returns": FORMS["csv"].replace("\n", "\r\n"),
    "blank lines": "\n\ncity,rain\n\nOslo,763\n\nRome,878\n\n,\n",
    "no last newline": FORMS["csv"].rstrip(),
    "records": FORMS["json"],
    "indented records": json.dumps(RECORDS, indent=2),
    "columns": json.dumps(COLUMNS),
    "lines": FORMS["jsonl"],
}


def spec_of(done: Done) -> Any:
    """Return the specification that a command wrote to standard output."""
    assert (0, "") == (done.code, done.err)
    return json.loads(done.out)


@pytest.mark.parametrize("suffix", FORMS)
def test_a_file_is_read_by_its_suffix(command: Command, suffix: str) -> None:
    """All forms of the same rows give the same chart."""
    command.write(f"rain.{suffix}", FORMS[suffix])
    done = command("render", f"rain.{suffix}", *DRAWN, "--format", "json")

    assert spec_of(done)["data"]["values"] == RECORDS


@pytest.mark.parametrize("look", PIPED)
def test_a_pipe_is_read_by_its_look(command: Command, look: str) -> None:
    """What comes through standard input needs no name."""
    done = command("render", "-", *DRAWN, "--format", "json", stdin=PIPED[look])

    assert spec_of(done)["data"]["values"] == RECORDS


def test_a_specification_comes_through_a_pipe(command: Command) -> None:
    """A JSON object with a mark is drawn as it is."""
    text = json.dumps(SPECIFICATION)
    done = command("render", "-", "--format", "json", stdin=text)

    assert spec_of(done) == SPECIFICATION


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_byte_order_mark_is_no_part_of_the_data(command: Command, form: str) -> None:
    """Files as spreadsheets save them read like others."""
    command.write(f"rain.{form}", FORMS[form].encode("utf-8-sig"))
    done = command("render", f"rain.{form}", *DRAWN, "--format", "json")

    assert spec_of(done)["data"]["values"] == RECORDS


def test_text_beyond_ascii_passes_unchanged(command: Command) -> None:
    """UTF-8 is read and written whatever the locale says."""
    done = command.child(
        *("render", "-", *DRAWN, "--format", "json"),
        stdin="city,rain\nForlì,1\n東京,2\n",
        variables={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )

    assert [row["city"] for row in spec_of(done)["data"]["values"]] == ["Forlì", "東京"]


def test_half_a_surrogate_pair_stays_an_escape(command: Command) -> None:
    """JSON may hold what UTF-8 cannot; the specification that is written does too."""
    text = json.dumps([{"city": "\ud800", "rain": 1}])
    done = command("render", "-", *DRAWN, "--format", "json", stdin=text)

    assert spec_of(done)["data"]["values"][0]["city"] == "\ud800"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_with_a_name_is_read_by_its_look(command: Command) -> None:
    """What a shell makes of <(command) is no file with a suffix."""
    done = command.child(
        "render", "/dev/stdin", *DRAWN, "--format", "json", stdin=FORMS["csv"]
    )

    assert spec_of(done)["data"]["values"] == RECORDS


def test_the_separator_of_a_name_is_kept(command: Command) -> None:
    """A .tsv is cut at tabs only, commas in it are text."""
    command.write("rain.tsv", "city\train\nOslo, Norway\t763\nRome, Italy\t878\n")
    done = command("render", "rain.tsv", *DRAWN, "--format", "json")

    assert spec_of(done)["data"]["values"][0]["city"] == "Oslo, Norway"


def test_a_slip_among_numbers_is_warned_of(command: Command) -> None:
    """A column that is text because of one cell is named, with its line."""
    rows = "".join(f"c{index},{index}\n" for index in range(9))
    text = f"city,rain\n{rows}Rome,87o\n"
    done = command("render", "-", *DRAWN, "--mark", "point", stdin=text)
    unused = command("render", "-", "--x", "city", stdin=text)

    assert (0, "") == (unused.code, unused.err)
    assert done.code == 0
    assert done.err == (
        "lazyheavy: warning: column 'rain' is read as text: most of it is numbers, "
        "but line 11 has '87o'\n"
    )


def test_warnings_speak_of_options(command: Command) -> None:
    """What `render_chart` warns of comes in the words of the command line."""
    text = "city,rain\nOslo,1\nOslo,2\n"
    done = command("render", "-", *DRAWN, "--mark", "bar", stdin=text)

    assert done.code == 0
    assert done.err.startswith("lazyheavy: warning: ")
    assert "--y 'sum(rain)'" in done.err
