"""`render_chart`: from whatever the caller has to a drawn chart."""

from lazyheavy.charts._chart import Chart
from lazyheavy.charts._drawing import CanvasError, draw
from lazyheavy.charts._encode import encode
from lazyheavy.charts._formats import check_format, in_format
from lazyheavy.charts._options import ECHARTS_SIZE, Options, check_positive
from lazyheavy.charts._spec import read_input
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Literal

    from lazyheavy.charts._remote import Remote


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
    font: "str | None" = None,
    seed: int = 0,
    background: "str | None" = None,
    data_loader: "Callable[[str], Any] | None" = None,
    allowed_base_urls: "Iterable[str] | None" = None,
    timeout: float = 10.0,
) -> Chart:
    """Draw a chart.

    ::

        chart = lazy.charts.render_chart(
            [{"city": "Oslo", "rain": 763}, {"city": "Rome", "rain": 878}],
            mark="bar", x="city", y="rain",
        )
        chart.save("rain.png")

    The same input gives the same bytes, in every process, as long as the
    process has the same time zone: Vega and ECharts read times without an
    offset, and write labels of time axes, in the zone that the environment
    variable ``TZ`` (or the system) had when the first chart was drawn. Set
    ``TZ=UTC`` where pictures are compared. Times in data frames and records
    do not depend on it.

    Nothing is fetched unless *data_loader* or *allowed_base_urls* says so: data,
    images and maps must be in the specification. No specification can name a
    file. Blocks until the chart is drawn; threads take turns, one engine each for
    Vega and for ECharts.

    Args:
        spec_or_data: A specification of Vega-Lite, Vega or ECharts as dict or
            JSON text; a chart of Altair or pyecharts; or data: a list of
            records, a dict of columns, a data frame of any library that
            narwhals knows.
        format: The format that is made at once, so that its errors come here;
            `Chart.data` holds it. The others are made when asked for.
        kind: Which kind of specification it is; told by its ``$schema`` or
            its keys if None.
        mark: For data: how to draw it ("bar", "line", "point", "area",
            "rect", "arc", ...), as in Vega-Lite. Chosen from the types of
            the columns if None.
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
        font: Family of the text, several as in CSS, or a font file; in PNG
            also the font that is drawn with.
        seed: Where random numbers start, of samples and of layouts by force.
        background: Colour behind the chart, as CSS writes it, or "transparent".
        data_loader: Called with each address of data in a specification of
            Vega or Vega-Lite, and with the addresses of images; returns text,
            bytes, or data as JSON has it. It is never asked for ``file:``.
        allowed_base_urls: Where these addresses have to begin, such as
            ``["https://example.org/data/"]``; data elsewhere is refused, and so
            is a redirect to elsewhere. Without a *data_loader* they are fetched
            over HTTP: at most 32 MB and 10 seconds each.
        timeout: Seconds until drawing is given up.

    Raises:
        SpecError: The specification, or the data, is wrong; the message names
            the place.
        DataAccessError: It wants data or images that are not in it, and that
            are not allowed or do not come.
        ChartError: It cannot be drawn, or an option is wrong.
        FontError: A PNG would lose text.
        EngineTimeoutError: It took more than *timeout* seconds.
        MissingDependencyError: A part is not installed:
            ``pip install "lazyheavy[charts]"``.
    """
    _check_options(format, scale, seed, timeout)
    options = Options(
        title=title,
        width=width,
        height=height,
        config=config,
        font=_family(font),
        background=background,
        theme=theme,
        locale=locale,
    )
    remote = _remote(data_loader, allowed_base_urls)
    channels = {"x": x, "y": y, "color": color}
    as_data = mark is not None or any(value is not None for value in channels.values())
    found, spec = read_input(spec_or_data, kind, as_data=as_data)
    warnings: list[str] = []
    if found is None:
        found = "vega-lite"
        spec, warnings = _build(spec, mark, channels)
    elif remote is not None and found != "echarts":
        spec = remote.with_data(found, spec)
    functions = getattr(spec, "functions", [])
    spec = options.apply(found, spec)
    if found == "echarts" and (functions or "usermeta" in spec):
        from lazyheavy.charts._functions import sealed  # seldom needed

        spec = sealed(spec, functions)
    text = _checked(found, spec)
    size = (width or ECHARTS_SIZE[0], height or ECHARTS_SIZE[1])
    drawing: dict[str, Any] = {"seed": seed}
    if found == "echarts":
        drawing |= {"width": size[0], "height": size[1]}
    svg = failure = ""
    try:
        svg, drawn = draw(found, text, drawing, timeout)
        if remote is not None:
            svg = remote.with_images(svg)
    except CanvasError as error:
        if format != "html":
            raise
        failure = str(error)
        drawn = (f"{failure}; the page has no still picture",)
    chart = Chart(
        found,
        text,
        svg=svg,
        failure=failure,
        warnings=(*warnings, *drawn),
        scale=scale,
        size=size,
        background=background,
        font=font,
    )
    chart.format = format
    chart.data = in_format(chart, format)
    return chart


def _build(
    data: "Any", mark: "str | dict[str, Any] | None", channels: "dict[str, Any]"
) -> "tuple[dict[str, Any], list[str]]":
    """Return the specification that draws *data*, and warnings about it."""
    from lazyheavy.charts._builder import build_spec  # for data only
    from lazyheavy.charts._frames import read_table

    return build_spec(read_table(data), mark, channels)


def _remote(
    data_loader: "Callable[[str], Any] | None",
    allowed_base_urls: "Iterable[str] | None",
) -> "Remote | None":
    """Return what loads for this chart, None where nothing may."""
    if data_loader is None and allowed_base_urls is None:
        return None
    from lazyheavy.charts._remote import Remote  # only where loading is allowed

    return Remote(data_loader, allowed_base_urls)


def _checked(kind: str, spec: "dict[str, Any]") -> str:
    """Return a specification as JSON, after the checks that its kind has."""
    if kind != "echarts":  # whose bridge checks
        from lazyheavy.charts._checks import check_vega, check_vega_lite

        (check_vega if kind == "vega" else check_vega_lite)(spec)
    return encode(spec)


def _family(font: "str | None") -> "str | None":
    """Return the family of a font, which may be given as a file."""
    if font is None or not font.lower().endswith((".ttf", ".otf", ".ttc", ".otc")):
        return font
    from lazyheavy.charts._fonts import family_name  # for a font file only

    return family_name(font)


def _check_options(format: str, scale: float, seed: "Any", timeout: float) -> None:
    """Refuse options that are out of their range."""
    check_format(format)
    check_positive("scale", scale)
    check_positive("timeout", timeout)
    if not isinstance(seed, int):
        message = f"seed must be a whole number, not {seed!r}"
        raise ChartError(message)
