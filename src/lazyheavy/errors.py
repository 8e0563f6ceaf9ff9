"""Every error that lazyheavy raises on purpose, in one place.

Each class also inherits the built-in that callers already catch, so
``except ImportError`` or ``except TimeoutError`` goes on working.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "AssetError",
    "BudgetError",
    "ChartError",
    "DataAccessError",
    "EngineClosedError",
    "EngineCrashedError",
    "EngineError",
    "EngineMemoryError",
    "EngineTimeoutError",
    "EvaluationError",
    "FixError",
    "FontError",
    "LazyDeclarationError",
    "LazyHeavyError",
    "MissingDependencyError",
    "PoolClosedError",
    "PoolDeadlockError",
    "PoolTimeoutError",
    "RecursiveFactoryError",
    "RequirementError",
    "SpecError",
    "StartupError",
    "StubError",
    "TargetError",
]


class LazyHeavyError(Exception):
    """Base of all errors of lazyheavy."""


class LazyDeclarationError(LazyHeavyError, ImportError):
    """A lazy import was declared in a way that cannot work.

    Raised at once, at the declaring line: a star import, a name used inside
    its own block, a nested block.
    """


class MissingDependencyError(LazyHeavyError, ModuleNotFoundError):
    """A lazily imported module is not installed.

    Attributes:
        name: The module that was not found, as in `ModuleNotFoundError`.
        hint: The command or advice that mends it, or None.
        declared: ``"file:line"`` of the declaration, or None.
    """

    def __init__(
        self,
        message: str,
        /,
        *,
        name: "str | None" = None,
        hint: "str | None" = None,
        declared: "str | None" = None,
    ) -> None:
        super().__init__(message, name=name)
        self.hint = hint
        self.declared = declared

    def __reduce__(self) -> "tuple[Any, ...]":
        state = {"hint": self.hint, "declared": self.declared}
        return _rebuild, (type(self), str(self), self.name), state


class RequirementError(LazyHeavyError, ImportError):
    """A lazily imported module is installed in a version that will not do.

    Attributes:
        name: The module that was asked for.
        requirement: The PEP 508 requirement that was declared.
        installed: The version that is installed.
        hint: The command or advice that mends it, or None.
        declared: ``"file:line"`` of the declaration, or None.
    """

    def __init__(
        self,
        message: str,
        /,
        *,
        name: "str | None" = None,
        requirement: "str | None" = None,
        installed: "str | None" = None,
        hint: "str | None" = None,
        declared: "str | None" = None,
    ) -> None:
        super().__init__(message, name=name)
        self.requirement = requirement
        self.installed = installed
        self.hint = hint
        self.declared = declared

    def __reduce__(self) -> "tuple[Any, ...]":
        state = {
            "requirement": self.requirement,
            "installed": self.installed,
            "hint": self.hint,
            "declared": self.declared,
        }
        return _rebuild, (type(self), str(self), self.name), state


def _rebuild(
    kind: "type[MissingDependencyError | RequirementError]",
    message: str,
    name: "str | None",
) -> "MissingDependencyError | RequirementError":
    """Make an import error anew from its pickle."""
    return kind(message, name=name)


class RecursiveFactoryError(LazyHeavyError, RuntimeError):
    """A factory asked for the very instance that it is making."""


class EngineError(LazyHeavyError, RuntimeError):
    """The JavaScript engine failed."""


class EngineClosedError(EngineError):
    """The engine was used after `close()`."""


class EngineTimeoutError(EngineError, TimeoutError):
    """A call ran out of its time; the engine was discarded.

    The next call builds a new engine.
    """


class EngineMemoryError(EngineError, MemoryError):
    """A script ran out of memory; the engine was discarded."""


class EvaluationError(EngineError):
    """JavaScript threw an error.

    Attributes:
        js_message: The message of the JavaScript error, one line.
        js_stack: Its JavaScript stack, cut to the useful lines.
    """

    def __init__(self, js_message: str, js_stack: str = "") -> None:
        super().__init__(js_message, js_stack)
        self.js_message = js_message
        self.js_stack = js_stack

    def __str__(self) -> str:
        return self.js_message


class ChartError(LazyHeavyError, ValueError):
    """A chart could not be drawn."""


class SpecError(ChartError):
    """A chart specification is wrong; the message names the place in it."""


class DataAccessError(ChartError):
    """A chart asked for data that it may not read, or that did not come."""


class FontError(LazyHeavyError, RuntimeError):
    """No font was found to draw text with."""


class AssetError(LazyHeavyError, RuntimeError):
    """A JavaScript library or font of ours is not where it should be."""


class EngineCrashedError(EngineError):
    """The worker process of an engine ended in the middle of its work.

    Raised with ``isolation="process"`` only; the next call starts another one.
    """


class PoolTimeoutError(LazyHeavyError, TimeoutError):
    """No instance of a pool became free in time.

    Attributes:
        holders: Who has an instance, one line each: the thread or task, since
            when, and the line that took it.
    """

    def __init__(self, message: str, /, *, holders: "tuple[str, ...]" = ()) -> None:
        super().__init__(message)
        self.holders = holders


class PoolDeadlockError(LazyHeavyError, RuntimeError):
    """Waiting for an instance of a pool would never end.

    All of them are held by the very thread or task that asks, or by others that
    wait for one, too, without a time limit.
    """


class PoolClosedError(LazyHeavyError, RuntimeError):
    """A pool was asked for an instance after `close()`."""


class StubError(LazyHeavyError, RuntimeError):
    """The stub of a package can neither be checked nor made.

    It cannot be imported, or declares what no stub can be made of.
    """


class StartupError(LazyHeavyError, RuntimeError):
    """A program could not be started, or its start could not be measured."""


class TargetError(StartupError):
    """What should be measured is no script, module, code or installed command."""


class BudgetError(StartupError, ValueError):
    """A start-up budget is written in a way that means nothing."""


class FixError(LazyHeavyError, RuntimeError):
    """Imports could not be made lazy in a file.

    It cannot be read, parsed or written; what is merely not safe to move is
    reported, not raised.
    """
