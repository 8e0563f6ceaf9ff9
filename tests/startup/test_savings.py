"""A saving is what nobody else asks for any more, alone and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lazyheavy.startup import Profile, plan, profile, saving_ms, unreachable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def measured(program: Path) -> Profile:
    """Return the profile of the program."""
    return profile([str(program / "app.py")], runs=1, stdout=-3)


def number_of(measured: Profile, text: str) -> int:
    """Return the number of the statement of the program that reads *text*."""
    (found,) = (
        number
        for number, row in enumerate(measured.statements)
        if row["text"] == text and row["file"].endswith("app.py")
    )
    return found


def names(measured: Profile, numbers: set[int]) -> set[str]:
    """Return the names of modules."""
    return {measured.modules[number]["name"] for number in numbers}


def test_what_two_libraries_share_is_saved_only_together(measured: Profile) -> None:
    """Alone each keeps the shared library alive; together they free it."""
    left, right = (number_of(measured, f"import {x}") for x in ("left", "right"))

    assert {"left"} == names(measured, unreachable(measured, [left]))
    assert {"right"} == names(measured, unreachable(measured, [right]))
    assert {"left", "right", "shared"} == names(
        measured, unreachable(measured, [left, right])
    )


def test_a_saving_is_the_cost_of_what_is_gone(measured: Profile) -> None:
    """It is the sum over the modules that nobody asks for."""
    left = number_of(measured, "import left")
    (gone,) = unreachable(measured, [left])

    assert measured.modules[gone]["weight_ms"] == saving_ms(measured, [left]) > 0


def test_a_package_goes_with_its_submodule(measured: Profile) -> None:
    """`import own.part` asks for the package, too."""
    statement = number_of(measured, "import own.part")

    assert {"own", "own.part"} == names(measured, unreachable(measured, [statement]))


def test_who_keeps_it_alive_is_named(program: Path, measured: Profile) -> None:
    """An import that saves nothing of a library says which line needs it, too."""
    (shared,) = (
        number
        for number, row in enumerate(measured.statements)
        if row["text"] == "import shared" and row["file"].endswith("left.py")
    )
    (keeper,) = measured.statements[shared]["kept_alive_by"]

    assert {
        "module": "right",
        "file": str(program / "right.py"),
        "line": 1,
    } == keeper


def test_the_plan_saves_everything_that_can_be_saved(measured: Profile) -> None:
    """Its last total is the joint saving of all its statements."""
    steps = plan(measured)
    chosen = [number for step in steps for number in step.statements]

    assert saving_ms(measured, chosen) == pytest.approx(steps[-1].total_ms)
    assert {number_of(measured, f"import {x}") for x in ("left", "right")} <= {*chosen}


def test_a_profile_survives_its_file(measured: Profile, tmp_path: Path) -> None:
    """What is saved as JSON is read back as it was."""
    path = str(tmp_path / "profile.json")
    measured.save(path)

    assert measured.to_json() == Profile.load(path).to_json()


def test_what_a_function_loads_goes_with_its_module(measured: Profile) -> None:
    """The program that called it would not, without the module."""
    helper = number_of(measured, "import helper")

    assert {"helper", "needed"} == names(measured, unreachable(measured, [helper]))
