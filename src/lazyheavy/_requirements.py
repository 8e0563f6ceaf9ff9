"""Distributions and versions: who brings a module, and is it new enough.

Everything here is off the hot path: it loads `importlib.metadata` (about
30 ms) and, for a version, `packaging` (about 50 ms).
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.metadata import Distribution

    from packaging.requirements import Requirement


#: How surely a distribution that lists the very file of a module brought it.
_SURE = 3


def check(require: str, target: str) -> None:
    """Make sure that the PEP 508 requirement *require* is met.

    Raises:
        MissingDependencyError: The distribution is not installed.
        RequirementError: It is, in another version.
        ValueError: *require* is not a requirement.
    """
    from importlib.metadata import PackageNotFoundError, version

    from .errors import MissingDependencyError, RequirementError

    requirement = _parse(require)
    if requirement.marker is not None and not requirement.marker.evaluate():
        return
    name = requirement.name
    command = f'pip install "{require}"'
    try:
        installed = version(name)
    except PackageNotFoundError as error:
        message = (
            f"The lazy import of {target!r} requires {require!r}, but the "
            f"distribution {name!r} is not installed; {command}"
        )
        raise MissingDependencyError(
            message, name=target.partition(".")[0], hint=command
        ) from error
    if not requirement.specifier.contains(installed, prereleases=True):
        message = (
            f"The lazy import of {target!r} requires {require!r}, but "
            f"{name} {installed} is installed; {command}"
        )
        raise RequirementError(
            message,
            name=target.partition(".")[0],
            requirement=require,
            installed=installed,
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
    module wins. Falls back to the top-level name, which is right for most.
    """
    from importlib.metadata import PackageNotFoundError, distribution, distributions

    top = package.partition(".")[0]
    path = package.replace(".", "/")
    try:
        named = distribution(top)
    except (PackageNotFoundError, ValueError):
        pass
    else:
        if _closeness(named, path, top) >= _SURE:
            return str(named.metadata["Name"])
    candidates: dict[int, str] = {}
    for found in distributions():  # reads the file list of each: 0.5 s for 100
        try:
            name = found.metadata["Name"]
            rank = _closeness(found, path, top)
        except Exception:  # noqa: BLE001, S112 - what a failed pip left behind
            continue
        if not name:
            continue
        if rank == 0 and name.lower().replace("-", "_") == top.lower():
            rank = 1  # an editable install lists no modules
        candidates.setdefault(rank, name)
    candidates.pop(0, None)
    return candidates[max(candidates)] if candidates else top


def _closeness(distribution: "Distribution", path: str, top: str) -> int:
    """Tell how surely *distribution* installed the module: 0 is not at all."""
    rank = 0
    for file in distribution.files or ():
        name = file.as_posix()
        if name in {f"{path}.py", f"{path}/__init__.py"}:
            return _SURE
        if name == f"{top}.py" or name.startswith(f"{top}/"):
            rank = 2
    return rank
