"""The budgets of a project: `[[tool.lazyheavy.budget]]` in its pyproject.toml."""

import os
import re
import sys

from lazyheavy.errors import BudgetError

from ._budget import Budget, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["find", "read", "select"]

NAME = "pyproject.toml"

_HEADER = re.compile(r"\s*\[\[\s*tool\s*\.\s*lazyheavy\s*\.\s*budget\s*\]\]")

_EXAMPLE = """\
[[tool.lazyheavy.budget]] with target = "-m mypackage --help" \
and forbid = ["pandas"]"""


def find(start: str) -> str:
    """Return the pyproject.toml of the folder *start* or the nearest one above.

    Raises:
        BudgetError: There is none.
    """
    folder = os.path.abspath(start)
    while True:
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            message = (
                f"there is no {NAME} in {os.path.abspath(start)!r} or above; "
                "say --config FILE"
            )
            raise BudgetError(message)
        folder = above


def read(path: str) -> "list[Budget]":
    """Return the budgets of a TOML file, in its order.

    Raises:
        BudgetError: It cannot be read, is no TOML, has no budget, or one that
            is wrong; the message names the line.
    """
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise BudgetError(message) from error
    tables = _tables(_parsed(content, path), path)
    lines = [
        number
        for number, line in enumerate(content.decode().splitlines(), 1)
        if _HEADER.match(line)
    ]
    if len(lines) != len(tables):  # written as an array of inline tables
        lines = [1] * len(tables)
    budgets = [
        _budget(table, path, line) for table, line in zip(tables, lines, strict=True)
    ]
    _refuse_twins(budgets, path)
    return budgets


def select(budgets: "Sequence[Budget]", wanted: "Sequence[str]") -> "list[Budget]":
    """Return the budgets that have one of the names or targets, all for none.

    Raises:
        BudgetError: A name is not that of a budget.
    """
    known = {text: budget for budget in budgets for text in _called(budget)}
    for text in wanted:
        if text not in known:
            names = ", ".join(repr(budget.name) for budget in budgets)
            like = nearest(text, known)
            message = f"there is no budget {text!r}{like}; there are {names}"
            raise BudgetError(message)
    if not wanted:
        return [*budgets]
    return [b for b in budgets if any(text in wanted for text in _called(b))]


def _called(budget: Budget) -> "tuple[str, str]":
    from shlex import join

    return budget.name, join(budget.target)


def _parsed(content: bytes, path: str) -> "dict[str, Any]":
    """Return the content of a TOML file.

    Raises:
        BudgetError: It is no TOML, or nothing here can read it.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        try:
            import tomli as tomllib
        except ImportError:
            message = (
                f"{path}: reading TOML on Python 3.10 needs tomli: "
                "pip install 'lazyheavy[cli]'"
            )
            raise BudgetError(message) from None
    try:
        parsed: dict[str, Any] = tomllib.loads(content.decode())
    except ValueError as error:  # of TOML, or of UTF-8
        message = f"{path}: is no TOML: {error}"
        raise BudgetError(message) from None
    return parsed


def _tables(parsed: "dict[str, Any]", path: str) -> "list[Any]":
    """Return the tables of budgets.

    Raises:
        BudgetError: There is none.
    """
    tool = parsed.get("tool", {})
    ours = tool.get("lazyheavy", {}) if isinstance(tool, dict) else {}
    tables = ours.get("budget", []) if isinstance(ours, dict) else []
    if isinstance(tables, dict):
        message = f"{path}: [tool.lazyheavy.budget] needs two brackets: [[...]]"
        raise BudgetError(message)
    if not isinstance(tables, list) or not tables:
        others = ", ".join(ours) if isinstance(ours, dict) else ""
        seen = f" (there is {others})" if others else ""
        message = f"{path}: there is no budget{seen}; write {_EXAMPLE}, say"
        raise BudgetError(message)
    return tables


def _budget(table: object, path: str, line: int) -> Budget:
    """Read one table.

    Raises:
        BudgetError: It is wrong; the message begins with file and line.
    """
    try:
        if not isinstance(table, dict):
            message = f"a budget must be a table, not {table!r}"
            raise BudgetError(message)  # noqa: TRY301 - given its place below
        return Budget.from_table(table, (path, line))
    except BudgetError as error:
        message = f"{path}:{line}: {error}"
        raise BudgetError(message) from None


def _refuse_twins(budgets: "list[Budget]", path: str) -> None:
    """Refuse two budgets of one name.

    Raises:
        BudgetError: There are; reports and lock files could not tell them apart.
    """
    seen: dict[str, int] = {}
    for budget in budgets:
        line = budget.where[1] if budget.where else 0
        if budget.name in seen:
            message = (
                f"{path}:{line}: there is a budget {budget.name!r} already, in line "
                f"{seen[budget.name]}; join them, or give one a name"
            )
            raise BudgetError(message)
        seen[budget.name] = line
