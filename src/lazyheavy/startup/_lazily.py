"""Runs a target with chosen import statements made lazy, in memory only.

The files that hold them are compiled twice, by the interpreter that is to run
them: as they are, and with each statement in a `lazy.imports()` block. Both go
through the same loader, so what differs between two runs is the laziness.
"""

import os

from lazyheavy.errors import StartupError

from ._archives import source_in_archive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ._target import Target

#: What `-c CODE` is called in tracebacks, and in a profile.
_CODE = "<string>"

#: Compiles each file as it is, and with blocks around the statements.
_COMPILE = r"""
import ast, json, marshal, sys
todo = json.load(sys.stdin)

class Wrap(ast.NodeTransformer):
    def __init__(self, lines):
        self.lines, self.left = lines, set(lines)
    def visit_FunctionDef(self, node):
        return node
    visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef
    def visit_Import(self, node):
        if node.lineno not in self.lines:
            return node
        self.left.discard(node.lineno)
        name = ast.Name("__lazyheavy_imports__", ast.Load())
        item = ast.withitem(ast.Call(name, [], []), None)
        made = ast.copy_location(ast.With([item], [node]), node)
        made.end_lineno, made.end_col_offset = node.lineno, node.col_offset
        return ast.fix_missing_locations(made)
    visit_ImportFrom = visit_Import
    def visit_With(self, node):
        calls = [item.context_expr for item in node.items]
        names = [getattr(getattr(c, "func", None), "attr", "") for c in calls]
        if "imports" in names:  # lazy already
            inner = {n.lineno for n in ast.walk(node) if hasattr(n, "lineno")}
            self.left -= inner
            return node
        return self.generic_visit(node)

left = []
for path, lines, plain, lazy, text in todo:
    if text is None:
        with open(path, "rb") as file:
            text = file.read()
    tree = ast.parse(text, path)
    wrap = Wrap(lines)
    for output, code in (plain, tree), (lazy, wrap.visit(ast.parse(text, path))):
        code = compile(code, path, "exec", dont_inherit=True)
        with open(output, "wb") as file:
            marshal.dump(code, file)
    left += [(path, line) for line in sorted(wrap.left)]
json.dump(left, sys.stdout)
"""


class Lazily:
    """The compiled files of one choice of statements, and how to run with them.

    Attributes:
        missing: The (file, line) of the choice where no import statement stands
            at module level.
    """

    def __init__(
        self, target: "Target", statements: "Iterable[tuple[str, int]]", folder: str
    ) -> None:
        self._target = target
        self._folder = folder
        files: dict[str, list[int]] = {}
        for path, line in statements:
            files.setdefault(path, []).append(line)
        self._plain: dict[str, str] = {}
        self._lazy: dict[str, str] = {}
        todo = []
        for number, (path, lines) in enumerate(files.items()):
            self._plain[path] = os.path.join(folder, f"{number}.plain")
            self._lazy[path] = os.path.join(folder, f"{number}.lazy")
            text = target.argv[1] if path == _CODE else source_in_archive(path)
            todo.append([path, lines, self._plain[path], self._lazy[path], text])
        self.missing: list[tuple[str, int]] = [
            (path, line) for path, line in _compile(target.python, todo)
        ]

    def target(self, *, lazy: bool) -> "Target":
        """Return what is to run: for `-c CODE`, code that runs the compiled one."""
        codes = self._lazy if lazy else self._plain
        if _CODE not in codes or self._target.kind != "code":
            return self._target
        from ._target import Target

        load = "__import__('marshal').loads"
        text = f"exec({load}(open({codes[_CODE]!r}, 'rb').read()))"
        argv = ["-c", text, *self._target.argv[2:]]
        how = self._target
        return Target("code", argv, python=how.python, stdin=how.stdin)

    def prelude(self, *, lazy: bool, output: "str | None" = None) -> str:
        """Return what runs before the target; *output* is where the ledger goes."""
        here = os.path.dirname(os.path.abspath(__file__))
        script = ""
        if self._target.kind in {"script", "console"} and self._target.path:
            script = os.path.join(os.getcwd(), self._target.path)
            script = script.replace(f"{os.sep}.{os.sep}", os.sep, 1)
        config = {
            "home": os.path.dirname(os.path.dirname(here)),
            "codes": self._lazy if lazy else self._plain,
            "script": script,
            "output": output,
        }
        with open(os.path.join(here, "_child_lazy.py"), encoding="utf-8") as file:
            return f"CONFIG = {config!r}\n{file.read()}"

    def read(self, output: str) -> "list[tuple[Any, ...]] | None":
        """Return the ledger that a run has written, None if it came to nothing."""
        import marshal

        try:
            with open(output, "rb") as file:
                rows: list[tuple[Any, ...]] = marshal.load(file)  # noqa: S302 - ours
        except (OSError, EOFError, ValueError, TypeError):
            return None
        return rows


def _compile(python: str, todo: "list[list[Any]]") -> "list[list[Any]]":
    """Compile files with the interpreter that is to run them.

    Raises:
        StartupError: One cannot be read, or is not Python for it.
    """
    import json
    import subprocess

    done = subprocess.run(
        [python, "-I", "-S", "-c", _COMPILE],
        input=json.dumps(todo),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        last = done.stderr.strip().rpartition("\n")[2]
        message = f"the statements cannot be made lazy: {last}"
        raise StartupError(message)
    left: list[list[Any]] = json.loads(done.stdout)
    return left
