"""Help and version cost no more than reading the arguments."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

import lazyheavy
from tests._support.children import output_of

if TYPE_CHECKING:
    from tests.cli.conftest import Command

#: What only drawing needs.
FOR_DRAWING = {
    "asyncio",
    "csv",
    "ctypes",
    "json",
    "lazyheavy.charts",
    "lazyheavy.engines",
    "lazyheavy.errors",
    "lazyheavy.instances",
    "narwhals",
    "py_mini_racer",
    "resvg_py",
}


def test_version_is_that_of_the_package(command: Command) -> None:
    """`--version` prints name and version, and nothing else."""
    done = command("--version")

    assert (0, f"lazyheavy {lazyheavy.__version__}") == (
        done.code,
        done.out.decode().strip(),
    )
    assert done.err == ""


@pytest.mark.parametrize("arguments", [(), ("--help",)], ids=["alone", "help"])
def test_help_lists_the_commands(command: Command, arguments: tuple[str, ...]) -> None:
    """The command alone says what it can do, as does `--help`."""
    done = command(*arguments)

    assert (0, "") == (done.code, done.err)
    assert "render" in done.out.decode()


def test_help_of_render_names_every_option(command: Command) -> None:
    """`render --help` explains all options."""
    text = command("render", "--help").out.decode()

    for option in (
        *("--output", "--format", "--kind", "--mark", "--x", "--y", "--color"),
        *("--title", "--width", "--height", "--scale", "--background", "--font"),
        *("--seed", "--timezone", "--timeout", "--traceback", "--verbose"),
    ):
        assert option in text


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["render", "--help"], []], ids=str
)
def test_help_and_version_load_nothing_that_draws(arguments: list[str]) -> None:
    """Neither charts nor an engine nor an event loop is imported for them."""
    code = f"""
    import contextlib, io, sys
    from lazyheavy.cli import main

    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main({arguments!r})
    print(sorted(sys.modules))
    """
    loaded = set(ast.literal_eval(output_of(code)))

    assert loaded >= {"lazyheavy.cli._parser", "argparse"}
    assert set() == loaded & FOR_DRAWING


def test_main_returns_the_exit_code(command: Command) -> None:
    """The function behind the entry point returns the code and ends nothing."""
    code = "from lazyheavy.cli import main; print(main(['render', 'none.csv']))"

    assert output_of(code, cwd=command.folder) == "2"


def test_abbreviated_options_are_refused(command: Command) -> None:
    """An abbreviation would change its meaning with the next option we add."""
    done = command("render", "data.csv", "--out", "x.svg")

    assert done.code == 2
    assert "unrecognized arguments: --out" in done.err
