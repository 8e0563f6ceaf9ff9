"""Shared instances and pools: the factory's type, wherever one is handed out."""

import asyncio

from claims import assert_type
from lazyheavy.instances import Pool, SharedInstance, shared


class Engine:
    """Something to make."""

    def draw(self) -> str:
        """Draw."""
        return "<svg/>"


@shared
def plain() -> Engine:
    """Make one."""
    return Engine()


@shared(scope="context", ttl=3.0, check=lambda engine: engine.draw())
def timed() -> dict[str, int]:
    """Make one, with options."""
    return {}


@shared
class Decorated:
    """A class that is its own factory."""

    def draw(self) -> str:
        """Draw."""
        return "<svg/>"


engine = shared(Engine)
pool = Pool(Engine, max_size=2, reset=Engine.draw, check=lambda e: e.draw())


async def main() -> None:
    """Use them in every way that there is."""
    assert_type(plain, SharedInstance[Engine])
    assert_type(plain(), Engine)
    assert_type(await plain.aget(), Engine)
    assert_type(timed(), dict[str, int])
    assert_type(Decorated().draw(), str)
    assert_type(engine, SharedInstance[Engine])
    with engine.use() as held:
        assert_type(held, Engine)
    assert_type(pool, Pool[Engine])
    with pool.checkout(timeout=3) as lent:
        assert_type(lent, Engine)
    async with pool.acheckout() as lent:
        assert_type(lent, Engine)
    with Pool(Engine, max_size=1) as short:
        assert_type(short, Pool[Engine])
    pool.discard(3)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


asyncio.run(main())
