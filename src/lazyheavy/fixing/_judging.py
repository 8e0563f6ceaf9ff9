"""Which import statements may become lazy, and why the others may not.

Reads the source only (`_uses`). What it lets pass keeps its meaning on every
Python from 3.10 on; what `docs/behaviours.md` says cannot work before 3.15 is
refused, with the spelling that works.
"""

import ast

from ._known import effect_of
from ._scopes import bound_name
from ._uses import Uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, final

    from ._records import Binding, Use

    Statement = ast.Import | ast.ImportFrom
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


#: What a class, function or constant cannot do while it is lazy, before 3.15:
#: how it is used, and what to write where `{module}` and `{name}` stand.
_IMPOSSIBLE = {
    "except clause": "except {module}.{name}:",
    "raised": "raise {module}.{name}",
    "awaited": "await {module}.{name}",
    "class of a pattern": "case {module}.{name}():",
    "registered": "register({module}.{name})",
    "asked for its type": "type({module}.{name})",
    "compared with `is`": "{module}.{name}",
    "looked for with `in`": "{module}.{name}",
}
#: Uses that show that a name is a class or a function: passed on, it works.
_CALLABLE = ("called", "decorator", "base class", "annotation", "class of a pattern")


@final
class Reason:
    """Why a statement is not moved: one line of the code that stands against it.

    Attributes:
        line: That line.
        message: What it does.
        advice: What to do, or "".
    """

    __slots__ = ("advice", "line", "message")

    def __init__(self, line: int, message: str, advice: str = "") -> None:
        self.line = line
        self.message = message
        self.advice = advice

    def __repr__(self) -> str:
        return f"<Reason {self.line}: {self.message}>"

    def as_dict(self) -> "dict[str, Any]":
        """Return the attributes by name, for JSON."""
        return {"line": self.line, "message": self.message, "advice": self.advice}


