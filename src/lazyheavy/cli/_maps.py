"""``--maps NAME=FILE``: the maps that options of ECharts name, from files."""

from ._failures import CommandError, InputError
from ._read import STDIN, read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def read_maps(given: "Iterable[str]") -> "dict[str, Any]":
    """Return the maps by name, as JSON has them.

    Whether each is a map is for the bridge to say.

    Args:
        given: Each ``NAME=FILE``.

    Raises:
        CommandError: One is not written so, or its file cannot be read.
    """
    maps: dict[str, Any] = {}
    for each in given:
        name, equals, path = each.partition("=")
        if not (name and equals and path) or path == STDIN:
            message = (
                f"--maps {each!r}: write NAME=FILE, the name in the option and a file "
                "with its GeoJSON, such as --maps china=china.json"
            )
            raise CommandError(message)
        try:
            maps[name] = read_json(path)
        except InputError as error:
            message = f"--maps {each!r}: {path}: {error}"
            raise CommandError(message) from error
    return maps
