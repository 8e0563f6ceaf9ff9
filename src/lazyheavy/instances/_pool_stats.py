"""What `Pool.stats()` returns; imported only when it is called."""

from typing import NamedTuple

__all__ = ["PoolStats"]


class PoolStats(NamedTuple):
    """What a pool holds now, and what it has done in this process."""

    #: The most instances that there may be.
    max_size: int
    #: Instances that there are, those being made or closed included.
    size: int
    #: Instances that lie ready.
    idle: int
    #: Instances that somebody has, or that are being made for somebody.
    in_use: int
    #: Threads and tasks that wait.
    waiting: int
    #: Instances made and closed so far.
    made: int
    closed: int
    #: How often an instance was taken.
    checkouts: int
    #: How often somebody had to wait for one, how long in all, and how often in
    #: vain. Those who wait now are not counted yet.
    waits: int
    wait_seconds: float
    timeouts: int
