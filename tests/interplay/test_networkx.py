"""networkx works as a lazy import, and with lazyheavy behind its own lazy loader.

Its `networkx.lazy_imports` is the ancestor of lazy_loader: the same `attach()`,
and `_lazy_import()` for `load()`.
"""

from __future__ import annotations

import ast
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from tests._support.children import output_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        find_spec("networkx") is None, reason="networkx is not installed"
    ),
]

IN_ITS_PLACE = """
    import sys, types
    import lazyheavy as lazy
    sys.modules["lazy_loader"] = lazy
    theirs = sys.modules["networkx.lazy_imports"] = types.ModuleType("lazy_imports")
    theirs.attach, theirs._lazy_import = lazy.attach, lazy.load
    """


def seen(code: str, **options: Any) -> Any:
    """Run *code* in a fresh child and return what it printed last."""
    output = output_of(code, timeout=120, **options)
    return ast.literal_eval(output.splitlines()[-1])


def test_in_the_place_of_its_own_lazy_loader() -> None:
    """Every public name of every subpackage resolves; a computation works."""
    code = (
        IN_ITS_PLACE
        + """
    import importlib, pkgutil
    import networkx as nx
    failures, count = [], 0
    for info in pkgutil.walk_packages(nx.__path__, "networkx."):
        if not info.ispkg or ".tests" in info.name:
            continue
        package = importlib.import_module(info.name)
        for name in [*getattr(package, "__all__", ()), *dir(package)]:
            count += 1
            if not hasattr(package, name):
                failures.append((info.name, name))
    path = nx.shortest_path(nx.cycle_graph(6), 0, 3)
    tree = nx.minimum_spanning_tree(nx.complete_graph(5)).number_of_edges()
    lazily = nx._lazy_import("colorsys").rgb_to_hsv(1, 0, 0)
    used = nx._lazy_import is lazy.load
    print([failures, count > 500, path, tree, lazily, used, lazy.verify("networkx")])
    """
    )

    assert seen(code) == [[], True, [0, 1, 2, 3], 4, (0.0, 1.0, 1.0), True, {}]


def test_as_a_lazy_import(tmp_path: Path) -> None:
    """A block, a handle and an export give the same networkx, when touched."""
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import lazyheavy as lazy\n"
        "handle = lazy.load('networkx')\n"
        "with lazy.imports():\n"
        "    import networkx as nx\n"
        "    from networkx import Graph\n"
        "    from networkx.algorithms import shortest_path\n"
        "def use():\n"
        "    graph = Graph([(1, 2), (2, 3)])\n"
        "    kind = isinstance(graph, nx.Graph), isinstance(graph, Graph)\n"
        "    return shortest_path(graph, 1, 3), kind, handle.Graph is nx.Graph\n"
    )
    code = """
    import sys, pkg
    early = "networkx" in sys.modules
    used = pkg.use()
    import networkx
    print([early, *used, pkg.nx is networkx, pkg.Graph is networkx.Graph])
    """

    assert seen(code, path=(tmp_path,)) == [
        False,
        [1, 2, 3],
        (True, True),
        True,
        True,
        True,
    ]
