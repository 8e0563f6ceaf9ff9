"""What fidelity is measured against: the npm packages of the reference, a server.

Nothing of it is kept in the project: `packed` asks npm, into a folder outside.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The libraries inside vl-convert 1.9, and the data of the official examples.
VEGA = ("vega@6.2.0", "build/vega.min.js")
VEGA_LITE = ("vega-lite@6.4.1", "build/vega-lite.min.js")
DATASETS = "vega-datasets@3.2.1"


def packed(package: str, folder: Path) -> Path:
    """Return the unpacked npm *package*, which npm brings where it is missing."""
    home = folder / package
    if not home.is_dir():
        npm = shutil.which("npm")
        if npm is None:
            message = f"npm, which brings {package}, is not on PATH"
            raise SystemExit(message)
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "pack", "--silent", "--ignore-scripts", package]
        said = subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True
        )
        archive = folder / said.stdout.split()[-1]
        with tarfile.open(archive) as packages:
            packages.extractall(home, filter="data")
        archive.unlink()
    return home / "package"


def reference_assets(folder: Path) -> Path:
    """Return a folder with Vega and Vega-Lite as vl-convert has them."""
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    for package, file in (VEGA, VEGA_LITE):
        shutil.copy(packed(package, folder) / file, assets)
    return assets


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine and give its address, with a slash.

    By a process of its own: vl-convert lets no other thread of its process run.
    """
    command = [sys.executable, "-u", "-m", "http.server", "0"]
    command += ["--bind", "127.0.0.1", "--directory", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            port = re.search(r"port (\d+)", server.stdout.readline())
            assert port is not None
            yield f"http://127.0.0.1:{port[1]}/"
        finally:
            server.terminate()
