"""Whatever stands in a specification, the outcome is a picture or an error of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import render_chart
from lazyheavy.errors import LazyHeavyError
from tests._support.specs import SPECS

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[Any, ...]


def places(node: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the place of every part; of a list, of its first part."""
    if place:
        yield place
    if isinstance(node, dict):
        for key in node:
            yield from places(node[key], (*place, key))
    elif isinstance(node, list) and node:
        yield from places(node[0], (*place, 0))


def replaced(node: Any, place: Place, value: Any) -> Any:
    """Return a copy with another value at a place."""
    if not place:
        return value
    copy = node.copy()
    copy[place[0]] = replaced(node[place[0]], place[1:], value)
    return copy


def outcome(spec: Any, kind: Any) -> str:
    """Draw, and say whether a picture or an error of ours came of it."""
    try:
        return render_chart(spec, kind=kind).svg[:4]
    except LazyHeavyError:
        return "error"


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("value", [5, [None]], ids=["number", "list"])
def test_any_part_may_be_wrong(kind: str, value: Any) -> None:
    """No part of another type ends in an error that is not ours."""
    spec = SPECS[kind]
    outcomes = {outcome(replaced(spec, at, value), kind) for at in places(spec)}

    assert {"<svg", "error"} == outcomes
