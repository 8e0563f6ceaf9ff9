"""`lazyheavy doctor --engine` tells what a cold start costs, and what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests._support.children import run_python

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command

STEPS = [
    "interpreter",
    "import lazyheavy.engines",
    "find py_mini_racer",
    "shared library",
    "V8",
    "context",
    "first call",
    "second call",
]


def test_json_has_each_step_with_its_runs(command: Command) -> None:
    """In the order in which they happen; a total, and the versions."""
    done = command(
        "doctor", "--engine", "--bundles", "none", "--rounds", "2", "--format", "json"
    )
    report = json.loads(done.out)

    assert (0, "") == (done.code, done.err)
    assert STEPS == [step["name"] for step in report["steps"]]
    assert all(len(step["runs"]) == 2 and step["ms"] >= 0 for step in report["steps"])
    assert report["total_ms"] > 0
    assert {"mini-racer"} == set(report["library"])
    assert report["v8"].split(".")[0].isdigit()
    assert not report["legacy"]


@pytest.mark.parametrize(
    ("bundles", "expected"),
    [
        ("vega", ["lazyheavy", "vega", "vega-bridge", "vega-lite"]),
        ("echarts", ["lazyheavy", "echarts", "echarts-bridge"]),
    ],
)
def test_table_has_each_bundle(
    command: Command, bundles: str, expected: list[str]
) -> None:
    """One line a step, in milliseconds."""
    done = command("doctor", "--engine", "--bundles", bundles, "--rounds", "1")
    lines = done.out.decode().split("\n")
    named = [line.split()[1] for line in lines if line.startswith("  bundle ")]

    assert (0, "") == (done.code, done.err)
    assert expected == named
    assert lines[0].startswith("JavaScript engine: mini-racer ")
    assert "cold start, median of 1 process:" in lines
    assert any(line.startswith("  total ") and line.endswith(" ms") for line in lines)


def test_missing_engine_is_told(tmp_path: Path) -> None:
    """Exit code 2, and the command that installs it, in one line."""
    absent = tmp_path / "py_mini_racer.py"
    absent.write_text(f"raise ModuleNotFoundError(name={absent.stem!r})", "utf-8")
    code = """
        import sys
        from lazyheavy.cli import main
        sys.exit(main(["doctor", "--engine", "--rounds", "1"]))
    """
    done = run_python(code, path=(tmp_path,))

    assert (2, "") == (done.returncode, done.stdout)
    assert 1 == done.stderr.count("\n")
    assert done.stderr.endswith('pip install "lazyheavy[js]"\n')


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_rounds_are_counted_from_one(command: Command, text: str) -> None:
    """Anything else is a mistake in the command."""
    done = command("doctor", "--engine", "--rounds", text)

    assert 2 == done.code
    assert "--rounds" in done.err


def test_engine_has_to_be_named(command: Command) -> None:
    """There may be other things to look at one day."""
    done = command("doctor")

    assert 2 == done.code
    assert "--engine" in done.err
