"""Find the files that charts are drawn with: JavaScript libraries, fonts, metrics.

They come with the installed package. Four places are looked at, in this order:
the folder that ``LAZYHEAVY_ASSETS`` names, the package itself, the cache of the
user, ``node_modules``. What the last two hold is only taken when its content is
the one that ``assets.json`` pins, so a project's folder cannot slip in a script.
"""

import os
import sys

from lazyheavy.errors import AssetError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["asset_path", "asset_text"]

#: Names a folder that goes before all others; its content is not checked.
VARIABLE = "LAZYHEAVY_ASSETS"

_CHARTS = os.path.dirname(os.path.abspath(__file__))


def asset_path(name: str) -> str:
    """Return where the file *name* is.

    Args:
        name: A file name from ``assets.json``, such as ``"vega.min.js"``, or
            ``"text_metrics.js"``.

    Raises:
        AssetError: No place has it; the message lists them and says what to do.
    """
    return _installed(name) or _elsewhere(name)


def asset_text(name: str) -> str:
    """Return the text of the file *name*.

    Works from a zip file too. Raises as `asset_path` does.
    """
    path = _installed(name)
    if path is None:
        packed = _packed(os.path.join(_CHARTS, "_assets", name))
        if packed is not None:
            return packed.decode("utf-8")
        path = _elsewhere(name)
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read {path}: {error}"
        raise AssetError(message) from error


def _installed(name: str) -> "str | None":
    """Look where the file nearly always is."""
    folder = os.environ.get(VARIABLE)
    if folder:
        if not os.path.isdir(folder):
            message = (
                f"{VARIABLE} names {folder!r}, which is not a folder. "
                f"Mend the variable or unset it."
            )
            raise AssetError(message)
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    path = os.path.join(_CHARTS, "_assets", name)
    return path if os.path.isfile(path) else None


def _packed(path: str) -> "bytes | None":
    """Read *path* through the loader of this module: it may live in a zip file."""
    get_data = getattr(__spec__.loader, "get_data", None)
    if get_data is None:
        return None
    try:
        data: bytes = get_data(path)
    except OSError:
        return None
    return data


def _elsewhere(name: str) -> str:
    """Look outside the installation, or raise the error that says where."""
    package, version, pin = _pin(name)
    looked = []
    for place, path in _candidates(name, package, version, pin):
        trouble = _trouble(path, pin)
        if trouble is None:
            return path
        looked.append(f"  - {place}: {trouble}")
    npm = f"npm install {package}@{version}" if pin else ""
    message = [
        f"cannot find {name}, which charts need. Looked for",
        f"  - {VARIABLE}: {os.environ.get(VARIABLE) or 'not set'}",
        f"  - {os.path.join(_CHARTS, '_assets', name)}: not there",
        *looked,
        "It comes with the package, so install it once more:",
        '  pip install --force-reinstall "lazyheavy[charts]"',
        "or, in a checkout of lazyheavy:  pip install -e .",
    ]
    if npm:
        message.append(f"or put the library beside your project:  {npm}")
    raise AssetError("\n".join(message))


def _pin(name: str) -> "tuple[str, str, dict[str, str] | None]":
    """Return the npm package of *name*, its version and the pin of the file.

    The pin of a file that was derived at build time is None.
    """
    import json

    content = _packed(os.path.join(_CHARTS, "assets.json"))
    if content is None:
        message = f"{_CHARTS} has no assets.json: lazyheavy is not installed whole"
        raise AssetError(message)
    packages: dict[str, Any] = json.loads(content)["packages"]
    for package, entry in packages.items():
        pin = entry["files"].get(name)
        if pin is not None:
            return package, entry["version"], pin
    return "", "", None


def _candidates(
    name: str, package: str, version: str, pin: "dict[str, str] | None"
) -> "Iterator[tuple[str, str]]":
    """Yield places with the path that *name* would have there."""
    cache = _cache_folder()
    if cache is not None:
        yield "the cache of the user", os.path.join(cache, name)
    if pin is None:
        return
    relative = os.path.join(*package.split("/"))
    inner = os.path.join(*pin["path"].split("/"))
    for folder in _node_folders():
        home = os.path.join(folder, relative)
        if _npm_version(home) == version:
            yield f"{package} {version} of npm", os.path.join(home, inner)


def _trouble(path: str, pin: "dict[str, str] | None") -> "str | None":
    """Say why *path* cannot be used, or return None when it can."""
    import hashlib

    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return f"no {path}"
    if pin is None or hashlib.sha256(content).hexdigest() == pin["sha256"]:
        return None
    return f"{path} is not the file that this version of lazyheavy was tested with"


def _cache_folder() -> "str | None":
    """Return the folder in the user's cache for this version of lazyheavy."""
    from importlib import metadata

    try:
        version = metadata.version("lazyheavy")
    except metadata.PackageNotFoundError:
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/AppData/Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "lazyheavy", "assets", version)


def _node_folders() -> "Iterator[str]":
    """Yield the folders of npm packages as Node.js would look at them."""
    try:
        folder = os.getcwd()
    except FileNotFoundError:  # the working directory was removed
        folder = ""
    while folder:
        yield os.path.join(folder, "node_modules")
        parent = os.path.dirname(folder)
        folder = parent if parent != folder else ""
    yield from filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep))


def _npm_version(home: str) -> "str | None":
    """Return the version of the npm package in *home*, or None."""
    import json

    try:
        with open(os.path.join(home, "package.json"), encoding="utf-8") as file:
            return str(json.load(file)["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
