"""A build that cannot be whole ends with one clear message and no wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

    from tests._support.builds import Checkout

pytestmark = pytest.mark.slow


def _check_clear_failure(
    checkout: Checkout, done: subprocess.CompletedProcess[str], expected: str
) -> None:
    said = done.stdout + done.stderr

    assert done.returncode == 1, said
    assert expected in said
    assert "Traceback" not in said
    assert not list(checkout.root.glob("dist/*.whl"))


@pytest.mark.parametrize("what", ["build_wheel", "build_sdist", "build_editable"])
def test_missing_files_without_npm(bare_checkout: Checkout, what: str) -> None:
    """Without the files and without npm the message says how to get them."""
    done = bare_checkout.ask(what, "dist")

    _check_clear_failure(bare_checkout, done, "Install Node.js, or run pip install")


def test_changed_file_is_not_packed(checkout: Checkout) -> None:
    """A file that differs from its pin counts as missing."""
    with (checkout.assets / "vega.min.js").open("a") as file:
        file.write("// a line more\n")

    done = checkout.ask("build_wheel", "dist")

    _check_clear_failure(checkout, done, "Install Node.js, or run pip install")


def test_missing_licence_is_not_tolerated(checkout: Checkout) -> None:
    """A library without its licence text is not packed."""
    (checkout.assets / "echarts.NOTICE").unlink()

    done = checkout.ask("build_wheel", "dist")

    _check_clear_failure(checkout, done, "Install Node.js, or run pip install")
