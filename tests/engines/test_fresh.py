"""A fresh engine has the bundles of another and none of its state, either way."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from lazyheavy.engines import Bundle, Engine, MiniRacerEngine
from lazyheavy.errors import EngineMemoryError, EngineTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., MiniRacerEngine]

GLUE = Bundle("glue", "var glued = text => `glued ${text}`")

#: What one tenant may do to all that come after him in the same context.
DEEDS = {
    "global": ("globalThis.secret = 'tenant A'", "typeof secret", "undefined"),
    "prototype": ("Object.prototype.dirty = 'x'", "String(({}).dirty)", "undefined"),
    "built-in": ("JSON.parse = () => 'spy'", "JSON.parse('1')", "1"),
    "bundle": ("globalThis.glued = () => 'spy'", "glued('x')", "glued x"),
    "bridge": (
        "String.prototype.toWellFormed = () => 'Sspy'; 0",
        "'fine'",
        "fine",
    ),
}


def test_nothing_passes_between_engines(make_engine: Make) -> None:
    """Not from the old one into the fresh one, and not back."""

    def harm(victim: MiniRacerEngine) -> None:
        for deed, _, _ in DEEDS.values():
            with contextlib.suppress(Exception):
                victim.evaluate(deed)

    def look(victim: MiniRacerEngine) -> dict[str, str]:
        return {name: victim.evaluate(ask) for name, (_, ask, _) in DEEDS.items()}

    expected = {name: clean for name, (_, _, clean) in DEEDS.items()}
    engine = make_engine([GLUE])

    assert expected == look(engine)

    with engine.fresh() as private:
        harm(private)

    assert expected == look(engine)

    harm(engine)
    with pytest.raises(AssertionError):
        assert expected == look(engine)
    with engine.fresh() as private:
        assert expected == look(private)


def test_timers_of_one_never_run_in_another(make_engine: Make) -> None:
    """What a tenant leaves behind goes with his engine."""
    engine = make_engine([GLUE])
    engine.evaluate("var fired = 0; 0")
    with engine.fresh() as private:
        private.evaluate("setInterval(() => { fired = 1 }, 0); 0")

    assert "0" == engine.evaluate("fired")


def test_options_and_late_bundles_are_taken_over(isolation: str | None) -> None:
    """Also the bundles that came after the start, and the isolation."""
    with MiniRacerEngine(
        [GLUE],
        timeout=0.3,
        isolation=isolation,  # type: ignore[arg-type]
        max_memory=40_000_000,
    ) as engine:
        engine.load(Bundle("late", "var late = 'late'"))
        engine.evaluate("1")
        with engine.fresh() as private:
            assert "late glued x" == private.evaluate("`${late} ${glued('x')}`")
            assert (private.stats().process == engine.stats().process) is (
                isolation is None
            )

            with pytest.raises(EngineTimeoutError, match=r"more than 0\.3 s"):
                private.call("() => { for (;;); }")
            with pytest.raises(EngineMemoryError):
                private.call(
                    "() => { for (const a = [];;) a.push(Array(1e4).fill(1)) }",
                    timeout=60,
                )
        assert 0 == engine.stats().restarts


def test_fresh_engine_is_closed_with_its_block(make_engine: Make) -> None:
    """And the other one goes on."""
    engine = make_engine([GLUE])
    with engine.fresh() as private:
        private.evaluate("1")

    assert private.closed
    assert not engine.closed
    assert "glued x" == engine.call("glued", "x")


def test_protocol_has_it() -> None:
    """Code that takes an `Engine` can ask for a private one."""

    def privately(engine: Engine) -> str:
        with engine.fresh() as private:
            return private.evaluate("typeof kept")

    with MiniRacerEngine() as engine:
        engine.evaluate("var kept = 1")

        assert "undefined" == privately(engine)
