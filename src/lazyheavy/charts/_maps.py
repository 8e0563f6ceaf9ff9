"""``maps=``: the maps that an option of ECharts names, as GeoJSON."""

from lazyheavy.errors import ChartError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def checked_maps(maps: "Any") -> "dict[str, dict[str, Any]]":
    """Return maps by name; those that are text are read as JSON.

    Whether each is a map is for the bridge to say, which names its place.

    Raises:
        ChartError: It is no dict, or a map neither a dict nor JSON.
    """
    if not isinstance(maps, dict):
        message = f"maps must be a dict, of names with GeoJSON, not {_named(maps)}"
        raise ChartError(message)
    return {str(name): _map(name, value) for name, value in maps.items()}


def _map(name: str, value: "Any") -> "dict[str, Any]":
    """Return one map as a dict."""
    if isinstance(value, (str, bytes)):
        from json import loads  # loaded with every chart

        try:
            value = loads(value)
        except ValueError as error:
            message = (
                f"maps: {name!r} is text that is no JSON ({error}); give the content "
                "of the file, not its name"
            )
            raise ChartError(message) from None
    if not isinstance(value, dict):
        message = f"maps: {name!r} must be GeoJSON, a dict or text, not {_named(value)}"
        raise ChartError(message)
    return value


def _named(value: "Any") -> str:
    return type(value).__name__
