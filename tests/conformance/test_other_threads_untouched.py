"""While a block is open, imports of other threads and modules stay ordinary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

GATE = """
    import threading
    opened, done = threading.Event(), threading.Event()
    """
USER = """
    import gate
    import lazyheavy as lazy
    with lazy.imports():
        import heavy
        gate.opened.set()
        assert gate.done.wait(10)
        from heavy import VALUE
    def use():
        return heavy.VALUE, VALUE + 0
    """


def test_imports_of_other_threads_are_eager(project: Project) -> None:
    """Another thread imports modules and names as if there were no block."""
    project.write(
        {
            "gate.py": GATE,
            "heavy.py": "VALUE = 1",
            "user.py": USER,
            "client.py": """
                from fractions import Fraction
                import xml.dom.minidom
                import heavy as module
                from heavy import VALUE
                from colorsys import *
                HALF = Fraction(1, 2)
                """,
        }
    )
    seen = project.see(
        """
        import builtins, gate, importlib, threading, types
        before = builtins.__import__
        thread = threading.Thread(target=lambda: importlib.import_module("user"))
        thread.start()
        assert gate.opened.wait(10)
        seen["lazy"] = loaded("heavy")
        import client
        def function():
            from decimal import Decimal
            import wave
            return isinstance(Decimal, type), type(wave).__name__
        seen["module"] = type(client.module).__name__, client.VALUE, str(client.HALF)
        seen["function"] = function()
        seen["names"] = isinstance(client.Fraction, type), client.rgb_to_hsv.__name__
        seen["import_module"] = type(importlib.import_module("json")).__name__
        from configparser import ConfigParser
        seen["main"] = ConfigParser().sections()
        gate.done.set()
        thread.join(10)
        seen["use"] = sys.modules["user"].use()
        seen["restored"] = builtins.__import__ is before
        """,
        timeout=30,
    )

    assert seen == {
        "lazy": [],
        "module": ("module", 1, "1/2"),
        "function": (True, "module"),
        "names": (True, "rgb_to_hsv"),
        "import_module": "module",
        "main": [],
        "use": (1, 1),
        "restored": True,
    }


def test_blocks_that_overlap_end_in_any_order(project: Project) -> None:
    """Two threads open blocks; the first to open is the first to close."""
    user = """
        import gate_{n} as gate
        import lazyheavy as lazy
        with lazy.imports():
            import target_{n}
            gate.opened.set()
            assert gate.done.wait(10)
            from target_{n} import VALUE
        def use():
            return target_{n}.VALUE, VALUE + 0
        """
    for n in "ab":
        project.write(
            {
                f"gate_{n}.py": GATE,
                f"user_{n}.py": user.format(n=n),
                f"target_{n}.py": f"VALUE = {ord(n)}",
            }
        )
    for order in ("ab", "ba"):
        seen = project.see(
            f"""
            import builtins, importlib, threading
            gates = {{n: importlib.import_module("gate_" + n) for n in "ab"}}
            before = builtins.__import__
            threads = {{}}
            for n in "ab":
                load = lambda n=n: importlib.import_module("user_" + n)
                threads[n] = threading.Thread(target=load)
                threads[n].start()
                assert gates[n].opened.wait(10)
            for n in {order!r}:
                gates[n].done.set()
                threads[n].join(10)
            seen["restored"] = builtins.__import__ is before
            seen["lazy"] = loaded("target_a", "target_b")
            seen["use"] = [sys.modules["user_" + n].use() for n in "ab"]
            import wave
            seen["eager"] = loaded("wave")
            """,
            timeout=30,
        )

        assert seen == {
            "restored": True,
            "lazy": [],
            "use": [(97, 97), (98, 98)],
            "eager": ["wave"],
        }


def test_functions_called_in_a_block_import_eagerly(project: Project) -> None:
    """Only the statements of the block itself are lazy, not what they call."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "inner.py": "import wave\nfrom colorsys import rgb_to_hsv\nVALUE = 2",
            "user.py": """
                import sys
                import lazyheavy as lazy
                def helper():
                    import inner
                    from inner import wave
                    return inner.VALUE, type(wave).__name__
                class Holder:
                    pass
                with lazy.imports():
                    import heavy
                    got = helper()
                    eager = sorted({"heavy", "inner", "wave"} & set(sys.modules))
                def use():
                    return heavy.VALUE
                """,
        }
    )
    seen = project.see("""
        import user
        seen["got"] = user.got, user.eager
        seen["lazy"] = loaded("heavy")
        seen["use"] = user.use()
        """)

    assert seen == {
        "got": ((2, "module"), ["inner", "wave"]),
        "lazy": [],
        "use": 1,
    }
