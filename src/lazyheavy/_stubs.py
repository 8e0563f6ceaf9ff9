"""The table of a stub: what an `__init__.pyi` says that a package exports.

Compiled once and kept beside the bytecode; `ast` is imported only to compile.
"""

import marshal
import os
import sys
from _thread import get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator
    from typing import Any

    from ._exports import Row

    Table = tuple[list[Row], list[str]]

#: Changes with the form of the table, so that an old one is never read.
_FORM = "lazyheavy-stub-1"

#: Modules whose absolute import in a stub serves the stub, not its readers.
#: `from typing import Any as Any` exports all the same (PEP 484).
_FOR_TYPING = frozenset(
    {
        "__future__",  # compiler directives
        "_typeshed",  # exists for type checkers only
        "collections.abc",  # annotations
        "sys",  # version and platform conditions
        "types",  # annotations
        "typing",  # annotations
        "typing_extensions",  # annotations
    }
)


def table(package: str, filename: str) -> "Table":
    """Return the exports of a stub and its `__all__`, from the cache if valid.

    Raises:
        ValueError: There is no stub, or it holds a star import.
        SyntaxError: The stub is not Python.
    """
    path = (
        filename if filename.endswith("i") else os.path.splitext(filename)[0] + ".pyi"
    )
    try:
        state = os.stat(path)
    except OSError:
        return _compile(package, path, _read_from_loader(package, path))
    stamp = (_FORM, package, state.st_mtime_ns, state.st_size)
    cache = _cache_path(path)
    found = _read_cache(cache, stamp)
    if found is None:
        with open(path, "rb") as file:
            found = _compile(package, path, file.read())
        if not sys.dont_write_bytecode:
            _write_cache(cache, stamp, found)
    return found


def _read_from_loader(package: str, path: str) -> bytes:
    """Read a stub that is no file: from a zip archive, a frozen application."""
    spec = getattr(sys.modules.get(package), "__spec__", None)
    get_data = getattr(getattr(spec, "loader", None), "get_data", None)
    if get_data is not None:
        try:
            data: bytes = get_data(path)
        except OSError:
            pass
        else:
            return data
    message = (
        f"attach_stub() found no stub {path!r} for {package!r}: put the imports "
        "of the package there, and ship *.pyi files with it"
    )
    raise ValueError(message)


def _cache_path(path: str) -> str:
    """Return where importlib would keep the bytecode, under a name of ours."""
    folder, name = os.path.split(path)
    tag = sys.implementation.cache_tag or "none"
    file = f"{name}.{tag}.lazyheavy"
    if sys.pycache_prefix is not None:
        absolute = os.path.abspath(folder)
        inside = os.path.splitdrive(absolute)[1].lstrip(os.sep)
        return os.path.join(sys.pycache_prefix, inside, file)
    return os.path.join(folder, "__pycache__", file)


def _read_cache(cache: str, stamp: "tuple[object, ...]") -> "Table | None":
    """Return a cached table that belongs to the stub as it is now, or None."""
    try:
        with open(cache, "rb") as file:
            checksum, data = file.read(8), file.read()
        if checksum != _checksum(data):
            return None  # marshal must not be given damaged bytes
        found_stamp, rows, exported = marshal.loads(data)  # noqa: S302 - our own
    except (OSError, EOFError, ValueError, TypeError, MemoryError):
        return None
    return (rows, exported) if found_stamp == stamp else None


def _checksum(data: bytes) -> bytes:
    """Return 8 bytes that tell whether *data* was damaged."""
    from _imp import source_hash  # built in: importlib's own, for bytecode

    return bytes(source_hash(0x6C7A79, data))


