"""Data that a specification points at comes from where the caller allows, only."""

from __future__ import annotations

import base64
import http.server
import json
import threading
import urllib.parse
from typing import TYPE_CHECKING, Any

import pytest

from lazyheavy.charts import _fetching, render_chart
from lazyheavy.errors import ChartError, DataAccessError
from tests._support.specs import ECHARTS, ROWS, VEGA, VEGA_LITE, changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CSV = "city,rain\nOslo,763\nRome,878\nLima,16\n"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGA"
    "hKmMIQAAAABJRU5ErkJggg=="
)


def pointing(url: str, **more: Any) -> dict[str, Any]:
    """Return a chart of Vega-Lite whose data is elsewhere."""
    return changed(VEGA_LITE, "data", {"url": url, **more})


def loader(content: Any) -> Callable[[str], Any]:
    """Return a loader that always gives *content*."""
    return lambda _: content


def bars(svg: str) -> str:
    """Return a picture without what depends on the text of its specification."""
    return svg.replace(svg.partition("url(#")[2].partition("-")[0], "id")


INLINE = bars(render_chart(VEGA_LITE).svg)


@pytest.mark.parametrize(
    ("url", "content"),
    [
        ("https://a.org/rain.csv", CSV),
        ("https://a.org/rain.csv", CSV.encode()),
        ("https://a.org/rain.csv", b"\xef\xbb\xbf" + CSV.encode()),
        ("https://a.org/rain.csv", ROWS),
        ("https://a.org/rain.tsv", CSV.replace(",", "\t")),
        ("https://a.org/rain.json", json.dumps(ROWS)),
        ("https://a.org/rain", json.dumps(ROWS).encode()),
        ("data/rain.json", ROWS),
        ("s3://bucket/rain.json", ROWS),
    ],
)
def test_loader_gives_the_data(url: str, content: Any) -> None:
    """Text, bytes and data draw the same chart as the rows in place."""
    asked = []

    def load(url: str) -> Any:
        asked.append(url)
        return content

    svg = render_chart(pointing(url), data_loader=load).svg

    assert [url] == asked
    assert INLINE == bars(svg)


def test_format_of_the_specification() -> None:
    """What the specification says about the data is kept."""
    packed = {"deep": {"rows": ROWS}}
    url = "https://a.org/rain.json"
    for content in (packed, json.dumps(packed)):
        spec = pointing(url, format={"type": "json", "property": "deep.rows"})

        assert INLINE == bars(render_chart(spec, data_loader=loader(content)).svg)


def test_data_of_vega() -> None:
    """Vega has a list of data sets, and takes JSON unless told otherwise."""
    spec = {**VEGA, "data": [{"name": "table", "url": "https://a.org/x.csv"}]}
    spec["data"][0]["format"] = {"type": "csv", "parse": {"rain": "number"}}
    json_spec = {**VEGA, "data": [{"name": "table", "url": "https://a.org/x"}]}
    expected = bars(render_chart(VEGA).svg)

    assert expected == bars(render_chart(spec, data_loader=loader(CSV)).svg)
    assert expected == bars(render_chart(json_spec, data_loader=loader(ROWS)).svg)


def test_data_of_a_lookup() -> None:
    """Data in a transform is loaded too, and an address only once."""
    asked = []

    def load(url: str) -> Any:
        asked.append(url)
        return ROWS

    url = "https://a.org/rain.json"
    source = {"data": {"url": url}, "key": "city", "fields": ["rain"]}
    lookup = {"lookup": "city", "from": source, "as": ["again"]}
    spec = changed(pointing(url), "transform", [lookup])
    render_chart(spec, data_loader=load)

    assert [url] == asked


def test_chart_holds_what_was_loaded() -> None:
    """The drawn specification stands alone, so a page of it works offline."""
    spec = pointing("https://a.org/rain.csv")
    chart = render_chart(spec, data_loader=loader(CSV))

    assert CSV == chart.spec["data"]["values"]
    assert INLINE == bars(render_chart(chart.spec).svg)
    assert {"url": "https://a.org/rain.csv"} == spec["data"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file:rain.csv",
        "/etc/passwd",
        r"C:\rain.csv",
        r"\\server\share\rain.csv",
    ],
)
def test_files_are_never_asked_for(url: str) -> None:
    """No loader hears of a file, however it is named."""

    def load(url: str) -> str:
        raise AssertionError(url)

    with pytest.raises(DataAccessError, match=r"^data\.url: .* names a file"):
        render_chart(pointing(url), data_loader=load)
    with pytest.raises(DataAccessError, match=r"^data\.url: .* names a file"):
        render_chart(pointing(url), allowed_base_urls=["https://a.org/"])


