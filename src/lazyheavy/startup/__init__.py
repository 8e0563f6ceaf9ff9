"""What the start of a program costs, and what lazy imports would save of it.

Importing this imports none of its parts: each name is imported when it is read.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy.errors import BudgetError, StartupError, TargetError
    from lazyheavy.startup._budget import Budget
    from lazyheavy.startup._check import check
    from lazyheavy.startup._findings import Verdict
    from lazyheavy.startup._plan import Step, plan
    from lazyheavy.startup._profile import Profile, profile
    from lazyheavy.startup._recording import Load, Recording
    from lazyheavy.startup._runs import record
    from lazyheavy.startup._savings import kept_alive_by, saving_ms, unreachable
    from lazyheavy.startup._target import Target

#: The module that each name comes from.
_HOMES = {
    "Budget": "lazyheavy.startup._budget",
    "BudgetError": "lazyheavy.errors",
    "Load": "lazyheavy.startup._recording",
    "Profile": "lazyheavy.startup._profile",
    "Recording": "lazyheavy.startup._recording",
    "StartupError": "lazyheavy.errors",
    "Step": "lazyheavy.startup._plan",
    "Target": "lazyheavy.startup._target",
    "TargetError": "lazyheavy.errors",
    "Verdict": "lazyheavy.startup._findings",
    "check": "lazyheavy.startup._check",
    "kept_alive_by": "lazyheavy.startup._savings",
    "plan": "lazyheavy.startup._plan",
    "profile": "lazyheavy.startup._profile",
    "record": "lazyheavy.startup._runs",
    "saving_ms": "lazyheavy.startup._savings",
    "unreachable": "lazyheavy.startup._savings",
}

__all__ = [
    "Budget",
    "BudgetError",
    "Load",
    "Profile",
    "Recording",
    "StartupError",
    "Step",
    "Target",
    "TargetError",
    "Verdict",
    "check",
    "kept_alive_by",
    "plan",
    "profile",
    "record",
    "saving_ms",
    "unreachable",
]


def __getattr__(name: str) -> object:
    """Import a name when it is read (PEP 562)."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message, name=name)
    from importlib import import_module  # at the first name that is read

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> "list[str]":
    """List what is there and what will be."""
    return sorted({*globals(), *__all__})