def _write_cache(cache: str, stamp: "tuple[object, ...]", found: "Table") -> None:
    """Keep a table for the next process; a disk that refuses is no error."""
    scratch = f"{cache}.{os.getpid()}.{get_ident()}"
    try:
        os.makedirs(os.path.dirname(cache), exist_ok=True)
        with open(scratch, "wb") as file:
            row: Any = (stamp, *found)
            data = marshal.dumps(row)
            file.write(_checksum(data) + data)
        os.replace(scratch, cache)
    except OSError:
        try:
            os.unlink(scratch)
        except OSError:
            pass


def _compile(package: str, path: str, source: bytes) -> "Table":
    """Read the imports of a stub."""
    import ast  # 8 ms: only when the stub changed

    tree = ast.parse(source, path)
    rows: dict[str, Row] = {}
    exported: list[str] | None = None
    for node in _statements(tree.body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for row in _imported(package, path, node):
                rows.setdefault(row[0], row)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _is_all(*targets) and node.value is not None:
                exported = _literal(path, node.value)
        elif isinstance(node, ast.AugAssign) and _is_all(node.target):
            exported = (exported or []) + _literal(path, node.value)
    if exported is None:
        exported = sorted(rows)
    return list(rows.values()), exported


def _statements(body: "list[ast.stmt]") -> "Iterator[ast.stmt]":
    """Yield the statements that hold here: of the module, of true conditions."""
    import ast  # loaded: see _compile

    for node in body:
        if isinstance(node, ast.If):
            holds = _holds(node.test)
            if holds is not False:
                yield from _statements(node.body)
            if holds is not True:
                yield from _statements(node.orelse)
        elif isinstance(node, ast.Try):
            yield from _statements(node.body)
        else:
            yield node


def _holds(test: "ast.expr") -> "bool | None":
    """Evaluate what stubs may ask: version, platform, TYPE_CHECKING."""
    import ast  # loaded: see _compile
    from types import SimpleNamespace

    code = compile(ast.Expression(test), "<stub>", "eval")
    known = {
        "TYPE_CHECKING": False,
        "sys": sys,
        "typing": SimpleNamespace(TYPE_CHECKING=False),
    }
    try:
        return bool(eval(code, {"__builtins__": {}}, known))  # noqa: S307 - see above
    except Exception:  # noqa: BLE001 - something else: then both branches count
        return None


def _literal(path: str, value: "ast.expr") -> "list[str]":
    """Return the names of a literal `__all__`."""
    import ast  # loaded: see _compile

    try:
        return [str(name) for name in ast.literal_eval(value)]
    except (TypeError, ValueError) as error:
        message = f"{path}:{value.lineno}: __all__ must be a literal list of names"
        raise ValueError(message) from error


def _is_all(*targets: "ast.expr") -> bool:
    return any(getattr(target, "id", None) == "__all__" for target in targets)


def _imported(
    package: str, path: str, node: "ast.Import | ast.ImportFrom"
) -> "Iterator[Row]":
    """Yield the exports of one import statement of a stub."""
    level: int = getattr(node, "level", 0)
    base: str | None = getattr(node, "module", None)
    is_from = hasattr(node, "module")
    if is_from and level:
        bits = package.rsplit(".", level - 1)
        if len(bits) < level:
            message = f"{path}:{node.lineno}: relative import beyond the top package"
            raise ValueError(message)
        base = f"{bits[0]}.{base}" if base else bits[0]
    for alias in node.names:
        name, renamed = alias.name, alias.asname
        if name == "*":
            message = (
                f"{path}:{node.lineno}: a star import cannot be lazy: "
                f"name what you need from {base}"
            )
            raise ValueError(message)
        if not is_from:
            if name in _FOR_TYPING and renamed != name:
                continue
            top = renamed is None and "." in name
            yield renamed or name.partition(".")[0], name, None, False, top
        elif base == package:
            yield (
                renamed or name,
                f"{base}.{name}",
                None,
                renamed in {None, name},
                False,
            )
        else:
            if not level and base in _FOR_TYPING and renamed != name:
                continue
            plain = level == 1 and renamed in {None, name}
            yield renamed or name, str(base), name, plain, False
