"""Add what is declared lazily to PyInstaller's graph of modules.

Runs in the process of PyInstaller only. Collaborates with `_declared`.
"""

import ast
import os

from ._declared import FRONT_ENDS, Declared, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["collect", "data_of"]


def _log() -> "Any":
    """Return the logger that PyInstaller shows."""
    import logging  # loaded: PyInstaller logs

    return logging.getLogger(__name__)


def collect(api: "Any") -> None:
    """Be the `hook()` of lazyheavy: add modules, stubs and metadata.

    Goes on until nothing new comes: a package that only a stub names may
    declare lazy names of its own.

    Args:
        api: PyInstaller's `PostGraphAPI`.
    """
    graph = api.module_graph
    seen: set[str] = set()
    while fresh := [node for node in _users(graph) if node.identifier not in seen]:
        for node in fresh:
            seen.add(node.identifier)
            declared = _read(node)
            if declared is None:
                continue
            for line, reason in declared.unread:
                _log().warning(
                    "%s:%d: not read: %s; name what it imports by --hidden-import",
                    node.filename,
                    line,
                    reason,
                )
            _add_imports(graph, node, declared)
            _add_files(api, node, declared)


def _users(graph: "Any") -> "Iterator[Any]":
    """Yield the nodes of modules that import a front end."""
    for front_end in FRONT_ENDS:
        for identifier in graph.get_code_using(front_end):
            if identifier.partition(".")[0] not in FRONT_ENDS:
                yield graph.find_node(identifier)


def _read(node: "Any") -> "Declared | None":
    try:
        with open(node.filename, "rb") as file:
            return read(node.identifier, node.filename, file.read())
    except (OSError, SyntaxError, ValueError, TypeError) as error:
        _log().warning(
            "%s: its lazy imports cannot be read (%s): name them by --hidden-import",
            node.identifier,
            error,
        )
        return None


def _add_imports(graph: "Any", node: "Any", declared: Declared) -> None:
    wanted = [*declared.imports, *_of_ours(declared.used)]
    for module, names in wanted:
        try:
            graph.import_hook(module, node, names or None)
        except ImportError:  # noqa: PERF203
            # A dependency that need not be there is what lazy names are for.
            _log().info("%s: %s is declared and not installed", node.identifier, module)


def _of_ours(used: "set[str]") -> "Iterator[tuple[str, list[str]]]":
    """Yield the modules of lazyheavy behind the names that are used of it."""
    path = os.path.join(os.path.dirname(__file__), os.pardir, "_door.py")
    with open(path, "rb") as file:
        tree = ast.parse(file.read(), path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = {alias.asname: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name: node.module for alias in node.names}
        else:
            continue
        for name, module in names.items():
            if name in used or "*" in used:
                yield module, []


def _add_files(api: "Any", node: "Any", declared: Declared) -> None:
    parts = node.identifier.split(".")
    folder = os.path.join(*(parts if node.packagepath else parts[:-1]), "")
    api.add_datas([(path, folder) for path in declared.stubs])
    for distribution in sorted(declared.distributions):
        # In the process of PyInstaller it is installed.
        from PyInstaller.utils.hooks import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
            copy_metadata,
        )

        try:
            api.add_datas(copy_metadata(distribution))
        except ModuleNotFoundError:
            _log().info("%s: %s is not installed", node.identifier, distribution)


def data_of(package: str) -> "list[tuple[str, str]]":
    """Return the files of *package* that are not Python's, with their folders.

    An empty list if it is not installed.
    """
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        return []
    if spec is None:
        return []
    found = []
    for home in spec.submodule_search_locations or ():
        for folder, folders, files in os.walk(home):
            folders[:] = [name for name in folders if name != "__pycache__"]
            inside = os.path.relpath(folder, home)
            into = os.path.normpath(os.path.join(*package.split("."), inside))
            found += [
                (os.path.join(folder, name), into)
                for name in files
                if not name.endswith((".py", ".pyc", ".pyi", ".typed"))
            ]
    return found
