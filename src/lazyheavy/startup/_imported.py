"""What one run of a target imported, as the gates of `check` read it.

Collaborates with `_runs`, which records it, and `_places`, which tells whose the
modules are.
"""

import os
import sys

from lazyheavy.errors import StartupError

from ._findings import Step
from ._places import Places, kind_of
from ._sampling import ending, working_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import final

    from ._budget import Budget
    from ._recording import Load, Recording
    from ._target import Target
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["Imported", "import_of", "recorded_cpu_ms"]

#: Groups of modules that belong to no distribution.
OWN, STDLIB = "(own)", "(stdlib)"

#: Modules that are there in every process: to import them is no choice.
_ALWAYS = frozenset(
    "abc builtins codecs genericpath io marshal ntpath os posixpath site stat sys time "
    "zipimport encodings nt posix winreg".split()
)

#: The packages that measure code in children would be loaded before the target.
_COVERAGE = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "COV_CORE_SOURCE")


@final
class Imported:
    """The modules of one run.

    Attributes:
        names: What was in ``sys.modules`` at the end and not when the program
            began, without the program itself and without what only waits there
            for its first use.
        before: What was there when the program began.
        gone: What was imported and was not there at the end.
        attempted: What was imported in vain.
        target: What was run.
        cwd: The folder it ran in.
        python: The minor version of the interpreter, such as "3.12".
        python_version: The whole version.
        platform: As `sys.platform`.
    """

    __slots__ = (
        "_first",
        "_places",
        "_recording",
        "attempted",
        "before",
        "cwd",
        "gone",
        "names",
        "platform",
        "python",
        "python_version",
        "target",
    )

    def __init__(self, target: "Target", recording: "Recording", cwd: str) -> None:
        self.target = target
        self.cwd = cwd
        self._recording = recording
        self._places = Places(recording.raw["path"], set())
        pending = set(recording.raw.get("pending", ()))
        self.before = frozenset(recording.preloaded)
        there = set(recording.loaded) - pending
        self.names = frozenset(there - self.before - {"__main__", "__mp_main__"})
        self._first: dict[str, Load] = {}
        for load in recording.loads[1:]:
            if load.name not in pending:
                self._first.setdefault(load.name, load)
        loaded = {load.name for load in recording.loads if not load.failed}
        self.attempted = frozenset({*self._first} - loaded - there)
        self.gone = frozenset({*self._first} & loaded - there)
        version = recording.raw["version"]
        self.python = f"{version[0]}.{version[1]}"
        self.python_version = ".".join(map(str, version))
        self.platform = sys.platform

    @property
    def met(self) -> "list[str]":
        """All modules that were imported, or tried, in order; then the others."""
        rest = sorted((self.names | self.before) - self._first.keys() - {"__main__"})
        return [*self._first, *rest]

    @property
    def path(self) -> "list[str]":
        """The ``sys.path`` of the target at its end."""
        return [*self._recording.raw["path"]]

    def files(self) -> "list[tuple[str, str | None]]":
        """Return the names and files of the program's modules."""
        known = self._recording.modules
        return [(name, known[name][0]) for name in self.names if name in known]

    def chain(self, name: str) -> "list[Step]":
        """Return the imports that led to a module, the program's own first.

        Empty for a module that no import brought.
        """
        by_index = {load.index: load for load in self._recording.loads}
        steps: list[Step] = []
        load = self._first.get(name)
        while load is not None and load.index != 0:
            steps.append(self._step(load.name, load.parent, load.statement))
            load = by_index.get(load.parent)
        return steps[::-1]

    def _step(self, name: str, parent: int, statement: int) -> Step:
        """Return the statement that asked for a module, as a step of a chain."""
        file: str | None = None
        line: int | None = None
        if statement >= 0:
            file, line, *_ = self._recording.statements[statement]
        if file is None or file.startswith("<frozen "):  # runpy, an extension module
            is_start = parent <= 0 and self.target.kind == "module"
            text = f"python {self.target.display()}" if is_start else ""
            return Step(name, None, None, text)
        if file == "<string>" and self.target.kind == "code":
            lines = self.target.argv[1].splitlines()
            text = lines[line - 1].strip() if line and line <= len(lines) else ""
            return Step(name, file, line, text)
        own = self._places.is_own(file)
        full = os.path.join(self.cwd, file)
        if os.path.isfile(full):
            file = full
        return Step(name, file, line, _line_of(file, line), own=own)

    def asked_of_stdlib(self) -> "dict[str, tuple[int, int]]":
        """Return the standard modules that others than they themselves ask for.

        They are the same whatever `site` has loaded before. The value tells who
        asked first, as numbers of a load and of a statement.
        """
        names = {load.index: load.name for load in self._recording.loads}
        found: dict[str, tuple[int, int]] = {}
        statements = self._recording.statements
        for index, name, statement, *_ in self._recording.edges:
            if statement >= 0 and statements[statement][0].startswith("<frozen "):
                continue  # what started the target, and the recorder
            top = name.partition(".")[0]
            asker = names.get(index, "").partition(".")[0]
            if (
                top in sys.stdlib_module_names
                and asker not in sys.stdlib_module_names
                and top not in _ALWAYS
                and not top.startswith("_")
            ):
                found.setdefault(top, (index, statement))
        return found

    def chain_to_stdlib(self, top: str) -> "list[Step]":
        """Return the imports up to who asks for a standard module."""
        index, statement = self.asked_of_stdlib()[top]
        asker = next(load for load in self._recording.loads if load.index == index)
        before = self.chain(asker.name) if index else []
        return [*before, self._step(top, index, statement)]

    def group_of(self, name: str) -> str:
        """Return the distribution of a module, or "(own)" or "(stdlib)"."""
        if name.partition(".")[0] in sys.stdlib_module_names:
            return STDLIB
        told = self._recording.modules.get(name)
        file = told[0] if told else None
        group, distribution = self._places.group(name, kind_of(told), file)
        if group == "stdlib":
            return STDLIB
        return distribution or OWN

    def version_of(self, group: str) -> "str | None":
        """Return the version of a distribution that the target finds."""
        if group in {OWN, STDLIB}:
            return None
        from importlib.metadata import distributions

        found = distributions(name=group, path=self.path)
        return next((one.version for one in found), None)


