"""Our own JavaScript, which every engine gets before any bundle."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["read_prelude"]


def read_prelude(*first: str) -> str:
    """Return ``bridge.js`` and ``shims.js`` as one script, after those in *first*."""
    # The loader also reads from a zip file; importlib.resources costs 8 ms.
    loader: Any = __spec__.loader
    folder = os.path.dirname(__file__)  # pathlib costs 9 ms
    parts = [
        loader.get_data(os.path.join(folder, name)).decode()
        for name in (*first, "bridge.js", "shims.js")
    ]
    return "".join([*parts, ";0\n//# sourceURL=lazyheavy:engine"])
