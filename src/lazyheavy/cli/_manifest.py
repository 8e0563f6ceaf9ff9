"""What a folder of pictures was drawn from, so that a second run draws less.

A file beside the pictures has a line for each: its name, what it was drawn from
and what was written, as hashes. Times of files do not matter.
"""

import os
from hashlib import sha256
from json import dumps, loads

NAME = ".lazyheavy-manifest.jsonl"


def digest(*parts: bytes) -> str:
    """Return the hash of bytes, each part by itself."""
    total = sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


class Manifest:
    """The manifest of a folder.

    Lines are added as pictures are written, so that a run that was killed goes
    on where it was; `finish` writes it anew, a line each. A line that cannot be
    read, or a manifest that is lost, costs drawing again and no more.
    """

    __slots__ = ("_entries", "_folder", "_path")

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._path = os.path.join(folder, NAME)
        self._entries: dict[str, tuple[str, str]] = {}
        try:
            with open(self._path, encoding="utf-8", errors="replace") as file:
                lines = file.readlines()
        except FileNotFoundError:
            lines = []
        for line in lines:
            self._read(line)

    def _read(self, line: str) -> None:
        """Take one line, unless it was cut off when a run was killed."""
        try:
            name, source, written = loads(line)
        except (ValueError, TypeError):
            return
        self._entries[name] = (source, written)

    def is_current(self, path: str, source: str) -> bool:
        """Tell whether the picture at *path* is what was drawn from *source*."""
        known = self._entries.get(self._name(path))
        if known is None or known[0] != source:
            return False
        try:
            with open(path, "rb") as file:
                return digest(file.read()) == known[1]
        except OSError:
            return False

    def add(self, path: str, source: str, content: bytes) -> None:
        """Note that *content*, drawn from *source*, was written to *path*."""
        entry = (source, digest(content))
        self._entries[self._name(path)] = entry
        with open(self._path, "a", encoding="utf-8", newline="\n") as file:
            # A line of its own, also after one that was cut off.
            file.write(f"\n{dumps([self._name(path), *entry])}\n")

    def finish(self) -> None:
        """Write the manifest anew: each picture once, in the order of names."""
        if not self._entries:
            return
        from lazyheavy._saving import write_whole  # loaded with the charts

        lines = [dumps([name, *self._entries[name]]) for name in sorted(self._entries)]
        write_whole(self._path, "".join(f"{line}\n" for line in lines).encode())

    def _name(self, path: str) -> str:
        return os.path.relpath(path, self._folder).replace(os.sep, "/")
