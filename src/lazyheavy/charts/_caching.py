"""Results kept by content, in whatever mapping the caller hands over.

Two kinds of entry, both under texts: a chart as it was drawn, and the bytes of
one of its formats. Neither is changed once it is in, so a mapping that writes to
disk, or that counts sizes as it takes things in, sees all there is.
"""

import os
from _thread import RLock
from functools import lru_cache

from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from typing import Any, Protocol

    from lazyheavy.charts._chart import Chart
    from lazyheavy.charts._preparing import Prepared

    class KeepsBytes(Protocol):
        """What a chart asks for its formats."""

        def made(self, key: str, make: Callable[[], bytes], /) -> bytes:
            """Return the bytes under *key*, made now or before."""
            ...


#: The environment that pictures depend on.
_ENVIRONMENT = ("TZ", "LAZYHEAVY_ASSETS")

# The state of this module: one lock around all mappings, since those of
# cachetools take no two threads at once. A mapping that draws a chart while it
# is asked is asked by the same thread.
_using = RLock()


class _Forked:
    """Gives a forked child a lock of its own: another thread may have held it."""

    def forget_parent(self) -> None:
        """Replace the lock."""
        global _using  # noqa: PLW0603 - see "the state"
        _using = RLock()


_forked: "_Forked | None" = None


class Cache:
    """A mapping of the caller, used by one thread at a time.

    Raises:
        ChartError: It is no mapping that can be changed.
    """

    __slots__ = ("_mapping",)

    def __init__(self, mapping: "MutableMapping[str, Any]") -> None:
        kind = type(mapping)
        if not hasattr(kind, "__setitem__") or not hasattr(kind, "get"):
            message = (
                "cache must be a mapping such as a dict or cachetools.TTLCache, not "
                f"{kind.__name__}"
            )
            raise ChartError(message)
        self._mapping = mapping
        _hear_of_forks()

    def drawn(self, prepared: "Prepared") -> "Chart":
        """Return the chart that is kept, else draw it and keep it.

        Nothing is locked while it is drawn, and an error is not kept.
        """
        key = key_of(prepared)
        chart = self.kept(prepared, key)
        if chart is None:
            chart = self.keep(prepared, key, prepared.drawn_as_svg())
        return chart

    def kept(self, prepared: "Prepared", key: str) -> "Chart | None":
        """Return the chart that is kept under *key*, in the wanted format."""
        from lazyheavy.charts._chart import Chart

        found = self._get(key)
        if not isinstance(found, Chart):
            return None
        if found.needs_browser and prepared.format != "html":
            return None  # it is an error, and drawing says so
        return prepared.finished(found.kept_in(self, key))

    def keep(self, prepared: "Prepared", key: str, chart: "Chart") -> "Chart":
        """Keep a chart that was drawn, and return it in the wanted format."""
        if not _may_be_kept(prepared, chart):
            return prepared.finished(chart)
        self._set(key, chart.kept_in(None, ""))
        return prepared.finished(chart.kept_in(self, key))

    def taken(self, prepared: "Prepared", key: str, chart: "Chart") -> "Chart":
        """Keep a chart that was drawn and finished elsewhere, and return it."""
        if not _may_be_kept(prepared, chart):
            return chart
        self._set(key, chart.kept_in(None, ""))
        # Asks for the format that is there, which is kept under the right key.
        prepared.finished(chart.kept_in(_Filling(self, chart.data), key))
        kept = chart.kept_in(self, key)
        kept.format, kept.data = chart.format, chart.data
        return kept

    def made(self, key: str, make: "Callable[[], bytes]", /) -> bytes:
        """Return the bytes that are kept under *key*, else make and keep them.

        Nothing is locked while they are made, and an error is not kept.
        """
        found = self._get(key)
        if isinstance(found, bytes):
            return found
        made = make()
        self._set(key, made)
        return made

    def _get(self, key: str) -> "Any":
        with _using:
            return self._mapping.get(key)

    def _set(self, key: str, value: "Any") -> None:
        with _using:
            try:
                self._mapping[key] = value
            except ValueError:  # cachetools: it is larger than all it may hold
                return


class _Filling:
    """Keeps bytes that were made elsewhere, in the place of making them."""

    __slots__ = ("_cache", "_data")

    def __init__(self, cache: Cache, data: "Any") -> None:
        self._cache = cache
        self._data = data

    def made(self, key: str, _make: "Callable[[], bytes]", /) -> bytes:
        """Keep what there is under *key*."""
        return self._cache.made(key, lambda: self._data)


def _may_be_kept(prepared: "Prepared", chart: "Chart") -> bool:
    """Tell whether the key says all: it does not of what drawing has loaded."""
    if prepared.may_load:
        return False
    return prepared.remote is None or chart.needs_browser or "<image" not in chart.svg


def key_of(prepared: "Prepared") -> str:
    """Return the key of a chart: the hash of all that decides what it will be.

    That is its content, the versions of what draws, and the time zone, so a
    mapping that outlives the process gives no picture of another one.
    """
    from hashlib import sha256  # with the first chart that may be kept

    environment = [os.environ.get(name, "") for name in _ENVIRONMENT]
    font = _state_of_file(prepared.font)
    total = sha256()
    for part in (*_versions(), *environment, font, *prepared.content()):
        data = part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return f"lazyheavy:{total.hexdigest()}"


def _state_of_file(font: "str | None") -> str:
    """Return what tells one state of a font file from another, '' for a family."""
    try:
        found = os.stat(font or "")
    except (OSError, ValueError):
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


@lru_cache(maxsize=1)
def _versions() -> "tuple[str, str]":
    """Return the version of lazyheavy, and the pins of what it draws with."""
    from importlib import metadata

    from lazyheavy.charts._engines import own_script

    try:
        version = metadata.version("lazyheavy")
    except metadata.PackageNotFoundError:
        version = ""
    return version, own_script("assets.json")


def _hear_of_forks() -> None:
    """Register for forks, once."""
    global _forked  # noqa: PLW0603 - only ever set
    if _forked is None:
        from lazyheavy._fork import at_fork

        _forked = _Forked()
        at_fork(_forked)
