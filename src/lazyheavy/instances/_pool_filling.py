"""Making the instances of a pool before somebody needs them."""

from lazyheavy import _fork
from lazyheavy.instances._pool_lease import Lease

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import Thread

    from lazyheavy.instances._pool_keeper import PoolKeeper

__all__ = ["fill", "fill_in_background"]


def fill(keeper: "PoolKeeper", *, at_least: int = 0) -> None:
    """Make instances until there are as many as the pool is to have."""
    below = max(keeper.slots.min_size, at_least)
    while True:
        lease = Lease(1)
        lease.begin()
        try:
            if not keeper.make_one(lease, below):
                return
        finally:
            lease.end()


def fill_in_background(keeper: "PoolKeeper", *, at_least: int = 0) -> "Thread":
    """Do so in a daemon thread; what the factory raises is logged."""
    from threading import Thread  # with the first pool that has a min_size

    slots = keeper.slots

    def run() -> None:
        try:
            fill(keeper, at_least=at_least)
        except Exception as error:  # noqa: BLE001 - nobody is there to get it
            _fork.report_error(error, f"filling the pool of {keeper.name} failed")
        finally:
            slots.is_filling = False

    thread = Thread(target=run, name="lazyheavy-pool-fill", daemon=True)
    slots.is_filling = True
    try:
        thread.start()
    except BaseException:
        slots.is_filling = False
        raise
    return thread
