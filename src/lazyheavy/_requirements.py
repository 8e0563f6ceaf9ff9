"""Distributions and versions: who brings a module, and is it new enough.

Everything here is off the hot path: it loads `importlib.metadata` (about
30 ms) and, for a version, `packaging` (about 50 ms).
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.metadata import Distribution

    from packaging.requirements import Requirement

    from ._entry import Entry


#: How surely a distribution that lists the very file of a module brought it.
_SURE = 3


def check(entry: "Entry") -> None:
    """Make sure that the requirement of the site of *entry* is met.

    Raises:
        MissingDependencyError: The distribution is not installed.
        RequirementError: It is, in another version.
        ValueError: It is not a PEP 508 requirement.
    """
    from importlib.metadata import PackageNotFoundError, version

    from ._explain import install_hint
    from .errors import MissingDependencyError, RequirementError

    require = entry.site.require
    assert require is not None
    requirement = _parse(require)
    if requirement.marker is not None and not requirement.marker.evaluate():
        return
    module = entry.module.partition(".")[0]
    wants = (
        f"The lazy import of {entry.imported!r} declared at {entry.declared} "
        f"requires {require!r}, but"
    )
    command = f'pip install "{require}"'
    try:
        installed = version(requirement.name)
    except PackageNotFoundError as error:
        hint = install_hint(entry) or command
        message = (
            f"{wants} the distribution {requirement.name!r} is not installed; {hint}"
        )
        raise MissingDependencyError(
            message, name=module, hint=hint, declared=entry.declared
        ) from error
    if not requirement.specifier.contains(installed, prereleases=True):
        hint = entry.site.hint or command  # an extra may not name the version
        message = f"{wants} {requirement.name} {installed} is installed; {hint}"
        raise RequirementError(
            message,
            name=module,
            requirement=require,
            installed=installed,
            hint=hint,
            declared=entry.declared,
        )


def is_met(require: str) -> bool:
    """Tell whether the PEP 508 requirement *require* is met; import nothing."""
    from importlib.metadata import PackageNotFoundError, version

    requirement = _parse(require)
    if requirement.marker is not None and not requirement.marker.evaluate():
        return True
    try:
        installed = version(requirement.name)
    except PackageNotFoundError:
        return False
    return bool(requirement.specifier.contains(installed, prereleases=True))


def _parse(require: str) -> "Requirement":
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(require)
    except InvalidRequirement as error:
        message = f"{require!r} is not a PEP 508 requirement: {error}"
        raise ValueError(message) from error


def distribution_of(package: str) -> str:
    """Return the name of the distribution that installed *package*.

    Several may share a namespace package: the one whose file list holds the
    module wins, or whose editable project (PEP 610) its file lies in. Falls
    back to the top-level name, which is right for most.
    """
    from importlib.metadata import PackageNotFoundError, distribution, distributions

    top = package.partition(".")[0]
    module = sys.modules.get(package)
    sought = _Sought(package, getattr(module, "__file__", None))
    try:
        named = distribution(top)
    except (PackageNotFoundError, ValueError):
        pass
    else:
        try:
            if sought.closeness(named) >= _SURE and named.metadata["Name"]:
                return str(named.metadata["Name"])
        except Exception:  # noqa: BLE001, S110 - what a failed pip left behind
            pass
    candidates: dict[int, str] = {}
    for found in distributions():  # reads the file list of each: 0.5 s for 100
        try:
            name = found.metadata["Name"]
            rank = sought.closeness(found)
        except Exception:  # noqa: BLE001, S112 - what a failed pip left behind
            continue
        if not name:
            continue
        if rank == 0 and name.lower().replace("-", "_") == top.lower():
            rank = 1  # an editable install lists no modules
        candidates.setdefault(rank, name)
    candidates.pop(0, None)
    return candidates[max(candidates)] if candidates else top


class _Sought:
    """The module whose distribution is looked for."""

    __slots__ = ("file", "lists", "top")

    def __init__(self, package: str, file: "str | None") -> None:
        path = package.replace(".", "/")
        self.top = package.partition(".")[0]
        self.lists = {f"{path}.py", f"{path}/__init__.py"}
        self.file = None if file is None else os.path.realpath(file)

    def closeness(self, distribution: "Distribution") -> int:
        """Tell how surely *distribution* installed the module: 0 is not at all."""
        top = self.top
        rank = 0
        for file in distribution.files or ():
            name = file.as_posix()
            if name in self.lists:
                return _SURE
            if name == f"{top}.py" or name.startswith(f"{top}/"):
                rank = 2
        if self.file is None:
            return rank
        if self._is_in(_editable_folder(distribution)):
            return _SURE
        # A sibling in a namespace package: its files lie elsewhere.
        return rank if self._is_in(str(distribution.locate_file(""))) else 0

    def _is_in(self, folder: "str | None") -> bool:
        if folder is None:
            return False
        inside = os.path.join(os.path.realpath(folder), "")
        return str(self.file).startswith(inside)


def _editable_folder(distribution: "Distribution") -> "str | None":
    """Return the folder of the project that is installed in place, if it is."""
    text = distribution.read_text("direct_url.json")
    if text is None or "editable" not in text:
        return None
    import json  # for an editable installation only
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    row = json.loads(text)
    if not row.get("dir_info", {}).get("editable"):
        return None
    return url2pathname(urlsplit(row["url"]).path)
