"""From what the caller has, and all options, to what an engine is to draw.

`prepare` does all that needs no engine; `Prepared.drawn` does the rest. In
between a chart can be looked up by its content, or be sent to another process.
"""

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

#: The options of `render_chart` that are channels of data.
_CHANNELS = ("x", "y", "color")

#: Those that `Options` puts into a specification.
_LOOK = ("title", "width", "height", "config", "background", "theme", "locale", "maps")


class Prepared:
    """A chart before it is drawn. It can be pickled where its loader can.

    Attributes:
        format: The format that is wanted at once.
        remote: What loads for this chart, None where nothing may.
    """

    __slots__ = (
        "_drawing",
        "_isolation",
        "_kind",
        "_look",
        "_text",
        "_timeout",
        "_warnings",
        "format",
        "remote",
    )

    def __init__(
        self,
        kind: str,
        text: str,
        *,
        drawing: "dict[str, Any]",
        look: "dict[str, Any]",
        warnings: "list[str]",
        given: "dict[str, Any]",
        remote: "Remote | None",
    ) -> None:
        self._kind = kind
        self._text = text
        self._drawing = drawing
        self._look = look
        self._warnings = warnings
        self._timeout: float = given["timeout"]
        self._isolation: Literal["process"] | None = given["isolation"]
        self.format: str = given["format"]
        self.remote = remote

    def content(self) -> "tuple[str, ...]":
        """Return all that decides what the chart will be, but for its format."""
        look = sorted(self._look.items())
        parts = (self._kind, self._drawing, look, self._warnings, self.remote is None)
        return (repr(parts), self._text)

    @property
    def may_load(self) -> bool:
        """Whether drawing may load data, at an address that a signal makes."""
        return self.remote is not None and '"url":{"signal":' in self._text

    @property
    def font(self) -> "str | None":
        """The family or font file that was asked for."""
        font: str | None = self._look["font"]
        return font

    def drawn(self) -> Chart:
        """Draw it, with an engine of this process.

        Raises:
            LazyHeavyError: As `render_chart`.
        """
        return self.finished(self.drawn_as_svg())

    def drawn_as_svg(self) -> Chart:
        """Draw it, and make no other format yet.

        Raises:
            LazyHeavyError: As `render_chart`.
        """
        svg = failure = ""
        try:
            load = None if self.remote is None else self.remote.text
            svg, warnings = draw(
                self._kind,
                self._text,
                self._drawing,
                self._timeout,
                isolation=self._isolation,
                load=load,
                font_file=_font_file(self.font),
            )
            if self.remote is not None:
                svg = self.remote.with_images(svg)
        except CanvasError as error:
            if self.format != "html":
                raise
            failure = str(error)
            warnings = (f"{failure}; the page has no still picture",)
        return Chart(
            self._kind,
            self._text,
            svg=svg,
            failure=failure,
            warnings=(*self._warnings, *warnings),
            **self._look,
        )

    def finished(self, chart: Chart) -> Chart:
        """Make the format that is wanted of a chart, and return the chart."""
        chart.format = self.format
        chart.data = in_format(chart, self.format)
        return chart


def prepare(spec_or_data: "Any", given: "dict[str, Any]") -> Prepared:
    """Return what is to be drawn.

    Args:
        spec_or_data: As for `render_chart`.
        given: All options of `render_chart` by name, but ``cache``.

    Raises:
        LazyHeavyError: As `render_chart`.
    """
    _check_options(**{name: given[name] for name in _CHECKED})
    look = {name: given[name] for name in _LOOK}
    options = Options(**look, font=_family(given["font"]))
    remote = _remote(given["data_loader"], given["allowed_base_urls"])
    mark: Any = given["mark"]
    channels = {name: given[name] for name in _CHANNELS}
    as_data = mark is not None or any(value is not None for value in channels.values())
    found, spec = read_input(spec_or_data, given["kind"], as_data=as_data)
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
    size = tuple(
        given[name] or usual
        for name, usual in zip(("width", "height"), ECHARTS_SIZE, strict=True)
    )
    drawing: dict[str, Any] = {"seed": given["seed"]}
    if given["timezone"] == "local":
        drawing["timezone"] = "local"
    if found == "echarts":
        drawing |= {"width": size[0], "height": size[1]}
    return Prepared(
        found,
        _checked(found, spec),
        drawing=drawing,
        look={**{name: given[name] for name in _OF_CHART}, "size": size},
        warnings=warnings,
        given=given,
        remote=remote,
    )


#: The options that a chart keeps for its other formats.
_OF_CHART = ("scale", "background", "font")

#: Those that are checked at once.
_CHECKED = ("format", "scale", "seed", "timezone", "timeout", "isolation")


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
    found = _font_file(font)
    return font if found is None else found[1]


def _font_file(font: "str | None") -> "tuple[str, str] | None":
    """Return path and family of a font that is given as a file, else None."""
    if font is None or not font.lower().endswith((".ttf", ".otf", ".ttc", ".otc")):
        return None
    from lazyheavy.charts._fonts import family_name  # for a font file only

    return font, family_name(font)


def _check_options(
    *,
    format: str,
    scale: float,
    seed: "Any",
    timezone: "Any",
    timeout: float,
    isolation: "Any",
) -> None:
    """Refuse options that are out of their range."""
    check_format(format)
    check_positive("scale", scale)
    check_positive("timeout", timeout)
    if not isinstance(seed, int):
        message = f"seed must be a whole number, not {seed!r}"
        raise ChartError(message)
    if timezone not in ("UTC", "local"):
        message = f"timezone must be 'UTC' or 'local', not {timezone!r}"
        raise ChartError(message)
    if isolation not in {None, "process"}:
        message = f"isolation must be None or 'process', not {isolation!r}"
        raise ChartError(message)
