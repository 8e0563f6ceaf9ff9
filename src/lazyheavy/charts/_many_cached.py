"""Many charts with a cache: looked up here, drawn wherever the executor draws.

The mapping of the caller stays in this process. A worker gets what is prepared.
"""

from concurrent.futures import Future

from lazyheavy.charts._caching import Cache, key_of
from lazyheavy.charts._preparing import prepare
from lazyheavy.charts._render import render_chart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from lazyheavy.charts._chart import Chart
    from lazyheavy.charts._many_jobs import Drawing, Job, Submit
    from lazyheavy.charts._preparing import Prepared


class CachedJob:
    """Draws what is not in the cache.

    Args:
        job: Draws a chart that is not.
        mapping: The cache.

    Raises:
        ChartError: It is no mapping that can be changed.
    """

    __slots__ = ("_cache", "_given", "_job")

    def __init__(self, job: "Job", mapping: "Any") -> None:
        self._job = job
        self._cache = Cache(mapping)
        self._given = {**(render_chart.__kwdefaults__ or {}), **job.options}
        del self._given["cache"]

    def submitted(self, spec: "Any", submit: "Submit") -> "Drawing":
        """Look one specification up, else hand it to an executor."""
        known: Future[Chart] = Future()
        try:
            prepared = prepare(spec, self._given)
            key = key_of(prepared)
            chart = self._cache.kept(prepared, key)
        except Exception as error:  # noqa: BLE001 - for whoever asks for the chart
            known.set_exception(error)
            return known
        if chart is None:
            drawing = submit(self._job, prepared)
            return _Kept(self._cache, prepared, key, drawing)
        known.set_result(chart)
        return known


class _Kept:
    """A chart on its way, which is kept when it is asked for."""

    __slots__ = ("_cache", "_drawing", "_key", "_prepared")

    def __init__(
        self, cache: Cache, prepared: "Prepared", key: str, drawing: "Drawing"
    ) -> None:
        self._cache = cache
        self._prepared = prepared
        self._key = key
        self._drawing = drawing

    def result(self) -> "Chart":
        """Wait for the chart, keep it and return it."""
        drawn = self._drawing.result()
        return self._cache.taken(self._prepared, self._key, drawn)

    def cancel(self) -> bool:
        """Take it back, if it has not begun."""
        return self._drawing.cancel()

    def add_done_callback(self, told: "Callable[[Any], object]", /) -> None:
        """Call *told* when it is drawn."""
        self._drawing.add_done_callback(told)
