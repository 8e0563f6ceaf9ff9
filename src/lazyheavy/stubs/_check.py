"""`check()`: what is wrong with the stubs of a package."""

from ._children import ask
from ._findings import Finding

__all__ = ["check"]


def check(package: str, *, recurse: bool = True) -> "list[Finding]":
    """Compare the stub of a package with what the package offers.

    Imports the package in a child process, resolves every name there, and
    reports: names of the stub that do not resolve, with the reason; public
    names that the stub lacks, or imports without exporting them; names that
    are another object than the one the stub takes; a different `__all__`; a
    stub that is missing or not installed. A stub is looked for beside the
    `__init__.py`, then in a distribution `package-stubs`. Conditions in it are
    those of this Python on this platform.

    Args:
        package: Name of a package that can be imported here.
        recurse: Look at its subpackages as well, those that have a stub.

    Returns:
        All that is wrong; nothing if all is well.

    Raises:
        StubError: The package cannot be imported.

    Example:
        In the tests of a package::

            from lazyheavy import stubs

            assert stubs.check("mypackage") == []
    """
    return checked(package, recurse=recurse)[0]


def checked(package: str, *, recurse: bool) -> "tuple[list[Finding], list[str]]":
    """Return what `check()` does, and the packages whose stubs were read."""
    answer = ask("check", package, recurse=recurse)
    return [Finding(**found) for found in answer["findings"]], answer["checked"]
