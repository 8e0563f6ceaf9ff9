"""Ctrl-C at any moment costs no slot of a pool, and leaves nobody waiting or holding.

CPython raises KeyboardInterrupt where a function begins: here it comes at the
beginning of each of ours, one after the other.
"""

from __future__ import annotations

from textwrap import dedent

from tests._support.children import output_of

PRELUDE = """
import sys, warnings
from lazyheavy.instances import Pool, shared

warnings.simplefilter("ignore", ResourceWarning)
sys.unraisablehook = lambda _: None  # an interrupt inside a finalizer goes nowhere

class Engine:
    def __init__(self): self.is_closed = False
    def close(self): self.is_closed = True

def interrupt(work, moment):
    '''Do *work*; interrupt it as it calls the so-many-th function of ours.'''
    calls = 0
    def trace(frame, event, argument):
        nonlocal calls
        if frame.f_globals["__name__"].startswith("lazyheavy.instances"):
            calls += 1
            if calls == moment: raise KeyboardInterrupt
    sys.settrace(trace)
    try: work()
    except KeyboardInterrupt: pass
    finally: sys.settrace(None)
    return calls >= moment
"""


def test_pool_keeps_its_slots() -> None:
    """Whatever an interrupt cuts off, both instances can still be lent."""
    code = """
        def use(pool):
            with pool.checkout(): pass

        def hold_both(pool):
            with pool.checkout(), pool.checkout(): pass

        for prepare in [lambda pool: None, use, hold_both]:
            moment = 1
            while True:
                pool = Pool(Engine, max_size=2, timeout=0, max_idle=10, max_uses=3,
                            check=lambda _: True, reset=lambda _: None,
                            close=Engine.close, name="engines", clock=lambda: 0.0)
                prepare(pool)
                if not interrupt(lambda: use(pool), moment): break
                hold_both(pool)
                stats = pool.stats()
                assert (stats.in_use, stats.waiting) == (0, 0), (moment, stats)
                assert stats.size == stats.idle <= 2, (moment, stats)
                moment += 1
            print(moment > 10)
    """

    assert "True\nTrue\nTrue" == output_of(PRELUDE + dedent(code))


def test_shared_instance_is_let_go() -> None:
    """It is neither held for ever nor made by somebody who is gone."""
    code = """
        for is_made in [False, True]:
            moment = 1
            while True:
                made = []
                def factory():
                    made.append(Engine())
                    return made[-1]
                engine = shared(close=Engine.close, check=lambda _: True,
                                ttl=10, clock=lambda: 0.0)(factory)
                if is_made: engine()
                def use():
                    with engine.use(): pass
                if not interrupt(use, moment): break
                last = engine()
                assert last is made[-1]
                with engine.use() as held: assert held is last
                engine.cache_clear()
                assert last.is_closed, moment
                moment += 1
            print(moment > 4)
    """

    assert "True\nTrue" == output_of(PRELUDE + dedent(code))
