"""Source files: whose they are, how they are read, and how written back."""

import os
import sys

from lazyheavy.errors import FixError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import final
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


_BOM = b"\xef\xbb\xbf"
#: Folders that hold what somebody has installed.
_INSTALLED = frozenset({"site-packages", "dist-packages"})


@final
class Source:
    """The text of a file, and what is needed to write it back as it was.

    Attributes:
        path: The file.
        text: Its text, with its own line ends.
        content: Its bytes.
    """

    __slots__ = ("_bom", "_encoding", "content", "path", "text")

    def __init__(self, path: str) -> None:
        import tokenize  # to find the encoding

        self.path = path
        try:
            with open(path, "rb") as file:
                self.content = file.read()
                file.seek(0)
                self._encoding, _ = tokenize.detect_encoding(file.readline)
            self._bom = _BOM if self.content.startswith(_BOM) else b""
            if self._bom:
                self._encoding = "utf-8"
            self.text = self.content[len(self._bom) :].decode(self._encoding)
        except (SyntaxError, UnicodeDecodeError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"{path}: cannot be read: {reason}"
            raise FixError(message) from error

    def encode(self, text: str) -> bytes:
        """Return *text* in the encoding of the file."""
        return self._bom + text.encode(self._encoding)


def is_own(path: str) -> bool:
    """Tell whether a file is the user's: not installed, not of Python itself."""
    import sysconfig  # where Python and what is installed are

    real = os.path.realpath(path)
    if not os.path.isfile(real) or _INSTALLED & set(real.split(os.sep)):
        return False  # code of -c has no file
    folder = os.path.dirname(real)
    if os.path.isfile(os.path.join(os.path.dirname(folder), "pyvenv.cfg")):
        return False  # the command of an installed package
    paths = sysconfig.get_paths()
    names = ("stdlib", "platstdlib", "scripts")
    folders = [*(paths[name] for name in names), os.path.dirname(os.__file__)]
    return not any(
        real.startswith(os.path.join(os.path.realpath(folder), ""))
        for folder in folders
    )


def own_packages(path: str) -> "frozenset[str]":
    """Return the top-level names that lie beside a file: those of its program."""
    folder = os.path.dirname(path)
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    names = set()
    try:
        for entry in os.scandir(folder or "."):
            name, suffix = os.path.splitext(entry.name)
            if suffix == ".py" or (
                not suffix and os.path.isfile(os.path.join(entry.path, "__init__.py"))
            ):
                names.add(name)
    except OSError:
        pass
    return frozenset(names - {"lazyheavy"}) - sys.stdlib_module_names


def write_all(changes: "dict[str, tuple[bytes, bytes]]") -> None:
    """Write files whole, each with its old content first and the new one second.

    Every file is checked before the first is written, and each is written at
    one stroke. If one cannot be written, those before it get back what they had.

    Raises:
        FixError: A file has changed meanwhile, or cannot be written.
    """
    for path, (old, _) in changes.items():
        with open(path, "rb") as file:
            if file.read() != old:
                message = f"{path} has changed meanwhile: nothing was written"
                raise FixError(message)
    done: list[str] = []
    for path, (_, new) in changes.items():
        try:
            _write(path, new)
        except OSError as error:
            for other in done:
                _write(other, changes[other][0])
            message = f"cannot write {path}: {error.strerror or error}"
            raise FixError(message) from error
        done.append(path)


def _write(path: str, content: bytes) -> None:
    """Write a file whole or not at all, unless it is protected; follow links."""
    from lazyheavy._saving import write_whole

    target = os.path.realpath(path)
    if not os.access(target, os.W_OK):  # its folder may let it be replaced
        raise PermissionError(13, os.strerror(13), target)
    write_whole(target, content)