def test_data_address_needs_no_loader() -> None:
    """A data: address holds its data; the loader is not asked."""
    spec = pointing(f"data:text/csv,{urllib.parse.quote(CSV)}", format={"type": "csv"})

    assert INLINE == bars(render_chart(spec, data_loader=loader(None)).svg)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"^data\.url: s3://b was not loaded: data_loader gave NoneType"),
        (b"\xff\xfe\x00", r"^data\.url: s3://b is no text in UTF-8"),
    ],
)
def test_loader_that_gives_no_data(content: Any, message: str) -> None:
    """What is no data is refused with the place and the address."""
    with pytest.raises(DataAccessError, match=message):
        render_chart(pointing("s3://b"), data_loader=loader(content))


def test_loader_that_fails() -> None:
    """Its own error is the cause of the one with the place."""

    def load(url: str) -> str:
        raise KeyError(url)

    with pytest.raises(DataAccessError, match=r"^data\.url: .*KeyError") as caught:
        render_chart(pointing("s3://b"), data_loader=load)
    cause = caught.value.__cause__
    assert cause is not None
    assert isinstance(cause.__cause__, KeyError)


def test_loader_within_allowed_addresses() -> None:
    """With both, the loader is asked for what is allowed only."""
    only = ["https://a.org/"]
    load = loader(ROWS)
    svg = render_chart(
        pointing("https://a.org/x"), data_loader=load, allowed_base_urls=only
    ).svg

    assert INLINE == bars(svg)
    with pytest.raises(DataAccessError, match=r"https://b\.org/x is not allowed"):
        render_chart(
            pointing("https://b.org/x"), data_loader=load, allowed_base_urls=only
        )


class Site(http.server.BaseHTTPRequestHandler):
    """Data, and addresses that lead elsewhere."""

    def do_GET(self) -> None:
        """Answer a request."""
        path, _, query = self.path.partition("?")
        body = {"/data/rain.csv": CSV.encode(), "/data/dot.png": DOT}.get(path)
        if path == "/data/large.csv":
            body = b"x" * 5000
        if path == "/data/go":
            self.send_response(302)
            self.send_header("Location", urllib.parse.unquote(query))
        else:
            self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a web site in this process."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.mark.parametrize("base", ["/data/", "/data", "", "/data/rain.csv"])
def test_allowed_address_is_fetched(site: str, base: str) -> None:
    """An address that begins as one of the list is fetched."""
    chart = render_chart(
        pointing(f"{site}/data/rain.csv"), allowed_base_urls=[f"{site}{base}"]
    )

    assert INLINE == bars(chart.svg)


def test_redirect_within_the_list(site: str) -> None:
    """A redirect to an allowed address is followed."""
    spec = pointing(f"{site}/data/go?/data/rain.csv", format={"type": "csv"})

    svg = render_chart(spec, allowed_base_urls=[f"{site}/data/"]).svg
    assert INLINE == bars(svg)


@pytest.mark.parametrize(
    "target",
    [
        "/other/rain.csv",
        "http://localhost:9/data/rain.csv",
        "file:///etc/passwd",
        "ftp://127.0.0.1/data/rain.csv",
        "/data/../other/rain.csv",
        "/data/%252e%252e/other.csv",
    ],
)
def test_redirect_out_of_the_list(site: str, target: str) -> None:
    """A redirect to anywhere else is refused."""
    spec = pointing(f"{site}/data/go?{target}")
    with pytest.raises(
        DataAccessError, match=r"^data\.url: .* (leads elsewhere|is not allowed)"
    ):
        render_chart(spec, allowed_base_urls=[f"{site}/data/"])


@pytest.mark.parametrize(
    "url",
    [
        "https://a.org/database/x.csv",
        "https://a.org/x.csv",
        "https://a.org/data/../x.csv",
        "https://a.org/data/%2e%2e/x.csv",
        "https://a.org/data/..%2fx.csv",
        r"https://a.org/data/..\x.csv",
        "http://a.org/data/x.csv",
        "https://a.org:444/data/x.csv",
        "https://a.org@b.org/data/x.csv",
        "https://user@a.org/data/x.csv",
        "https://a.org.b.org/data/x.csv",
        "https://b.org/https://a.org/data/x.csv",
        "https://a.org\t/data/x.csv",
        "https://a.org:port/data/x.csv",
        "ftp://a.org/data/x.csv",
        "data/x.csv",
    ],
)
def test_addresses_out_of_the_list(url: str) -> None:
    """What only looks like an allowed address is refused, and the list named."""
    message = "is not allowed; allowed_base_urls has https://a.org/data"
    with pytest.raises(DataAccessError, match=message):
        render_chart(pointing(url), allowed_base_urls=["https://a.org/data"])


@pytest.mark.parametrize(
    "url", ["https://A.org/data/x.csv", "https://a.org:443/data/b/x.csv?y=/../z"]
)
def test_other_spellings_of_an_allowed_address(url: str) -> None:
    """Letters of the host and the usual port may be written either way."""
    svg = render_chart(
        pointing(url, format={"type": "csv"}),
        data_loader=loader(CSV),
        allowed_base_urls=["https://a.org/data"],
    ).svg

    assert INLINE == bars(svg)


