"""How reports name files: as one would type them, or as they would be imported."""

import os
import re

#: What stands before the path of an installed module, or of Python's own.
_INSTALLED = re.compile(
    r".*[\\/](?:(?:site|dist)-packages|lib\w*[\\/]python3\.\d+t?)[\\/]", re.IGNORECASE
)


def short_path(path: str, folder: "str | None" = None) -> str:
    """Return a path as seen from a folder, or from its site-packages or stdlib.

    Args:
        path: The path; ``file:line`` will do as well.
        folder: The folder; None is the current one, "" is none.
    """
    folder = os.getcwd() if folder is None else folder
    if folder:
        path = path.removeprefix(folder.rstrip(os.sep) + os.sep)
    installed = _INSTALLED.match(path)
    return path[installed.end() :].replace("\\", "/") if installed else path
