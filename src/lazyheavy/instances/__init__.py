"""Heavy instances that are made on first use and kept: `@shared` and `Pool`."""

from lazyheavy.instances._decorate import shared
from lazyheavy.instances._shared import SharedInstance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.instances._pool import Pool
    from lazyheavy.instances._pool_stats import PoolStats

__all__ = ["Pool", "PoolStats", "SharedInstance", "shared"]


def __getattr__(name: str) -> object:
    """Import what only programs with a pool need when it is asked for."""
    if name == "Pool":
        from lazyheavy.instances._pool import Pool

        return Pool
    if name == "PoolStats":
        from lazyheavy.instances._pool_stats import PoolStats

        return PoolStats
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message, name=name)
