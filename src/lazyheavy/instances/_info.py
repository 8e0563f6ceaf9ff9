"""What `cache_info()` returns; imported only when it is called."""

from typing import NamedTuple

__all__ = ["CacheInfo"]


class CacheInfo(NamedTuple):
    """What a shared instance has done in this process.

    The first three fields are those of `functools.lru_cache`.
    """

    #: Calls that found an instance ready. Counted without a lock, so threads
    #: that call at the same moment may lose one.
    hits: int
    #: Calls that had to make one, or wait for another thread to make it.
    misses: int
    #: How many instances are kept now: 0 or 1 (for the calling thread or the
    #: current context, if the scope says so).
    currsize: int
    #: Seconds since the kept instance was made, or None.
    age: "float | None"
    #: How many instances were made.
    made: int
