"""A profile as one HTML page: works offline, and asks nothing of a network.

The page holds its style, its script and the data; a policy in it lets these two
run and nothing else, so that no module's name can become a part of the page.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._profile import Profile

#: The scripts, in the order in which they stand on each other.
SCRIPTS = ("graph.js", "tables.js", "icicle.js", "what_if.js", "page.js")

#: What plain text must not hold in HTML; the first one first.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def to_html(profile: "Profile", *, summary: str = "") -> str:
    """Return a profile as a page.

    Args:
        profile: The profile.
        summary: The report as plain text, for those whose browser runs no
            scripts.
    """
    from json import dumps  # whoever writes a report, once
    from string import Template

    from lazyheavy.startup._page_data import page_data

    style = own_file("report.css")
    script = "\n".join(own_file(name) for name in SCRIPTS)
    data = dumps(page_data(profile), separators=(",", ":"), ensure_ascii=True)
    return Template(own_file("report.html")).substitute(
        policy=_policy(style, script),
        version=_as_text(profile.data["lazyheavy"]),
        title=_as_text(f"{profile.data['target']['display']}: start-up"),
        style=style,
        script=script,
        data=_json_in_script(data),
        summary=_as_text(summary),
    )


def own_file(name: str) -> str:
    """Return a part of the page, from a folder or from a zip file."""
    from os.path import dirname, join  # loaded by every interpreter

    loader: Any = __spec__.loader
    data: bytes = loader.get_data(join(dirname(__file__), "page", name))
    return data.decode()


def _policy(style: str, script: str) -> str:
    """Allow the page this very style and this very script, and nothing else."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _json_in_script(text: str) -> str:
    """Write JSON (of ASCII only) so that nothing in it can end the element."""
    return text.replace("<", "\\u003c")


def _as_text(text: str) -> str:
    """Write plain text as HTML, for attributes as well."""
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate is no text
    for letter, escape in _ESCAPES.items():
        text = text.replace(letter, escape)
    return text
