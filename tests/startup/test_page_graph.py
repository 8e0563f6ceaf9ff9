"""The page recomputes savings as Python does: its graph, in an engine, on any graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lazyheavy.engines import Bundle, MiniRacerEngine
from lazyheavy.startup._distributions import members, retained_ms
from lazyheavy.startup._html import own_file
from lazyheavy.startup._page_data import page_data
from lazyheavy.startup._profile import Profile
from lazyheavy.startup._savings import saving_ms, unreachable
from tests._support.profiles import synthetic

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Asked by the tests: savings, what is gone, what distributions retain, the tree.
ASK = """
function savings(text) {
  const { data, choices } = JSON.parse(text);
  const { weight, distribution } = data.modules;
  const graph = importGraph.build({ weights: weight, edges: data.edges });
  const all = importGraph.reach(graph, new Set());
  return JSON.stringify(choices.map((choice) => {
    const left = importGraph.reach(graph, new Set(choice));
    const gone = weight.map((_, at) => at).filter((at) => all[at] && !left[at]);
    return { ...importGraph.saved(graph, new Set(choice)), gone };
  }));
}
function retained(text) {
  const data = JSON.parse(text);
  const { weight, distribution } = data.modules;
  const graph = importGraph.build({ weights: weight, edges: data.edges });
  const all = importGraph.reach(graph, new Set());
  return JSON.stringify(data.distributions.map((_, number) => {
    const blocked = Uint8Array.from(distribution, (one, at) => at && one === number);
    const left = importGraph.reach(graph, new Set(), blocked);
    return importGraph.difference(graph, all, left).ms;
  }));
}
function tree(text) {
  const { parents, ms } = JSON.parse(text);
  const { parent, total, depth, start } = importGraph.tree(parents, ms);
  return JSON.stringify([parent, total, depth, start].map((list) => [...list]));
}
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacerEngine]:
    """Give an engine that has the graph of the page."""
    bundle = Bundle("graph", own_file("graph.js") + ASK)
    with MiniRacerEngine([bundle]) as made:
        yield made


def asked(engine: MiniRacerEngine, function: str, value: object) -> Any:
    """Return what a function of the page makes of a value."""
    return json.loads(engine.call(function, json.dumps(value)))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Profile, list[list[int]]]:
    """Make a profile with any edges, and some sets of its statements."""
    data = synthetic(6)
    count = draw(st.integers(1, 12))
    numbers = st.integers(0, count - 1)
    statements = st.integers(0, 5)
    weights = draw(st.lists(st.integers(0, 99), min_size=count, max_size=count))
    pattern = data["modules"][0]
    data["modules"] = [
        {**pattern, "name": f"m{at}", "weight_ms": float(weight), "parent": 0}
        for at, weight in enumerate(weights)
    ]
    edge = st.tuples(numbers, numbers, st.one_of(st.none(), statements))
    data["edges"] = draw(st.lists(edge, max_size=40))
    row = data["statements"][0]
    data["statements"] = [{**row, "targets": [0], "candidate": True}] * 6
    data["plan"] = data["first_touches"] = []
    choices = draw(st.lists(st.lists(statements, max_size=4), min_size=1, max_size=5))
    return Profile(data), choices  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(case=graphs())
def test_page_saves_what_python_saves(
    engine: MiniRacerEngine, case: tuple[Profile, list[list[int]]]
) -> None:
    """On any graph the page finds the same modules gone, and the same time saved."""
    profile, choices = case
    data = {"data": page_data(profile), "choices": choices}
    found = asked(engine, "savings", data)

    for choice, saved in zip(choices, found, strict=True):
        gone = unreachable(profile, choice)

        assert sorted(gone) == saved["gone"]
        assert len(gone) == saved["modules"]
        assert saving_ms(profile, choice) == pytest.approx(saved["ms"])


def test_distributions_retain_the_same(engine: MiniRacerEngine) -> None:
    """What the page says is saved without a distribution is what Python says."""
    profile = Profile.from_json(synthetic(200))
    data = page_data(profile)
    names = [one["name"] for one in data["distributions"]]
    found = dict(zip(names, asked(engine, "retained", data), strict=True))

    assert 5 < len(found)
    for name, numbers in members(profile).items():
        assert retained_ms(profile, numbers) == pytest.approx(found[name], abs=0.01)


def test_tree_holds_each_module_once(engine: MiniRacerEngine) -> None:
    """Children lie side by side inside their parent, whose own time is the rest."""
    data = page_data(Profile.from_json(synthetic(150, seed=3)))
    parents, own = data["modules"]["parent"], data["modules"]["weight"]
    found = asked(engine, "tree", {"parents": parents, "ms": own})
    parent, total, depth, start = found

    assert sum(own) == pytest.approx(total[0])
    assert [-1, *(max(one, 0) for one in parents[1:])] == parent
    for at in range(1, len(own)):
        above = parent[at]

        assert depth[above] + 1 == depth[at]
        assert start[above] - 1e-9 <= start[at]
        assert start[at] + total[at] <= start[above] + total[above] - own[above] + 1e-6
