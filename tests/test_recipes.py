"""The recipes, and the examples they lead to, do what they say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests._support.children import SOURCE, output_of, run_python
from tests._support.specs import VEGA_LITE

if TYPE_CHECKING:
    from pathlib import Path

ROOT = SOURCE.parent
EXAMPLES = ROOT / "examples"
TEXT = (ROOT / "docs" / "recipes.md").read_text("utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
SCRIPTS = [code for language, code in BLOCKS if language == "python"]
COMMANDS = [code.strip() for language, code in BLOCKS if language == "sh"]
(BODY,) = [code for language, code in BLOCKS if language == "json"]


@pytest.mark.parametrize("code", SCRIPTS, ids=range(len(SCRIPTS)))
def test_python_runs_as_it_stands(code: str, tmp_path: Path) -> None:
    """Each script runs, and its pictures are there."""
    if "altair" in code:
        pytest.importorskip("altair", reason="a recipe for Altair")
    done = run_python(code, cwd=tmp_path)
    promised = set(re.findall(r'save\("([\w.]+)"', code))
    promised |= {f"{n}.png" for n in range(4)} if "{number}.png" in code else set()

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    assert promised == {path.name for path in tmp_path.iterdir()}


@pytest.mark.skipif(sys.platform == "win32", reason="recipes for a shell of POSIX")
@pytest.mark.parametrize("line", COMMANDS, ids=["many", "one"])
def test_commands_run_as_they_stand(line: str, tmp_path: Path) -> None:
    """Each line for a shell works, with the command of this checkout."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.json").write_text(json.dumps(VEGA_LITE))
    command = f"'{sys.executable}' -m lazyheavy"
    done = subprocess.run(
        ["/bin/sh", "-c", line.replace("lazyheavy ", f"{command} ")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    pictures = [path.name for path in tmp_path.rglob("*.png")]

    assert (0, "") == (done.returncode, done.stderr)
    assert ["a.png" if "--many" in line else "chart.png"] == pictures


def test_the_service_answers_as_the_recipe_says() -> None:
    """The body of the recipe gives a picture; mistakes get their codes."""
    for library in ("starlette", "httpx"):
        pytest.importorskip(library, reason="the service is for Starlette")
    code = f"""
        import sys, warnings
        warnings.simplefilter("ignore")
        sys.path.insert(0, {str(EXAMPLES)!r})
        from starlette.testclient import TestClient
        import chart_service
        body = {BODY!r}
        client = TestClient(chart_service.app)
        for url, content in [
            ("/chart.svg", body), ("/chart.png", body), ("/chart.gif", body),
            ("/chart.svg", body.replace("bar", "baar")), ("/chart.svg", b"\\xff"),
            ("/chart.svg", "x" * (chart_service.LONGEST + 1)),
        ]:
            answer = client.post(url, content=content)
            print(answer.status_code, answer.headers["content-type"], answer.text[:4])
        print(client.get("/chart.svg").status_code)
    """
    lines = output_of(code).splitlines()

    assert "200 image/svg+xml <svg" == lines[0]
    assert lines[1].startswith("200 image/png")
    assert ["404", "422", "422", "413", "405"] == [line[:3] for line in lines[2:]]


def test_a_template_takes_a_chart_by_its_name() -> None:
    """Jinja escapes the text and puts the picture in as it is."""
    pytest.importorskip("jinja2", reason="an example for Jinja")
    page = output_of((EXAMPLES / "page_template.py").read_text("utf-8"))

    assert "<h1>Rain &amp; sun</h1>\n<svg " in page
    assert '<img alt="Rain by city" src="data:image/svg+xml;base64,' in page


def test_fences_of_markdown_become_charts() -> None:
    """A fenced specification is drawn, other fences and mistakes stay text."""
    pytest.importorskip("markdown_it", reason="an example for markdown-it")
    text = f"# A\n```chart\n{json.dumps(VEGA_LITE)}\n```\n```py\nx < 1\n```\n"
    text += '```chart\n{"mark": "<b>"}\n```\n'
    done = subprocess.run(
        [sys.executable, EXAMPLES / "markdown_charts.py"],
        input=text,
        env={"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )

    assert "<h1>A</h1>\n<figure><svg " in done.stdout
    assert "x &lt; 1" in done.stdout
    assert "<pre>" in done.stdout
    assert "<b>" not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("dask", [False, True], ids=["threads", "dask"])
def test_many_charts_are_drawn(dask: bool) -> None:
    """The example draws as many as it is told, here or on a cluster."""
    if dask:
        pytest.importorskip("distributed", reason="needs the extra dask")
    done = subprocess.run(
        [sys.executable, EXAMPLES / "many_charts.py", "12", *(["--dask"] * dask)],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=55,
        check=True,
    )

    assert done.stdout.startswith("12 charts, ")
