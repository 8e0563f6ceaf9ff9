"""Which statements are to become lazy: those of a profile's plan, or named ones."""

import os

from lazyheavy.errors import FixError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, final
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


@final
class Place:
    """An import statement, by where it stands.

    Attributes:
        path: The file, absolute.
        line: The line that it starts in.
        text: What a profile saw there, or "" if nobody has looked.
    """

    __slots__ = ("line", "path", "text")

    def __init__(self, path: str, line: int, text: str = "") -> None:
        self.path = path
        self.line = line
        self.text = text

    def __repr__(self) -> str:
        return f"<Place {self.path}:{self.line}>"


def from_arguments(arguments: "Iterable[str]") -> "list[Place]":
    """Return the places that ``FILE:LINE`` arguments name.

    Raises:
        FixError: One is no file and line.
    """
    places = []
    for argument in arguments:
        path, _, line = argument.rpartition(":")
        if not path or not line.isdecimal():
            message = f"{argument!r} is not FILE:LINE, such as app.py:3"
            raise FixError(message)
        if not os.path.isfile(path):
            message = f"{argument!r}: there is no file {path!r}"
            raise FixError(message)
        places.append(Place(os.path.abspath(path), int(line)))
    return places


def from_profile(profile: "Mapping[str, Any]") -> "list[Place]":
    """Return the statements of a profile's plan, in the order of the plan.

    Args:
        profile: What `Profile.to_json()` returns.

    Raises:
        FixError: It is no profile, or of a version that is not known here.
    """
    version = profile.get("schema_version")
    if version != 1 or "plan" not in profile or "statements" not in profile:
        message = "it is no profile of lazyheavy"
        if version is not None and version != 1:
            message = f"it is a profile of version {version}; known is 1"
        raise FixError(message)
    folder = profile.get("target", {}).get("cwd") or os.getcwd()
    found: dict[int, Place] = {}
    try:
        for step in profile["plan"]:
            for number in step["statements"]:
                row = profile["statements"][number]
                path = os.path.normpath(os.path.join(folder, row["file"]))
                found[number] = Place(path, int(row["line"]), str(row["text"]))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        message = f"its plan cannot be read: {type(error).__name__}: {error}"
        raise FixError(message) from error
    return list(found.values())
