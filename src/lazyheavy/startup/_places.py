"""Where a module comes from: the standard library, a distribution, or the program."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    Group = Literal["distribution", "stdlib", "own"]

#: Folders that hold installed distributions, by their names.
_INSTALLED = ("site-packages", "dist-packages")

#: What a loader of importlib makes of a file.
_KINDS = {
    "SourceFileLoader": "source",
    "SourcelessFileLoader": "source",
    "ExtensionFileLoader": "extension",
    "BuiltinImporter": "builtin",
    "FrozenImporter": "frozen",
    "NamespaceLoader": "namespace",
    "_NamespaceLoader": "namespace",
    "zipimporter": "zip",
}


def kind_of(told: "tuple[Any, ...] | None") -> str:
    """Return the kind of a module from what the process told of it."""
    if told is None:
        return "unknown"
    file, _, _, loader, is_package, _ = told
    kind = _KINDS.get(loader)
    if kind == "source":
        return "package" if is_package else "source"
    if kind is None and file and file.endswith((".py", ".pyc")):
        return "package" if is_package else "source"
    if kind is None and is_package and not file:
        return "namespace"
    return kind or "unknown"


class Places:
    """Tells modules of the library, of distributions and of the program apart.

    Args:
        path: `sys.path` of the measured process, where distributions are looked for.
        own_packages: Installed packages that count as the program itself: that of
            ``-m package``, or of an installed command.
    """

    def __init__(self, path: "list[str]", own_packages: "set[str]") -> None:
        self._path = path
        self._own = own_packages
        self._owners: dict[str, str] | None = None

    def group(
        self, name: str, kind: str, file: "str | None"
    ) -> "tuple[Group, str | None]":
        """Return the group of a module, and the distribution it belongs to."""
        if name == "__main__":
            return "own", None
        if kind in {"builtin", "frozen"}:
            return "stdlib", None
        top = name.partition(".")[0]
        if file is None:
            return self._group_of_name(top)
        group = self.group_of_file(file)
        if group == "distribution":
            owner = self._owner(file) or self._distributions().get(top)
            if top in self._own:
                return "own", owner
            return "distribution", owner or top
        return group, None

    def _group_of_name(self, top: str) -> "tuple[Group, str | None]":
        """Place a namespace, and what code has made, or taken away again."""
        if top in sys.stdlib_module_names:
            return "stdlib", None
        owner = self._distributions().get(top)
        return ("own" if top in self._own else "distribution", owner)

    def group_of_file(self, file: str) -> "Group":
        """Return the group of a file, without asking distributions."""
        if file.startswith("<frozen"):
            return "stdlib"
        parts = file.replace("\\", "/").split("/")
        installed = [name for name in _INSTALLED if name in parts]
        if installed:
            after = parts[parts.index(installed[0]) + 1 :]
            top = after[0].partition(".")[0] if after else ""
            return "own" if top in self._own else "distribution"
        for entry in self._library():
            if file.startswith(entry):
                return "stdlib"
        return "own"

    def is_own(self, file: str) -> bool:
        """Tell whether the program itself is in *file*."""
        return self.group_of_file(file) == "own"

    def _library(self) -> "list[str]":
        """Return the folders of the standard library of the measured Python."""
        found = []
        for entry in self._path:
            is_archive = entry.endswith(".zip")
            if is_archive or os.path.exists(os.path.join(entry, "importlib")):
                if is_archive and not os.path.basename(entry).startswith("python3"):
                    continue
                found.append(entry.rstrip(os.sep) + os.sep)
        return found

    def _owner(self, file: str) -> "str | None":
        """Return the distribution that has installed *file*."""
        parts = file.replace("\\", "/").split("/")
        for name in _INSTALLED:
            if name in parts:
                inside = parts[parts.index(name) + 1 :]
                owners = self._distributions()
                for length in range(len(inside), 0, -1):
                    owner = owners.get("/".join(inside[:length]))
                    if owner:
                        return owner
        return None

    def _distributions(self) -> "dict[str, str]":
        """Return distributions by the top-level names that they install.

        Below a name that several share (a namespace), by the folders in it.
        """
        if self._owners is not None:
            return self._owners
        from importlib.metadata import distributions  # once a profile

        shared: dict[str, set[str]] = {}
        for found in distributions(path=[entry or "." for entry in self._path]):
            name = found.metadata["Name"]
            for file in found.files or ():
                parts = file.parts
                if parts[0].endswith((".dist-info", ".egg-info")) or ".." in parts:
                    continue
                stem = parts[0].partition(".")[0] if len(parts) == 1 else parts[0]
                shared.setdefault(stem, set()).add(name)
                for length in range(2, min(len(parts), 4)):
                    shared.setdefault("/".join(parts[:length]), set()).add(name)
        self._owners = {
            key: next(iter(names)) for key, names in shared.items() if len(names) == 1
        }
        return self._owners
