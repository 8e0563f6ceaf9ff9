"""A function that is named as its submodule is what the package exports."""

from __future__ import annotations

import sys

import pytest

from tests._support.packages import EXPORTS, Project

#: Ways to get at ``pkg.same`` when ``pkg/same.py`` defines it.
ORDERS = {
    "attribute": "import {p}; got = {p}.{n}",
    "sibling first": "import {p}; {p}.helper; got = {p}.{n}",
    "submodule first": "import {p}.{n}; got = {p}.{n}",
    "from-import": "from {p} import {n} as got",
    "sibling from-import first": "from {p} import helper; from {p} import {n} as got",
    "from the submodule first": "from {p}.{n} import helper; got = {p_module}.{n}",
    "import_module first": (
        "import importlib; importlib.import_module('{p}.{n}'); got = {p_module}.{n}"
    ),
    "twice": "import {p}.{n}; {p}.{n}; {p}.helper; import {p}.{n}; got = {p}.{n}",
}


@pytest.mark.parametrize("style", ["plain", *EXPORTS])
@pytest.mark.parametrize("name", ["same", "__version__"])
def test_every_order_gives_the_function(
    project: Project, style: str, name: str
) -> None:
    """As with ordinary imports, no order of access shows the submodule."""
    for number in range(len(ORDERS)):
        package = f"p{number}"
        source = f"def {name}(): return 'function'\ndef helper(): return 'helper'\n"
        project.write({f"{package}/{name}.py": source})
        project.exports(style, package, attrs={name: [name, "helper"]})
    orders = {
        order: code.format(p=f"p{n}", p_module=f"sys.modules['p{n}']", n=name)
        for n, (order, code) in enumerate(ORDERS.items())
    }
    seen = project.see(f"""
        for number, (order, code) in enumerate({orders!r}.items()):
            exec(code)
            module = sys.modules[f"p{{number}}.{name}"]
            package = sys.modules[f"p{{number}}"]
            package.helper
            kind = type(package).__name__
            seen[order] = type(got).__name__, got is module.{name}, kind
        """)
    expected = dict.fromkeys(ORDERS, ("function", True, "module"))

    assert seen == expected


@pytest.mark.parametrize("style", ["plain", *EXPORTS])
@pytest.mark.parametrize(
    "first",
    ["", "import pkg.same", "import pkg.same.impl", "from pkg import helper"],
    ids=["attribute", "folder first", "module first", "sibling first"],
)
def test_the_function_may_live_below_its_name(
    project: Project, style: str, first: str
) -> None:
    """``pkg.same`` from ``pkg/same/impl.py`` is the function, too."""
    project.write(
        {
            "pkg/same/__init__.py": "",
            "pkg/same/impl.py": "def same(): return 1\ndef helper(): return 2\n",
        }
    )
    project.exports(style, "pkg", attrs={"same.impl": ["same", "helper"]})
    seen = project.see(f"""
        {first}
        import pkg
        seen["type"] = type(pkg.same).__name__
        seen["call"] = pkg.same(), pkg.helper(), type(pkg.same).__name__
        """)

    assert seen == {"type": "function", "call": (1, 2, "function")}


@pytest.mark.skipif(sys.version_info < (3, 15), reason="needs the lazy keyword")
def test_a_native_lazy_import_of_the_name(project: Project, front: str) -> None:
    """A consumer's ``lazy from pkg import same`` gets the function."""
    project.write({"pkg/same.py": "def same(): return 1\ndef helper(): return 2\n"})
    project.exports(front, "pkg", attrs={"same": ["same", "helper"]})
    seen = project.see("""
        lazy from pkg import same
        lazy from pkg import helper
        seen["type"] = type(same).__name__, type(helper).__name__
        """)

    assert seen == {"type": ("function", "function")}


def test_the_function_wins_through_another_submodule(
    project: Project, front: str
) -> None:
    """``from ._api import foo``, where ``_api`` imports it from ``.foo``."""
    project.write(
        {
            "pkg/_api.py": "from .foo import foo\ndef helper(): return 'helper'",
            "pkg/foo.py": "def foo(): return 'foo'",
        }
    )
    project.exports(front, "pkg", attrs={"_api": ["foo", "helper"]})
    seen = project.see("""
        import pkg
        seen["helper"] = pkg.helper()
        seen["foo"] = type(pkg.foo).__name__, pkg.foo()
    """)

    assert seen == {"helper": "helper", "foo": ("function", "foo")}
