"""`render_many`: a stream of charts, drawn by threads, processes or a cluster."""

from lazyheavy._typed import overload
from lazyheavy.charts._formats import check_format
from lazyheavy.charts._many_jobs import Job
from lazyheavy.charts._problems import closest
from lazyheavy.charts._render import render_chart
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _queue import SimpleQueue
    from collections.abc import Callable, Generator, Iterable
    from typing import Any, Literal, TypeAlias

    from lazyheavy.charts._chart import Chart
    from lazyheavy.charts._many_cached import CachedJob
    from lazyheavy.charts._many_jobs import Drawing

    Format: TypeAlias = Literal["svg", "png", "jpeg", "pdf", "html"]
    Pending: TypeAlias = dict[int, Drawing]
    Submit: TypeAlias = Callable[[Any], Drawing]

#: Charts on their way for each worker: one that it draws, one that waits.
LOOK_AHEAD = 2


@overload
def render_many(
    specs: "Iterable[Any]",
    /,
    *,
    executor: "Any" = None,
    max_workers: "int | None" = None,
    format: "Format" = "svg",
    on_error: "Literal['raise']" = "raise",
    ordered: "Literal[True]" = True,
    **options: "Any",
) -> "Generator[Chart, None, None]": ...
@overload
def render_many(  # noqa: F811 - ruff does not know an `overload` of our own
    specs: "Iterable[Any]",
    /,
    *,
    executor: "Any" = None,
    max_workers: "int | None" = None,
    format: "Format" = "svg",
    on_error: "Literal['return']",
    ordered: "Literal[True]" = True,
    **options: "Any",
) -> "Generator[Chart | Exception, None, None]": ...
@overload
def render_many(  # noqa: F811 - ruff does not know an `overload` of our own
    specs: "Iterable[Any]",
    /,
    *,
    executor: "Any" = None,
    max_workers: "int | None" = None,
    format: "Format" = "svg",
    on_error: "Literal['raise', 'return']" = "raise",
    ordered: "Literal[False]",
    **options: "Any",
) -> "Generator[tuple[int, Chart | Exception], None, None]": ...
def render_many(  # noqa: F811 - ruff does not know an `overload` of our own
    specs: "Iterable[Any]",
    /,
    *,
    executor: "Any" = None,
    max_workers: "int | None" = None,
    format: "Format" = "svg",
    on_error: "Literal['raise', 'return']" = "raise",
    ordered: bool = True,
    **options: "Any",
) -> "Generator[Any, None, None]":
    """Draw many charts, and give each as soon as it is its turn.

    ::

        for path, chart in zip(paths, render_many(map(read, paths), format="png")):
            chart.save(path.with_suffix(".png"))

    Nothing is drawn before the first chart is asked for, and never more than two
    charts a worker are ahead of the caller: *specs* may be endless, and memory
    stays what it is. Closing the iterator (``break`` and letting go of it, or
    its ``close()``) takes back what has not begun, waits for the charts that
    are being drawn, and leaves no thread behind.

    Args:
        specs: Specifications, charts of other libraries, or data: each as for
            `render_chart`.
        executor: Who draws. By default threads of its own, each with a V8 of
            its own, which draw at the same time; they end with the iterator.
            Else whatever has ``submit()``: a pool of ``concurrent.futures``, or
            a ``dask.distributed.Client``. It is left open. What is drawn by
            other processes has to be picklable, and so are the charts.
        max_workers: How many draw at once; as many as there are processors by
            default. For an *executor*, how many it is taken to have.
        format: The format that is made by the worker; see `render_chart`.
        on_error: "raise" ends with the first error; "return" gives the error
            in the place of its chart and goes on.
        ordered: True gives the charts in the order of *specs*; False gives pairs
            of number and chart, each as soon as it is drawn.
        **options: For every chart, as for `render_chart`. A ``cache=`` stays
            here: what it has is not drawn, wherever the others are.

    Raises:
        ChartError: An option is wrong; and what `render_chart` raises, while
            iterating, with a note that says which chart it was.
        TypeError: *specs* is one specification, or *executor* no executor, or
            an option is unknown.
    """
    _check(specs, executor, on_error)
    check_format(format)
    _check_options(options)
    workers = _workers(executor, max_workers)
    cache = options.pop("cache", None)
    job = Job({**options, "format": format})
    return _stream(
        specs,
        job if cache is None else _cached(job, cache),
        executor,
        workers,
        give_errors=on_error == "return",
        ordered=ordered,
    )


