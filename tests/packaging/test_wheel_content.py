"""The wheel holds everything that charts need, with the licences of it all."""

from __future__ import annotations

import email
import hashlib
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests._support.builds import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES: dict[str, Any] = json.loads(
    (PROJECT / "src/lazyheavy/charts/assets.json").read_text(encoding="utf-8")
)["packages"]
PINS = {
    name: pin["sha256"]
    for package in PACKAGES.values()
    for name, pin in {**package["files"], **package["notices"]}.items()
}


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _metadata(wheel: Path) -> email.message.Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("dist-info/METADATA")]
        return email.message_from_bytes(archive.read(name))


@pytest.mark.parametrize("name", sorted(PINS))
def test_pinned_file_is_in_the_wheel(wheel: Path, name: str) -> None:
    """Every file that assets.json pins is in the wheel, byte for byte."""
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(f"lazyheavy/charts/_assets/{name}")

    assert PINS[name] == hashlib.sha256(content).hexdigest()


def test_text_metrics_are_in_the_wheel(wheel: Path) -> None:
    """What is derived from the font comes along, and states origin and licence."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("lazyheavy/charts/_assets/text_metrics.js").decode()

    assert text.startswith("// Copyright")
    assert "SIL Open Font License" in text


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_each_package_brings_a_licence(package: str) -> None:
    """No third-party file is distributed without the licence text beside it."""
    assert any("LICENSE" in name for name in PACKAGES[package]["notices"])


def test_page_of_a_profile_is_in_the_wheel(wheel: Path) -> None:
    """All parts of the page that `lazyheavy profile` writes come along."""
    folder = PROJECT / "src" / "lazyheavy" / "startup" / "page"
    parts = {f"lazyheavy/startup/page/{path.name}" for path in folder.iterdir()}

    assert len(parts) == 7
    assert parts <= _names(wheel)


def test_wheel_has_nothing_but_the_package(wheel: Path) -> None:
    """Tests, benchmarks and the build hook stay out of the wheel."""
    tops = {name.split("/")[0] for name in _names(wheel)}

    assert {"lazyheavy", "lazyheavy-0.1.0.dist-info"} == tops


def test_wheel_is_typed(wheel: Path) -> None:
    """The marker of PEP 561 is there."""
    assert "lazyheavy/py.typed" in _names(wheel)


def test_wheel_runs_everywhere(wheel: Path) -> None:
    """One wheel serves all platforms and Python versions."""
    assert wheel.name == "lazyheavy-0.1.0-py3-none-any.whl"


def test_lazy_loader_is_the_only_runtime_dependency(wheel: Path) -> None:
    """Without an extra, nothing but lazy-loader is installed."""
    requirements = _metadata(wheel).get_all("Requires-Dist", [])

    assert ["lazy-loader>=0.6"] == [r for r in requirements if "extra" not in r]


def test_licence_expression_names_what_the_wheel_holds(wheel: Path) -> None:
    """The licences of the bundled files are part of the licence of the wheel."""
    licences = {"MIT"}
    for package in PACKAGES.values():
        licences.update(package["license"].split(" AND "))

    assert licences == set(_metadata(wheel)["License-Expression"].split(" AND "))
