"""scikit-image, written for lazy_loader, works with lazyheavy in its place."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from typing import Any

import pytest

from tests._support.children import output_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        find_spec("skimage") is None, reason="scikit-image is not installed"
    ),
]

ALIAS = """
    import sys
    import lazyheavy as lazy
    sys.modules["lazy_loader"] = lazy
    """
#: Says of every public name of every public subpackage what it is.
NAMES = """
    import importlib, sys
    import skimage

    def describe(value):
        if isinstance(value, type(sys)):
            return value.__name__
        where = getattr(value, "__module__", None) or getattr(value, "__name__", None)
        named = getattr(value, "__qualname__", None)
        return type(value).__name__, where, named

    found = {}
    packages = ["skimage"]
    packages += ["skimage." + name for name in skimage.__all__ if name != "__version__"]
    for name in packages:
        package = importlib.import_module(name)
        listed = {*package.__all__, *dir(package)}
        names = sorted(item for item in listed if item[:1] != "_")
        found[name] = {item: describe(getattr(package, item)) for item in names}
        assert set(package.__all__) <= set(dir(package)), name
    """


def seen(code: str) -> Any:
    """Run *code* in a fresh child and return what it printed last."""
    return ast.literal_eval(output_of(code, timeout=120).splitlines()[-1])


def test_the_same_names_as_with_lazy_loader() -> None:
    """Every public name resolves, and to the same object as with lazy_loader."""
    show = "\n    print(found)\n"
    theirs = seen(NAMES + show)
    ours = seen(ALIAS + NAMES + show)

    assert len(ours) > 15
    for package, names in ours.items():
        # lazy_loader's dir() leaves out what the package itself defines.
        assert {name: names.get(name) for name in theirs[package]} == theirs[package]


def test_declared_names_resolve_and_leave_nothing() -> None:
    """`verify()` resolves every lazy name; then the packages are plain modules."""
    code = (
        ALIAS
        + """
    import skimage
    def loaded():
        names = {name.split(".")[1] for name in sys.modules if "skimage." in name}
        return sorted(name for name in names if name[0] != "_")
    early = loaded()
    failures = lazy.verify("skimage")
    packages = [sys.modules["skimage." + name] for name in loaded()]
    kinds = {type(package).__name__ for package in packages}
    hooks = [vars(package).get("__getattr__") for package in packages]
    ours = [hook for hook in hooks if "lazyheavy" in getattr(hook, "__module__", "")]
    print([early, failures, len(packages) > 15, kinds, ours])
    """
    )

    assert seen(code) == [[], {}, True, {"module"}, []]


def test_it_computes() -> None:
    """Filters, measuring, segmentation and graphs give what they should."""
    code = (
        ALIAS
        + """
    import numpy as np
    import skimage
    from skimage import graph, segmentation
    from skimage.measure import label
    picture = np.zeros((12, 12))
    picture[2:5, 2:5] = picture[7:10, 7:10] = 1.0
    count = int(label(picture).max())
    edges = bool(skimage.filters.sobel(picture).any())
    half = skimage.transform.rescale(picture, 0.5).shape
    gray = float(skimage.color.rgb2gray(np.ones((2, 2, 3)))[0, 0])
    parts = segmentation.slic(np.dstack([picture] * 3), n_segments=4)
    regions = graph.rag_mean_color(np.dstack([picture] * 3), parts)
    print([count, edges, half, round(gray, 6), regions.number_of_nodes() > 1])
    """
    )

    assert seen(code) == [2, True, (6, 6), 1.0, True]
