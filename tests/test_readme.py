"""What the README shows is what happens: code, commands, output, picture."""

from __future__ import annotations

import os
import re
import shlex
import struct
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests._support.children import SOURCE, output_of, run_python

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = SOURCE.parent
TEXTS = (
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "docs/behaviours.md",
    "docs/budgets.md",
    "docs/fixing.md",
    "docs/frozen.md",
    "docs/gallery.md",
    "docs/glossary.md",
    "docs/instances.md",
    "docs/profiling.md",
    "examples/README.md",
)


class Block(NamedTuple):
    """A fenced block: its language, its text, and that of the block after it."""

    language: str
    text: str
    output: str


def blocks() -> list[Block]:
    """Return the fenced blocks of the README."""
    text = (PROJECT / "README.md").read_text("utf-8")
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    following = [*found[1:], ("", "")]
    return [
        Block(language, text, next_text if next_language == "text" else "")
        for (language, text), (next_language, next_text) in zip(
            found, following, strict=True
        )
    ]


def titled(block: Block) -> str:
    """Return the file that a block of Python is part of, '' if it is a program."""
    first = block.text.partition("\n")[0]
    return first[2:] if re.fullmatch(r"# \S+\.pyi?", first) else ""


PYTHON = [block for block in blocks() if block.language == "python"]
QUOTES = [block for block in PYTHON if titled(block).startswith("examples/")]
PROGRAMS = [block for block in PYTHON if not titled(block)]
PACKAGE = [block for block in PYTHON if titled(block).startswith("mypackage/")]


def sessions() -> list[tuple[str, str]]:
    """Return the commands of the README with the output that they show."""
    found = []
    for block in blocks():
        if block.language == "console":
            for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder that has the examples, as a checkout has them."""
    (tmp_path / "examples").symlink_to(PROJECT / "examples")
    return tmp_path


def test_every_block_is_tested() -> None:
    """No block of code is of a language that nothing here looks at."""
    languages = {block.language for block in blocks()}

    assert languages == {"console", "python", "sh", "text"}
    assert len(PYTHON) == len(QUOTES) + len(PROGRAMS) + len(PACKAGE)
    assert min(len(QUOTES), len(PROGRAMS), len(PACKAGE), len(sessions())) > 1


@pytest.mark.parametrize("block", QUOTES, ids=titled)
def test_quoted_code_is_that_of_the_example(block: Block) -> None:
    """Code under the name of a file stands in that file, word by word."""
    code = block.text.partition("\n")[2]

    assert code in (PROJECT / titled(block)).read_text("utf-8")


@pytest.mark.parametrize("block", PROGRAMS, ids=range(len(PROGRAMS)))
def test_programs_print_what_they_are_said_to(block: Block, folder: Path) -> None:
    """A program runs, and prints the text after it."""
    assert block.output.strip() == output_of(block.text, cwd=folder)


def test_the_package_exports_what_its_stub_says(folder: Path) -> None:
    """The package of the README loads a submodule when a name of it is used."""
    (folder / "mypackage").mkdir()
    for block in PACKAGE:
        (folder / titled(block)).write_text(block.text, "utf-8")
    (folder / "mypackage" / "plots.py").write_text("", "utf-8")
    (folder / "mypackage" / "models.py").write_text(
        "def fit(): ...\ndef predict(): return 'predicted'\n", "utf-8"
    )
    seen = output_of(
        """
        import sys
        import mypackage
        print(sorted(mypackage.__all__))
        print("mypackage.models" in sys.modules)
        print(mypackage.forecast(), "mypackage.plots" in sys.modules)
        """,
        path=(folder,),
    )

    assert seen.splitlines() == [
        "['fit', 'forecast', 'plots']",
        "False",
        "predicted False",
    ]


def comparable(output: str) -> list[str]:
    """Return the lines of an output without what varies: sizes, and times.

    Times also decide on the widths of columns and on the order of the lines.
    """
    output = re.sub(r"\d+(\.\d+)? KB", "KB", output)
    return sorted(re.sub(r"( +\d+\.\d)? {2,}", "  ", output).splitlines())


@pytest.mark.parametrize(("line", "output"), sessions(), ids=lambda text: text[:60])
def test_commands_print_what_they_are_said_to(
    line: str, output: str, folder: Path
) -> None:
    """A command shows what the README shows."""
    program, *arguments = shlex.split(line)
    head = {
        "python": [sys.executable],
        "lazyheavy": [sys.executable, "-m", "lazyheavy"],
    }[program]
    done = subprocess.run(
        [*head, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        timeout=50,
        check=False,
    )

    assert comparable(output) == comparable(done.stdout)
    assert (2 if "error:" in output else 0) == done.returncode


def test_the_picture_is_what_the_first_command_draws(folder: Path) -> None:
    """The picture has the size of what the command makes, and is a small file."""
    install = next(block.text for block in blocks() if block.language == "sh")
    arguments = shlex.split(install.rpartition("&&")[2])[1:]
    code = "import sys; from lazyheavy.cli import main; sys.exit(main(sys.argv[1:]))"
    done = run_python(code, args=tuple(arguments), cwd=folder)
    drawn = (folder / "planets.png").read_bytes()
    shown = (PROJECT / "docs" / "images" / "planets.png").read_bytes()

    assert done.returncode == 0
    assert struct.unpack(">II", drawn[16:24]) == struct.unpack(">II", shown[16:24])
    assert len(shown) < 60_000


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link of a document has a target."""
    text = (PROJECT / name).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text)
    missing = [
        target for target in targets if not ((PROJECT / name).parent / target).exists()
    ]

    assert missing == []


def test_named_files_exist() -> None:
    """Files and folders that CONTRIBUTING.md names in backticks are there."""
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    names = re.findall(
        r"`((?:src|tests|benchmarks|examples|build_hooks)/[^`\s]*)`", text
    )
    missing = [
        name
        for name in names
        if not (PROJECT / name).exists() and "_assets" not in name
    ]

    assert names
    assert missing == []
