"""In a browser the page answers to mouse and keys, and recomputes what is ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.startup._html import to_html
from lazyheavy.startup._profile import Profile
from lazyheavy.startup._savings import saving_ms, unreachable
from tests._support.chromium import CHROMIUM, NO_CHROMIUM, browser
from tests._support.profiles import synthetic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests._support.chromium import Page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]

EVIL = "</script><img src=x onerror=\"document.title='OWNED'\"><b>bold"

#: Follows the picture from outside: what a screen reader is told of it.
TOLD = "document.getElementById('told').textContent"
ZOOM = "document.querySelector('#path [aria-current]').textContent"
COLUMN = (
    "[...document.querySelectorAll('#modules tbody td:first-child')]"
    ".map((one) => one.textContent)"
)
SAVED = "Number(document.getElementById('verdict').dataset.ms)"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """Give a profile of 3,000 modules, one of them with a hostile name."""
    data = synthetic(3000, distributions=10)
    data["modules"][700]["name"] = EVIL
    return data


@pytest.fixture(scope="module")
def profile(made: dict[str, Any]) -> Profile:
    """Give the same as a profile."""
    return Profile.from_json(made)


@pytest.fixture(scope="module")
def path(profile: Profile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the page of the profile."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(to_html(profile), "utf-8")
    return path


@pytest.fixture(scope="module")
def window() -> Iterator[Page]:
    """Give one browser to all tests."""
    with browser() as page:
        page.look(width=1200, height=900)
        yield page


@pytest.fixture
def page(window: Page, path: Path) -> Iterator[Page]:
    """Give the page as it is when it was opened; nothing may go wrong in it."""
    window.problems.clear()
    window.requests.clear()
    window.open(path)
    yield window

    assert [] == window.problems
    assert {path.as_uri()} == set(window.requests)


def own(profile: Profile) -> list[int]:
    """Return the numbers of the program's own statements."""
    return [number for number, row in enumerate(profile.statements) if row["own"]]


def box_of(page: Page, module: int) -> tuple[float, float]:
    """Return where a module of the first row is drawn, by its share of the time."""
    place = page.ask(
        f"""(() => {{
        const data = JSON.parse(document.getElementById("profile").textContent);
        const ms = data.modules.weight.map((one, at) => at ? one : 0);
        const tree = importGraph.tree(data.modules.parent, ms);
        const canvas = document.getElementById("icicle");
        canvas.parentElement.scrollIntoView({{ block: "center" }});
        canvas.parentElement.scrollTop = 0;
        const box = canvas.getBoundingClientRect();
        const middle = tree.start[{module}] + tree.total[{module}] / 2;
        return [box.x + box.width * middle / tree.total[0], box.y + 21 * 1.5];
        }})()"""
    )
    return place[0], place[1]


def test_ticked_statements_are_recomputed(page: Page, profile: Profile) -> None:
    """The page says of one, two, then all statements of the plan what Python says."""
    first, second = own(profile)[0], own(profile)[-1]
    for ticked, number in (([first], first), ([first, second], second)):
        page.click_on(f"input[data-statement='{number}']")
        gone = unreachable(profile, ticked)
        text = page.ask("document.getElementById('verdict').textContent")

        assert saving_ms(profile, ticked) == pytest.approx(page.ask(SAVED))
        assert f"{len(gone):,} module" in text
    page.click_on("#untick")

    assert 0 == page.ask(SAVED)

    page.click_on("#tick-plan")
    planned = [number for step in profile.plan for number in step["statements"]]

    assert saving_ms(profile, planned) == pytest.approx(page.ask(SAVED))


def test_together_more_than_the_sum(page: Page, profile: Profile) -> None:
    """Two statements of one library save together, and "adds now" says so before."""
    rows = own(profile)
    both = next(
        (one, other)
        for one in rows
        for other in rows
        if one < other
        and saving_ms(profile, [one, other])
        > saving_ms(profile, [one]) + saving_ms(profile, [other]) + 1
    )
    page.click_on(f"input[data-statement='{both[0]}']")
    adds = page.ask(
        f"document.querySelector('input[data-statement=\"{both[1]}\"]')"
        ".closest('tr').cells[4].textContent"
    )
    gain = saving_ms(profile, both) - saving_ms(profile, both[:1])

    assert f"{gain:.0f} ms" == adds


def test_click_zooms_and_escape_goes_back(page: Page, profile: Profile) -> None:
    """A click on a bar makes it as wide as the picture; Escape undoes that."""
    tops = [n for n, row in enumerate(profile.modules) if row["parent"] == 0]
    module = max(tops, key=lambda number: profile.modules[number]["cumulative_ms"])
    name = profile.modules[module]["name"]
    page.click(*box_of(page, module))

    assert name == page.ask(ZOOM)
    assert page.ask(TOLD).startswith(f"{name}: ")
    assert name == page.ask("document.querySelector('#details h3').textContent")

    page.press("Escape")

    assert "app.py --help" == page.ask(ZOOM)


