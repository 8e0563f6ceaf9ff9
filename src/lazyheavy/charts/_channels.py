"""One channel of a chart made from data: what x, y or color shows, and how.

From the types of the columns follow scale, order and axis, so that the picture
reads well without being told. What the caller defines stays as it is.
"""

from lazyheavy.charts._columns import as_years, has_years
from lazyheavy.charts._fields import (
    INHERITED,
    default_title,
    read_shorthand,
    safe_name,
)
from lazyheavy.charts._problems import spec_error
from lazyheavy.charts._time_units import (
    tells_apart,
    unit_of_bars,
    unit_of_cells,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lazyheavy.charts._columns import Column
    from lazyheavy.charts._frames import Table

#: Width of a plot unless it has many bands.
WIDTH = 480

#: Functions that take any values, not numbers only.
_COUNTS = ("count", "distinct", "missing", "valid")
#: Marks that are drawn as wide as their band.
_BANDED = ("bar", "rect", "boxplot", "tick", "errorbar")
#: Marks that stand for one observation each.
_SCATTERED = ("point", "circle", "square", "tick", "text")
#: The most whole numbers that bars take as bands rather than as a scale.
_FEW_NUMBERS = 60
#: The unit that tells times apart on an axis of bands.
_FINEST_UNIT = "utcyearmonthdatehoursminutesseconds"
#: About the width of a letter on an axis; the most room that a label has.
_LETTER_WIDTH, _LABEL_WIDTH = 6, 180


class Channel:
    """What one of x, y and color shows.

    Attributes:
        name: "x", "y" or "color".
        definition: The definition as Vega-Lite has it, complete.
        column: The column it shows, or None for a count or a nested field.
        given: Whether the caller wrote the definition.
    """

    __slots__ = ("column", "definition", "given", "name")

    def __init__(self, name: str, value: "Any", table: "Table") -> None:
        self.name = name
        self.column: Column | None = None
        self.given = isinstance(value, dict)
        if isinstance(value, str):
            self.definition = read_shorthand(name, value, table.names)
        elif isinstance(value, dict):
            self.definition = dict(value)
        else:
            message = (
                "must be the name of a column or the definition of a channel, "
                f"not {type(value).__name__}"
            )
            raise spec_error(message, path=name, known=table.names)
        field = self.definition.get("field")
        if isinstance(field, str):
            self._read_field(field, table)

    def _read_field(self, field: str, table: "Table") -> None:
        """Take the column, and give the field the form that means it."""
        if field not in table.names:
            message = f"there is no column {field!r}"
            raise spec_error(message, path=self.name, given=field, known=table.names)
        self.column = table.column(field)
        safe = safe_name(field, table.names)
        if safe == field:
            return
        self.definition["field"] = safe
        if field not in INHERITED:  # Vega breaks on them as titles, too
            self.definition.setdefault("title", default_title(self.definition, field))

    @property
    def type(self) -> str:
        """How Vega-Lite reads the values: given, computed, or the column's own."""
        given = self.definition.get("type")
        if given is not None:
            return str(given)
        aggregate = self.definition.get("aggregate")
        if isinstance(aggregate, str) and aggregate not in ("min", "max"):
            return "quantitative"
        if self.definition.get("bin"):
            return "quantitative"
        return "nominal" if self.column is None else self.column.type

    @property
    def is_discrete(self) -> bool:
        """Whether the values stand apart: categories, not a scale."""
        return self.type in ("nominal", "ordinal")

    @property
    def is_years(self) -> bool:
        """Whether whole numbers are to be read as times: years, as in 2024."""
        column = self.column
        return self.type == "temporal" and column is not None and has_years(column)

    @property
    def tells_times_apart(self) -> bool:
        """Whether different times have different places: bands of one each."""
        column, unit = self.column, self.definition.get("timeUnit")
        return column is None or tells_apart(column, str(unit))

    def check(self) -> None:
        """Refuse a column that cannot be read in the type that was asked for.

        Raises:
            SpecError: Vega-Lite would draw nothing where its values are.
        """
        column = self.column
        aggregate = self.definition.get("aggregate")
        if column is None or column.type == "quantitative" or aggregate in _COUNTS:
            return
        is_extreme = column.type == "temporal" and aggregate in ("min", "max")
        if self.type == "quantitative" or (
            isinstance(aggregate, str) and not is_extreme
        ):
            message = (
                f"column {column.name!r} holds {column.content}, where numbers are "
                "wanted"
            )
            raise spec_error(message, path=self.name)

    def place(self, kind: str) -> str:
        """Return the channel of Vega-Lite: an arc has an angle for its y."""
        return "theta" if kind == "arc" and self.name in ("x", "y") else self.name

    def settle(self, kind: str, views: "list[Channel]") -> None:
        """Complete the definition: type, order, scale and axis."""
        definition = self.definition
        definition["type"] = self.type
        column = self.column
        if column is None or "value" in definition or "datum" in definition:
            if "field" not in definition and "aggregate" not in definition:
                del definition["type"]
            return
        if column.type == "temporal":
            self._settle_times(kind, column)
        elif kind == "rect" and self._is_number_of_cells():
            self._settle_cells(column)
        elif self.type == "quantitative" and column.is_whole and not self.given:
            self._settle_numbers(kind, column, views)
        if self.is_discrete and (self.name != "color" or column.categories):
            # The order of the data, where Vega-Lite would sort the names. Not for
            # colours: bars and slices are stacked by name, as the legend should be.
            definition.setdefault("sort", column.categories)
        if self.given or self.name == "color":
            return
        if self.name == "x" and self.is_discrete and _fits_across(column):
            definition.setdefault("axis", {"labelAngle": 0})
        if kind in _SCATTERED and self.type == "quantitative":
            # Where points lie counts, not how far they are from zero.
            definition.setdefault("scale", {"zero": False})

    def _settle_times(self, kind: str, column: "Column") -> None:
        """Draw times as their own clock shows them, whatever the zone here."""
        definition = self.definition
        if self.type == "temporal":
            scale = definition.get("scale", {})
            if scale is not None:
                definition["scale"] = {"type": "utc", **scale}
        title = default_title(definition, column.name)
        has_own_title = "title" in definition
        unit = definition.get("timeUnit")
        if isinstance(unit, str) and not unit.startswith("utc"):
            definition["timeUnit"] = f"utc{unit}"
        elif unit is None and self._has_band(kind):
            band = unit_of_cells(column) if kind == "rect" else unit_of_bars(column)
            if band:
                definition["timeUnit"] = band
                definition.setdefault("title", title)
        elif unit is None and self.is_discrete:
            definition["timeUnit"] = column.unit or _FINEST_UNIT
            definition.setdefault("title", title)
        if column.zone and not has_own_title:
            definition["title"] = f"{title} ({column.zone})"

    def _has_band(self, kind: str) -> bool:
        """Tell whether bars or cells stand on these times, as wide as a unit."""
        if self.given or self.name == "color" or kind not in _BANDED:
            return False
        return self.type == "temporal"

    def _is_number_of_cells(self) -> bool:
        """Tell whether cells stand on these numbers, which gives them no width."""
        if self.given or self.name == "color" or self.type != "quantitative":
            return False
        return not {"aggregate", "bin"} & self.definition.keys()

    def _settle_cells(self, column: "Column") -> None:
        """Give few whole numbers a cell each, and divide others into bins."""
        if column.is_whole and len(set(column.present)) <= _FEW_NUMBERS:
            self.definition["type"] = "ordinal"
            self.definition["sort"] = "descending" if self.name == "y" else "ascending"
        else:
            self.definition["bin"] = True

    def _settle_numbers(
        self, kind: str, column: "Column", views: "list[Channel]"
    ) -> None:
        """Draw years without a thousands comma, and few numbers as bands."""
        if "aggregate" in self.definition or self.name == "color":
            return
        present = column.present
        years = "year" in column.name.casefold() and has_years(column)
        lone = (
            kind in _BANDED
            and self.name == "x"
            and not any(
                view.is_discrete or view.type == "temporal" or "bin" in view.definition
                for view in views
                if view.name != "color"
            )
        )
        if lone and len(set(present)) <= _FEW_NUMBERS:
            self.definition["type"] = "ordinal"
            self.definition["sort"] = "ascending"
        elif years:
            self.definition.setdefault("axis", {"format": "d"})
            self.definition.setdefault("scale", {"zero": False, "nice": False})


def share_years(views: "list[Channel]") -> None:
    """Turn years that one channel takes as times into times, for all channels."""
    for view in views:
        column = view.column
        if column is not None and view.is_years:
            times = as_years(column)
            for each in views:
                if each.column is column:
                    each.column = times


def _fits_across(column: "Column") -> bool:
    """Tell whether the labels of bands fit side by side, without being turned."""
    bands = set(column.present)
    room = min(WIDTH / len(bands), _LABEL_WIDTH)
    return max(len(str(band)) for band in bands) * _LETTER_WIDTH < room - 4
