"""A chart that was drawn: as SVG at hand, in other formats on demand."""

from lazyheavy.charts._drawing import CanvasError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection
    from typing import Any, Literal, final

    from lazyheavy.charts._caching import KeepsBytes
    from lazyheavy.charts._notebook import MimeBundle
else:

    def final(kind: type) -> type:
        return kind


#: What a specification says for "no background at all".
_NO_BACKGROUND = ("transparent", "none")


@final
class Chart:
    """A chart that was drawn. Made by `render_chart`.

    It holds text and numbers only: it can be pickled, copied and sent to other
    processes. Jupyter, VS Code and their kin show it as SVG. Two charts are
    equal when they were drawn from the same, in the same way, as the same.

    Attributes:
        kind: "vega-lite", "vega" or "echarts".
        format: The format that `data` is in: "svg", "png", "jpeg", "pdf" or
            "html".
        data: The chart in that format, text for SVG and HTML, else bytes.
        warnings: What the libraries warned of, and what they ignored; after a PNG
            also the fonts that are not installed.
    """

    __slots__ = (
        "_background",
        "_cache",
        "_failure",
        "_font",
        "_json",
        "_key",
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
        self._cache: KeepsBytes | None = None
        self._key = ""

    def kept_in(self, cache: "KeepsBytes | None", key: str) -> "Chart":
        """Return this chart as SVG, with its other formats kept in *cache*.

        For `render_chart`, whose option ``cache=`` says where.
        """
        chart = Chart(
            self.kind,
            self._json,
            svg=self._svg,
            failure=self._failure,
            warnings=self.warnings,
            scale=self._scale,
            size=self._size,
            background=self._background,
            font=self._font,
        )
        chart._cache, chart._key = cache, key
        return chart

    @property
    def needs_browser(self) -> bool:
        """Whether there is no picture of it but in a browser."""
        return bool(self._failure)

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
        wanted = self._checked_scale(scale)
        return self._made(
            f"png {wanted}",
            lambda: self._png(wanted, background=None if self._is_clear() else "white"),
        )

    def to_jpeg(self, scale: "float | None" = None, *, quality: int = 90) -> bytes:
        """Return the chart as JPEG, on white where it has no background.

        PNG is sharper and smaller for most charts; this is for what takes
        nothing else.

        Args:
            scale: As for `to_png`.
            quality: From 1 to 100.

        Raises:
            FontError: No font has the characters of its text.
            DataAccessError: It shows images that it does not hold.
            ChartError: It is too large, or *quality* is out of its range.
            MissingDependencyError: resvg or Pillow is not installed:
                ``pip install "lazyheavy[jpeg]"``.
        """
        from lazyheavy.charts._jpeg import check_quality, to_jpeg

        check_quality(quality)
        wanted = self._checked_scale(scale)
        return self._made(
            f"jpeg {wanted} {quality}",
            lambda: to_jpeg(self._png(wanted, background="white"), quality=quality),
        )

    def to_pdf(self) -> bytes:
        """Return the chart as PDF: one page of its size, with text to select.

        A point for each pixel; what shows it scales it without loss.

        Equal charts give equal pages, not equal bytes: the writer puts fonts in
        another order now and then.

        Raises:
            FontError: No font has the characters of its text.
            DataAccessError: It shows images that it does not hold.
            ChartError: It cannot be written.
            MissingDependencyError: vl-convert is not installed:
                ``pip install "lazyheavy[pdf]"``.
        """
        from lazyheavy.charts._pdf import to_pdf

        return self._made("pdf", lambda: to_pdf(self.svg, font=self._font))

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

    def to_data_uri(
        self,
        format: "Literal['svg', 'png', 'jpeg', 'pdf', 'html']" = "svg",
        *,
        scale: "float | None" = None,
        quality: "int | None" = None,
    ) -> str:
        """Return the chart as a ``data:`` URL, for ``<img src="...">`` and the like.

        Args:
            format: The format of what it holds.
            scale: As for `to_png` and `to_jpeg`.
            quality: As for `to_jpeg`.

        Raises:
            ChartError: The format is unknown, or fails as its method does.
        """
        from binascii import b2a_base64  # built in

        from lazyheavy.charts._formats import MEDIA_TYPES, check_format, file_content

        check_format(format)
        content = file_content(self, format, scale=scale, quality=quality)
        charset = ";charset=utf-8" if format == "html" else ""
        text = b2a_base64(content, newline=False).decode()
        return f"data:{MEDIA_TYPES[format]}{charset};base64,{text}"

    def save(
        self,
        path: "str | os.PathLike[str]",
        *,
        scale: "float | None" = None,
        quality: "int | None" = None,
    ) -> None:
        """Write the chart to a file, in the format of its suffix.

        ``.svg``, ``.png``, ``.jpg`` or ``.jpeg``, ``.pdf``, ``.html``, or
        ``.json`` for the specification. The file is written whole or not at all;
        an existing one is replaced.

        Args:
            path: The file.
            scale: As for `to_png` and `to_jpeg`.
            quality: As for `to_jpeg`.

        Raises:
            ChartError: The suffix is none of these, or the format fails.
            OSError: The file cannot be written.
        """
        from os import fspath  # loaded by every interpreter

        from lazyheavy._saving import write_whole
        from lazyheavy.charts._formats import file_content, format_of

        wanted = format_of(fspath(path))
        write_whole(path, file_content(self, wanted, scale=scale, quality=quality))

    def _made(self, form: str, make: "Callable[[], bytes]") -> bytes:
        """Return what *make* makes: from the cache, where there is one."""
        if self._cache is None:
            return make()
        return self._cache.made(f"{self._key} {form}", make)

    def _checked_scale(self, scale: "float | None") -> float:
        """Return the scale of a picture in pixels."""
        from lazyheavy.charts._options import check_positive

        if scale is None:
            return self._scale
        check_positive("scale", scale)
        return scale

    def _png(self, scale: float, *, background: "str | None") -> bytes:
        """Return the chart as PNG on a background; None leaves it transparent."""
        from lazyheavy.charts._png import to_png

        return to_png(
            self.svg,
            scale=scale,
            background=background,
            font=self._font,
            warn=self._warn,
        )

    def _warn(self, message: str) -> None:
        """Add a warning, once."""
        if message not in self.warnings:
            self.warnings = (*self.warnings, message)

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

    def _identity(self) -> "tuple[object, ...]":
        """Return all that decides what the chart is."""
        return (
            *(self.kind, self.format, self._json, self._svg, self._failure),
            *(self.warnings, self._scale, self._size, self._background, self._font),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Chart):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash((self.kind, self._json))

    def __getstate__(self) -> "dict[str, Any]":
        """Return what is copied and sent elsewhere: not the caller's cache."""
        state = {name: getattr(self, name) for name in self.__slots__}
        return {**state, "_cache": None}

    def __setstate__(self, state: "dict[str, Any]") -> None:
        for name, value in state.items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        if self.needs_browser:
            return f"<{self.kind} chart, for a browser only>"
        from lazyheavy.charts._png import svg_size

        width, height = svg_size(self._svg)
        return f"<{self.kind} chart, {width:g} x {height:g}>"

    def __html__(self) -> str:
        """Return the SVG, which template engines put into a page as it is."""
        return self.svg

    def _repr_mimebundle_(
        self,
        include: "Collection[str] | None" = None,
        exclude: "Collection[str] | None" = None,
    ) -> "MimeBundle | tuple[MimeBundle, MimeBundle]":
        """Return what notebooks show, by media type; see `_notebook`."""
        from lazyheavy.charts._notebook import mime_bundle  # for notebooks only

        return mime_bundle(
            self,
            include,
            exclude,
            length=len(self._json),
            needs_browser=self.needs_browser,
        )
