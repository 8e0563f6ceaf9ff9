"""The legacy py-mini-racer 0.6.0 keeps the same promises, after one warning.

    uv venv old && uv pip install --python old/bin/python pytest pytest-timeout lazy-loader
    uv pip install --python old/bin/python --no-deps py-mini-racer==0.6.0
    LAZYHEAVY_LEGACY_PYTHON=old/bin/python python -m pytest tests/engines/test_legacy.py

takes five minutes: it runs the other tests of this folder in that environment.
"""  # noqa: E501

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests._support.children import SOURCE, output_of
from tests.engines._generation import LEGACY

LEGACY_PYTHON = sys.executable if LEGACY else os.environ.get("LAZYHEAVY_LEGACY_PYTHON")

#: All modules of this folder; what does not hold with 0.6.0 is marked there.
COMMON = sorted(
    path.stem.removeprefix("test_")
    for path in Path(__file__).parent.glob("test_*.py")
    if path != Path(__file__)
)

pytestmark = pytest.mark.skipif(
    LEGACY_PYTHON is None,
    reason="LAZYHEAVY_LEGACY_PYTHON names no Python with py-mini-racer 0.6.0",
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the Python that has the legacy library."""
    assert LEGACY_PYTHON is not None
    return subprocess.run(
        [LEGACY_PYTHON, *arguments],
        capture_output=True,
        text=True,
        timeout=1000,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        cwd=SOURCE.parent,
        check=False,
    )


@pytest.mark.skipif(LEGACY, reason="these tests run here already")
@pytest.mark.timeout(1000)
@pytest.mark.parametrize("module", COMMON)
def test_same_promises(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process and in a worker."""
    monkeypatch.setenv("LAZYHEAVY_ENGINES", "all")
    file = str(Path(__file__).with_name(f"test_{module}.py"))
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=120", file)

    assert 0 == done.returncode, done.stdout[-5000:] + done.stderr[-1000:]
    assert " passed" in done.stdout


@pytest.mark.parametrize("where", [None, "process"])
def test_one_warning_a_process(where: str | None) -> None:
    """However many engines are made; it names the way to the maintained library."""
    code = (
        "from lazyheavy.engines import MiniRacerEngine\n"
        "for _ in range(3):\n"
        f"    with MiniRacerEngine(isolation={where!r}) as engine:\n"
        "        print(engine.evaluate('1 + 1'))\n"
    )
    done = run("-W", "always", "-c", code)

    assert (0, "2\n2\n2\n") == (done.returncode, done.stdout), done.stderr
    assert 1 == done.stderr.count("RuntimeWarning: the JavaScript engine is the legacy")
    assert 'pip install --force-reinstall "mini-racer>=0.14.1"' in done.stderr


def test_warning_as_error_comes_once() -> None:
    """Who makes it an error gets it with the first call, and works with the next."""
    code = (
        "import warnings\n"
        "from lazyheavy.engines import MiniRacerEngine\n"
        "with MiniRacerEngine() as engine:\n"
        "    try: engine.evaluate('1')\n"
        "    except RuntimeWarning: print('told')\n"
        "    print(engine.evaluate('1 + 1'))\n"
    )
    done = run("-W", "error", "-c", code)

    assert "told\n2\n" == done.stdout, done.stderr


def test_syntax_errors_do_not_end_the_process() -> None:
    """The library aborts when it reports some of them, so it never sees any."""
    code = (
        "from lazyheavy.engines import Bundle, MiniRacerEngine\n"
        "from lazyheavy.errors import EvaluationError\n"
        "engine = MiniRacerEngine()\n"
        "asks = [lambda: engine.call('() => {'), lambda: engine.evaluate('a b')]\n"
        "for number, source in enumerate(['a b', '(', '`']):\n"
        "    bundle = Bundle(f'b{number}', source)\n"
        "    asks.append(lambda bundle=bundle: engine.load(bundle))\n"
        "for ask in asks:\n"
        "    engine.evaluate('1')\n"
        "    try: ask()\n"
        "    except EvaluationError as error: print('SyntaxError' in str(error))\n"
        "engine.close()\n"
    )
    done = run("-W", "ignore", "-c", code)

    assert "True\n" * 5 == done.stdout, done.stderr


@pytest.mark.skipif(LEGACY, reason="needs the maintained library")
def test_maintained_library_warns_of_nothing() -> None:
    """The warning belongs to the legacy one."""
    code = (
        "from lazyheavy.engines import MiniRacerEngine\n"
        "with MiniRacerEngine() as engine: print(engine.evaluate('1'))"
    )

    assert "1" == output_of(code, options=("-W", "error"))
