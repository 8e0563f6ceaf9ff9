"""Writing a file whole or not at all."""

import os


def write_whole(path: "str | os.PathLike[str]", content: bytes) -> None:
    """Write *content* to *path*: readers see the old file or the new one.

    The new file is written beside the old one and takes its place, and its
    permissions. Links are followed. A pipe or a device is written to as it is.

    Raises:
        OSError: The folder does not exist, cannot be written, and so on; the
            old file is as it was.
    """
    import stat  # as os has done

    target = os.path.realpath(path)
    mode = _mode_of(target)
    if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        with open(target, "wb") as device:
            device.write(content)
        return
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name[:100]}.{_unique()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        if mode is not None:
            os.chmod(temporary, stat.S_IMODE(mode))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _unique() -> str:
    """Return a name that no other process or thread takes."""
    return os.urandom(6).hex()


def _mode_of(path: str) -> "int | None":
    """Return what an existing file is, and its permissions."""
    try:
        return os.stat(path).st_mode
    except OSError:
        return None