def test_answers_that_are_none(site: str) -> None:
    """An error of the server, and a server that is not there, are told."""
    with pytest.raises(DataAccessError, match=r"^data\.url: .* answered 404 Not Found"):
        render_chart(pointing(f"{site}/data/none"), allowed_base_urls=[site])
    gone = "http://127.0.0.1:9"
    with pytest.raises(DataAccessError, match="gives nothing: "):
        render_chart(pointing(f"{gone}/x.csv"), allowed_base_urls=[gone])


def test_size_is_limited(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops where an answer is larger than allowed."""
    monkeypatch.setattr(_fetching, "MAX_BYTES", 4000)
    with pytest.raises(DataAccessError, match=r"large\.csv gives more than"):
        render_chart(pointing(f"{site}/data/large.csv"), allowed_base_urls=[site])


def test_time_is_limited(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops when the time is over."""
    late = iter([0.0, 11.0])
    monkeypatch.setattr(_fetching, "monotonic", lambda: next(late))
    with pytest.raises(DataAccessError, match="was not read within 10 seconds"):
        render_chart(pointing(f"{site}/data/large.csv"), allowed_base_urls=[site])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"data_loader": 5}, "data_loader must be a function of an address, not int"),
        ({"allowed_base_urls": "https://a.org"}, "must be a list of addresses"),
        ({"allowed_base_urls": ["a.org"]}, "'a.org' is no base address"),
        ({"allowed_base_urls": ["file:///"]}, "'file:///' is no base address"),
        ({"allowed_base_urls": ["https://a.org/?q"]}, "is no base address"),
        ({"allowed_base_urls": [5]}, "5 is no base address"),
    ],
)
def test_options_that_are_wrong(options: Any, message: str) -> None:
    """They are refused before anything is drawn."""
    with pytest.raises(ChartError, match=message):
        render_chart(VEGA_LITE, **options)


def test_empty_list_allows_nothing() -> None:
    """No address at all is let through."""
    with pytest.raises(DataAccessError, match="allowed_base_urls has nothing"):
        render_chart(pointing("https://a.org/x"), allowed_base_urls=[])


IMAGES: dict[str, Any] = {
    "vega-lite": {
        "data": {"values": [{"x": 1, "url": "https://a.org/dot.png?a=1&b=2"}]},
        "mark": {"type": "image", "width": 20, "height": 20},
        "encoding": {"url": {"field": "url"}, "x": {"field": "x"}},
    },
    "echarts": {
        **ECHARTS,
        "series": [
            {
                "type": "scatter",
                "symbol": "image://https://a.org/dot.png?a=1&b=2",
                "symbolSize": 20,
                "data": [1, 2, 3],
            }
        ],
    },
}


@pytest.mark.parametrize("kind", IMAGES)
def test_images_are_put_into_the_picture(kind: str) -> None:
    """An image that may be loaded becomes a part of the picture, PNGs included."""
    pytest.importorskip("resvg_py")
    asked = []

    def load(url: str) -> bytes:
        asked.append(url)
        return DOT

    chart = render_chart(IMAGES[kind], data_loader=load)

    assert ["https://a.org/dot.png?a=1&b=2"] == asked
    assert f'href="data:image/png;base64,{base64.b64encode(DOT).decode()}"' in chart.svg
    assert chart.to_png().startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", IMAGES)
def test_images_that_are_not_allowed(kind: str) -> None:
    """They stay an address in the SVG, and are refused where they cannot be seen."""
    pytest.importorskip("resvg_py")
    for options in ({}, {"allowed_base_urls": ["https://b.org/"]}):
        chart = render_chart(IMAGES[kind], **options)

        assert "https://a.org/dot.png?a=1&amp;b=2" in chart.svg
        with pytest.raises(DataAccessError, match=r"a\.org/dot\.png"):
            chart.to_png()


def test_image_that_is_none() -> None:
    """What is not an image is refused, so that no page gets into a picture."""
    with pytest.raises(DataAccessError, match=r"dot\.png.* is no image in PNG, JPEG"):
        render_chart(IMAGES["vega-lite"], data_loader=loader(b"<html></html>"))


def test_nothing_of_the_file_system_is_in_reach(tmp_path: Path) -> None:
    """A specification cannot open a file, whatever it writes."""
    path = tmp_path / "rain.csv"
    path.write_text(CSV, encoding="utf-8")
    for url in (str(path), path.as_uri(), f"file://{path}", f"../../..{path}"):
        with pytest.raises(DataAccessError):
            render_chart(pointing(url))
        with pytest.raises(DataAccessError):
            render_chart(pointing(url), allowed_base_urls=["https://a.org/"])
