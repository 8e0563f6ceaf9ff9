"""A server that forks its workers from a process with engines draws charts."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

#: A thousand where time does not matter; it was shown with so many.
REQUESTS = 1000 if os.environ.get("LAZYHEAVY_ENGINES") == "all" else 300
SPECS = 20

APP = """
    import os
    import lazyheavy as lazy

    def draw(number):
        title, numbers = f"chart {number}", [x * number for x in range(5)]
        if number % 5:
            spec = {
                "xAxis": {"type": "category"},
                "yAxis": {},
                "series": [{"type": "bar", "data": numbers}],
            }
        else:
            spec = {
                "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
                "data": {"values": [{"y": number} for number in numbers]},
                "mark": "tick",
                "encoding": {"y": {"field": "y", "type": "quantitative"}},
            }
        return lazy.render_chart(spec, title=title).svg.encode()

    lengths = lazy.instances.Pool(lambda: {"pid": os.getpid()}, max_size=1)

    def app(environ, start_response):
        body = draw(int(environ["QUERY_STRING"]))
        with lengths.checkout(timeout=5) as own:
            assert own["pid"] == os.getpid()
        headers = [("Content-Type", "image/svg+xml"), ("X-Pid", str(os.getpid()))]
        start_response("200 OK", headers)
        return [body]

    # In the parent, before the workers are forked:
    draw(0), draw(1)
    with lengths.checkout():
        pass
"""


def ask(port: int, number: int) -> tuple[int, bytes, int]:
    """Return status, body and the worker that has answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=25)
    try:
        connection.request("GET", f"/?{number}")
        answer = connection.getresponse()
        return answer.status, answer.read(), int(answer.headers["X-Pid"] or 0)
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.timeout(90)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.skipif(find_spec("gunicorn") is None, reason="gunicorn is not installed")
def test_workers_answer_and_end(tmp_path: Path) -> None:
    """Hundreds of charts without an error, and a clean end by SIGTERM."""
    (tmp_path / "charts_app.py").write_text(textwrap.dedent(APP), encoding="utf-8")
    # Newer ones open a socket in the home folder; older ones ignore the setting.
    settings = tmp_path / "gunicorn.conf.py"
    settings.write_text("control_socket_disable = True", encoding="utf-8")
    log = tmp_path / "log"
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listener.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2"]
    command += ["--bind", f"fd://{listener.fileno()}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "charts_app:app"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.fspath(SOURCE)},
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=output,
        )
    try:
        bodies = defaultdict(set)
        workers = set()
        with ThreadPoolExecutor(4) as executor:
            asked = [n % SPECS for n in range(REQUESTS)]
            answers = executor.map(ask, [port] * REQUESTS, asked, timeout=60)
            for number, (status, body, worker) in zip(asked, answers, strict=True):
                assert 200 == status, log.read_text()
                assert f"chart {number}<".encode() in body
                bodies[number].add(body)
                workers.add(worker)
        server.send_signal(signal.SIGTERM)
        code = server.wait(20)
    finally:
        server.kill()
        server.wait()
        listener.close()
    text = log.read_text()

    assert [1] * SPECS == [len(same) for same in bodies.values()]
    assert 2 == len(workers)
    assert server.pid not in workers
    assert 0 == code, text
    for sign in ("Traceback", "ERROR", "CRITICAL", "WARNING", "SIGKILL"):
        assert sign not in text, text
