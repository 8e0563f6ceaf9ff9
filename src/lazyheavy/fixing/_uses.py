"""How a module uses its global names, and when: read from its source.

Nothing is imported or run. "import" is what runs while the module is imported:
its statements, class bodies, decorators, defaults, and the functions of its own
that those call; everything else runs "later".
"""

import ast

from ._calls import follow_calls
from ._records import Binding, Use
from ._scopes import (
    Comprehension,
    bound_by,
    bound_name,
    comprehension_names,
    own_names,
)
from ._shapes import (
    BLIND,
    BLIND_BASES,
    annotations_of,
    is_call,
    is_main,
    is_postponed,
    is_type_checking,
    last_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._records import When
    from ._scopes import Function

_NAMESPACE_READERS = frozenset({"dir", "globals", "locals", "vars"})


class Uses(ast.NodeVisitor):
    """What one module does with its globals.

    Attributes:
        uses: Every read.
        bindings: Every binding and deletion, but under `if TYPE_CHECKING:`.
        exported: The strings in the assignments of `__all__`.
        walks: Lines that look through the module's namespace at import time.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.uses: list[Use] = []
        self.bindings: list[Binding] = []
        self.exported: set[str] = set()
        self.walks: list[int] = []
        self._locals: list[tuple[str, set[str], set[str]]] = []
        self._when: When = "import"
        self._owner: str | None = None
        self._depth = 0
        self._postponed = is_postponed(tree)
        for node in tree.body:
            # The last statement of a script starts it: it is no import.
            is_start = node is tree.body[-1] and is_call(node)
            self._run([node], "later" if is_start else "import")
        follow_calls(self.uses)

    def _run(self, nodes: "Iterable[ast.AST]", when: "When") -> None:
        before = self._when
        if before != "never":
            self._when = when
        for node in nodes:
            self.visit(node)
        self._when = before

    def _is_global(self, name: str) -> bool:
        for index, (kind, names, outer) in enumerate(reversed(self._locals)):
            if name in outer:
                return True
            if name in names and (kind != "class" or index == 0):
                return False
        return True

    def _read(self, node: ast.Name, how: str) -> None:
        if isinstance(node.ctx, ast.Load) and self._is_global(node.id):
            self.uses.append(Use(node.id, node.lineno, self._when, how, self._owner))

    def _bind(self, node: ast.AST, what: str) -> None:
        if self._when == "never":
            return
        for name in bound_by(node):
            declared = bool(self._locals) and name in self._locals[-1][2]
            if not self._locals or declared:
                line = getattr(node, "lineno", 1)
                self.bindings.append(Binding(name, line, what, node))
            if self._locals and self._locals[-1][0] == "class" and not declared:
                self._locals[-1][1].add(name)

    def _function(self, node: "Function") -> None:
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        for decorator in decorators:
            self._as(decorator, "decorator")
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self._as(default, "default")
        if not isinstance(node, ast.Lambda):
            seen = any(last_name(item) not in BLIND for item in decorators)
            for annotation in annotations_of(node):
                self._annotation(annotation, may_evaluate=seen)
            self._bind(node, "def")
        before = self._owner, self._depth
        if self._depth == 0 and not isinstance(node, ast.Lambda):
            prefix = self._owner
            self._owner = node.name if prefix is None else f"{prefix}.{node.name}"
        else:
            self._owner = None  # of an inner function: it runs later still
        self._depth += 1
        self._locals.append(("function", *own_names(node)))
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        self._run(body, "later")
        self._locals.pop()
        self._owner, self._depth = before

    visit_FunctionDef = _function  # noqa: N815 - the name that NodeVisitor calls
    visit_AsyncFunctionDef = _function  # noqa: N815
    visit_Lambda = _function  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Read a class: its body runs where it stands."""
        for decorator in node.decorator_list:
            self._as(decorator, "decorator")
        for base in node.bases:
            self._as(base, "base class")
        for keyword in node.keywords:
            self._as(keyword.value, "class argument")
        self._bind(node, "class")
        looked_at = (
            any(last_name(item) not in BLIND for item in node.decorator_list)
            or any(last_name(item) not in BLIND_BASES for item in node.bases)
            or bool(node.keywords)
        )
        before = self._owner
        if self._depth == 0:
            self._owner = node.name if before is None else f"{before}.{node.name}"
        self._locals.append(("class", set(), set()))
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign):
                self._annotated(statement, may_evaluate=looked_at)
            else:
                self.visit(statement)
        self._locals.pop()
        self._owner = before

    def _comprehension(self, node: "Comprehension") -> None:
        self.visit(node.generators[0].iter)
        self._locals.append(("comprehension", comprehension_names(node), set()))
        for index, loop in enumerate(node.generators):
            if index:
                self.visit(loop.iter)
            for condition in loop.ifs:
                self.visit(condition)
        if isinstance(node, ast.DictComp):
            self._as(node.key, "passed on")
            self._as(node.value, "passed on")
        else:
            self._as(node.elt, "passed on")
        self._locals.pop()

    visit_ListComp = _comprehension  # noqa: N815 - the names that NodeVisitor calls
    visit_SetComp = _comprehension  # noqa: N815
    visit_DictComp = _comprehension  # noqa: N815
    visit_GeneratorExp = _comprehension  # noqa: N815

    def _annotation(self, node: ast.AST, *, may_evaluate: bool) -> None:
        """Read an annotation, which runs only where no `__future__` postpones it."""
        for found in ast.walk(node):
            if isinstance(found, ast.Constant) and isinstance(found.value, str):
                self._quoted(found, may_evaluate=may_evaluate)
        how = "annotation"
        if self._postponed and may_evaluate:
            how = "annotation that a decorator or base class may evaluate"
        later = self._postponed and not may_evaluate
        self._as(node, how, when="later" if later else self._when)

    def _quoted(self, node: ast.Constant, *, may_evaluate: bool) -> None:
        try:
            tree = ast.parse(str(node.value).strip(), mode="eval")
        except (SyntaxError, ValueError):
            return
        for found in ast.walk(tree):
            if isinstance(found, ast.Name):
                found.lineno = node.lineno
                when = self._when if may_evaluate else "later"
                how = "annotation that a decorator or base class may evaluate"
                if self._is_global(found.id):
                    self.uses.append(Use(found.id, node.lineno, when, how, None))

    def _annotated(self, node: ast.AnnAssign, *, may_evaluate: bool) -> None:
        is_local = any(kind == "function" for kind, *_ in self._locals)
        if is_local and self._locals[-1][0] == "function":
            self._as(node.annotation, "annotation", when="later")
        else:
            self._annotation(node.annotation, may_evaluate=may_evaluate)
        self._bind(node.target, "assigned")
        if not isinstance(node.target, ast.Name):
            self.visit(node.target)
        if node.value is not None:
            self._as(node.value, "passed on")

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Read `x: annotation = value`."""
        self._annotated(node, may_evaluate=False)

    def visit_If(self, node: ast.If) -> None:
        """Read a condition; its body may be for type checkers, or for scripts."""
        self.visit(node.test)
        if is_type_checking(node.test):
            self._run(node.body, "never")
        elif is_main(node.test):
            self._run(node.body, "later")
        else:
            self._run(node.body, self._when)
        self._run(node.orelse, self._when)

    def visit_Import(self, node: "ast.Import | ast.ImportFrom") -> None:
        """Note what an import statement binds."""
        self._bind(node, "imported")
        if self._locals and self._locals[-1][0] == "class":
            for alias in node.names:
                self._locals[-1][1].add(bound_name(node, alias))

    visit_ImportFrom = visit_Import  # noqa: N815

    def _as(self, node: ast.AST, how: str, *, when: "When | None" = None) -> None:
        """Read an expression; a bare name in it is used in the way of *how*."""
        before = self._when
        if when is not None and before != "never":
            self._when = when
        if isinstance(node, ast.Name):
            self._read(node, how)
        elif isinstance(node, ast.Starred):
            self._as(node.value, "read")
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)) and isinstance(
            getattr(node, "ctx", ast.Load()), ast.Load
        ):
            for element in node.elts:
                self._as(element, how)
        elif isinstance(node, ast.IfExp):
            self.visit(node.test)
            self._as(node.body, how)
            self._as(node.orelse, how)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                self._as(value, how)
        elif how.startswith(("annotation", "base", "decorator")):
            # Whatever is inside it is used for that as well.
            self._inside(node, how)
        else:
            self.visit(node)
        self._when = before

    def _inside(self, node: ast.AST, how: str) -> None:
        if how == "decorator" and isinstance(node, ast.Call):
            for argument in (*node.args, *(part.value for part in node.keywords)):
                self._as(argument, "passed on")
            node = node.func
        first = len(self.uses)
        self.visit(node)
        for use in self.uses[first:]:
            if use.how != "called":
                use.how = how

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that nothing here says more about."""
        self._read(node, "read")
        if isinstance(node.ctx, ast.Store):
            self._bind(node, "assigned")
        elif isinstance(node.ctx, ast.Del):
            self._bind(node, "deleted")

    def visit_Call(self, node: ast.Call) -> None:
        """Note what is called, and what is passed on."""
        self._as(node.func, "called")
        name = last_name(node.func)
        how = "passed on"
        if isinstance(node.func, ast.Name):
            if name in _NAMESPACE_READERS and not node.args and self._when == "import":
                self.walks.append(node.lineno)
            if name in {"isinstance", "issubclass", "callable", "hasattr", "getattr"}:
                how = "read"
            elif name == "type" and len(node.args) == 1:
                how = "asked for its type"
        elif name == "register":
            how = "registered"
        self._method_of_own(node)
        for argument in node.args:
            self._as(argument, how)
        for keyword in node.keywords:
            self._as(keyword.value, how)

    def _method_of_own(self, node: ast.Call) -> None:
        """Follow `self.method()` and `Class.method()` as calls of our functions."""
        function = node.func
        if not isinstance(function, ast.Attribute):
            return
        if not isinstance(function.value, ast.Name):
            return
        base = function.value.id
        owner = self._owner
        if base in {"self", "cls"} and owner is not None and "." in owner:
            base = owner.rpartition(".")[0]
        name = f"{base}.{function.attr}"
        self.uses.append(Use(name, node.lineno, self._when, "called", owner))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note whose attribute is read."""
        self._as(node.value, "attribute")

    def visit_Compare(self, node: ast.Compare) -> None:
        """Note what is compared: `is` sees the proxy, `in` may."""
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, (ast.Is, ast.IsNot)):
                how = "compared with `is`"
            elif isinstance(operator, (ast.In, ast.NotIn)):
                how = "looked for with `in`"
            else:
                how = "read"
            self._as(left, how)
            self._as(right, "read" if how.startswith("looked") else how)
            left = right

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """Note what is caught."""
        if node.type is not None:
            self._as(node.type, "except clause")
        self._bind(node, "assigned")
        for statement in node.body:
            self.visit(statement)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Note what is raised."""
        for part in (node.exc, node.cause):
            if part is not None:
                self._as(part, "raised")

    def visit_Await(self, node: ast.Await) -> None:
        """Note what is awaited."""
        self._as(node.value, "awaited")

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        """Note the class of a pattern."""
        self._as(node.cls, "class of a pattern")
        for pattern in (*node.patterns, *node.kwd_patterns):
            self.visit(pattern)

    def _binds(self, node: ast.AST) -> None:
        self._bind(node, "assigned")
        self.generic_visit(node)

    visit_MatchAs = _binds  # noqa: N815 - the names that NodeVisitor calls
    visit_MatchStar = _binds  # noqa: N815
    visit_MatchMapping = _binds  # noqa: N815

    def visit_Assign(self, node: ast.Assign) -> None:
        """Note what is given a second name."""
        if any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            self._export(node.value)
        self._as(node.value, "passed on")
        for target in node.targets:
            self.visit(target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Note `__all__ += [...]`."""
        if isinstance(node.target, ast.Name) and node.target.id == "__all__":
            self._export(node.value)
        self.generic_visit(node)

    def _export(self, node: ast.AST) -> None:
        for found in ast.walk(node):
            if isinstance(found, ast.Constant) and isinstance(found.value, str):
                self.exported.add(found.value)

    def _passes(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self._as(child, "passed on")

    visit_Return = _passes  # noqa: N815 - the names that NodeVisitor calls
    visit_Yield = _passes  # noqa: N815
    visit_Tuple = _passes  # noqa: N815
    visit_List = _passes  # noqa: N815
    visit_Set = _passes  # noqa: N815
    visit_Dict = _passes  # noqa: N815
