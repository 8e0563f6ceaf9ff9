"""How commands write a file: whole or not at all, and what went wrong in one line."""

import os

from ._failures import CommandError


def check_path(path: str) -> None:
    """Refuse a file of -o that cannot be written, before there is anything to write.

    Raises:
        CommandError: The message says what to do instead.
    """
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        message = f"there is no folder {folder!r} to write to: mkdir -p {folder}"
        raise CommandError(message)
    if os.path.isdir(path):
        message = f"cannot write {path!r}: it is a folder; name a file in it"
        raise CommandError(message)
    if not os.path.exists(path):
        if not os.access(folder, os.W_OK):
            message = f"the folder {folder!r} is not writable: choose another with -o"
            raise CommandError(message)
        return
    if not os.access(path, os.W_OK):
        message = f"the file {path!r} is not writable: choose another with -o"
        raise CommandError(message)


def write_file(path: str, content: bytes) -> None:
    """Write a file whole or not at all; pipes and devices are written into.

    Raises:
        CommandError: It cannot be written; an existing file is as it was.
    """
    from lazyheavy._saving import write_whole

    try:
        write_whole(path, content)
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"cannot write {path!r}: {error.strerror or error}"
        raise CommandError(message) from error
