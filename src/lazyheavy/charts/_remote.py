"""Data and images that a specification only points at, put into it.

Nothing is loaded unless the caller says how (``data_loader=``) or from where
(``allowed_base_urls=``). What was loaded becomes part of the specification, so
a page made of it works offline too.
"""

import re
from base64 import b64encode

from lazyheavy.charts._problems import join
from lazyheavy.errors import ChartError, DataAccessError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)

#: Formats that Vega-Lite tells from the end of an address; else it is JSON.
_BY_SUFFIX = ("json", "csv", "tsv", "dsv", "topojson")

_IMAGE = re.compile(r'(<image\s[^>]*?\bhref=")([^"]*)(")')

#: How the files of each type of image begin.
_IMAGE_TYPES = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBP", "image/webp"),
    (rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<svg[\s>]", "image/svg+xml"),
)


class Remote:
    """What loads for one chart, each address once.

    Args:
        data_loader: Called with the address; returns text, bytes, or data as
            JSON has it. If None, addresses are fetched over HTTP.
        allowed_base_urls: Where addresses have to begin; None for anywhere,
            which takes a *data_loader*.

    Raises:
        ChartError: One of the two is not what it has to be.
    """

    __slots__ = ("_allowed", "_load", "_loaded")

    def __init__(
        self,
        data_loader: "Any",
        allowed_base_urls: "Iterable[str] | None",
    ) -> None:
        if data_loader is not None and not callable(data_loader):
            name = type(data_loader).__name__
            message = f"data_loader must be a function of an address, not {name}"
            raise ChartError(message)
        self._loaded: dict[str, Any] = {}
        self._allowed = None
        self._load = data_loader
        if allowed_base_urls is not None:
            from lazyheavy.charts._fetching import AllowedAddresses  # brings urllib

            self._allowed = AllowedAddresses(allowed_base_urls)
            self._load = data_loader or self._allowed.fetch

    def with_data(self, kind: str, spec: "dict[str, Any]") -> "dict[str, Any]":
        """Return a specification of Vega or Vega-Lite with its data inside.

        Raises:
            DataAccessError: Data is not allowed, or could not be loaded.
        """
        filled: dict[str, Any] = self._filled(kind, spec, "")
        return filled

    def text(self, url: str) -> str:
        """Return the data at an address, as text that Vega reads.

        Raises:
            DataAccessError: It is not allowed, or could not be loaded.
        """
        content = self._content(url, "data.url")
        if isinstance(content, bytes):
            return _as_text(content, url, "data.url")
        if isinstance(content, str):
            return content
        from lazyheavy.charts._encode import encode  # loaded with every chart

        return encode(content)

    def with_images(self, svg: str) -> str:
        """Return a picture with those of its images inside that are allowed.

        Raises:
            DataAccessError: An image could not be loaded.
        """
        return _IMAGE.sub(self._with_image, svg)

    def _filled(self, kind: str, node: "Any", path: str) -> "Any":
        """Copy a part of a specification, with data in the place of addresses."""
        if isinstance(node, dict):
            return {
                key: self._source(kind, value, join(path, str(key)))
                if key == "data"
                else value
                if key in ("values", "datasets")
                else self._filled(kind, value, join(path, str(key)))
                for key, value in node.items()
            }
        if isinstance(node, list):
            return [
                self._filled(kind, each, join(path, index))
                for index, each in enumerate(node)
            ]
        return node

    def _source(self, kind: str, data: "Any", path: str) -> "Any":
        """Return the definition of a data set, or of several, with its values."""
        if isinstance(data, list):
            return [
                self._source(kind, each, join(path, index))
                for index, each in enumerate(data)
            ]
        url = data.get("url") if isinstance(data, dict) else None
        if not isinstance(url, str) or url[:5].lower() == "data:":
            return self._filled(kind, data, path) if isinstance(data, dict) else data
        values = self._content(url, join(path, "url"))
        form = data.get("format")
        form = dict(form) if isinstance(form, dict) else {}
        if isinstance(values, bytes):
            values = _as_text(values, url, join(path, "url"))
        if not isinstance(values, str) and form.get("type") != "topojson":
            form["type"] = "json"
        elif kind == "vega-lite":
            form.setdefault("type", _type_of(url))
        else:
            form.setdefault("type", "json")
        rest = {key: value for key, value in data.items() if key != "url"}
        return {**rest, "values": values, "format": form}

    def _content(self, url: str, path: str) -> "Any":
        """Return what is at an address.

        Raises:
            DataAccessError: With the place in the specification.
        """
        if url not in self._loaded:
            try:
                self._loaded[url] = self._fetched(url)
            except DataAccessError as error:
                message = f"{path}: {error}"
                raise DataAccessError(message) from error
        return self._loaded[url]

    def _fetched(self, url: str) -> "Any":
        """Load one address, after the checks that hold for every loader."""
        scheme = _SCHEME.match(url)
        # A loader that calls urlopen() would open files for whoever wrote the
        # specification.
        is_drive = scheme is not None and len(scheme[1]) == 1
        is_file = scheme is not None and scheme[1].lower() == "file"
        if url.startswith(("/", "\\")) or is_drive or is_file:
            message = f"{url} names a file, and no specification may open files"
            raise DataAccessError(message)
        if self._allowed is not None:
            self._allowed.check(url)
        load: Any = self._load
        try:
            content = load(url)
        except DataAccessError:
            raise
        except Exception as error:
            message = f"{url} was not loaded: {type(error).__name__}: {error}"
            raise DataAccessError(message) from error
        if not isinstance(content, (str, bytes, dict, list)):
            name = type(content).__name__
            message = (
                f"{url} was not loaded: data_loader gave {name}, not text, bytes, a "
                "dict or a list"
            )
            raise DataAccessError(message)
        return content

    def _with_image(self, match: "re.Match[str]") -> str:
        """Return an element of SVG with the image in the place of its address."""
        from html import unescape  # only for pictures with images

        before, url, after = match.groups()
        url = unescape(url)
        if url[:5].lower() == "data:" or not self._may_load(url):
            return match[0]
        content = self._content(url, "image")
        content = content.encode() if isinstance(content, str) else content
        for pattern, kind in _IMAGE_TYPES:
            if isinstance(content, bytes) and re.match(pattern, content, re.DOTALL):
                return (
                    f"{before}data:{kind};base64,{b64encode(content).decode()}{after}"
                )
        message = f"{url} is no image in PNG, JPEG, GIF, WebP or SVG"
        raise DataAccessError(message)

    def _may_load(self, url: str) -> bool:
        """Tell whether an image is to be loaded; else it stays an address."""
        if self._allowed is None:
            return True
        try:
            self._allowed.check(url)
        except DataAccessError:
            return False
        return True


def _as_text(content: bytes, url: str, path: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path}: {url} is no text in UTF-8"
        raise DataAccessError(message) from None


def _type_of(url: str) -> str:
    suffix = url.rpartition(".")[2]
    return suffix if suffix in _BY_SUFFIX else "json"
