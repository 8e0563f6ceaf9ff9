"""What `check` finds: findings, warnings, and the verdict on one budget."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Literal, final

    from ._budget import Budget
    from ._comparison import Comparison

    Status = Literal["passed", "broken", "failed"]
else:

    def final(kind: type) -> type:
        """Stand in for `typing.final`, which would have to be loaded."""
        return kind


__all__ = ["Finding", "Step", "Verdict", "Warned"]


@final
class Step:
    """One import of a chain.

    Attributes:
        module: What was imported.
        file: The file of the import statement, or None.
        line: Its line, or None.
        text: The statement, or "".
        own: Whether it is code of the user, neither installed nor of Python.
    """

    __slots__ = ("file", "line", "module", "own", "text")

    def __init__(
        self,
        module: str,
        file: "str | None",
        line: "int | None",
        text: str = "",
        *,
        own: bool = False,
    ) -> None:
        self.module = module
        self.file = file
        self.line = line
        self.text = text
        self.own = own

    def to_json(self) -> "dict[str, Any]":
        """Return it as plain data."""
        return {
            name: getattr(self, name) for name in ("module", "file", "line", "text")
        }


@final
class Finding:
    """One way in which a budget is broken.

    Attributes:
        kind: The key of the budget that is broken.
        message: What is wrong, in one line.
        chain: The imports that led there, the program's own first.
        details: Further lines.
        module: The forbidden module that was imported first, or None.
        modules: All modules that the finding is about.
        file: Where it can be mended: the import in the user's own code, or the
            budget.
        line: The line there.
    """

    __slots__ = (
        "chain",
        "details",
        "file",
        "kind",
        "line",
        "message",
        "module",
        "modules",
    )

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        chain: "Sequence[Step]" = (),
        details: "Sequence[str]" = (),
        modules: "Sequence[str]" = (),
        where: "tuple[str, int] | None" = None,
    ) -> None:
        self.kind = kind
        self.message = message
        self.chain = [*chain]
        self.details = [*details]
        self.modules = [*modules]
        self.module = self.modules[0] if kind == "forbid" else None
        own = [step for step in self.chain if step.own and step.file and step.line]
        if own:  # the last step of one's own is the statement to change
            self.file, self.line = own[-1].file, own[-1].line
        else:
            self.file, self.line = where or (None, None)

    def to_json(self) -> "dict[str, Any]":
        """Return it as plain data."""
        return {
            "kind": self.kind,
            "message": self.message,
            "module": self.module,
            "modules": self.modules,
            "file": self.file,
            "line": self.line,
            "chain": [step.to_json() for step in self.chain],
            "details": self.details,
        }


@final
class Warned:
    """Something that does not break the budget, and that one should know.

    Attributes:
        kind: "unknown-name", "other-python", "inconclusive", "not-checked" or
            "base".
        message: One line.
        is_note: Whether it is a matter of course in some environments, such as a
            forbidden package that is not installed.
    """

    __slots__ = ("is_note", "kind", "message")

    def __init__(self, kind: str, message: str, *, is_note: bool = False) -> None:
        self.kind = kind
        self.message = message
        self.is_note = is_note

    def to_json(self) -> "dict[str, Any]":
        """Return it as plain data."""
        return {"kind": self.kind, "message": self.message}


@final
class Verdict:
    """What became of one budget.

    Attributes:
        budget: The budget.
        modules: How many modules the target imported, None if it failed.
        findings: The ways in which the budget is broken.
        warnings: What does not break it.
        failure: Why the target could not be measured, or "".
        comparison: What was measured against the base, or None.
        cpu_ms: The least CPU time that was measured for ``max_ms``, or None.
        updated: The lock file that was written, or None.
    """

    __slots__ = (
        "budget",
        "comparison",
        "cpu_ms",
        "failure",
        "findings",
        "modules",
        "updated",
        "warnings",
    )

    def __init__(self, budget: "Budget") -> None:
        self.budget = budget
        self.modules: int | None = None
        self.findings: list[Finding] = []
        self.warnings: list[Warned] = []
        self.failure = ""
        self.comparison: Comparison | None = None
        self.cpu_ms: float | None = None
        self.updated: str | None = None

    @property
    def status(self) -> "Status":
        """Tell whether the budget holds."""
        if self.failure:
            return "failed"
        return "broken" if self.findings else "passed"

    def to_json(self) -> "dict[str, Any]":
        """Return it as plain data."""
        from ._budget import typed

        compared = self.comparison
        return {
            "name": self.budget.name,
            "target": typed(self.budget.target),
            "status": self.status,
            "modules": self.modules,
            "max_modules": self.budget.max_modules,
            "findings": [finding.to_json() for finding in self.findings],
            "warnings": [warning.to_json() for warning in self.warnings],
            "failure": self.failure or None,
            "slowdown": compared
            and {
                "ratio": compared.ratio,
                "low": compared.low,
                "high": compared.high,
                "limit": self.budget.max_slowdown,
            },
            "cpu_ms": self.cpu_ms,
            "updated": self.updated,
        }
