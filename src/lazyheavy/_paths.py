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
        self.fullname = fullname

    def prepare(self) -> None:
        """Put the finder up, and refuse a file that is not there.

        Raises:
            ImportError: There is no such file, or the folder is no package.
        """
        location = _files[self.module]
        if not os.path.exists(location):
            message = f"load({self.fullname!r}): there is no file {location!r}"
            raise ImportError(message, name=self.fullname, path=location)
        if os.path.isdir(location) and not os.path.exists(
            os.path.join(location, "__init__.py")
        ):
            message = f"load({self.fullname!r}): {location!r} has no __init__.py"
            raise ImportError(message, name=self.fullname, path=location)
        if PathFinder not in sys.meta_path:
            sys.meta_path.append(PathFinder)

    def origin(self) -> "tuple[str, str | None]":
        """Return the name and path that `load()` takes to make it anew."""
        return self.fullname, _files[self.module]

    def fetch(self) -> "Any":
        """Import the module through the finder."""
        self.prepare()
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
        if location.endswith((".py", ".pyc")) or _is_extension(location):
            return spec_from_file_location(fullname, location)
        from importlib.machinery import SourceFileLoader

        loader = SourceFileLoader(fullname, location)  # a script without suffix
        return spec_from_file_location(fullname, location, loader=loader)


def _is_extension(location: str) -> bool:
    from importlib.machinery import EXTENSION_SUFFIXES

    return location.endswith(tuple(EXTENSION_SUFFIXES))
