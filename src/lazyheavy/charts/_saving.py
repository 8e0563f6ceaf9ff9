"""Writing a file whole or not at all."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def write_whole(path: "str | os.PathLike[str]", content: bytes) -> None:
    """Write *content* to *path*: readers see the old file or the new one.

    The new file is written beside the old one and takes its place, and its
    permissions. Links are followed.

    Raises:
        OSError: The folder does not exist, cannot be written, and so on; the
            old file is as it was.
    """
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name[:100]}.{_unique()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        mode = _mode_of(target)
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _unique() -> str:
    """Return a name that no other process or thread takes."""
    return os.urandom(6).hex()


def _mode_of(path: str) -> "int | None":
    """Return the permissions of an existing file."""
    try:
        mode: Any = os.stat(path).st_mode
    except OSError:
        return None
    return int(mode & 0o7777)
