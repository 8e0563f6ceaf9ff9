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

    #: What a stub imports, by the statement: name, module, attribute or None,
    #: whether lazy_loader can look it up, whether `import a.b` binds `a`.
    Imported = tuple[str, str, str | None, bool, bool]

    #: The exports (see `_rows.Exports`), the names of `__all__`, and those
    #: exports that have the name of the submodule that they come from.
    Table = tuple[dict[str, str], list[str], list[str]]

#: Changes with the form of the table, so that an old one is never read.
_FORM = "lazyheavy-stub-2"

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
    """Return what a stub exports, from the cache if that is valid.

    Raises:
        ValueError: There is no stub, or it holds a star import.
        SyntaxError: The stub is not Python.
    """
    path = filename if filename[-1:] == "i" else os.path.splitext(filename)[0] + ".pyi"
    try:
        state = os.stat(path)
    except OSError:
        return _table(package, path, _read_from_loader(package, path))
    stamp = (_FORM, package, sys.platform, state.st_mtime_ns, state.st_size)
    cache = _cache_path(path)
    found = _read_cache(cache, stamp)
    if found is None:
        with open(path, "rb") as file:
            found = _table(package, path, file.read())
        if not sys.dont_write_bytecode:
            _write_cache(cache, stamp, found)
    return found


def _table(package: str, path: str, source: bytes) -> "Table":
    """Lay the imports of a stub out as `_exports` wants them."""
    from ._rows import Exports  # loaded: _exports asks

    imported, exported = _compile(package, path, source)
    exports = Exports(package)
    for name, module, attr, is_plain, is_top in imported:
        if is_top or name not in exports.rows:
            exports.add(name, module, attr, is_plain=is_plain, is_top=is_top)
    return exports.rows, exported, exports.shadowing


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
        # Not `open()`: it costs more than all the rest.
        file = os.open(cache, os.O_RDONLY | _BINARY)
        try:
            data = os.read(file, os.fstat(file).st_size)
        finally:
            os.close(file)
        if data[:8] != _checksum(data[8:]):
            return None  # marshal must not be given damaged bytes
        found, names, rows, exported, shadowing = marshal.loads(data[8:])  # noqa: S302
    except (OSError, EOFError, ValueError, TypeError, MemoryError):
        return None
    if found != stamp:
        return None
    table = dict(zip(names.split(), rows.split("\n")))  # noqa: B905 - since 3.10
    return table, exported.split(), shadowing.split()


#: A file is read as it is, on Windows, too.
_BINARY: int = getattr(os, "O_BINARY", 0)


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
            # A few long texts are read ten times as fast as many short ones.
            rows, exported, shadowing = found
            texts: Any = (
                stamp,
                " ".join(rows),
                "\n".join(rows.values()),
                " ".join(exported),
                " ".join(shadowing),
            )
            data = marshal.dumps(texts)
            file.write(_checksum(data) + data)
        os.replace(scratch, cache)
    except OSError:
        try:
            os.unlink(scratch)
        except OSError:
            pass


def _compile(
    package: str, path: str, source: bytes
) -> "tuple[list[Imported], list[str]]":
    """Read the imports of a stub, and the names of its `__all__`."""
    import ast  # 8 ms: only when the stub changed

    tree = ast.parse(source, path)
    rows: dict[tuple[str, str], Imported] = {}
    exported: list[str] | None = None
    for node in _statements(tree.body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for row in _imported(package, path, node):
                rows[row[:2] if row[4] else (row[0], "")] = row
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _is_all(*targets) and node.value is not None:
                exported = _literal(path, node.value, tree.body)
        elif isinstance(node, ast.AugAssign) and _is_all(node.target):
            exported = (exported or []) + _literal(path, node.value, tree.body)
    if exported is None:
        exported = sorted({row[0] for row in rows.values()})
    return list(rows.values()), exported


def _statements(
    body: "list[ast.stmt]", *, checking: bool = False
) -> "Iterator[ast.stmt]":
    """Yield the statements that hold here: of the module, of true conditions.

    With *checking*, those that hold for a type checker.
    """
    import ast  # loaded: see _compile

    for node in body:
        if isinstance(node, ast.If):
            holds = _holds(node.test, checking=checking)
            if holds is not False:
                yield from _statements(node.body, checking=checking)
            if holds is not True:
                yield from _statements(node.orelse, checking=checking)
        elif isinstance(node, ast.Try):
            yield from _statements(node.body, checking=checking)
        else:
            yield node


def _holds(test: "ast.expr", *, checking: bool = False) -> "bool | None":
    """Evaluate what stubs may ask: version, platform, TYPE_CHECKING."""
    import ast  # loaded: see _compile
    from types import SimpleNamespace

    code = compile(ast.Expression(test), "<stub>", "eval")
    known = {
        "TYPE_CHECKING": checking,
        "sys": sys,
        "typing": SimpleNamespace(TYPE_CHECKING=checking),
    }
    try:
        return bool(eval(code, {"__builtins__": {}}, known))  # noqa: S307 - see above
    except Exception:  # noqa: BLE001 - something else: then both branches count
        return None


def _literal(path: str, value: "ast.expr", body: "list[ast.stmt]") -> "list[str]":
    """Return the names of an `__all__` made of literals.

    It may also be made of other names of the stub that are literals themselves:
    ``__all__ = _submodules + ["version"]``.
    """
    import ast  # loaded: see _compile

    try:
        return [str(name) for name in ast.literal_eval(value)]
    except (TypeError, ValueError):
        pass
    known: dict[str, Any] = {}
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                known[node.targets[0].id] = ast.literal_eval(node.value)
            except (TypeError, ValueError):
                pass
    code = compile(ast.Expression(value), "<stub>", "eval")
    try:
        names = eval(code, {"__builtins__": {}}, known)  # noqa: S307 - as in _holds
        return [str(name) for name in names]
    except Exception as error:
        message = f"{path}:{value.lineno}: __all__ must be a literal list of names"
        raise ValueError(message) from error


def _is_all(*targets: "ast.expr") -> bool:
    return any(getattr(target, "id", None) == "__all__" for target in targets)


def _imported(
    package: str, path: str, node: "ast.Import | ast.ImportFrom"
) -> "Iterator[Imported]":
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
