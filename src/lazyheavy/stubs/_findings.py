"""What is wrong with a stub: one place, one sentence."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, final

    #: - "no-stub": type checkers need a stub, and there is none.
    #: - "not-shipped": the installed distribution lacks the stub.
    #: - "broken": the stub is not Python, or not what `attach_stub()` reads.
    #: - "unresolved": a name of the stub does not resolve, or a subpackage.
    #: - "missing": a public name of the package is not in the stub.
    #: - "hidden": the stub imports a name without exporting it.
    #: - "different": the stub takes a name from where another object is.
    #: - "all": `__all__` of the stub and of the package differ.
    Kind = Literal[
        "no-stub",
        "not-shipped",
        "broken",
        "unresolved",
        "missing",
        "hidden",
        "different",
        "all",
    ]
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


@final
class Finding:
    """One thing that is wrong with a stub.

    Attributes:
        path: The stub; the `__init__.py` of the package where there is none.
        line: The line of it, 1 where no line is to blame.
        kind: What is wrong, as one word: see `Kind`.
        package: The package that the stub is for.
        name: The name it is about, or "".
        message: What is wrong, and with what to mend it.
    """

    __slots__ = ("kind", "line", "message", "name", "package", "path")

    def __init__(
        self,
        path: str,
        line: int,
        kind: "Kind",
        *,
        package: str,
        name: str = "",
        message: str,
    ) -> None:
        self.path: str = path
        self.line: int = line
        self.kind: Kind = kind
        self.package: str = package
        self.name: str = name
        self.message: str = message

    def __repr__(self) -> str:
        return f"<Finding {self!s}>"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"

    def as_dict(self) -> "dict[str, Any]":
        """Return the attributes by name, for JSON."""
        return {
            "path": self.path,
            "line": self.line,
            "kind": self.kind,
            "package": self.package,
            "name": self.name,
            "message": self.message,
        }
