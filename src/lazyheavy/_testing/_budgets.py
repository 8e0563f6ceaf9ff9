"""Import budgets in tests: the fixture and the marker `import_budget`.

One child process a target and session, however many tests ask about it.
"""

import json
import os
import sys

import pytest

from lazyheavy.errors import BudgetError, StartupError
from lazyheavy.startup._budget import Budget
from lazyheavy.startup._check import judge
from lazyheavy.startup._check_formats import finding_lines
from lazyheavy.startup._findings import Verdict
from lazyheavy.startup._imported import import_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, final

    from lazyheavy.startup._imported import Imported
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["PROPERTY", "ImportBudget", "check_markers"]

#: The name of what a test report holds of the budgets that its test checked.
PROPERTY = "import_budget"

_runs: "pytest.StashKey[dict[Any, Imported | StartupError]]" = pytest.StashKey()


@final
class ImportBudget:
    """Checks budgets for one test."""

    __slots__ = ("_config", "_node")

    def __init__(self, config: pytest.Config, node: pytest.Item) -> None:
        self._config = config
        self._node = node

    def __call__(self, target: "str | Sequence[str]", **limits: "Any") -> Verdict:
        """Fail the test unless a target keeps to its budget.

        Blocks until the target, which runs in a child process, has ended.

        Args:
            target: The name of a module (``"mypackage.cli"``), a program as it is
                typed (``"-m mypackage --help"``), or a list of arguments.
            limits: ``forbid``, ``allow``, ``max_modules``, ``lock``, ``name``,
                ``exit_code``, ``timeout`` and ``stdin``, as in
                `lazyheavy.startup.Budget`.

        Returns:
            The verdict, with the number of modules.

        Raises:
            BudgetError: A limit has a wrong name or form.
        """
        __tracebackhide__ = True
        for timed in ("max_slowdown", "max_ms"):
            if timed in limits:
                message = (
                    f"{timed} is about time, which depends on what else runs: put it "
                    "into pyproject.toml for lazyheavy check"
                )
                raise BudgetError(message)
        try:
            verdict = self._judged(_budget(target, limits))
        except BudgetError as error:  # without the lines of ours in the traceback
            raise BudgetError(str(error)) from None
        self._note(verdict)
        failed = _failure(verdict, str(self._config.rootpath))
        if failed:
            pytest.fail(failed, pytrace=False)
        _warn(verdict)
        return verdict

    def _judged(self, budget: Budget) -> Verdict:
        """Run the target, unless a test has done so, and judge it."""
        root = str(self._config.rootpath)
        runs = self._config.stash.setdefault(_runs, {})
        key = (budget.target, budget.stdin, budget.exit_code, _path(self._config))
        if key not in runs:
            try:
                runs[key] = import_of(budget, root, env=_environment(self._config))
            except BudgetError:
                raise
            except StartupError as error:
                runs[key] = error
        found = runs[key]
        if isinstance(found, StartupError):
            verdict = Verdict(budget)
            verdict.failure = str(found)
            return verdict
        update = bool(self._config.getoption("import_budget_update"))
        mend = "run pytest --import-budget-update"
        return judge(budget, found, root, update=update, mend=mend)

    def _note(self, verdict: Verdict) -> None:
        """Put the figures where the report at the end finds them, with xdist too."""
        row = {
            "name": verdict.budget.name,
            "status": verdict.status,
            "modules": verdict.modules,
            "max_modules": verdict.budget.max_modules,
            "forbid": len(verdict.budget.forbid),
            "lock": verdict.budget.lock,
            "notes": [warning.message for warning in verdict.warnings],
            "updated": verdict.updated,
        }
        self._node.user_properties.append((PROPERTY, json.dumps(row)))


def check_markers(item: pytest.Item) -> None:
    """Check the budgets of all markers that apply to a test, the nearest first.

    Raises:
        BudgetError: A marker has no target, or a wrong limit.
    """
    check = ImportBudget(item.config, item)
    for marker in item.iter_markers("import_budget"):
        if len(marker.args) != 1:
            message = (
                "@pytest.mark.import_budget takes one target, and limits by name: "
                '@pytest.mark.import_budget("mypackage", forbid=["pandas"])'
            )
            raise BudgetError(message)
        check(*marker.args, **marker.kwargs)


def _budget(target: "str | Sequence[str]", limits: "dict[str, Any]") -> Budget:
    """Return the budget that a test describes.

    Raises:
        BudgetError: A limit has a wrong name or form.
    """
    table = dict(limits)
    for key in ("forbid", "allow"):
        if key in table and not isinstance(table[key], str):
            table[key] = [*table[key]]
        elif key in table:
            table[key] = [table[key]]
    table = {key: value for key, value in table.items() if value is not None}
    if isinstance(target, str) and _is_module(target):
        table.setdefault("name", f"import {target}")
        return Budget.from_table({**table, "target": f"-c 'import {target}'"})
    if isinstance(target, str):
        return Budget.from_table({**table, "target": target})
    from shlex import join

    return Budget.from_table({**table, "target": join(target)})


def _is_module(text: str) -> bool:
    """Tell a module from a program: ``app.py`` is a script."""
    return not text.endswith(".py") and all(p.isidentifier() for p in text.split("."))


def _path(config: pytest.Config) -> "tuple[str, ...]":
    """Return the folders that pytest was told to put before `sys.path`."""
    return tuple(str(folder) for folder in config.getini("pythonpath"))


def _environment(config: pytest.Config) -> "dict[str, str]":
    """Return the environment in which children find what the tests find."""
    env = {**os.environ}
    folders = [*_path(config)]
    if env.get("PYTHONPATH"):
        folders.append(env["PYTHONPATH"])
    if folders:
        env["PYTHONPATH"] = os.pathsep.join(folders)
    return env


def _failure(verdict: Verdict, root: str) -> str:
    """Return what pytest shows of a budget that does not hold, else ""."""
    name = verdict.budget.name
    if verdict.failure:
        return f"import budget of {name!r} could not be checked: {verdict.failure}"
    lines = [f"import budget of {name!r} is broken:"] * bool(verdict.findings)
    for finding in verdict.findings:
        lines += [f"  {line}" for line in finding_lines(finding, root)]
    return "\n".join(lines)


def _warn(verdict: Verdict) -> None:
    """Warn of what is likely a mistake in the test."""
    import warnings

    for warning in verdict.warnings:
        if not warning.is_note:
            text = f"import budget of {verdict.budget.name!r}: {warning.message}"
            warnings.warn_explicit(text, pytest.PytestWarning, *_caller())


def _caller() -> "tuple[str, int]":
    """Return the file and line of the test that asks, or of pytest's marker."""
    frame: Any = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno
