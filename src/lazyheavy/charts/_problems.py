"""Messages about mistakes in a specification: the place, and what was meant.

Loaded with the first chart; what is dear (`difflib`, walks through the whole
specification) runs only once something is wrong.
"""

from lazyheavy.errors import SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

#: How many known names a message lists.
_LISTED = 12


def spec_error(
    message: str,
    *,
    path: str = "",
    given: object = None,
    known: "Iterable[str] | None" = None,
) -> SpecError:
    """Make the error for a mistake in a specification.

    Args:
        message: What is wrong there, without a full stop.
        path: Where it is, such as ``encoding.x.field``; '' for the whole.
        given: What stands there, for "did you mean".
        known: What could stand there.
    """
    text = f"{path}: {message}" if path else message
    if known is not None:
        text += f"; {describe_known(given, list(known))}"
    return SpecError(text)


def describe_known(given: object, known: "list[str]", limit: int = _LISTED) -> str:
    """Say which names there are, *limit* at most, and which *given* may have meant."""
    if not known:
        return "there are none"
    listed = ", ".join(repr(name) for name in known[:limit])
    if len(known) > limit:
        listed += f" and {len(known) - limit} more"
    text = f"there is {listed}" if len(known) == 1 else f"there are {listed}"
    meant = closest(given, known)
    return f"{text} (did you mean {meant!r}?)" if meant else text


def closest(given: object, known: "list[str]") -> "str | None":
    """Return the known name that *given* most likely meant, if any is near."""
    if not isinstance(given, str):
        return None
    from difflib import get_close_matches  # only once something is wrong

    folded = {name.casefold(): name for name in reversed(known)}
    found = get_close_matches(given.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def join(path: str, key: "str | int") -> str:
    """Return the path of *key* within *path*: ``a.b``, ``a[0]``, ``a["x y"]``."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if not key.replace("$", "_").isidentifier():
        from json import dumps  # loaded with every chart

        return f"{path}[{dumps(key, ensure_ascii=False)}]"
    return f"{path}.{key}" if path else key


def walk(node: "Any", path: str = "") -> "Iterator[tuple[str, Any]]":
    """Yield every part of a specification with its path, outermost first."""
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(
                value, join(path, key if isinstance(key, str) else str(key))
            )
    elif isinstance(node, (list, tuple)):
        for index, value in enumerate(node):
            yield from walk(value, join(path, index))


def find(node: "Any", accepts: "Callable[[Any], bool]") -> str:
    """Return the path of the first part that *accepts* accepts, or ''."""
    return next((path for path, value in walk(node) if accepts(value)), "")


def locate(spec: "Any", message: str) -> str:
    """Return the path of the part that an engine's *message* speaks of, or ''.

    The libraries name the value they stumbled over (``Undefined data set name:
    "sales"``) but not its place. Data is left out of the search.
    """
    import re  # the engine has loaded it

    quoted = re.findall(r'"([^"\s][^"]*)"', message)
    last = re.search(r": (.+)$", message)
    for text in [*quoted, *([last[1]] if last else [])]:
        parts = [
            (path, value)
            for path, value in walk(_without_rows(spec))
            if isinstance(value, str)
        ]
        # The name may stand in an expression; its definition is not the place.
        users = [part for part in parts if not part[0].endswith((".name", "$schema"))]
        word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
        for matches in (text.__eq__, word.search):
            path = next((path for path, value in users if matches(value)), "")
            if path:
                return path
    return ""


def _without_rows(node: "Any") -> "Any":
    """Copy a specification without the values of its data sets."""
    if isinstance(node, dict):
        return {
            key: _without_rows(value)
            for key, value in node.items()
            if key not in ("values", "datasets", "source")
        }
    if isinstance(node, list):
        return [_without_rows(value) for value in node]
    return node
