"""A lazily imported constant computes as the value would."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

CASES = {
    "text": ('"x" + TEXT', "'xab'"),
    "text left": ('TEXT + "x"', "'abx'"),
    "list": ("[0] + LIST", "[0, 1]"),
    "tuple": ("(0,) + TUPLE", "(0, 1)"),
    "bytes": ('b"x" + BYTES', "b'xab'"),
    "number": ("2 - NUMBER", "-1"),
    "power": ("2 ** NUMBER", "8"),
    "times": ("2 * TEXT", "'abab'"),
    "format": ('f"{NUMBER:>3}"', "'  3'"),
    "percent": ('"%s" % TEXT', "'ab'"),
    "index": ('"abcd"[NUMBER]', "'d'"),
    "range": ("list(range(NUMBER))", "[0, 1, 2]"),
    "two": ("TEXT + TEXT", "'abab'"),
    "wrong": ("type(error(lambda: {} + NUMBER)).__name__", "'TypeError'"),
    "path": ("os.path.join(TEXT, 'x'), str(pathlib.Path(TEXT))", "('ab/x', 'ab')"),
    "file": ("type(error(open, TEXT)).__name__", "'FileNotFoundError'"),
    "no path": ("type(error(os.fspath, LIST)).__name__", "'TypeError'"),
    "async": ("asyncio.run(collect(STREAM))", "[0, 1]"),
}


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="the name is the value")
def test_operators_of_a_pending_constant(project: Project) -> None:
    """The first touch is an operator, with the constant on either side."""
    project.write(
        {
            "constants.py": """
                NUMBER, TEXT, BYTES = 3, "ab", b"ab"
                LIST, TUPLE = [1], (1,)

                async def numbers():
                    yield 0
                    yield 1

                STREAM = numbers()
                """,
            "block.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from constants import BYTES, LIST, NUMBER, STREAM, TEXT, TUPLE
                """,
        }
    )
    codes = {case: code for case, (code, _) in CASES.items()}
    seen = project.see(f"""
        import asyncio, importlib, os, pathlib

        async def collect(stream):
            return [number async for number in stream]

        for case, code in {codes}.items():
            for module in "block", "constants":
                sys.modules.pop(module, None)
            names = vars(importlib.import_module("block"))
            assert "constants" not in sys.modules
            seen[case] = repr(eval(code, {{**globals(), **names}}))
    """)

    assert seen == {case: expected for case, (_, expected) in CASES.items()}


def test_adding_to_a_pending_constant(project: Project) -> None:
    """``s += constant`` works where ``s`` is text or a list."""
    project.write({"constants.py": "TEXT, LIST = 'ab', [1]"})
    seen = project.see("""
        with lazy.imports():
            from constants import LIST, TEXT
        text, items = "x", [0]
        text += TEXT
        items += LIST
        seen["values"] = text, items
    """)

    assert seen == {"values": ("xab", [0, 1])}
