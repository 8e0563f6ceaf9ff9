"""The first chart of a process loads what it needs, and no more."""

from __future__ import annotations

import ast
import json

import pytest

from tests._support.children import output_of, run_python
from tests._support.specs import ROWS, SPECS

#: What a chart from a specification can do without.
NOT_NEEDED = {
    "asyncio",
    "narwhals",
    "py_mini_racer",
    "resvg_py",
    "threading",
    "decimal",
    "difflib",
    "lazyheavy.charts._builder",
    "lazyheavy.charts._columns",
    "lazyheavy.charts._fonts",
    "lazyheavy.charts._foreign",
    "lazyheavy.charts._frames",
    "lazyheavy.charts._html",
    "lazyheavy.charts._png",
    "lazyheavy._saving",
}

#: What the layers of ours may not load on the way to the first chart.
HEAVY = {
    "argparse",
    "asyncio",
    "dataclasses",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "logging",
    "pathlib",
    "tempfile",
    "typing",
}


def loaded_by(code: str) -> set[str]:
    """Return the modules that *code* adds to a bare interpreter."""
    program = (
        "import sys; before = set(sys.modules)\n"
        f"{code}\n"
        "print(sorted(set(sys.modules) - before))"
    )
    return set(ast.literal_eval(output_of(program)))


def test_importing_charts_starts_nothing() -> None:
    """The import brings neither the engine's library nor any heavy module."""
    loaded = loaded_by("import lazyheavy.charts; lazyheavy.charts.render_chart")

    assert not {"py_mini_racer", "asyncio", "narwhals", "resvg_py"} & loaded
    assert not HEAVY & loaded


def test_all_but_the_engine_is_light() -> None:
    """What is ours on the way to a chart loads no heavy module of the library."""
    code = "import lazyheavy.charts._render, lazyheavy.charts._checks"

    assert not HEAVY & loaded_by(f"{code}, lazyheavy.charts._engines")


@pytest.mark.parametrize("kind", SPECS)
def test_specification_needs_no_data_library(kind: str) -> None:
    """An SVG from a dict loads neither frames nor fonts nor a loop for the engine."""
    spec = json.dumps(SPECS[kind])
    loaded = loaded_by(
        f"import json, lazyheavy; lazyheavy.render_chart(json.loads({spec!r})).svg"
    )

    assert "lazyheavy.engines._v8" in loaded
    assert set() == NOT_NEEDED & loaded


def test_one_family_does_not_load_the_other() -> None:
    """Drawing with Vega starts no ECharts, and a Vega chart no Vega-Lite."""
    code = f"""
        import json
        from lazyheavy.charts import render_chart
        from lazyheavy.charts._engines import echarts_engine, vega_engine
        render_chart(json.loads({json.dumps(SPECS["vega"])!r}))
        print(vega_engine().evaluate("typeof vega + ' ' + typeof vegaLite"))
        print(echarts_engine.cache_info().misses)
    """

    assert ["object undefined", "0"] == output_of(code).splitlines()


def test_process_ends_cleanly() -> None:
    """A script that drew a chart, or failed while it had one, ends at once."""
    rows = json.dumps(ROWS)
    for end in ("", "\nraise SystemExit(7)"):
        code = (
            "import lazyheavy\n"
            f"chart = lazyheavy.render_chart({rows}, mark='bar', x='city', y='rain')"
        )
        done = run_python(code + end, timeout=30)

        assert (7 if end else 0, "") == (done.returncode, done.stderr)