def import_of(
    budget: "Budget",
    folder: str,
    *,
    env: "Mapping[str, str] | None" = None,
    target: "Sequence[str] | None" = None,
    stdin: "str | None" = None,
) -> Imported:
    """Run the target of a budget in *folder*, recorded, in a fresh child process.

    Its output goes nowhere. The working folder of this process is *folder*
    meanwhile.

    Args:
        budget: What is to be run, and how it should end.
        folder: Where.
        env: The environment; that of this process if None.
        target: What to run in the place of the budget's target.
        stdin: What it reads in the place of the budget's standard input.

    Raises:
        TargetError: There is no such target.
        StartupError: It failed, hung or could not be started.
    """
    import subprocess
    import tempfile

    from ._runs import record
    from ._target import Target

    with working_in(folder), tempfile.TemporaryFile() as errors:
        parsed = Target.parse(target or budget.target, stdin=stdin or budget.stdin)
        recording = record(
            parsed,
            mode="structure",
            env=_plain(os.environ if env is None else env),
            timeout=budget.timeout,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        if recording.exit_code != budget.exit_code:
            errors.seek(0)
            code, wanted = recording.exit_code, budget.exit_code
            raise StartupError(ending(budget.name, code, wanted, errors.read()))
    return Imported(parsed, recording, folder)


def recorded_cpu_ms(budget: "Budget", folder: str) -> float:
    """Return the CPU time of one run as `lazyheavy profile` measures it.

    Raises:
        StartupError: The target failed, hung or could not be started.
    """
    import subprocess

    from ._runs import record
    from ._target import Target

    with working_in(folder):
        recording = record(
            Target.parse(budget.target, stdin=budget.stdin),
            mode="timing",
            timeout=budget.timeout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    if recording.exit_code != budget.exit_code:
        message = f"{budget.name} ended with exit code {recording.exit_code}"
        raise StartupError(message)
    return recording.cpu_ms


def _plain(env: "Mapping[str, str]") -> "dict[str, str]":
    """Return an environment without what loads a coverage tool into children."""
    return {name: value for name, value in env.items() if name not in _COVERAGE}


def _line_of(file: str, line: "int | None") -> str:
    """Return a line of a source file, or ""."""
    from linecache import getline  # only to show a chain

    return getline(file, line or 0).strip()
