"""Which PyMiniRacer the tests run with, and what it does not promise."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest


def _is_legacy() -> bool:
    """Look for the file that only py-mini-racer 0.6.0 has."""
    spec = find_spec("py_mini_racer")
    folders = [] if spec is None else spec.submodule_search_locations or []
    return any((Path(folder) / "py_mini_racer.py").exists() for folder in folders)


LEGACY = _is_legacy()


def not_with_legacy(reason: str) -> pytest.MarkDecorator:
    """Mark a test of what py-mini-racer 0.6.0 cannot do."""
    return pytest.mark.skipif(LEGACY, reason=f"py-mini-racer 0.6.0: {reason}")


#: The warning as the interpreter prints it: where, which, and the line of code.
_WARNING = re.compile(
    r"^.*: RuntimeWarning: the JavaScript engine is the legacy py-mini-racer.*\n"
    r"(?:  .*\n)?",
    re.MULTILINE,
)


def said(stderr: str) -> str:
    """Return what a child has printed besides the warning of py-mini-racer 0.6.0.

    That there is one, and when, is a matter of `test_legacy`.
    """
    return _WARNING.sub("", stderr) if LEGACY else stderr
