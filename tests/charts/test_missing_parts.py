"""Without a library that the extra brings, the error names the command."""

from __future__ import annotations

import json

import pytest

from tests._support.children import output_of
from tests._support.specs import ECHARTS, ROWS

TOUCH = {
    "py_mini_racer": f"render_chart({json.dumps(ECHARTS)})",
    "resvg_py": f"render_chart({json.dumps(ECHARTS)}, format='png')",
    "narwhals": "render_chart(Frame(), x='a')",
}


@pytest.mark.parametrize("module", TOUCH)
def test_error_names_the_command(module: str) -> None:
    """What is missing, and the one command that brings it, stand in the message."""
    code = f"""
        import sys

        class Nowhere:
            def find_spec(self, name, path=None, target=None):
                if name.partition(".")[0] == {module!r}:
                    raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

        sys.meta_path.insert(0, Nowhere())
        import lazyheavy
        from lazyheavy import MissingDependencyError, render_chart

        class Frame:
            '''Something that only narwhals could read.'''

        try:
            {TOUCH[module]}
        except MissingDependencyError as error:
            print(error.name.partition(".")[0])
            print(error)
    """
    name, *message = output_of(code).splitlines()

    assert module == name
    assert 'pip install "lazyheavy[charts]"' in " ".join(message)


def test_records_need_no_data_library() -> None:
    """Records and columns are drawn without narwhals."""
    code = f"""
        import sys
        sys.modules["narwhals"] = None
        from lazyheavy import render_chart
        print(render_chart({json.dumps(ROWS)}, mark="bar", x="city", y="rain"))
    """

    assert output_of(code).startswith("<vega-lite chart")
