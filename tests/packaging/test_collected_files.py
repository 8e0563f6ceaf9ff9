"""Many small files of a package become one, the same one every time."""

from __future__ import annotations

import io
import tarfile

from build_hooks.npm import _content

FILES = {
    "locale/de.json": b'{"b": 1,\n "a": 2}',
    "locale/aa.json": b'{"c": 3}',
    "theme/b.js": b"second();",
    "theme/a.js": b"first();",
    "README.md": b"# Not taken",
}


def archive() -> tarfile.TarFile:
    """Return a package with these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as packing:
        for name, content in FILES.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            packing.addfile(member, io.BytesIO(content))
    buffer.seek(0)
    return tarfile.open(fileobj=buffer)


def test_json_files_become_an_object() -> None:
    """Each file is the value of its name, without its suffix."""
    expected = b'{"aa":{"c":3},"de":{"a":2,"b":1}}'

    with archive() as package:
        assert expected == _content(package, "locale/*.json")


def test_scripts_follow_each_other() -> None:
    """Scripts stand in the order of their names."""
    with archive() as package:
        assert b"first();\nsecond();" == _content(package, "theme/*.js")


def test_nothing_found_is_told() -> None:
    """A pattern, or a path, that no file has gives nothing."""
    with archive() as package:
        assert _content(package, "theme/*.css") is None
        assert _content(package, "theme/c.js") is None
