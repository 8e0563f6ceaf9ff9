"""What differs between two SVGs: elements, attributes and text, numbers apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

#: vl-convert writes what its PNG renderer takes for the default.
IGNORED = {"stroke-miterlimit"}

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")


class Difference(NamedTuple):
    """How far two pictures are apart.

    Attributes:
        grade: "identical", "numbers" (the same elements and texts, other
            numbers) or "elements".
        apart: The greatest distance of two numbers.
        where: The first place that differs, in the words of the pictures.
    """

    grade: str
    apart: float
    where: str


def difference(ours: str, theirs: str) -> Difference:
    """Compare two SVGs element by element, whatever their ids are."""
    if ours == theirs:
        return Difference("identical", 0.0, "")
    left, right = list(_parts(ours)), list(_parts(theirs))
    apart, where = 0.0, ""
    for mine, other in zip(left, right, strict=False):
        if mine == other:
            continue
        where = where or f"{mine[:160]} | {other[:160]}"
        if _NUMBER.sub("#", mine) != _NUMBER.sub("#", other):
            return Difference("elements", apart, f"{mine[:160]} | {other[:160]}")
        pairs = zip(_NUMBER.findall(mine), _NUMBER.findall(other), strict=True)
        apart = max(apart, *(abs(float(a) - float(b)) for a, b in pairs))
    if len(left) != len(right):
        return Difference("elements", apart, f"{len(left)} | {len(right)} parts")
    return Difference("numbers" if where else "identical", apart, where)


def _parts(svg: str) -> Iterator[str]:
    """Yield the elements of a picture in order, each as one text.

    Ids are numbered in the order of their first appearance.
    """
    names: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        name = names.setdefault(match[1], f"(id {len(names)})")
        return match[0].replace(match[1], name)

    for element in ET.fromstring(svg).iter():  # noqa: S314 - pictures of our own
        attributes = []
        for key, value in sorted(element.attrib.items()):
            if key in IGNORED:
                continue
            seen = re.sub(r"url\(#([^)]+)\)", numbered, value)
            if key == "id":
                seen = names.setdefault(value, f"(id {len(names)})")
            attributes.append(f"{key}={seen}")
        text = (element.text or "").strip()
        yield f"{element.tag.rpartition('}')[2]} {' '.join(attributes)} {text}"
