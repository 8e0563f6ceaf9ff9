"""What a program may import at its start: a budget, and the reading of one.

Collaborates with `errors` alone; `_budget_file` finds budgets in a file.
"""

from lazyheavy.errors import BudgetError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, final
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["Budget"]

#: Seconds after which a target counts as hanging.
PATIENCE = 300.0


@final
class Budget:
    """What one target may import, and how much slower it may become.

    Attributes:
        target: What one would type after ``python``, as a list of arguments, or
            the name of a console script with its arguments.
        name: What reports call it; the target as typed unless given.
        forbid: Names of modules that must not be imported; each stands for its
            submodules, too.
        allow: Exceptions from *forbid*, read the same way.
        max_modules: How many modules the target may import, or None.
        lock: The path of the file with the modules that are expected, or None.
        max_slowdown: The greatest growth of CPU time against a base, as a
            fraction (0.1 for ``"10%"``), or None.
        max_ms: The most milliseconds of CPU time, interpreter included, or None.
        exit_code: What the target ends with when all is well.
        timeout: Seconds after which the target counts as hanging.
        stdin: The path of the file that the target reads as its standard input;
            None for nothing.
        where: The file and the line that say so, for annotations; or None.
    """

    __slots__ = (
        "allow",
        "exit_code",
        "forbid",
        "lock",
        "max_modules",
        "max_ms",
        "max_slowdown",
        "name",
        "stdin",
        "target",
        "timeout",
        "where",
    )

    def __init__(
        self,
        target: "str | Sequence[str]",
        *,
        name: "str | None" = None,
        forbid: "Iterable[str]" = (),
        allow: "Iterable[str]" = (),
        max_modules: "int | None" = None,
        lock: "str | None" = None,
        max_slowdown: "str | None" = None,
        max_ms: "float | None" = None,
        exit_code: int = 0,
        timeout: float = PATIENCE,
        stdin: "str | None" = None,
        where: "tuple[str, int] | None" = None,
    ) -> None:
        """Check the values; nothing is run.

        Raises:
            BudgetError: A value has a wrong type or form, or nothing is guarded.
        """
        given = {
            "target": target if isinstance(target, str) else [*target],
            "name": name,
            "forbid": [forbid] if isinstance(forbid, str) else [*forbid],
            "allow": [allow] if isinstance(allow, str) else [*allow],
            "max_modules": max_modules,
            "lock": lock,
            "max_slowdown": max_slowdown,
            "max_ms": max_ms,
            "exit_code": exit_code,
            "timeout": timeout,
            "stdin": stdin,
        }
        read = {
            key: _READERS[key](key, value)
            for key, value in given.items()
            if value is not None
        }
        self.target: tuple[str, ...] = read["target"]
        self.name: str = read.get("name") or typed(target)
        self.forbid: tuple[str, ...] = read["forbid"]
        self.allow: tuple[str, ...] = read["allow"]
        self.max_modules: int | None = read.get("max_modules")
        self.lock: str | None = read.get("lock")
        self.max_slowdown: float | None = read.get("max_slowdown")
        self.max_ms: float | None = read.get("max_ms")
        self.exit_code: int = read["exit_code"]
        self.timeout: float = read["timeout"]
        self.stdin: str | None = read.get("stdin")
        self.where = where
        if not self.forbid and all(getattr(self, gate) is None for gate in GATES[1:]):
            message = f"{self.name!r} guards nothing: give one of {', '.join(GATES)}"
            raise BudgetError(message)

    @classmethod
    def from_table(
        cls, table: "Mapping[str, Any]", where: "tuple[str, int] | None" = None
    ) -> "Budget":
        """Read one ``[[tool.lazyheavy.budget]]``.

        Raises:
            BudgetError: A key is not known or has a wrong value, or the target
                is missing.
        """
        for key in table:
            if key not in _READERS:
                known = ", ".join(_READERS)
                like = nearest(key, _READERS)
                message = f"{key!r} is no key of a budget{like}; the keys are {known}"
                raise BudgetError(message)
        if "target" not in table:
            message = 'there is no target: write target = "-m mypackage --help", say'
            raise BudgetError(message)
        for key in ("forbid", "allow", "target"):
            wanted = str if key == "target" else list
            if not isinstance(table.get(key, wanted()), wanted):
                raise _wrong(key, table[key], _WANTED[key])
        return cls(**table, where=where)


#: The keys that guard something.
GATES = ("forbid", "max_modules", "lock", "max_slowdown", "max_ms")