def test_keys_walk_through_the_tree(page: Page) -> None:
    """Arrows go down, to the side and up; Enter zooms, Home shows all."""
    page.ask("document.getElementById('icicle').focus()")
    told = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight", "Enter"):
        page.press(key)
        told.append(page.ask(TOLD))
    levels = [text.split("level ")[1].partition(",")[0] for text in told]

    assert ["2", "3", "2", "2", "2"] == levels
    assert told[2] == told[0] != told[3]
    assert told[4].startswith(f"{page.ask(ZOOM)}: ")

    page.press("Home")

    assert "app.py --help" == page.ask(ZOOM)


def test_all_can_be_reached_by_tab(page: Page) -> None:
    """Tab goes through switches, the picture and statements; Space ticks one."""
    page.ask("document.body.focus()")
    seen = []
    for _ in range(60):
        page.press("Tab")
        seen.append(
            page.ask("document.activeElement.id || document.activeElement.type")
        )
        if seen[-1] == "checkbox":
            break
    page.press(" ")

    assert ["tick-plan", "search", "icicle"] == [
        one for one in seen if one in {"tick-plan", "search", "icicle"}
    ]
    assert 1 == page.ask("document.querySelectorAll('input:checked').length")
    assert "checkbox" == page.ask("document.activeElement.type")


def test_search_finds_and_goes_there(page: Page, profile: Profile) -> None:
    """What is typed filters modules; Enter goes from one to the next."""
    names = [
        row["name"] for row in profile.modules[1:] if "group1.part2" in row["name"]
    ]
    page.ask("document.getElementById('search').focus()")
    page.type("group1.part2")

    assert f"{len(names)} modules" == page.ask(
        "document.getElementById('found').textContent"
    )
    assert set(page.ask(COLUMN)) <= set(names)

    page.press("Enter")
    first = page.ask(TOLD)
    page.press("Enter")
    second = page.ask(TOLD)

    assert first != second
    assert {first.partition(":")[0], second.partition(":")[0]} <= set(names)


def test_columns_sort(page: Page) -> None:
    """A click on a head sorts by it, one more the other way round."""
    head = "#modules th:first-child button"
    page.click_on(head)
    up = page.ask(COLUMN)
    page.click_on(head)
    down = page.ask(COLUMN)

    assert up == sorted(up, key=str.lower)
    assert up[0] < down[0]
    assert "descending" == page.ask(
        "document.querySelector('#modules th').getAttribute('aria-sort')"
    )


def test_hostile_names_are_shown_as_they_are(page: Page, profile: Profile) -> None:
    """Markup in a name is text, in the table and in the details."""
    page.ask("document.getElementById('search').focus()")
    page.type("onerror")
    page.press("Enter")

    assert [EVIL] == page.ask(COLUMN)
    assert EVIL == page.ask("document.querySelector('#details h3').textContent")
    assert f"{profile.data['target']['display']}: start-up" == page.ask(
        "document.title"
    )


def test_everything_has_a_name_for_screen_readers(page: Page) -> None:
    """Nothing that takes the focus is without a name in the accessibility tree."""
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    nameless = [
        node["role"]["value"]
        for node in nodes
        if not node["ignored"]
        and any(one["name"] == "focusable" for one in node.get("properties", []))
        and not node.get("name", {}).get("value")
    ]

    assert [] == nameless


def test_light_dark_and_the_switch(page: Page) -> None:
    """The page follows the system until the switch says otherwise."""
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.ask(paper)
    page.look(width=1200, height=900, scheme="dark")
    dark = page.ask(paper)
    page.click_on("[data-set-theme=light]")
    switched = page.ask(paper)
    page.look(width=1200, height=900)
    page.click_on("[data-set-theme=dark]")

    assert (light, dark) == (switched, page.ask(paper))
    assert light != dark


def test_narrow_pages_do_not_scroll_sideways(page: Page) -> None:
    """At 400 pixels nothing is wider than the window."""
    page.look(width=400, height=800)
    width = page.ask("document.documentElement.scrollWidth")
    page.look(width=1200, height=900)

    assert 400 == width


def test_paper_shows_what_the_window_scrolls(page: Page) -> None:
    """In print no table is wider than the sheet, however long its names are."""
    page.look(width=680, height=900, media="print")
    hidden = page.ask(
        "[...document.querySelectorAll('.scroll')].filter(box => "
        "box.scrollWidth > box.clientWidth || getComputedStyle(box).overflowX != "
        "'visible').length"
    )
    boxes = page.ask("document.querySelectorAll('.scroll').length")
    page.look(width=1200, height=900)

    assert 0 == hidden < boxes


def test_it_can_be_printed(page: Page) -> None:
    """A printed page is light, has all statements, and no buttons."""
    page.ask(
        "addEventListener('beforeprint', () => {"
        "window.printed = document.documentElement.dataset.theme; })"
    )
    pdf = page.printed()

    assert pdf.startswith(b"%PDF-")
    assert "light" == page.ask("window.printed")
    assert page.ask("document.documentElement.dataset.theme ?? null") is None
