"""Mistakes that Vega-Lite and Vega draw without a word, found before drawing.

An unknown mark, a field that no row has, data that is not there. A
specification is refused only where that is sure: rows are given inline and no
transform can have made the field.
"""

from lazyheavy.charts._problems import join, spec_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    # The rows that a view draws; None where they cannot be known.
    Rows = list[dict[str, Any]] | None

#: The marks of Vega-Lite, simple and composite.
VEGA_LITE_MARKS = (
    "arc", "area", "bar", "boxplot", "circle", "errorband", "errorbar", "geoshape",
    "image", "line", "point", "rect", "rule", "square", "text", "tick", "trail",
)  # fmt: skip

#: Marks that compute fields of their own, which tooltips and labels may name.
_COMPOSITE = ("boxplot", "errorband", "errorbar")
_COMPUTED_CHANNELS = ("tooltip", "text", "detail")

_VEGA_MARKS = (
    "arc", "area", "group", "image", "line", "path", "rect", "rule", "shape", "symbol",
    "text", "trail",
)  # fmt: skip

#: Parts of a Vega specification that draw something.
_VEGA_PARTS = ("marks", "axes", "legends", "title")

_TYPES = ("quantitative", "temporal", "ordinal", "nominal", "geojson")

#: What other tools call marks of Vega-Lite.
_OTHER_NAMES = {
    "box": "boxplot",
    "column": "bar",
    "donut": "arc",
    "heatmap": "rect",
    "histogram": "bar",
    "map": "geoshape",
    "pie": "arc",
    "scatter": "point",
}

_COMPOSITIONS = ("layer", "hconcat", "vconcat", "concat")
_VIEW_KEYS = ("mark", *_COMPOSITIONS, "facet", "repeat", "spec")


def check_mark(mark: "Any", path: str) -> None:
    """Refuse a mark that Vega-Lite does not have.

    Raises:
        SpecError: The mark, or its type, is none of `VEGA_LITE_MARKS`.
    """
    if isinstance(mark, dict):
        path = join(path, "type")
        mark = mark.get("type")
    if mark in VEGA_LITE_MARKS:
        return
    other = _OTHER_NAMES.get(mark.casefold()) if isinstance(mark, str) else None
    if other:
        message = f"unknown mark {mark!r}: Vega-Lite calls it {other!r}"
        raise spec_error(message, path=path)
    message = "the mark has no type" if mark is None else f"unknown mark {mark!r}"
    raise spec_error(message, path=path, given=mark, known=VEGA_LITE_MARKS)


def check_vega(spec: "dict[str, Any]", path: str = "") -> None:
    """Refuse marks that Vega does not have, at any depth.

    Raises:
        SpecError: A mark, or the list of marks, is wrong.
    """
    place = join(path, "marks")
    if not path and not any(spec.get(part) for part in _VEGA_PARTS):
        hint = ": this looks like Vega-Lite" if "encoding" in spec else ""
        message = f"there are no marks, so nothing is drawn{hint}"
        raise spec_error(message, path=place)
    marks = spec.get("marks", [])
    if not isinstance(marks, list):
        message = "must be a list of marks"
        raise spec_error(message, path=place)
    for index, mark in enumerate(marks):
        at = join(place, index)
        if not isinstance(mark, dict):
            message = "must be an object with a type"
            raise spec_error(message, path=at)
        kind = mark.get("type")
        if kind not in _VEGA_MARKS:
            message = f"unknown mark {kind!r}"
            raise spec_error(
                message, path=join(at, "type"), given=kind, known=_VEGA_MARKS
            )
        if kind == "group":
            check_vega(mark, at)


def check_vega_lite(spec: "dict[str, Any]") -> None:
    """Refuse unknown marks, and fields that the inline data does not have.

    Raises:
        SpecError: With the path of the first mistake.
    """
    _check_view(spec, "", [], _data_sets(spec), has_data=False)


