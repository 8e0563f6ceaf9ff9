"""Start a JavaScript engine and call it once: `engine.py LIBRARY`.

Imports count: an engine is imported when it is first needed.
"""

import sys

from _clock import measure, report


def ours() -> None:
    """Start our engine, with its shims and bridge."""
    from lazyheavy.engines import MiniRacerEngine

    engine = MiniRacerEngine()
    closers.append(engine.close)
    assert engine.call("text => text + text", "ab") == "abab"


def mini_racer() -> None:
    """Start a bare context of the library underneath."""
    from py_mini_racer import MiniRacer

    context = MiniRacer()
    closers.append(context.close)
    context.eval("var double = text => text + text")
    assert context.call("double", "ab") == "abab"


closers = []  # type: ignore[var-annotated]
report(measure({"lazyheavy": ours, "mini_racer": mini_racer}[sys.argv[1]]))
for close in closers:
    close()
