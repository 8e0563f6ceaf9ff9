"""JavaScript engines, started on first use: strings in, strings out.

Importing this looks for no engine library.
"""

from lazyheavy.engines._bundle import Bundle
from lazyheavy.engines._library import warm
from lazyheavy.engines._miniracer import MiniRacerEngine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.engines._protocol import Engine, EngineStats

__all__ = ["Bundle", "Engine", "EngineStats", "MiniRacerEngine", "warm"]


def __getattr__(name: str) -> object:
    """Import the two names that need `typing` when they are asked for."""
    if name in {"Engine", "EngineStats"}:
        from lazyheavy.engines import _protocol

        return getattr(_protocol, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message, name=name)
