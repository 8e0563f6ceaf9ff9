"""Fetching over HTTP from addresses that the caller allowed, and from no other.

Only ``http:`` and ``https:`` are spoken, so that nothing here can open a file.
Loaded when a specification that names remote data comes with allowed addresses.
"""

import posixpath
from http.client import HTTPException
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from lazyheavy.errors import ChartError, DataAccessError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

#: Seconds for one address, redirects and reading included.
TIMEOUT = 10.0

#: Bytes that one address may give.
MAX_BYTES = 32 * 1024 * 1024

_PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024


class AllowedAddresses:
    """What may be fetched: addresses that begin as one of a list does.

    A base means the same scheme, host and port, and a path inside its own:
    ``https://example.org/data`` holds ``https://example.org/data/a.csv``, but
    not ``https://example.org/database``.
    """

    __slots__ = ("_bases", "_listed")

    def __init__(self, bases: "Iterable[Any]") -> None:
        if isinstance(bases, (str, bytes)):
            message = "allowed_base_urls must be a list of addresses, not one text"
            raise ChartError(message)
        self._listed = list(bases)
        self._bases = []
        for base in self._listed:
            parts = _parts(base) if isinstance(base, str) else None
            if parts is None or "?" in base or "#" in base:
                message = (
                    f"allowed_base_urls: {base!r} is no base address: write it as "
                    "'https://example.org/data/'"
                )
                raise ChartError(message)
            self._bases.append(parts)

    def check(self, url: str) -> None:
        """Refuse an address outside the list.

        Raises:
            DataAccessError: With the list.
        """
        parts = _parts(url)
        if parts is not None and any(_is_within(parts, base) for base in self._bases):
            return
        listed = ", ".join(self._listed) or "nothing"
        message = f"{url} is not allowed; allowed_base_urls has {listed}"
        raise DataAccessError(message)

    def fetch(self, url: str) -> bytes:
        """Return what the address gives.

        Raises:
            DataAccessError: It is not allowed, or leads to one that is not, or
                gives nothing, too much or nothing in time.
        """
        self.check(url)
        end = monotonic() + TIMEOUT
        try:
            with self._opener().open(_request(url), timeout=TIMEOUT) as answer:
                return _read(answer, url, end)
        except HTTPError as error:
            with error:
                message = f"{url} answered {error.code} {error.reason}"
            raise DataAccessError(message) from None
        except (URLError, OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            message = f"{url} gives nothing: {reason}"
            raise DataAccessError(message) from error

    def _opener(self) -> OpenerDirector:
        """Return what speaks HTTP and nothing else."""
        opener = OpenerDirector()
        for handler in (
            ProxyHandler(),
            HTTPHandler(),
            HTTPSHandler(),
            HTTPDefaultErrorHandler(),
            HTTPErrorProcessor(),
            _CheckedRedirects(self),
        ):
            opener.add_handler(handler)
        return opener


class _CheckedRedirects(HTTPRedirectHandler):
    """Follows a redirect only to an address that is allowed too."""

    max_redirections = 5

    def __init__(self, allowed: AllowedAddresses) -> None:
        self._allowed = allowed

    def redirect_request(  # noqa: PLR0917 - urllib's signature
        self, req: Request, fp: "Any", code: int, msg: str, headers: "Any", newurl: str
    ) -> "Request | None":
        try:
            self._allowed.check(newurl)
        except DataAccessError as error:
            fp.close()
            message = f"{req.full_url} leads elsewhere: {error}"
            raise DataAccessError(message) from None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _request(url: str) -> Request:
    # The scheme was checked: http or https.
    return Request(url, headers={"User-Agent": "lazyheavy"})  # noqa: S310


def _read(answer: "Any", url: str, end: float) -> bytes:
    """Read an answer until its end, the limit of size, or that of time."""
    parts: list[bytes] = []
    size = 0
    while True:
        chunk = answer.read1(_CHUNK)
        if not chunk:
            return b"".join(parts)
        size += len(chunk)
        if size > MAX_BYTES:
            message = f"{url} gives more than {MAX_BYTES // 1024**2} MB"
            raise DataAccessError(message)
        if monotonic() > end:
            message = f"{url} was not read within {TIMEOUT:g} seconds"
            raise DataAccessError(message)
        parts.append(chunk)


def _parts(url: str) -> "tuple[str, str, int, str] | None":
    """Return scheme, host, port and path; None if it is no plain web address.

    What servers and this reader could see differently is refused: names and
    passwords, backslashes, spaces, and paths that go up.
    """
    if any(letter <= " " or letter in "\\\x7f" for letter in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    path = unquote(parts.path)
    if not parts.hostname or "@" in parts.netloc or "\\" in path:
        return None
    if ".." in path.split("/"):
        return None
    return parts.scheme, parts.hostname, port, posixpath.normpath(f"/{path}")


def _is_within(
    parts: "tuple[str, str, int, str]", base: "tuple[str, str, int, str]"
) -> bool:
    path, inside = parts[3], base[3].rstrip("/")
    return parts[:3] == base[:3] and (path == inside or path.startswith(f"{inside}/"))
