"""What became of statements in a run that has them lazy."""

import os

from ._verified import Checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ._pair import Pair
    from ._profile import Profile
    from ._recording import Recording


def unchecked(profile: "Profile", numbers: "Iterable[int]") -> "list[Checked]":
    """Return the statements of these numbers, of which nothing is known yet."""
    found = []
    for number in numbers:
        row = profile.statements[number]
        found.append(Checked(number, row["file"], row["line"], row["text"]))
    return found


def place_of(profile: "Profile", checked: Checked) -> "tuple[str, int]":
    """Return file and line of a statement, as the program's code objects name it."""
    return absolute(profile, checked.file), checked.line


def absolute(profile: "Profile", file: str) -> str:
    """Return a file as the program's code objects name it."""
    if file.startswith("<"):
        return file
    return os.path.join(profile.data["target"]["cwd"], file)


def fill_states(
    statements: "list[Checked]", profile: "Profile", pair: "Pair", after: "Recording"
) -> "str | None":
    """Tell what became of each statement; return which import failed, if one did."""
    rows = pair.lazily.read(pair.ledger)
    missing = set(pair.lazily.missing)
    loaded = set(after.loaded)
    for checked in statements:
        place = place_of(profile, checked)
        if place in missing:
            checked.state = "none"
        elif rows is not None:
            _judge(checked, [row[4:] for row in rows if row[:2] == place])
        importer = profile.statements[checked.number]["importer"]
        name = profile.modules[importer]["name"]
        if checked.state == "loaded" and name not in loaded:
            checked.state = "unreached"
    for checked in statements:
        if checked.state == "failed":
            line = f"{checked.file}:{checked.line}"
            return f"{line}: the import failed when it was used"
    return None


def _judge(checked: Checked, rows: "list[tuple[Any, ...]]") -> None:
    if not rows:
        checked.state = "loaded"
        return
    checked.state = "untouched"
    for is_touched, by, failure in rows:
        if is_touched and checked.state in {"untouched", "touched"}:
            checked.state = "touched"
            if by is not None:
                checked.by = f"{by[0]}:{by[1]}"
                checked.function = by[2]
                if by[2] == "<module>":
                    checked.state = "at once"
        elif failure is not None:
            checked.state = "failed"