def _stream(
    specs: "Iterable[Any]",
    job: "Job | CachedJob",
    executor: "Any",
    workers: int,
    *,
    give_errors: bool,
    ordered: bool,
) -> "Generator[Any, None, None]":
    """Keep the workers busy and yield what they have drawn."""
    from _queue import SimpleQueue  # with the first of many charts, as below
    from concurrent.futures import ThreadPoolExecutor

    own = ThreadPoolExecutor(workers, "lazyheavy-charts") if executor is None else None
    submit = _submit(executor if own is None else own, job)
    drawn: SimpleQueue[int] = SimpleQueue()
    pending: Pending = {}
    waiting = enumerate(specs)
    try:
        while True:
            while len(pending) < LOOK_AHEAD * workers:
                number, spec = next(waiting, (-1, None))
                if number < 0:
                    break
                pending[number] = future = submit(spec)
                if not ordered:
                    future.add_done_callback(_teller(drawn, number))
            if not pending:
                return
            number = next(iter(pending)) if ordered else drawn.get()
            outcome = _outcome(pending[number], number, give_errors=give_errors)
            del pending[number]
            yield outcome if ordered else (number, outcome)
            del outcome  # the caller's from here on
    finally:
        for future in pending.values():
            future.cancel()
        if own is not None:
            own.shutdown()


def _cached(job: Job, cache: "Any") -> "CachedJob":
    """Return a job that draws only what is not in the cache."""
    from lazyheavy.charts._many_cached import CachedJob  # where it is asked for

    return CachedJob(job, cache)


def _teller(drawn: "SimpleQueue[int]", number: int) -> "Callable[[Any], None]":
    """Return what tells that the chart with this number is drawn."""
    return lambda _: drawn.put(number)


def _outcome(
    future: "Drawing", number: int, *, give_errors: bool
) -> "Chart | Exception":
    """Wait for a chart and return it, or its error."""
    from concurrent.futures import BrokenExecutor

    try:
        return future.result()
    except BrokenExecutor:
        raise  # it draws no more charts: nobody's specification is to blame
    except Exception as error:
        if give_errors:
            return error
        if hasattr(error, "add_note"):  # from 3.11 on
            error.add_note(f"(this is number {number} of the charts, counted from 0)")
        raise


def _submit(executor: "Any", job: "Job | CachedJob") -> "Submit":
    """Return what hands one specification to the executor."""
    as_executor = getattr(executor, "get_executor", None)
    if as_executor is not None:  # a Dask client
        # Not "pure": that would have it read every specification for a key.
        executor = as_executor(pure=False)
    return lambda spec: job.submitted(spec, executor.submit)


def _workers(executor: "Any", asked: "int | None") -> int:
    """Return how many charts are drawn at once."""
    if asked is not None:
        if type(asked) is not int or asked < 1:
            message = f"max_workers must be a whole number above 0, not {asked!r}"
            raise ChartError(message)
        return asked
    cores = getattr(executor, "ncores", None)
    if cores is not None:  # a Dask client
        return max(1, int(sum(cores().values())))
    workers = getattr(executor, "_max_workers", None)
    if isinstance(workers, int):
        return workers
    import os  # loaded by every interpreter

    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check(specs: "Any", executor: "Any", on_error: str) -> None:
    """Refuse what would fail late, or in words that do not help."""
    if isinstance(specs, (dict, str, bytes)) or not hasattr(specs, "__iter__"):
        message = (
            f"render_many takes an iterable of specifications, not one "
            f"{type(specs).__name__}: use render_chart for one"
        )
        raise TypeError(message)
    if executor is not None and not callable(getattr(executor, "submit", None)):
        message = (
            f"executor must have submit(), as those of concurrent.futures and Dask's "
            f"Client have, and {type(executor).__name__} has not"
        )
        raise TypeError(message)
    if on_error not in ("raise", "return"):
        message = f"on_error must be 'raise' or 'return', not {on_error!r}"
        raise ChartError(message)


def _check_options(options: "dict[str, Any]") -> None:
    """Refuse options that `render_chart` has not, before anything is drawn."""
    known = list(render_chart.__kwdefaults__ or ())
    for name in options:
        if name not in known:
            meant = closest(name, known)
            hint = f"; did you mean {meant!r}?" if meant else ""
            message = f"render_many has no option {name!r}{hint}"
            raise TypeError(message)
