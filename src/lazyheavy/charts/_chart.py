"""A chart that was drawn: as SVG at hand, as PNG and HTML on demand."""

from os.path import splitext

from lazyheavy.charts._drawing import CanvasError
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any, final
else:

    def final(kind: type) -> type:
        return kind


#: The formats of `Chart.save()` by suffix.
SUFFIXES = (".svg", ".png", ".html", ".json")

#: What a specification says for "no background at all".
_NO_BACKGROUND = ("transparent", "none")


@final
class Chart:
    """A chart that was drawn. Made by `render_chart`.

    It holds text and numbers only: it can be pickled, copied and sent to other
    processes. Jupyter, VS Code and their kin show it as SVG.

    Attributes:
        kind: "vega-lite", "vega" or "echarts".
        format: The format that `data` is in: "svg", "png" or "html".
        data: The chart in that format, text for SVG and HTML, bytes for PNG.
        warnings: What the libraries warned of, and what they ignored.
    """

    __slots__ = (
        "_background",
        "_failure",
        "_font",
        "_json",
        "_scale",
        "_size",
        "_svg",
        "data",
        "format",
        "kind",
        "warnings",
    )

    def __init__(
        self,
        kind: str,
        json: str,
        *,
        svg: str,
        failure: str,
        warnings: "tuple[str, ...]",
        scale: float,
        size: "tuple[float, float]",
        background: "str | None",
        font: "str | None",
    ) -> None:
        self.kind = kind
        self.format = "svg"
        self.data: str | bytes = ""
        self.warnings = warnings
        self._json = json
        self._svg = svg
        self._failure = failure
        self._scale = scale
        self._size = size
        self._background = background
        self._font = font

    @property
    def spec(self) -> "dict[str, Any]":
        """The specification that was drawn, as a new dict each time."""
        from json import loads  # loaded with every chart

        spec: dict[str, Any] = loads(self._json)
        return spec

    @property
    def svg(self) -> str:
        """The chart as SVG.

        Raises:
            ChartError: It can be drawn in a browser only.
        """
        if self._failure:
            raise CanvasError(self._failure)
        return self._svg

    def to_png(self, scale: "float | None" = None) -> bytes:
        """Return the chart as PNG.

        Args:
            scale: Pixels of the PNG for each of the SVG; by default that which
                was given to `render_chart`.

        Raises:
            FontError: No font has the characters of its text.
            DataAccessError: It shows images that it does not hold.
            ChartError: It is too large.
            MissingDependencyError: resvg is not installed.
        """
        from lazyheavy.charts._options import check_positive
        from lazyheavy.charts._png import to_png

        if scale is None:
            scale = self._scale
        check_positive("scale", scale)
        background = None if self._is_clear() else "white"
        return to_png(self.svg, scale=scale, background=background, font=self._font)

    def to_html(self) -> str:
        """Return the chart as a page of its own: offline, and interactive.

        Raises:
            AssetError: The JavaScript libraries are not there.
        """
        from lazyheavy.charts._html import to_html

        return to_html(
            self.kind,
            self._json,
            self._svg,
            title=self._title(),
            size=self._size,
        )

    def save(
        self, path: "str | os.PathLike[str]", *, scale: "float | None" = None
    ) -> None:
        """Write the chart to a file, in the format of its suffix.

        ``.svg``, ``.png``, ``.html``, or ``.json`` for the specification. The
        file is written whole or not at all; an existing one is replaced.

        Args:
            path: The file.
            scale: As for `to_png`.

        Raises:
            ChartError: The suffix is none of these, or the format fails.
            OSError: The file cannot be written.
        """
        from lazyheavy.charts._saving import write_whole

        write_whole(path, self._content(splitext(path)[1].lower(), scale))

    def _content(self, suffix: str, scale: "float | None") -> bytes:
        """Return what a file with this suffix holds."""
        if suffix == ".svg":
            return self.svg.encode()
        if suffix == ".png":
            return self.to_png(scale)
        if suffix == ".html":
            return self.to_html().encode()
        if suffix == ".json":
            from json import dumps

            return f"{dumps(self.spec, indent=2, ensure_ascii=False)}\n".encode()
        given = f"the suffix {suffix!r}" if suffix else "a name without a suffix"
        message = f"no format goes with {given}: use {', '.join(SUFFIXES)}"
        raise ChartError(message)

    def _is_clear(self) -> bool:
        """Tell whether the caller, or the specification, wants no background."""
        wanted = self._background
        spec = self.spec
        if wanted is None and self.kind == "echarts":
            wanted = spec.get("backgroundColor", "white")
        elif wanted is None:
            config = spec.get("config") or {}
            wanted = spec.get("background", config.get("background", "white"))
        return wanted is None or wanted in _NO_BACKGROUND

    def _title(self) -> str:
        """Return the title of the chart as plain text, for a page."""
        title: Any = self.spec.get("title")
        if isinstance(title, list):
            title = title[0] if title else None
        if isinstance(title, dict):
            title = title.get("text")
        if isinstance(title, list):
            title = " ".join(map(str, title))
        return title if isinstance(title, str) and title else "Chart"

    def __repr__(self) -> str:
        if self._failure:
            return f"<{self.kind} chart, for a browser only>"
        from lazyheavy.charts._png import svg_size

        width, height = svg_size(self._svg)
        return f"<{self.kind} chart, {width:g} x {height:g}>"

    def _repr_mimebundle_(
        self,
        include: "Any" = None,
        exclude: "Any" = None,
    ) -> "dict[str, str]":
        """Return what notebooks show: the SVG, which all of them draw alike."""
        bundle = {"text/plain": repr(self)}
        if not self._failure:
            bundle["image/svg+xml"] = self._svg
        return {
            kind: content
            for kind, content in bundle.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }
