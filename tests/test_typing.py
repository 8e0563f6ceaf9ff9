"""Type checkers see through everything that lazyheavy offers.

What they have to find out stands in `typing_tests/`, as `assert_type()`, and in
`mistakes.py` as errors that they have to report.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE, output_of

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = SOURCE.parent / "typing_tests"
USES = sorted(path.name for path in CLAIMS.glob("use_*.py"))
#: The oldest Python and the one with another backend.
VERSIONS = ("3.10", "3.15")


def run(*arguments: str | Path, timeout: float = 150) -> tuple[int, str]:
    """Run a tool of the developers; return its exit code and what it says."""
    paths = os.pathsep.join(map(str, (SOURCE, CLAIMS)))
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=CLAIMS,
        env={**os.environ, "PYTHONPATH": paths, "MYPYPATH": paths},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def pyright() -> str:
    """Give pyright, which brings its own Node.js, or takes one from the network."""
    if find_spec("pyright") is None:
        pytest.skip("pyright is not installed")
    try:
        code, text = run("pyright", "--version", timeout=100)
    except subprocess.TimeoutExpired:
        pytest.skip("pyright does not start: it waits for the network")
    if code:
        pytest.skip(f"pyright does not start: {text.strip().splitlines()[-1:]}")
    return "pyright"


@pytest.mark.parametrize("name", USES)
def test_what_is_claimed_runs(name: str) -> None:
    """The files that are checked are programs that work."""
    code = f"import runpy; runpy.run_path({str(CLAIMS / name)!r}); print('done')"

    assert output_of(code, path=(CLAIMS,)) == "done"


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is not installed")
@pytest.mark.parametrize("version", VERSIONS)
def test_mypy_agrees(tmp_path: Path, version: str) -> None:
    """All claims hold in its strict mode, and all mistakes are found."""
    options = (f"--python-version={version}", f"--cache-dir={tmp_path}")
    code, text = run("mypy", "--config-file=mypy.ini", *options, ".")

    assert (0, "Success") == (code, text[:7]), text


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("version", VERSIONS)
def test_pyright_agrees(pyright: str, version: str) -> None:
    """All claims hold in its strict mode, and all mistakes are found."""
    python = f"--pythonpath={sys.executable}"
    code, text = run(pyright, "--project=.", f"--pythonversion={version}", python)

    assert code == 0, text


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_no_public_type_is_unknown(pyright: str) -> None:
    """Every name that users can reach has a type, its parameters too."""
    python = f"--pythonpath={sys.executable}"
    what = ("--verifytypes=lazyheavy", "--ignoreexternal", "--outputjson")
    _, text = run(pyright, *what, python)
    found = json.loads(text[text.index("{") :])["typeCompleteness"]

    assert found["exportedSymbolCounts"]["withKnownType"] > 0
    assert 0 == found["exportedSymbolCounts"]["withUnknownType"]
    assert 0 == found["otherSymbolCounts"]["withUnknownType"]