class Judge:
    """Judges the import statements of one module.

    Args:
        tree: Its source.
        is_package: Whether it is an `__init__`, whose names are exports.
    """

    def __init__(self, tree: ast.Module, *, is_package: bool) -> None:
        read = Uses(tree)
        self._is_package = is_package
        self._exported = read.exported
        self._walks = read.walks
        self._uses: dict[str, list[Use]] = {}
        for use in read.uses:
            self._uses.setdefault(use.name, []).append(use)
        self._bindings: dict[str, list[Binding]] = {}
        for binding in read.bindings:
            self._bindings.setdefault(binding.name, []).append(binding)

    def notes(self, node: "Statement") -> "list[Reason]":
        """Return what works, but not in every way, once the statement is lazy."""
        if isinstance(node, ast.Import):
            return []
        found = []
        for alias in node.names:
            name = bound_name(node, alias)
            lines = [u.line for u in self._of(name, "later") if u.how == "passed on"]
            if lines:
                message = (
                    f"{name} is passed on (line {lines[0]}): before Python 3.15, "
                    "`type()` and `is` see a proxy there until its first use"
                )
                found.append(Reason(lines[0], message))
        return found

    def reasons(self, node: "Statement", together: "list[Statement]") -> "list[Reason]":
        """Return what stands against making *node* lazy along with *together*."""
        found: list[Reason] = []
        for alias in node.names:
            name = bound_name(node, alias)
            if alias.name == "*":
                message = "a star import cannot be lazy"
                return [Reason(node.lineno, message, "name what the module uses")]
            found += self._effects(node, alias, name)
            found += self._at_import(name)
            found += self._rebound(name, node, together)
            if isinstance(node, ast.ImportFrom):
                found += self._impossible(node, alias, name)
        if self._walks and not found:
            message = "the module looks through its own namespace while it is imported"
            found.append(Reason(self._walks[0], message))
        return found

    def _of(self, name: str, when: str) -> "list[Use]":
        return [use for use in self._uses.get(name, ()) if use.when == when]

    def _effects(
        self, node: "Statement", alias: ast.alias, name: str
    ) -> "list[Reason]":
        """Refuse an import that nobody reads a name of."""
        line = node.lineno
        module = module_of(node, alias)
        effect = effect_of(module)
        if effect is not None:
            message = f"importing {module} {effect}"
            return [Reason(line, message, "keep it where it is")]
        is_read = name in self._exported or bool(self._uses.get(name))
        if is_read or alias.asname == alias.name:
            return []
        if self._is_package and isinstance(node, ast.ImportFrom):
            of_a_module = node.module is not None
            if of_a_module and not self._exported:
                return []  # an export of the package
        message = f"{name} is never used here: it may be imported for its effects"
        advice = f"delete the import, or export the name: {alias.name} as {name}"
        return [Reason(line, message, advice)]

    def _at_import(self, name: str) -> "list[Reason]":
        """Refuse a name that is used while the module is imported."""
        used = self._of(name, "import")
        if not used:
            return []
        first = min(used, key=lambda use: use.line)
        message = (
            f"{name} is used while the module is imported: "
            f"{_WORDS.get(first.how, first.how)}"
        )
        advice = "nothing would be gained"
        if first.how == "annotation":
            advice = "write `from __future__ import annotations`"
        return [Reason(first.line, message, advice)]

    def _rebound(
        self, name: str, node: "Statement", together: "list[Statement]"
    ) -> "list[Reason]":
        """Refuse a name that something else binds, too."""
        others = [b for b in self._bindings.get(name, ()) if b.node is not node]
        if not others:
            return []
        shared = all(
            _is_plain(binding.node, name) and binding.node in together
            for binding in others
        )
        if shared and _is_plain(node, name):
            return []  # `import a.b` beside `import a.c`, both lazy
        first = others[0]
        message = f"{name} is also {first.what} in line {first.line}"
        advice = ""
        if _is_plain(node, name) and _is_plain(first.node, name):
            advice = "make both lazy, or none"
        return [Reason(first.line, message, advice)]

    def _impossible(
        self, node: ast.ImportFrom, alias: ast.alias, name: str
    ) -> "list[Reason]":
        """Refuse what a lazy class, function or constant cannot do before 3.15."""
        found = []
        how, module = _as_module(node)
        seen = set()
        for use in self._of(name, "later"):
            spelling = _IMPOSSIBLE.get(use.how)
            if spelling is None or use.how in seen:
                continue
            seen.add(use.how)
            message = (
                f"{name}: {_WORDS.get(use.how, use.how)}, which a lazy name cannot "
                "be before Python 3.15"
            )
            written = spelling.format(module=module, name=alias.name)
            advice = f"write `{how}` and `{written}`"
            found.append(Reason(use.line, message, advice))
        passed = [use for use in self._of(name, "later") if use.how == "passed on"]
        if passed and not found and not self._is_callable(name):
            message = (
                f"{name} is passed on, and may be a constant: before Python 3.15 "
                "others would see a proxy"
            )
            advice = f"write `{how}` and `{module}.{alias.name}`"
            found.append(Reason(passed[0].line, message, advice))
        return found

    def _is_callable(self, name: str) -> bool:
        """Tell whether the code shows that a name is a class or a function."""
        if name.isupper():
            return False
        if name[:1].isupper():
            return True
        return any(use.how.startswith(_CALLABLE) for use in self._uses.get(name, ()))


#: How a use reads in a sentence, where its own words do not.
_WORDS = {
    "called": "called",
    "passed on": "passed on, or given another name",
    "attribute": "an attribute of it is read",
    "read": "its value is read",
    "base class": "base class",
    "except clause": "caught by `except`",
    "asked for its type": "asked for its `type()`",
    "default": "default of an argument",
    "raised": "raised",
}


def module_of(node: "Statement", alias: ast.alias) -> str:
    """Return the module that a part of a statement imports, as far as it says."""
    if isinstance(node, ast.Import):
        return alias.name
    return "." * node.level + (node.module or "")


def _as_module(node: ast.ImportFrom) -> "tuple[str, str]":
    """Return how to import the module of a statement whole, and its name then."""
    parent, _, last = (node.module or "").rpartition(".")
    if node.level:
        return f"from {'.' * node.level}{parent} import {last or 'module'}", last
    return f"import {node.module}", node.module or ""


def _is_plain(node: ast.AST, name: str) -> bool:
    """Tell whether *node* is `import a`, or `import a.b`, and binds *name* = `a`."""
    return isinstance(node, ast.Import) and any(
        alias.asname is None and alias.name.partition(".")[0] == name
        for alias in node.names
    )
