"""Whatever the order of events, the pool's books agree with a simple model."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle as Handles
from hypothesis.stateful import (
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
)

from lazyheavy.errors import PoolTimeoutError
from lazyheavy.instances import Pool
from tests.instances._pools import Clock, Engine

SIZE, IDLE, AGE, USES = 3, 10, 25, 4


class PoolMachine(RuleBasedStateMachine):
    """Takes, returns, breaks and discards, while the clock goes on."""

    handles = Handles("handles")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.made: list[Engine] = []
        self.born: dict[Engine, float] = {}
        self.uses: dict[Engine, int] = {}
        self.returned: dict[Engine, float] = {}
        self.fails = False
        self.lent: dict[Engine, Any] = {}  # and their checkouts
        self.pool = Pool(
            self.make,
            max_size=SIZE,
            max_idle=IDLE,
            max_age=AGE,
            max_uses=USES,
            check=lambda engine: engine.is_healthy,
            close=Engine.close,
            timeout=0,
            clock=self.clock,
        )

    def make(self) -> Engine:
        """Make one, or fail."""
        if self.fails:
            raise LookupError
        engine = Engine()
        self.made.append(engine)
        self.born[engine] = self.returned[engine] = self.clock.now
        self.uses[engine] = 0
        return engine

    @precondition(lambda self: len(self.lent) < SIZE)
    @rule(target=handles)
    def take(self) -> Any:
        """Take one that nobody has and that is as it should be."""
        checkout = self.pool.checkout()
        engine = checkout.__enter__()
        assert engine not in self.lent
        assert not engine.is_closed
        assert engine.is_healthy
        assert self.clock.now - self.born[engine] < AGE
        assert self.clock.now - self.returned[engine] < IDLE
        assert self.uses[engine] < USES
        self.uses[engine] += 1
        self.lent[engine] = checkout
        return checkout, engine

    @precondition(lambda self: len(self.lent) == SIZE)
    @rule()
    def take_too_many(self) -> None:
        """There is none."""
        with pytest.raises(PoolTimeoutError):
            self.pool.checkout().__enter__()

    @precondition(lambda self: len(self.lent) < SIZE and not self.pool.stats().idle)
    @rule()
    def fail(self) -> None:
        """Have the factory fail."""
        self.fails = True
        with pytest.raises(LookupError):
            self.pool.checkout().__enter__()
        self.fails = False

    @rule(handle=consumes(handles), how=st.sampled_from(["well", "error", "discard"]))
    def give_back(self, handle: Any, how: str) -> None:
        """End a body."""
        checkout, engine = handle
        kind = None
        if how == "discard":
            assert self.pool.discard(engine)
        elif how == "error":
            kind = ValueError
        checkout.__exit__(kind, None, None)
        del self.lent[engine]
        self.returned[engine] = self.clock.now
        is_old = self.clock.now - self.born[engine] >= AGE
        is_worn = self.uses[engine] >= USES

        assert engine.is_closed == (how == "discard" or is_old or is_worn)

    @rule(handle=handles)
    def break_one(self, handle: Any) -> None:
        """Have the next check fail."""
        handle[1].is_healthy = False

    @rule(seconds=st.integers(1, 15))
    def wait(self, seconds: int) -> None:
        """Let time go by."""
        self.clock.now += seconds

    @rule()
    def warm(self) -> None:
        """Make one if there is none."""
        self.pool.warm()

    @invariant()
    def books_agree(self) -> None:
        """Who is alive is idle or lent; nobody else is."""
        stats = self.pool.stats()
        alive = [engine for engine in self.made if not engine.is_closed]

        assert len(alive) == stats.size == stats.idle + stats.in_use <= SIZE
        assert len(self.lent) == stats.in_use
        assert (len(self.made), len(self.made) - len(alive)) == (
            stats.made,
            stats.closed,
        )
        assert not any(engine.is_closed for engine in self.lent)

    def teardown(self) -> None:
        """Close; what is idle is closed, what is lent is when it comes back."""
        self.pool.close()

        assert set(self.lent) == {e for e in self.made if not e.is_closed}

        for checkout in self.lent.values():
            checkout.__exit__(None, None, None)

        assert all(engine.is_closed for engine in self.made)


TestPoolMachine = PoolMachine.TestCase
TestPoolMachine.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None
)
