"""What npm brings is taken only when it is exactly what is pinned."""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import json
import tarfile
import threading
from typing import TYPE_CHECKING

import pytest

from build_hooks import npm
from build_hooks.pins import AssetBuildError, PinnedFile, PinnedPackage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(npm.find_npm() is None, reason="asks a real npm"),
]

SCRIPT = b"console.log('charts');\n"


def _sha512(content: bytes) -> str:
    digest = base64.b64encode(hashlib.sha512(content).digest())
    return f"sha512-{digest.decode()}"


def _tarball() -> bytes:
    manifest = json.dumps({"name": "@charts/lib", "version": "1.2.3"}).encode()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in (("package.json", manifest), ("dist/lib.js", SCRIPT)):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


TARBALL = _tarball()


class _Registry(http.server.BaseHTTPRequestHandler):
    """An npm registry with one package."""

    def do_GET(self) -> None:
        home = f"http://{self.headers['Host']}"
        version = {
            "name": "@charts/lib",
            "version": "1.2.3",
            "dist": {"tarball": f"{home}/lib.tgz", "integrity": _sha512(TARBALL)},
        }
        packument = {
            "name": "@charts/lib",
            "dist-tags": {"latest": "1.2.3"},
            "versions": {"1.2.3": version},
        }
        answers = {
            "/@charts%2flib": json.dumps(packument).encode(),
            "/lib.tgz": TARBALL,
        }
        content = answers.get(self.path)
        self.send_response(404 if content is None else 200)
        self.end_headers()
        self.wfile.write(content or b"{}")

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point npm to a registry in this process, with an empty cache."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Registry) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setenv("npm_config_registry", url)
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm-cache"))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield
        server.shutdown()
        thread.join()


def _package(
    version: str = "1.2.3",
    integrity: str = _sha512(TARBALL),
    path: str = "dist/lib.js",
    sha256: str = hashlib.sha256(SCRIPT).hexdigest(),
) -> PinnedPackage:
    file = PinnedFile("lib.min.js", path, sha256)
    return PinnedPackage("@charts/lib", version, integrity, (file,))


@pytest.mark.usefixtures("registry")
def test_pinned_file_is_brought(tmp_path: Path) -> None:
    """The file arrives under our name, and counts as being there from then on."""
    package = _package()

    npm.fetch([package], tmp_path / "assets")

    assert (tmp_path / "assets" / "lib.min.js").read_bytes() == SCRIPT
    assert package.is_in(tmp_path / "assets")


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("package", "message"),
    [
        pytest.param(
            _package(integrity=_sha512(b"another")),
            "the tarball of @charts/lib 1.2.3 is not the one",
            id="another tarball",
        ),
        pytest.param(
            _package(sha256="0" * 64),
            "dist/lib.js of @charts/lib 1.2.3 is not the one",
            id="another file",
        ),
        pytest.param(
            _package(path="dist/gone.js"),
            "has no file dist/gone.js",
            id="no such file",
        ),
        pytest.param(
            _package(version="9.9.9"),
            "npm could not bring @charts/lib@9.9.9",
            id="no such version",
        ),
    ],
)
def test_anything_else_is_refused(
    tmp_path: Path, package: PinnedPackage, message: str
) -> None:
    """Nothing is written when one hash is wrong, and the message says which."""
    with pytest.raises(AssetBuildError, match=message):
        npm.fetch([package], tmp_path / "assets")

    assert not (tmp_path / "assets").exists()


def test_no_registry_ends_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a network the error carries npm's reason and says what helps."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm-cache"))

    with pytest.raises(AssetBuildError, match=r"ECONNREFUSED(?s:.*)What helps:"):
        npm.fetch([_package()], tmp_path / "assets")
