"""`bar()`, `line()`, `pie()` and others: `render_chart` for data, by type of chart."""

from lazyheavy.charts._render import render_chart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any, Literal, TypeAlias, TypedDict

    from typing_extensions import Unpack

    from lazyheavy.charts._chart import Chart

    Shown: TypeAlias = str | dict[str, Any]

    class Options(TypedDict, total=False):
        """The options of `render_chart` for charts of data."""

        format: Literal["svg", "png", "jpeg", "pdf", "html"]
        title: str | None
        width: float | None
        height: float | None
        scale: float
        theme: str | dict[str, Any] | None
        config: dict[str, Any] | None
        locale: str | dict[str, Any] | None
        font: str | None
        seed: int
        timezone: Literal["UTC", "local"]
        background: str | None
        cache: MutableMapping[str, Any] | None
        timeout: float
        isolation: Literal["process"] | None


def bar(
    data: "Any",
    /,
    *,
    x: "Shown",
    y: "Shown",
    color: "Shown | None" = None,
    **options: "Unpack[Options]",
) -> "Chart":
    """Draw bars: the mark "bar" of Vega-Lite.

    ::

        bar({"city": ["Oslo", "Rome"], "rain": [763, 878]}, x="city", y="rain")

    Bars lie where *x* holds the numbers and *y* the categories. Several rows in one
    place are added up with ``y="sum(rain)"``.

    Args:
        data: Records, a dict of columns, or a data frame, as for `render_chart`.
        x: A column, a shorthand such as ``"mean(price)"`` or ``"count()"``, or
            the definition of a channel as in Vega-Lite.
        y: The same for y.
        color: The same for the colour; bars of several colours are stacked.
        **options: As for `render_chart`: ``title=``, ``width=``, ``format=``, ...

    Raises:
        LazyHeavyError: As `render_chart`.
    """
    return render_chart(data, mark="bar", x=x, y=y, color=color, **options)


def line(
    data: "Any",
    /,
    *,
    x: "Shown",
    y: "Shown",
    color: "Shown | None" = None,
    **options: "Unpack[Options]",
) -> "Chart":
    """Draw lines: the mark "line" of Vega-Lite.

    Args:
        data: As for `bar`.
        x: As for `bar`; points are joined in its order, not that of the rows.
        y: As for `bar`.
        color: As for `bar`; each category has a line of its own.
        **options: As for `render_chart`.

    Raises:
        LazyHeavyError: As `render_chart`.
    """
    return render_chart(data, mark="line", x=x, y=y, color=color, **options)


def area(
    data: "Any",
    /,
    *,
    x: "Shown",
    y: "Shown",
    color: "Shown | None" = None,
    **options: "Unpack[Options]",
) -> "Chart":
    """Draw areas: the mark "area" of Vega-Lite.

    Args:
        data: As for `bar`.
        x: As for `bar`.
        y: As for `bar`.
        color: As for `bar`; areas of several categories are stacked.
        **options: As for `render_chart`.

    Raises:
        LazyHeavyError: As `render_chart`.
    """
    return render_chart(data, mark="area", x=x, y=y, color=color, **options)


def scatter(
    data: "Any",
    /,
    *,
    x: "Shown",
    y: "Shown",
    color: "Shown | None" = None,
    **options: "Unpack[Options]",
) -> "Chart":
    """Draw a point for each row: the mark "point" of Vega-Lite.

    The scales follow the points; they do not start at zero.

    Args:
        data: As for `bar`.
        x: As for `bar`.
        y: As for `bar`.
        color: As for `bar`.
        **options: As for `render_chart`.

    Raises:
        LazyHeavyError: As `render_chart`.
    """
    return render_chart(data, mark="scatter", x=x, y=y, color=color, **options)


def heatmap(
    data: "Any",
    /,
    *,
    x: "Shown",
    y: "Shown",
    color: "Shown" = "count()",
    **options: "Unpack[Options]",
) -> "Chart":
    """Draw a table of coloured cells: the mark "rect" of Vega-Lite.

    Categories, and up to 60 whole numbers, have a cell each; other numbers are
    divided into bins, and times into the unit that tells them apart: hours, days, ...

    Args:
        data: As for `bar`.
        x: As for `bar`.
        y: As for `bar`.
        color: What the colour of a cell shows: the number of its rows by default,
            a column where each cell is one row, else ``"mean(rain)"``.
        **options: As for `render_chart`.

    Raises:
        LazyHeavyError: As `render_chart`.
    """
    return render_chart(data, mark="heatmap", x=x, y=y, color=color, **options)


def histogram(
    data: "Any",
    /,
    *,
    x: "Shown",
    color: "Shown | None" = None,
    **options: "Unpack[Options]",
) -> "Chart":
    """Draw how often numbers occur: bars over *x* in bins, as high as their count.

    In Vega-Lite: the mark "bar", *x* with ``"bin": true``, *y* with
    ``"aggregate": "count"``. There is no y to give.

    Args:
        data: As for `bar`.
        x: A column of numbers. For other bins a definition, such as
            ``{"field": "rain", "bin": {"maxbins": 40}}``.
        color: As for `bar`; the bars are stacked.
        **options: As for `render_chart`.

    Raises:
        LazyHeavyError: As `render_chart`; a `SpecError` where *x* holds text or
            times, which are counted by ``bar(data, x=..., y="count()")``.
    """
    return render_chart(data, mark="histogram", x=x, color=color, **options)


def pie(
    data: "Any",
    /,
    *,
    y: "Shown" = "count()",
    color: "Shown",
    **options: "Unpack[Options]",
) -> "Chart":
    """Draw slices of a circle: the mark "arc" of Vega-Lite, with *y* as its theta.

    Slices stand in the order of their names. There is no x.

    Args:
        data: As for `bar`.
        y: The size of a slice: a column, or ``"sum(rain)"`` where several rows
            are one slice; the number of rows by default.
        color: What tells the slices apart.
        **options: As for `render_chart`.

    Raises:
        LazyHeavyError: As `render_chart`.
    """
    return render_chart(data, mark="pie", y=y, color=color, **options)
