"""Two profiles differ in the modules they load; their times only beyond noise."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from lazyheavy.startup._diff import Difference
from lazyheavy.startup._distributions import members, retained_ms
from lazyheavy.startup._profile import Profile
from tests._support.profiles import synthetic

Data = dict[str, Any]


@pytest.fixture
def data() -> Data:
    """Give a profile to change."""
    return synthetic(120)


def changed(data: Data) -> Data:
    """Return a copy to change."""
    return deepcopy(data)


def difference(before: Data, after: Data) -> Difference:
    """Compare two profiles."""
    return Difference(Profile.from_json(before), Profile.from_json(after))


def row_of(found: Difference, name: str) -> Data:
    """Return what is said of one distribution."""
    return next(row for row in found.distributions if row["name"] == name)


def without(data: Data, distribution: str) -> Data:
    """Return a profile that never loaded a distribution."""
    made = changed(data)
    kept = [
        number
        for number, row in enumerate(made["modules"])
        if row["distribution"] != distribution
    ]
    places = {number: place for place, number in enumerate(kept)}
    made["modules"] = [made["modules"][number] for number in kept]
    for row in made["modules"]:
        row["parent"] = places.get(row["parent"], 0)
    made["edges"] = [
        [places[source], places[target], statement]
        for source, target, statement in made["edges"]
        if source in places and target in places
    ]
    return made


def test_a_profile_does_not_differ_from_itself(data: Data) -> None:
    """Nothing is added, removed or moved, and every time is within noise."""
    found = difference(data, changed(data))
    told = found.as_json()

    assert found.is_empty
    assert {"added": [], "removed": []} == told["statements"]
    assert {0} == {row["delta"] for row in told["distributions"]}
    assert all(row["within_noise"] for row in told["distributions"])
    assert all(row["within_noise"] for row in told["totals"].values())
    assert [] == found.warnings


def test_modules_are_grouped_by_distribution(data: Data) -> None:
    """What is gone stands under its distribution, and the other way round as added."""
    less = without(data, "pandas")
    names = sorted(
        row["name"] for row in data["modules"] if row["distribution"] == "pandas"
    )
    found, back = difference(data, less), difference(less, data)

    assert not found.is_empty
    assert ({}, {"pandas": names}) == (found.added, found.removed)
    assert ({"pandas": names}, {}) == (back.added, back.removed)
    assert (len(names), 0) == (
        row_of(found, "pandas")["modules_before"],
        row_of(found, "pandas")["modules_after"],
    )


def test_distributions_have_the_time_that_they_retain(data: Data) -> None:
    """Before and after are what is saved when nothing of a distribution is loaded."""
    less = without(data, "pandas")
    profile = Profile.from_json(data)
    expected = retained_ms(profile, members(profile)["pandas"])
    row = row_of(difference(data, less), "pandas")

    assert expected > 1
    assert (expected, 0.0) == (pytest.approx(row["before"], abs=1e-3), row["after"])
    assert row["delta"] == pytest.approx(-expected, abs=1e-3)
    assert not row["within_noise"]


def test_what_is_gone_is_no_noise(data: Data) -> None:
    """A distribution that is there on one side only has changed, however light."""
    for module in data["modules"]:
        if module["distribution"] == "pandas":
            module["weight_ms"] = module["self_ms"] = module["self_max_ms"] = 0.001

    assert not row_of(difference(data, without(data, "pandas")), "pandas")[
        "within_noise"
    ]


def test_failed_modules_do_not_count(data: Data) -> None:
    """A module that failed to load is in neither set."""
    other = changed(data)
    other["modules"][20]["failed"] = True
    found = difference(data, other)

    assert [[other["modules"][20]["name"]]] == list(found.removed.values())


def test_modules_that_come_later_are_told(data: Data) -> None:
    """A module loaded by the running program, no longer at the start, is a change."""
    other = changed(data)
    other["modules"][20]["at_start"] = False
    name = other["modules"][20]["name"]
    found, back = difference(data, other), difference(other, data)

    assert ([name], []) == (found.later, found.earlier)
    assert ([], [name]) == (back.later, back.earlier)
    assert not found.is_empty


@pytest.mark.parametrize(
    ("factor", "is_noise"),
    [(1.0, True), (1.04, True), (0.97, True), (1.2, False), (0.8, False)],
)
def test_totals_are_noise_where_runs_overlap(
    data: Data, factor: float, *, is_noise: bool
) -> None:
    """A figure has changed when no run of one is among the runs of the other."""
    other = changed(data)
    runs = other["runs"]["wall_ms"]
    other["runs"]["wall_ms"] = [factor * one for one in runs]
    other["totals"]["wall_ms"] *= factor
    row = difference(data, other).totals["wall_ms"]

    assert is_noise == row["within_noise"]


@pytest.mark.parametrize(("factor", "is_noise"), [(1.03, True), (3.0, False)])
def test_distributions_are_noise_within_the_spread(
    data: Data, factor: float, *, is_noise: bool
) -> None:
    """What runs and modules vary by themselves is no change of a distribution."""
    other = changed(data)
    for module in other["modules"]:
        if module["distribution"] == "scipy":
            module["weight_ms"] *= factor
    found = difference(data, other)

    assert found.is_empty
    assert is_noise == row_of(found, "scipy")["within_noise"]
    assert row_of(found, "pandas")["within_noise"]


def test_one_run_says_little(data: Data) -> None:
    """With one run on either side a fifth more is within noise, the double is not."""
    rows = []
    for factor in (1.2, 2.0):
        other = changed(data)
        for one in (data, other):
            for name, list_ in one["runs"].items():
                if name != "timing":
                    one["runs"][name] = list_[:1]
        other["runs"]["cpu_ms"] = [factor * data["runs"]["cpu_ms"][0]]
        rows.append(difference(data, other).totals["cpu_ms"]["within_noise"])

    assert [True, False] == rows


def test_statements_are_known_by_file_and_text(data: Data) -> None:
    """A statement that moved is the same; each that appears or vanishes is told."""
    other = changed(data)
    own = [row for row in other["statements"] if row["own"]]
    for row in own:
        row["line"] += 7
    own[0]["text"] = "import something_else"
    own[1]["file"] = "/home/ada/app/app.py"  # the same file, by its whole path
    extra = {**own[2], "line": 99}  # the same statement a second time
    other["statements"].append(extra)
    found = difference(data, other)
    texts = [(line, text) for _, line, text in found.added_statements]

    assert [(own[0]["line"], own[0]["text"]), (99, own[2]["text"])] == texts
    assert [own[0]["file"]] == [file for file, _, _ in found.removed_statements]


def test_what_should_not_be_compared_is_warned_of(data: Data) -> None:
    """Another Python, platform, program or recorder makes the comparison unsure."""
    other = changed(data)
    other["python"]["version"] = "3.13.0"
    other["platform"] = "Darwin-arm64"
    other["target"]["display"] = "other.py"
    other["recorder"] = "meta_path"
    other["exit_code"] = 3
    found = difference(data, other)
    patch = changed(data)
    patch["python"]["version"] = "3.12.9"

    assert [
        "different Pythons, 3.12.1 and 3.13.0: the standard library differs by itself",
        "different platforms, Linux-x86_64 and Darwin-arm64",
        "different programs, 'app.py --help' and 'other.py'",
        "recorded in different ways, find_and_load and meta_path",
        "the second program ended with exit code 3",
    ] == found.warnings
    assert [] == difference(data, patch).warnings