_WANTED = {
    "target": 'a text such as "-m mypackage --help"',
    "name": "a text",
    "forbid": 'a list of names such as ["pandas", "torch"]',
    "allow": 'a list of names such as ["pandas._version"]',
    "max_modules": "a whole number from 0",
    "lock": 'the path of a file such as "imports.lock"',
    "max_slowdown": 'a percentage such as "10%"',
    "max_ms": "a number of milliseconds above 0",
    "exit_code": "a whole number from 0 to 255",
    "timeout": "a number of seconds above 0",
    "stdin": 'the path of a file such as "tests/input.csv"',
}


def typed(target: "str | Sequence[str]") -> str:
    """Return a target as one would type it."""
    if isinstance(target, str):
        return target
    from shlex import join  # only for a target given as a list

    return join(target)


def split(text: str) -> "tuple[str, ...]":
    """Split what one would type into arguments, as a shell does.

    Raises:
        BudgetError: A quotation mark is not closed.
    """
    from shlex import split  # when a target is read

    try:
        return tuple(split(text))
    except ValueError as error:
        message = f"target = {text!r} cannot be split into arguments: {error}"
        raise BudgetError(message) from None


def nearest(word: str, known: "Iterable[str]") -> str:
    """Return " (did you mean ...?)" where a known word is like *word*, else ""."""
    from difflib import get_close_matches  # only for a mistake

    found = get_close_matches(word, [*known], n=1, cutoff=0.6)
    return f" (did you mean {found[0]!r}?)" if found else ""


def percentage(text: str) -> float:
    """Return ``"10%"`` as 0.1.

    Raises:
        ValueError: It is no percentage, or below 0.
    """
    number, sign, rest = text.strip().partition("%")
    if not sign or rest:
        raise ValueError(text)
    value = float(number) / 100
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value


def covers(rule: str, module: str) -> bool:
    """Tell whether a name in `forbid` or `allow` means *module*."""
    return module == rule or module.startswith(f"{rule}.")


def _wrong(key: str, value: object, wanted: str) -> BudgetError:
    import json  # only for a mistake; values are shown as TOML writes them

    try:
        shown = json.dumps(value)
    except TypeError:
        shown = repr(value)
    return BudgetError(f"{key} = {shown} must be {wanted}")


def _read_target(key: str, value: object) -> "tuple[str, ...]":
    if isinstance(value, str):
        value = [*split(value)]
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return tuple(value)
    raise _wrong(key, value, _WANTED[key])


def _read_text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(key, value, _WANTED[key])
    return value


def _read_names(key: str, value: object) -> "tuple[str, ...]":
    if not isinstance(value, list):
        raise _wrong(key, value, _WANTED[key])
    for name in value:
        if not isinstance(name, str):
            raise _wrong(key, value, _WANTED[key])
        if not all(part.isidentifier() for part in name.split(".")):
            plain = name.removesuffix("*").rstrip(".").replace("-", "_")
            usable = all(part.isidentifier() for part in plain.split("."))
            advice = f": write {plain!r}, which means what is below, too"
            message = f"{key}: {name!r} is not the name of a module"
            raise BudgetError(message + advice * usable)
    return tuple(dict.fromkeys(value))


def _read_number(
    key: str, value: object, kinds: "tuple[type, ...]", least: float, most: float
) -> "Any":
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise _wrong(key, value, _WANTED[key])
    assert isinstance(value, (int, float))
    if not least <= value <= most:
        raise _wrong(key, value, _WANTED[key])
    return value


def _read_count(key: str, value: object) -> "Any":
    return _read_number(key, value, (int,), 0, float("inf"))


def _read_code(key: str, value: object) -> "Any":
    return _read_number(key, value, (int,), 0, 255)


def _read_amount(key: str, value: object) -> "Any":
    return _read_number(key, value, (int, float), 1e-9, 1e9)


def _read_percentage(key: str, value: object) -> float:
    try:
        return percentage(_read_text(key, value))
    except ValueError:
        raise _wrong(key, value, _WANTED[key]) from None


_READERS: "dict[str, Callable[[str, object], Any]]" = {
    "target": _read_target,
    "name": _read_text,
    "forbid": _read_names,
    "allow": _read_names,
    "max_modules": _read_count,
    "lock": _read_text,
    "max_slowdown": _read_percentage,
    "max_ms": _read_amount,
    "exit_code": _read_code,
    "timeout": _read_amount,
    "stdin": _read_text,
}
