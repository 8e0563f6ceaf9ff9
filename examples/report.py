"""Who imported what, and what did it cost? `lazy.report()` knows.

python examples/report.py
"""

import asyncio

import lazyheavy as lazy

with lazy.imports():
    import decimal
    import sqlite3
    from difflib import get_close_matches


def spell(word: str) -> list[str]:
    """Look a word up."""
    return get_close_matches(word, ["crazy", "hazy", "lacy"])


async def price() -> str:
    """Compute something while the event loop waits for the import."""
    return str(decimal.Decimal("9.99") * 3)


def archive(path: str) -> object:
    """Open a data base; nobody does, so `sqlite3` is never imported."""
    return sqlite3.connect(path)


spell("lazy")
asyncio.run(price())
print(lazy.report())