def _check_view(
    view: "Any",
    path: str,
    rows: "Rows",
    datasets: "dict[str, Any]",
    *,
    has_data: bool,
) -> None:
    """Check a view and the views in it; *rows* are what its parent draws."""
    _check_shape(view, path)
    if "data" in view:
        has_data = True
        rows = _rows_of(view["data"], join(path, "data"), datasets)
    if view.get("transform"):
        rows = None
    if "mark" in view:
        check_mark(view["mark"], join(path, "mark"))
    _check_encoding(view, path, rows, has_data=has_data)
    _check_facet_and_repeat(view, path, rows)
    for place, child in _views_in(view, path):
        _check_view(child, place, rows, datasets, has_data=has_data)


def _check_shape(view: "Any", path: str) -> None:
    """Refuse what is no view, or draws nothing."""
    if not isinstance(view, dict):
        message = "must be an object: a view with a mark and an encoding"
        raise spec_error(message, path=path)
    if not any(key in view for key in _VIEW_KEYS):
        message = (
            'nothing says what to draw: a view needs "mark", or one of '
            '"layer", "hconcat", "vconcat", "concat", "facet", "repeat"'
        )
        raise spec_error(message, path=path)


def _views_in(view: "dict[str, Any]", path: str) -> "Iterator[tuple[str, Any]]":
    """Yield path and definition of the views that *view* is made of."""
    for key in _COMPOSITIONS:
        if key not in view:
            continue
        place = join(path, key)
        if not isinstance(view[key], list):
            message = "must be a list of views"
            raise spec_error(message, path=place)
        for index, child in enumerate(view[key]):
            yield join(place, index), child
    if "spec" in view:
        yield join(path, "spec"), view["spec"]


def _data_sets(spec: "dict[str, Any]") -> "dict[str, Any]":
    """Return the data sets that any view may name, None where they are elsewhere."""
    datasets = spec.get("datasets")
    named = dict(datasets) if isinstance(datasets, dict) else {}
    for view in (spec, *_parts_below(spec)):
        sources = [view.get("data")]
        transforms = view.get("transform")
        for transform in transforms if isinstance(transforms, list) else ():
            other = transform.get("from") if isinstance(transform, dict) else None
            sources.append(other.get("data") if isinstance(other, dict) else None)
        for data in sources:
            if isinstance(data, dict) and set(data) - {"name", "format"}:
                named.setdefault(data.get("name", ""), data.get("values"))
    return named


def _rows_of(data: "Any", path: str, datasets: "dict[str, Any]") -> "Rows":
    """Return the rows of a data definition, None where they cannot be known.

    Raises:
        SpecError: It names a data set that does not exist.
    """
    if not isinstance(data, dict):
        return None
    values = data.get("values")
    if values is None and set(data) <= {"name", "format"} and "name" in data:
        name = data["name"]
        if name not in datasets:
            known = [each for each in datasets if each]
            message = f"there is no data set {name!r}"
            path = join(path, "name")
            raise spec_error(message, path=path, given=name, known=known)
        values = datasets[name]
    form = data.get("format")
    if isinstance(form, dict) and set(form) - {"type", "parse"}:
        return None  # the rows are taken from somewhere inside the values
    if isinstance(values, list) and all(isinstance(row, dict) for row in values):
        return values
    return None


def _check_encoding(
    view: "dict[str, Any]", path: str, rows: "Rows", *, has_data: bool
) -> None:
    """Check the fields that the channels of one view name."""
    encoding = view.get("encoding")
    if encoding is None:
        return
    path = join(path, "encoding")
    if not isinstance(encoding, dict):
        message = "must be an object of channels such as x and y"
        raise spec_error(message, path=path)
    # A layer's encoding is read by its members, which may have data of their own.
    if any("data" in part or "transform" in part for part in _parts_below(view)):
        return
    mark = view.get("mark")
    mark = mark.get("type") if isinstance(mark, dict) else mark
    for channel, definition in encoding.items():
        if mark in _COMPOSITE and channel in _COMPUTED_CHANNELS:
            continue
        if isinstance(definition, dict):
            _check_type(definition.get("type"), join(join(path, channel), "type"))
        for place, field in _fields_in(definition, join(path, channel)):
            if not has_data:
                message = (
                    f"{place} names the field {field!r}, and the view has no data: "
                    'give "data": {"values": [...]}'
                )
                raise spec_error(message, path="data")
            _check_field(field, place, rows)


