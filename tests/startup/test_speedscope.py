"""A profile for speedscope is balanced, never goes back in time, and sums up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lazyheavy.startup._profile import Profile
from lazyheavy.startup._speedscope import to_speedscope
from tests._support.profiles import synthetic


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """Give a profile of two threads, with waiting and garbage collections."""
    data = synthetic(200)
    for module in data["modules"][-40:]:
        module["thread"] = "worker"
    data["modules"][-1]["wait_ms"] = 1.25
    return data


@pytest.fixture(scope="module")
def made(data: dict[str, Any]) -> dict[str, Any]:
    """Give what speedscope reads, as it comes out of a file."""
    text = json.dumps(to_speedscope(Profile.from_json(data)))
    read: dict[str, Any] = json.loads(text)
    return read


def spent(made: dict[str, Any]) -> dict[str, int]:
    """Play all events; return the microseconds of each frame without those inside.

    Fails where a frame is closed that is not the innermost, or time goes back.
    """
    names = [frame["name"] for frame in made["shared"]["frames"]]
    found: dict[str, int] = {}
    for profile in made["profiles"]:
        now, stack = profile["startValue"], []
        for event in profile["events"]:
            assert event["at"] >= now
            if stack:
                name = names[stack[-1]]
                found[name] = found.get(name, 0) + event["at"] - now
            now = event["at"]
            if event["type"] == "O":
                stack.append(event["frame"])
            else:
                assert event["type"] == "C"
                assert stack.pop() == event["frame"]

        assert stack == []
        assert now == profile["endValue"]

    return found


def test_file_has_the_form_of_speedscope(made: dict[str, Any]) -> None:
    """The names are those of speedscope's schema, and no others."""
    assert "https://www.speedscope.app/file-format-schema.json" == made["$schema"]
    assert {
        "$schema",
        "activeProfileIndex",
        "exporter",
        "name",
        "profiles",
        "shared",
    } == made.keys()
    assert all(
        {"name"} <= f.keys() <= {"name", "file"} for f in made["shared"]["frames"]
    )
    for profile in made["profiles"]:
        assert ("evented", "microseconds") == (profile["type"], profile["unit"])
        assert {"type", "name", "unit", "startValue", "endValue", "events"} == set(
            profile
        )
        assert all(
            {"type", "frame", "at"} == event.keys() for event in profile["events"]
        )
        assert all(isinstance(event["at"], int) for event in profile["events"])


def test_each_thread_is_a_profile(made: dict[str, Any]) -> None:
    """Imports of another thread stand in its own profile."""
    assert ["MainThread", "worker"] == [one["name"] for one in made["profiles"]]
    assert all(one["events"] for one in made["profiles"])


def test_modules_have_their_own_time(
    made: dict[str, Any], data: dict[str, Any]
) -> None:
    """Each module is open as long as it took by itself, to the microsecond."""
    found = spent(made)
    collected = sum(round(row["gc_ms"] * 1000) for row in data["modules"])

    assert collected == found.pop("(garbage collection)")
    assert 1250 == found.pop("(waiting for another thread)")

    expected = {
        row["name"]: round(row["self_ms"] * 1000) for row in data["modules"][1:]
    }
    expected["app.py --help"] = round(data["modules"][0]["self_ms"] * 1000)

    assert expected == found


def test_imports_stand_inside_their_importer(
    made: dict[str, Any], data: dict[str, Any]
) -> None:
    """What a module was the first to import is opened while it is open."""
    names = [frame["name"] for frame in made["shared"]["frames"]]
    parents = {}
    for event in made["profiles"][0]["events"]:
        if event["type"] == "O":
            parents[names[event["frame"]]] = made.get("open")
            made["stack"] = [*made.get("stack", []), names[event["frame"]]]
        else:
            made["stack"].pop()
        made["open"] = made["stack"][-1] if made["stack"] else None
    del made["stack"], made["open"]
    rows = data["modules"]
    expected = {
        row["name"]: rows[row["parent"]]["name"] if row["parent"] else "app.py --help"
        for row in rows[1:]
        if row["parent"] is not None and row["thread"] == "MainThread"
    }

    assert expected.items() <= parents.items()


def test_deep_trees_are_no_problem() -> None:
    """A chain of ten thousand modules is written without recursion."""
    data = synthetic(6)
    pattern = data["modules"][0]
    data["modules"] = [
        {**pattern, "name": f"m{at}", "parent": at - 1 if at else None, "order": at}
        for at in range(10_000)
    ]
    made = to_speedscope(Profile.from_json(data))

    assert 10_000 * round(pattern["self_ms"] * 1000) == sum(spent(made).values())
