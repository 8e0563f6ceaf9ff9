"""The page of a profile needs only itself, and no name becomes a part of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest

from lazyheavy.startup._html import own_file, to_html
from lazyheavy.startup._page_data import page_data
from lazyheavy.startup._profile import Profile
from lazyheavy.startup._shown import short_path
from tests._support.profiles import synthetic

EVIL = (
    "</script><script>document.title='OWNED'</script><!--\u2028 ${title} \udcff\"&amp;"
)
SLOTS = ("own", "stdlib", "other", *map(str, range(1, 11)))


class Parts(HTMLParser):
    """The elements of a page, and the text in those that hold one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))
        self._open = tag
        self.texts.setdefault(tag, [])

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        del tag
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Note the text of an element."""
        if self._open:
            self.texts[self._open].append(data)


def policy_of(parts: Parts) -> str:
    """Return the policy of a page."""
    found = [
        attributes["content"]
        for tag, attributes in parts.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(found) == 1
    return str(found[0])


@pytest.fixture(scope="module")
def evil() -> dict[str, Any]:
    """Give a profile whose names would like to be something else."""
    data = synthetic(60)
    data["target"]["display"] = data["modules"][5]["name"] = EVIL
    data["modules"][6]["file"] = data["modules"][7]["distribution"] = EVIL
    data["statements"][-1]["text"] = data["warnings"][0] = EVIL
    return data


def test_page_holds_all_it_needs(evil: dict[str, Any]) -> None:
    """No element points anywhere but into the page."""
    parts = Parts(to_html(Profile.from_json(evil)))
    links = [
        value
        for _, attributes in parts.tags
        for name, value in attributes.items()
        if name in {"src", "href", "action", "data", "srcset"}
    ]

    assert ["#savings"] == links
    assert not re.search(r"url\(|@import", own_file("report.css"))


def test_policy_allows_this_style_and_this_script_only(evil: dict[str, Any]) -> None:
    """The policy names both by their hashes, so that nothing else can run."""
    parts = Parts(to_html(Profile.from_json(evil)))
    policy = policy_of(parts)
    hashes = {
        tag: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for tag, text in (
            ("script", parts.texts["script"][-1]),
            ("style", parts.texts["style"][0]),
        )
    }

    assert policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{hashes['script']}';" in policy
    assert f"style-src 'sha256-{hashes['style']}';" in policy
    assert "unsafe" not in policy


def test_names_stay_data(evil: dict[str, Any]) -> None:
    """Text that looks like the end of a script, or like a template, stays text."""
    harmless = Parts(to_html(Profile.from_json(synthetic(60))))
    parts = Parts(to_html(Profile.from_json(evil), summary=EVIL))
    data = json.loads(parts.texts["script"][0])

    assert [tag for tag, _ in harmless.tags] == [tag for tag, _ in parts.tags]
    assert EVIL == data["modules"]["name"][5]
    assert EVIL.replace("\udcff", "?") in parts.texts["title"][0]
    assert any(EVIL.replace("\udcff", "?") in text for text in parts.texts["pre"])


def test_page_is_written_in_ascii_data() -> None:
    """The data are ASCII: no separator of lines ends a script, whatever reads it."""
    parts = Parts(to_html(Profile.from_json(synthetic(60))))

    assert parts.texts["script"][0].isascii()


def test_data_of_the_page_are_small() -> None:
    """The page has each path once, no records, and a fraction of the profile's size."""
    data = synthetic(400)
    made = page_data(Profile.from_json(data))

    assert len(made["files"]) == len(set(made["files"]))
    assert 4 * len(json.dumps(made)) < len(json.dumps(data))


def test_only_statements_that_could_be_lazy_are_named() -> None:
    """Edges of other statements stay, and belong to none that can be ticked."""
    data = synthetic(60)
    made = page_data(Profile.from_json(data))
    edges = made["edges"]
    rows = [n for n, row in enumerate(data["statements"]) if row["candidate"]]
    kept = {tuple(edges[at : at + 3]) for at in range(0, len(edges), 3)}
    expected = {
        (source, target, rows.index(statement) if statement in rows else -1)
        for source, target, statement in data["edges"]
    }

    assert rows == [row["number"] for row in made["statements"]]
    assert expected == kept


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("/home/ada/app/app.py", "app.py"),
        ("/home/ada/apple.py", "/home/ada/apple.py"),
        ("/v/lib/python3.12/site-packages/numpy/__init__.py", "numpy/__init__.py"),
        ("/usr/lib/python3.12/json/decoder.py", "json/decoder.py"),
        (r"C:\v\Lib\site-packages\numpy\core.py", "numpy/core.py"),
        ("app.py", "app.py"),
        ("<string>", "<string>"),
    ],
)
def test_paths_are_short(path: str, short: str) -> None:
    """A path is shown as one would type it, or below what everybody knows."""
    assert short == short_path(path, "/home/ada/app")


def colors() -> dict[str, dict[str, str]]:
    """Return the colours of the style: the light ones, and both lists of dark ones."""
    style = own_file("report.css")
    blocks = re.findall(r"([^{}]*)\{([^{}]*--fill-own:[^{}]*)\}", style)
    found = [dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block)) for _, block in blocks]
    return dict(zip(("light", "dark", "dark by switch"), found, strict=True))


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", colors())
def test_text_can_be_read(theme: str) -> None:
    """Every text has a contrast of 4.5 or more to what it stands on (WCAG AA)."""
    named = colors()[theme]
    pairs = [
        *((f"--ink-{slot}", f"--fill-{slot}") for slot in SLOTS),
        *product(("--ink", "--quiet", "--accent", "--saved"), ("--page", "--paper")),
        ("--warn", "--page"),
        ("--ink", "--warn-paper"),
    ]

    assert [] == [pair for pair in pairs if contrast(*(named[n] for n in pair)) < 4.5]


def test_the_switch_is_as_dark_as_the_system() -> None:
    """Both ways to the dark page give the same colours."""
    named = colors()

    assert named["dark"] == named["dark by switch"]
    assert named["light"].keys() == named["dark"].keys()
