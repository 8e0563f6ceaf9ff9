"""Whether the installed distribution brings the stub along. Runs in the child."""

from functools import cache

from ._findings import Finding


def shipping_findings(package: str, path: str) -> "list[Finding]":
    """Report the stub of a package whose installed distribution lacks it.

    This is what happens where the tests run in a checkout, whose folder comes
    first: the stub is there, and is not in the wheel. An editable installation
    lists no files of the package, and passes.
    """
    folder = package.replace(".", "/")
    for name, record in _shipped(package.partition(".")[0]):
        # A line for each file: its path, a comma, hash and size.
        is_there = f"\n{folder}/__init__.py," in record
        if is_there and f"\n{folder}/__init__.pyi," not in record:
            message = (
                f"the installed distribution {name!r} has no {folder}/__init__.pyi: "
                "include *.pyi files when it is built"
            )
            return [Finding(path, 1, "not-shipped", package=package, message=message)]
    return []


@cache
def _shipped(top: str) -> "list[tuple[str, str]]":
    """Return the distributions that bring a top package, with their file lists."""
    from importlib.metadata import distributions

    found = []
    for distribution in distributions():
        record = f"\n{distribution.read_text('RECORD') or ''}"
        if f"\n{top}/" in record:
            found.append((str(distribution.metadata["Name"]), record))
    return found
