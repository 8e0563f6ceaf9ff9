"""`render -o` writes PDF and JPEG as their names say, and never to a terminal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE

if TYPE_CHECKING:
    from tests.cli.conftest import Command

CSV = "city,rain\nOslo,763\nRome,878\n"
DRAWN = ("--x", "city", "--y", "rain")


@pytest.mark.parametrize(
    ("name", "module", "start"),
    [
        ("out.pdf", "vl_convert", b"%PDF-"),
        ("out.jpg", "PIL", b"\xff\xd8\xff"),
        ("out.JPEG", "PIL", b"\xff\xd8\xff"),
    ],
)
def test_the_suffix_says_the_format(
    command: Command, name: str, module: str, start: bytes
) -> None:
    """A file is written in the format of its name, and so is standard output."""
    pytest.importorskip(module, reason="needs the extra of the format")
    done = command("render", "-", *DRAWN, "-o", name, stdin=CSV)
    spelled = "pdf" if name == "out.pdf" else "jpeg"
    piped = command("render", "-", *DRAWN, "--format", spelled, stdin=CSV)

    assert (0, b"", "") == (done.code, done.out, done.err)
    assert command.files()[name].startswith(start)
    assert (0, True) == (piped.code, piped.out.startswith(start))


@pytest.mark.parametrize(
    ("module", "name"), [("vl_convert", "a.pdf"), ("PIL", "a.jpg")]
)
def test_what_is_missing_is_one_line(command: Command, module: str, name: str) -> None:
    """Without the library the message names the command, and no file is made."""
    command.write(f"{module}.py", "raise ModuleNotFoundError(name=__name__)")
    done = command.child(
        "render",
        *("-", *DRAWN, "-o", name),
        stdin=CSV,
        variables={"PYTHONPATH": f"{command.folder}{os.pathsep}{SOURCE}"},
    )

    assert 2 == done.code
    assert f"the module {module!r} is not installed; run: pip install" in done.err
    assert name not in command.files()
