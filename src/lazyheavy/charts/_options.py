"""What the caller wants of the picture, put into the specification.

Options win over the specification. The caller's objects are never changed:
what is changed is copied first.
"""

from lazyheavy.charts._problems import spec_error
from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Size of an ECharts picture; Vega and Vega-Lite have defaults of their own.
ECHARTS_SIZE = (600, 400)

#: Parts of Vega's configuration that name a font.
_VEGA_FONTS = {
    "axis": ("labelFont", "titleFont"),
    "legend": ("labelFont", "titleFont"),
    "title": ("font", "subtitleFont"),
    "text": ("font",),
}
_VEGA_TEXT_STYLES = ("guide-label", "guide-title", "group-title", "group-subtitle")


class Options:
    """The options of a picture that a specification can hold.

    Attributes:
        title: Text above the picture.
        width: Width in pixels: of the plot in Vega-Lite and Vega, of the whole
            picture in ECharts.
        height: Height in pixels, in the same way.
        config: Configuration as the library names it, empty if none.
        font: Family of all text.
        background: Colour behind the picture.
        theme: The look, by name or as a dict.
        locale: The language, by name or as a dict.
        maps: Maps for ECharts: names with GeoJSON.
    """

    __slots__ = (
        "background", "config", "font", "height", "locale", "maps", "theme", "title",
        "width",
    )  # fmt: skip

    def __init__(
        self,
        *,
        title: "str | None",
        width: "float | None",
        height: "float | None",
        config: "Any",
        font: "str | None",
        background: "str | None",
        theme: "str | dict[str, Any] | None" = None,
        locale: "str | dict[str, Any] | None" = None,
        maps: "dict[str, Any] | None" = None,
    ) -> None:
        if config is not None and not isinstance(config, dict):
            message = f"config must be a dict, not {type(config).__name__}"
            raise ChartError(message)
        self.title = title
        self.width = width
        self.height = height
        self.config: dict[str, Any] = config or {}
        self.font = font
        self.background = background
        self.theme = theme
        self.locale = locale
        self.maps = maps
        if background is not None:
            from lazyheavy.charts._colors import check_color  # for a colour only

            check_color("background", background)
        for name, size in (("width", width), ("height", height)):
            if size is not None:
                check_positive(name, size)

    def apply(self, kind: str, spec: "dict[str, Any]") -> "dict[str, Any]":
        """Return the specification with these options in it."""
        if self.maps is not None and kind != "echarts":
            message = "maps= is for ECharts; Vega and Vega-Lite have the mark geoshape"
            raise ChartError(message)
        return _APPLY[kind](self, spec)


def _dressed(options: Options, spec: "dict[str, Any]") -> "dict[str, Any]":
    """Put theme and locale under what a specification of Vega itself says."""
    theme: dict[str, Any] = {}
    if options.theme is not None or isinstance(spec.get("usermeta"), dict):
        from lazyheavy.charts._themes import own_vega_theme, vega_theme

        given = options.theme
        theme = own_vega_theme(spec) if given is None else vega_theme(given)
    if theme:
        config = spec.get("config")
        own = config if isinstance(config, dict) else {}
        spec = {**spec, "config": merged(theme, own)}
    if options.locale is not None:
        from lazyheavy.charts._locales import vega_locale

        spec = merged(spec, {"config": {"locale": vega_locale(options.locale)}})
    return spec


def _to_vega_lite(options: Options, spec: "dict[str, Any]") -> "dict[str, Any]":
    spec = _dressed(options, spec)
    config = options.config
    if options.font is not None:
        config = merged(config, {"font": options.font})
    spec = _with(spec, title=options.title, background=options.background)
    if config:
        spec = merged(spec, {"config": config})
    for name in ("width", "height"):
        size = getattr(options, name)
        if size is not None:
            spec = _sized(spec, name, size)
    return spec


def _to_vega(options: Options, spec: "dict[str, Any]") -> "dict[str, Any]":
    spec = _dressed(options, spec)
    config = options.config
    if options.font is not None:
        fonts = {
            part: dict.fromkeys(keys, options.font)
            for part, keys in _VEGA_FONTS.items()
        }
        styles = {name: {"font": options.font} for name in _VEGA_TEXT_STYLES}
        config = merged(config, {**fonts, "style": styles})
    if config:
        spec = merged(spec, {"config": config})
    return _with(
        spec,
        title=options.title,
        background=options.background,
        width=options.width,
        height=options.height,
    )


def _to_echarts(options: Options, spec: "dict[str, Any]") -> "dict[str, Any]":
    meta: dict[str, Any] = {}
    if options.theme is not None:
        from lazyheavy.charts._themes import echarts_theme

        meta["theme"] = echarts_theme(options.theme)
    if options.locale is not None:
        from lazyheavy.charts._locales import echarts_locale

        meta["locale"] = echarts_locale(options.locale)
    if options.maps is not None:
        from lazyheavy.charts._maps import checked_maps

        meta["maps"] = checked_maps(options.maps)
    if meta:
        spec = merged(spec, {"usermeta": meta})
    change = _with(options.config, backgroundColor=options.background)
    if options.title is not None:
        change = {**change, "title": {"text": options.title}}
    if options.font is not None:
        change = merged(change, {"textStyle": {"fontFamily": options.font}})
    if not change:
        return spec
    base = spec.get("baseOption")
    if isinstance(base, dict):
        return {**spec, "baseOption": merged(base, change)}
    return merged(spec, change)


_APPLY = {"vega-lite": _to_vega_lite, "vega": _to_vega, "echarts": _to_echarts}


def merged(base: "dict[str, Any]", change: "dict[str, Any]") -> "dict[str, Any]":
    """Return *base* with *change* in it, dict by dict; *change* wins."""
    result = dict(base)
    for key, value in change.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merged(old, value)
        else:
            result[key] = value
    return result


def _with(spec: "dict[str, Any]", **values: "Any") -> "dict[str, Any]":
    """Return *spec* with those of *values* that are given."""
    given = {key: value for key, value in values.items() if value is not None}
    return {**spec, **given} if given else spec


def _sized(spec: "dict[str, Any]", name: str, size: float) -> "dict[str, Any]":
    """Set the width or height of one view: that which is split or repeated."""
    for key in ("hconcat", "vconcat", "concat"):
        if key in spec:
            message = (
                f"{name}= is for one view, and this specification has several in "
                f"{key!r}: give each of them a {name}"
            )
            raise spec_error(message, path=key)
    if isinstance(spec.get("spec"), dict):
        return {**spec, "spec": _sized(spec["spec"], name, size)}
    return {**spec, name: size}


def check_positive(name: str, number: "Any") -> None:
    """Refuse a size, scale or time that is no number above zero.

    Raises:
        ChartError: It is not.
    """
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    if not is_number or not 0 < number < float("inf"):
        message = f"{name} must be a number above 0, not {number!r}"
        raise ChartError(message)