def _check_type(kind: "Any", path: str) -> None:
    """Refuse a type of measurement that Vega-Lite does not have."""
    known = (*_TYPES, *(name[0] for name in _TYPES[:4]))
    if kind is None or (isinstance(kind, str) and kind.lower() in known):
        return
    message = f"unknown type {kind!r}"
    raise spec_error(message, path=path, given=kind, known=_TYPES)


def _check_facet_and_repeat(view: "dict[str, Any]", path: str, rows: "Rows") -> None:
    """Check the fields by which a view is split or repeated."""
    if any("data" in part or "transform" in part for part in _parts_below(view)):
        return
    facet = view.get("facet")
    if isinstance(facet, dict):
        place = join(path, "facet")
        channels = [("", facet), *((key, facet.get(key)) for key in ("row", "column"))]
        for channel, definition in channels:
            at = join(place, channel) if channel else place
            for where, field in _fields_in(definition, at):
                _check_field(field, where, rows)
    repeat = view.get("repeat")
    place = join(path, "repeat")
    lists = repeat if isinstance(repeat, dict) else {"": repeat}
    for key, fields in lists.items():
        at = join(place, key) if key else place
        for index, field in enumerate(fields if isinstance(fields, list) else ()):
            if isinstance(field, str):
                _check_field(field, join(at, index), rows)


def _parts_below(view: "dict[str, Any]") -> "Iterator[dict[str, Any]]":
    """Yield the views inside *view*, at any depth."""
    groups = [view.get(key) for key in _COMPOSITIONS]
    parts = [part for group in groups if isinstance(group, list) for part in group]
    for part in [*parts, view.get("spec")]:
        if isinstance(part, dict):
            yield part
            yield from _parts_below(part)


def _fields_in(definition: "Any", path: str) -> "Iterator[tuple[str, str]]":
    """Yield path and name of the fields in the definition of a channel."""
    if isinstance(definition, list):
        for index, each in enumerate(definition):
            yield from _fields_in(each, join(path, index))
    elif isinstance(definition, dict):
        field = definition.get("field")
        if isinstance(field, str):
            yield join(path, "field"), field
        yield from _fields_in(definition.get("condition"), join(path, "condition"))
        sort = definition.get("sort")
        if isinstance(sort, dict):
            yield from _fields_in(sort, join(path, "sort"))


def _check_field(field: str, path: str, rows: "Rows") -> None:
    """Refuse a field that no row has.

    Raises:
        SpecError: With the fields that there are.
    """
    if not rows or field == "*":
        return
    steps = _steps(field)
    if any(_leads_somewhere(row, steps) for row in rows):
        return
    known = list(dict.fromkeys(str(key) for row in rows for key in row))
    if field in known:
        message = (
            f"{field!r} is read as a path into nested data: write "
            f"{_escaped(field)!r} for the field of that name"
        )
        raise spec_error(message, path=path)
    message = f"there is no field {field!r} in the data"
    raise spec_error(message, path=path, given=field, known=known)


def _steps(field: str) -> "list[str]":
    """Return the names along a field's path: ``a``, ``0`` and ``b`` of ``a[0].b``."""
    steps = [""]
    quote = ""
    letters = iter(field)
    for letter in letters:
        if letter == "\\":
            steps[-1] += next(letters, "")
        elif quote:
            quote = "" if letter == quote else quote
            steps[-1] += letter if quote else ""
        elif letter in "'\"" and not steps[-1]:
            quote = letter
        elif letter in ".[":
            if steps[-1]:
                steps.append("")
        elif letter != "]":
            steps[-1] += letter
    return steps if steps[-1] or len(steps) == 1 else steps[:-1]


def _leads_somewhere(value: "Any", steps: "list[str]") -> bool:
    """Tell whether a row has something at the end of a path."""
    for step in steps:
        if isinstance(value, dict):
            if step not in value:
                return False
            value = value[step]
        elif isinstance(value, (list, tuple)) and step.isdigit():
            if int(step) >= len(value):
                return False
            value = value[int(step)]
        elif isinstance(value, (str, list, tuple)):
            return step == "length"
        else:
            # What an object of another library has inside is not known here.
            return not isinstance(value, (int, float, type(None)))
    return True


def _escaped(name: str) -> str:
    """Return the field that means the column *name* itself."""
    for letter in "\\.[]'\"":
        name = name.replace(letter, f"\\{letter}")
    return name
