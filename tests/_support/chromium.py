"""A headless Chromium, driven through a pipe by the DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The program, or None where there is none.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)

#: Why a test that needs it does not run.
NO_CHROMIUM = "no Chromium on this machine"

_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)

#: Becomes the browser, which reads from descriptor 3 and writes to 4.
_EXEC = """
import os, sys
reads, writes = os.dup(int(sys.argv[1])), os.dup(int(sys.argv[2]))
while min(reads, writes) <= 4:
    reads, writes = os.dup(reads), os.dup(writes)
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class PageError(Exception):
    """The page, or the browser, failed."""


class Page:
    """One page of a browser.

    Attributes:
        problems: What the page has logged as an error, uncaught exceptions and
            what its policy has forbidden.
        requests: The addresses that the page has asked for.
    """

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._left = b""
        self._number = 0
        self._session: str | None = None
        self._events: list[str] = []
        self.problems: list[str] = []
        self.requests: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command and return its result."""
        self._number += 1
        message: dict[str, Any] = {
            "id": self._number,
            "method": method,
            "params": parameters,
        }
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                break
            self._note(answer)
        if "error" in answer:
            raise PageError(method, answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def _read(self, patience: float = 40) -> dict[str, Any]:
        end = monotonic() + patience
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._from], [], [], max(end - monotonic(), 0))
            data = os.read(self._from, 1 << 20) if ready else b""
            if not data:
                raise PageError("the browser says nothing" if not ready else "it ended")
            self._left += data
        line, _, self._left = self._left.partition(b"\0")
        read: dict[str, Any] = json.loads(line)
        return read

    def _note(self, event: dict[str, Any]) -> None:
        method, parameters = event.get("method", ""), event.get("params", {})
        self._events.append(method)
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            text = details.get("exception", {}).get("description", details["text"])
            self.problems.append(text)
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.problems.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    def open(self, path: Path) -> None:
        """Open a file and wait until it is loaded."""
        self._events.clear()
        self.send("Page.navigate", url=path.resolve().as_uri())
        while "Page.loadEventFired" not in self._events:
            self._note(self._read())

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression (or of its promise)."""
        answer = self.send(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description", details))
        return answer["result"].get("value")

    def look(
        self,
        *,
        width: int,
        height: int,
        scheme: str = "light",
        scale: float = 1,
        media: str = "",
    ) -> None:
        """Set the size of the window, the colours, and whether it is "print"."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)

    def click(self, x: float, y: float) -> None:
        """Press and release the left button of the mouse."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left",
                clickCount=1,
            )

    def click_on(self, selector: str) -> None:
        """Click into the middle of an element, where it is on the screen."""
        box = self.ask(
            f"(() => {{ const it = document.querySelector({json.dumps(selector)});"
            "it.scrollIntoView({ block: 'center' });"
            "const box = it.getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        self.click(*box)

    def press(self, key: str, *, text: str = "") -> None:
        """Press and release a key, by its name in JavaScript."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9, " ": 32, "Home": 36}
        arrows = ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown")
        codes |= {name: 37 + at for at, name in enumerate(arrows)}
        written = text or {"Enter": "\r", " ": " "}.get(key, "")
        pressed = {"key": key, "windowsVirtualKeyCode": codes.get(key, 0)}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=written, **pressed)
        self.send("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self.send("Input.insertText", text=text)

    def screenshot(self, path: Path, *, whole: bool = False) -> None:
        """Save what is seen, or the whole page, as PNG."""
        data = self.send("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def printed(self) -> bytes:
        """Return the page as it is printed, as PDF."""
        return base64.b64decode(
            self.send("Page.printToPDF", printBackground=True)["data"]
        )


@contextmanager
def browser() -> Iterator[Page]:
    """Start a browser with one empty page; end it with all it has started."""
    assert CHROMIUM
    ours_read, its_write = os.pipe()
    its_read, ours_write = os.pipe()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        program = [CHROMIUM, *_OPTIONS, f"--user-data-dir={folder}"]
        child = subprocess.Popen(
            [
                sys.executable,
                "-IS",
                "-c",
                _EXEC,
                str(its_read),
                str(its_write),
                *program,
            ],
            pass_fds=(its_read, its_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(its_read)
        os.close(its_write)
        try:
            page = Page(ours_write, ours_read)
            yield page
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            os.close(ours_read)
            os.close(ours_write)
