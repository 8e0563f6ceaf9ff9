"""Files that are there unchanged are used again: no download, no rewriting."""

from __future__ import annotations

import ast
import zipfile
from typing import TYPE_CHECKING

import pytest

from build_hooks import npm, text_metrics

if TYPE_CHECKING:
    from tests._support.builds import Checkout

pytestmark = pytest.mark.slow


def test_nothing_is_asked_for_when_all_is_there(checkout: Checkout) -> None:
    """A second build needs neither npm nor fontTools."""
    done = checkout.ask("get_requires_for_build_wheel")

    assert done.stdout.strip() == "[]"


def test_node_is_asked_for_only_where_npm_is_absent(bare_checkout: Checkout) -> None:
    """A first build on a machine without npm gets one as a build requirement."""
    done = bare_checkout.ask("get_requires_for_build_wheel")

    expected = [npm.NODE_REQUIREMENT, text_metrics.REQUIREMENT]
    assert expected == ast.literal_eval(done.stdout)


def test_files_are_left_alone(checkout: Checkout) -> None:
    """Building does not touch files that are right."""
    before = {path.name: path.stat() for path in checkout.assets.iterdir()}

    checkout.build("build_wheel")

    after = {path.name: path.stat() for path in checkout.assets.iterdir()}
    assert {n: (s.st_ino, s.st_mtime_ns) for n, s in before.items()} == {
        n: (s.st_ino, s.st_mtime_ns) for n, s in after.items()
    }


def test_editable_build_leaves_the_files_in_the_tree(checkout: Checkout) -> None:
    """An editable wheel points to the tree and holds no copy."""
    path = checkout.build("build_editable")

    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.endswith(".js")]
    assert (checkout.assets / "vega.min.js").is_file()
