"""Who holds the instances of a pool, in words; imported only for an error."""

import sys

from lazyheavy.errors import PoolTimeoutError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from lazyheavy.instances._pool_lease import Lease
    from lazyheavy.instances._pool_slots import Slots, Waiter

__all__ = ["describe_holders", "timeout_error"]

#: How many holders a message lists.
LISTED = 8


def describe_holders(leases: "Iterable[Lease]", now: float) -> "list[str]":
    """Return a line for each lease: who has it, how long, from which line."""
    running = sys._current_frames()  # noqa: SLF001 - also threads made by C code
    names: dict[int | None, str] = {thread: f"thread {thread}" for thread in running}
    threading = sys.modules.get("threading")
    if threading is not None:
        for thread in threading.enumerate():
            names[thread.ident] = f"thread {thread.name!r}"
    return [_describe(lease, now, names) for lease in leases]


def timeout_error(
    slots: "Slots", waiter: "Waiter", now: float, timeout: "float | None"
) -> PoolTimeoutError:
    """Return the error for one who has waited in vain; the lock is held."""
    leases = slots.leases
    holders = describe_holders(leases, now)
    more = len(holders) - LISTED
    listed = [*holders[:LISTED], *([f"{more} more"] if more > 0 else [])]
    message = (
        f"no instance of {slots.name} became free within {timeout:.4g} s: "
        f"{len(leases)} of {slots.max_size} in use, {len(slots.waiters)} others "
        f"waiting. {'; '.join(listed)}"
    )
    if leases and all(waiter.keeps(lease) for lease in leases):
        message += ". The one who waited holds them all"
    return PoolTimeoutError(message, holders=tuple(holders))


def _describe(lease: "Lease", now: float, names: "dict[int | None, str]") -> str:
    if lease.task_name is not None:
        who = f"task {lease.task_name!r}"
    else:
        who = names.get(lease.thread, "a thread that has ended")
    what = "has one" if lease.item is not None else "is making one"
    where = f"{lease.code.co_filename}:{lease.line}"
    return f"{who} {what} for {now - lease.since:.4g} s ({where})"
