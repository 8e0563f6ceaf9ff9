"""What is noted of a module: a use of a global name, a binding of one."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from typing import Literal, final

    #: While the module is imported, later, or never (for type checkers only).
    When = Literal["import", "later", "never"]
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


@final
class Use:
    """One place where a module reads, binds or deletes one of its globals."""

    __slots__ = ("how", "line", "name", "owner", "when")

    def __init__(
        self, name: str, line: int, when: "When", how: str, owner: "str | None"
    ) -> None:
        self.name = name
        self.line = line
        self.when = when
        self.how = how
        self.owner = owner

    def __repr__(self) -> str:
        return f"<Use {self.name} {self.line} {self.when} {self.how}>"


@final
class Binding:
    """One more place that binds a global name."""

    __slots__ = ("line", "name", "node", "what")

    def __init__(self, name: str, line: int, what: str, node: "ast.AST") -> None:
        self.name = name
        self.line = line
        self.what = what
        self.node = node
