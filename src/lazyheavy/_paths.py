"""`load(path=...)`: modules from files and folders outside `sys.path`.

A finder that knows private names only. It joins `sys.meta_path` with the
first such module that is used, so that importlib's locks, `reload()` and
relative imports work as for any module.
"""

import os
import sys

from ._entry import Entry, Site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from typing import Any

#: Where the module of a private name is.
_files: "dict[str, str]" = {}


class PathEntry(Entry):
    """A handle to a module in a file or folder of its own."""

    def __init__(self, site: Site, fullname: str, path: str, lasti: int) -> None:
        location = os.path.abspath(path)
        name = _private_name(fullname, location)
        _files[name] = location
        super().__init__(site, name, None, lasti)

    def fetch(self) -> "Any":
        """Import the module through the finder."""
        location = _files[self.module]
        if not os.path.exists(location):
            message = f"no file or folder {location!r} to load a module from"
            raise ImportError(message, name=self.module, path=location)
        if PathFinder not in sys.meta_path:
            sys.meta_path.append(PathFinder)
        return super().fetch()


def _private_name(fullname: str, location: str) -> str:
    """Return a name that no other file has: the same in every process."""
    from hashlib import sha1  # only for load(path=...)

    digest = sha1(location.encode("utf-8", "surrogateescape"), usedforsecurity=False)
    return f"_lazyheavy_{digest.hexdigest()[:12]}_{fullname.rpartition('.')[2]}"


class PathFinder:
    """Finds the modules whose private names `load(path=...)` gave out."""

    @classmethod
    def find_spec(
        cls,
        fullname: str,
        path: object = None,  # noqa: ARG003 - the protocol of finders
        target: object = None,  # noqa: ARG003
    ) -> "ModuleSpec | None":
        """Return the spec of a private name, None for every other."""
        location = _files.get(fullname)
        if location is None:
            return None
        from importlib.util import spec_from_file_location

        if os.path.isdir(location):
            return spec_from_file_location(
                fullname,
                os.path.join(location, "__init__.py"),
                submodule_search_locations=[location],
            )
        return spec_from_file_location(fullname, location)
