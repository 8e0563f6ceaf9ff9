"""`render_chart`: from whatever the caller has to a drawn chart."""

from lazyheavy.charts._chart import Chart
from lazyheavy.charts._preparing import prepare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping
    from typing import Any, Literal


def render_chart(
    spec_or_data: "Any",
    /,
    *,
    format: "Literal['svg', 'png', 'jpeg', 'pdf', 'html']" = "svg",
    kind: "Literal['vega-lite', 'vega', 'echarts'] | None" = None,
    mark: "str | dict[str, Any] | None" = None,
    x: "str | dict[str, Any] | None" = None,
    y: "str | dict[str, Any] | None" = None,
    color: "str | dict[str, Any] | None" = None,
    title: "str | None" = None,
    width: "float | None" = None,
    height: "float | None" = None,
    scale: float = 1,
    theme: "str | dict[str, Any] | None" = None,
    config: "dict[str, Any] | None" = None,
    locale: "str | dict[str, Any] | None" = None,
    maps: "dict[str, Any] | None" = None,
    font: "str | None" = None,
    seed: int = 0,
    timezone: "Literal['UTC', 'local']" = "UTC",
    background: "str | None" = None,
    data_loader: "Callable[[str], Any] | None" = None,
    allowed_base_urls: "Iterable[str] | None" = None,
    cache: "MutableMapping[str, Any] | None" = None,
    timeout: float = 10.0,
    isolation: "Literal['process'] | None" = None,
) -> Chart:
    """Draw a chart.

    ::

        chart = lazy.charts.render_chart(
            [{"city": "Oslo", "rain": 763}, {"city": "Rome", "rain": 878}],
            mark="bar", x="city", y="rain",
        )
        chart.save("rain.png")

    The same input gives the same bytes, in every process and in every time zone,
    unless *timezone* asks for that of the process. Text whose font is installed is
    laid out with its letters, so there the fonts of the machine are part of the input;
    all other text is laid out as Arial.

    Nothing is fetched unless *data_loader* or *allowed_base_urls* says so: data
    and images must be in the specification. No specification can name a
    file. Blocks until the chart is drawn; threads take turns, one engine each for
    Vega and for ECharts.

    Args:
        spec_or_data: A specification of Vega-Lite, Vega or ECharts as dict or
            JSON text; a chart of Altair or pyecharts; or data: a list or an
            iterator of records, a dict of columns, a data frame of any library
            that narwhals knows (the index of pandas is a column of its name, or
            "index"), a record batch of pyarrow.
        format: The format that is made at once, so that its errors come here;
            `Chart.data` holds it. The others are made when asked for.
        kind: Which kind of specification it is; told by its ``$schema`` or
            its keys if None.
        mark: For data: how to draw it ("bar", "line", "point", "area",
            "rect", "arc", ...), as in Vega-Lite; or "scatter", "heatmap",
            "histogram" or "pie", which are made of these: see the functions
            of these names. Chosen from the types of the columns if None.
        x: For data: what goes along x. A column, a shorthand such as
            ``"mean(price)"``, ``"count()"`` or ``"year:O"`` (Q, T, O or N), or
            the definition of a channel as in Vega-Lite.
        y: The same for y; for an arc, the size of its angle.
        color: The same for the colour.
        title: Text above the chart.
        width: Width in pixels; of the plot in Vega-Lite and Vega, of the whole
            picture in ECharts (600 by default).
        height: Height in pixels, in the same way (400 by default).
        scale: Pixels of a PNG for each pixel of the chart.
        theme: How it looks: the name of a theme ("dark", "fivethirtyeight",
            "vox", ... for Vega; "dark", "vintage", "macarons", ... for
            ECharts), or a theme as a dict. What the specification itself says
            wins over it.
        config: Configuration as the library names it, put over that of the
            specification; for ECharts, parts of the option.
        locale: How numbers and times are written: a name such as "de-DE". As a
            dict: ``{"number": ..., "time": ...}`` for Vega, each a name or a
            definition of D3; a definition of ECharts for ECharts.
        maps: Maps that an option of ECharts names: each name with its GeoJSON,
            as a dict or as JSON text. A chart of pyecharts may bring its own
            (``add_geo_json()``), an option in ``usermeta.maps``.
        font: Family of the text, several as in CSS, or a font file. Where it is
            found, text is laid out with its letters, and PNG is drawn with it.
        seed: Where random numbers start, of samples and of layouts by force.
        timezone: Where times without an offset in a specification are read, and
            times are written: "UTC", or "local" for the zone that the process
            had when its first chart was drawn (``TZ``, or that of the system).
            A browser that shows the HTML does both in its own. Times in data
            frames and records do not depend on it.
        background: Colour behind the chart, as CSS writes it, or "transparent".
        data_loader: Called with each address of data in a specification of
            Vega or Vega-Lite, and with the addresses of images; returns text,
            bytes, or data as JSON has it. It is never asked for ``file:``.
        allowed_base_urls: Where these addresses have to begin, such as
            ``["https://example.org/data/"]``; data elsewhere is refused, and so
            is a redirect to elsewhere. Without a *data_loader* they are fetched
            over HTTP: at most 32 MB and 10 seconds each.
        cache: Keeps charts, and their PNG, JPEG and PDF: a dict, a
            ``TTLCache`` of cachetools, or whatever else maps text to what
            can be pickled. The key is the content: the specification and the
            data as they are drawn, and every option. Errors are not kept, and
            neither are charts with images that were loaded. Threads may share
            it. Data is loaded anew each time.
        timeout: Seconds until drawing is given up.
        isolation: "process" has V8 draw in a worker process, for specifications
            of strangers: what takes too long or too much memory (1 GiB) is an
            error, where in this process V8 may end all of it. The worker starts
            with the first such chart and stays for the next.

    Raises:
        SpecError: The specification, or the data, is wrong; the message names
            the place.
        DataAccessError: It wants data or images that are not in it, and that
            are not allowed or do not come.
        ChartError: It cannot be drawn, or an option is wrong.
        FontError: A PNG would lose text.
        EngineTimeoutError: It took more than *timeout* seconds.
        EngineMemoryError: It took more memory than there is for it.
        MissingDependencyError: A part is not installed:
            ``pip install "lazyheavy[charts]"``.
    """
    given = locals()
    del given["spec_or_data"], given["cache"]
    prepared = prepare(spec_or_data, given)
    if cache is None:
        return prepared.drawn()
    from lazyheavy.charts._caching import Cache  # only where it is asked for

    return Cache(cache).drawn(prepared)
