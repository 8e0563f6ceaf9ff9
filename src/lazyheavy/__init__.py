"""Pay for heavy dependencies only when they are used.

`import lazyheavy as lazy` is the idiom. The import loads this file alone; each
name is imported when it is first read.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lazyheavy._door import (
        Chart,
        LazyDeclarationError,
        LazyHeavyError,
        MissingDependencyError,
        Pool,
        PoolTimeoutError,
        Report,
        RequirementError,
        attach,
        attach_stub,
        charts,
        eager,
        engines,
        errors,
        imports,
        instances,
        is_available,
        is_lazy,
        load,
        pending,
        render_chart,
        render_many,
        report,
        resolve,
        shared,
        startup,
        verify,
        warm,
    )

__version__ = "0.1.0"

__all__ = [
    "Chart",
    "LazyDeclarationError",
    "LazyHeavyError",
    "MissingDependencyError",
    "Pool",
    "PoolTimeoutError",
    "Report",
    "RequirementError",
    "attach",
    "attach_stub",
    "charts",
    "eager",
    "engines",
    "errors",
    "imports",
    "instances",
    "is_available",
    "is_lazy",
    "load",
    "pending",
    "render_chart",
    "render_many",
    "report",
    "resolve",
    "shared",
    "startup",
    "verify",
    "warm",
]


if not TYPE_CHECKING:  # a checker that knew of it would allow any name

    def __getattr__(name: str) -> object:
        """Open the door for the first use of a name (PEP 562)."""
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message, name=name)
        from lazyheavy import _door  # at the first name that is read

        value = globals()[name] = getattr(_door, name)
        return value


def __dir__() -> "list[str]":
    """List what is there and what will be."""
    return sorted({*globals(), *__all__})
