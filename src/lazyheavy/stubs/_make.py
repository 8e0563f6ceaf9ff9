"""`make()`: the stub of a package, from what the package declares."""

from ._children import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import final
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


__all__ = ["Stub", "make"]


@final
class Stub:
    """The stub of a package, not written yet.

    Attributes:
        package: The package.
        path: Where it belongs: beside the `__init__` of the package.
        text: What it says.
    """

    __slots__ = ("package", "path", "text")

    def __init__(self, package: str, path: str, text: str) -> None:
        self.package: str = package
        self.path: str = path
        self.text: str = text

    def __repr__(self) -> str:
        return f"<Stub of {self.package!r} for {self.path!r}>"


def make(package: str) -> Stub:
    """Return the stub of a package; write nothing.

    Imports the package in a child process. The names are those that it
    attaches (`lazy.attach()`, `lazy_loader.attach()`), imports from its modules,
    lazily or not, or lists in `__all__`, and its constants of a plain type.

    Args:
        package: Name of a package that can be imported here.

    Raises:
        StubError: The package cannot be imported, or defines functions or
            classes itself, which a stub would have to repeat.

    Example:
        In a script that generates code::

            from pathlib import Path

            from lazyheavy import stubs

            stub = stubs.make("mypackage")
            Path(stub.path).write_text(stub.text, encoding="utf-8")
    """
    answer = ask("make", package)
    return Stub(package, answer["path"], answer["text"])
