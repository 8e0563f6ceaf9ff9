"""What is moved lands where a careful author would have put it."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests._support.children import SOURCE, output_of
from tests.fixing.conftest import clean

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fixing.conftest import Module

#: Before, the statements to move, and after.
GOLDEN = {
    "all of a group": (
        """
        import os

        import numpy as np
        import pandas as pd

        def f(): return np.zeros(pd.NA), os
        """,
        ("import numpy as np", "import pandas as pd"),
        """
        import os

        import lazyheavy as lazy

        with lazy.imports():
            import numpy as np
            import pandas as pd

        def f(): return np.zeros(pd.NA), os
        """,
    ),
    "some of a group": (
        '''
        #!/usr/bin/env python
        # Licence.
        """Text."""

        from __future__ import annotations

        import sys
        import argparse

        # data frames
        import numpy as np  # type: ignore[import-untyped]
        import attrs  # noqa: F401
        import requests
        from scipy.stats import (
            norm,  # the normal one
            t,
        )

        from . import things

        X = requests.get(sys), things.x

        def f(): return np.x, norm(t.x)
        ''',
        (
            "from scipy.stats import (",
            "import numpy as np  # type: ignore[import-untyped]",
        ),
        '''
        #!/usr/bin/env python
        # Licence.
        """Text."""

        from __future__ import annotations

        import sys
        import argparse

        import attrs  # noqa: F401
        import lazyheavy as lazy
        import requests

        from . import things

        with lazy.imports():
            # data frames
            import numpy as np  # type: ignore[import-untyped]
            from scipy.stats import (
                norm,  # the normal one
                t,
            )

        X = requests.get(sys), things.x

        def f(): return np.x, norm(t.x)
        ''',
    ),
    "two runs of imports": (
        """
        import json
        import logging

        logger = logging.getLogger(__name__)

        import numpy

        def f(): return json.x, numpy.x
        """,
        ("import json", "import numpy"),
        """
        import logging

        import lazyheavy as lazy

        with lazy.imports():
            import json

        logger = logging.getLogger(__name__)

        with lazy.imports():
            import numpy

        def f(): return json.x, numpy.x
        """,
    ),
    "a block that is there": (
        """
        import lazyheavy
        import wave

        with lazyheavy.imports():
            import numpy  # arrays
            # pandas came later

        def f(): return wave.x, numpy.x
        """,
        ("import wave",),
        """
        import lazyheavy

        with lazyheavy.imports():
            import numpy  # arrays
            # pandas came later
            import wave

        def f(): return wave.x, numpy.x
        """,
    ),
    "a block with options is left alone": (
        """
        from lazyheavy import imports as lazily

        with lazily(extra="x"):
            import numpy
        import wave
        def f(): return wave.x, numpy.x
        """,
        ("import wave",),
        """
        from lazyheavy import imports as lazily

        with lazily(extra="x"):
            import numpy

        with lazily():
            import wave

        def f(): return wave.x, numpy.x
        """,
    ),
    "the name is taken": (
        """
        import wave
        def f(lazy): return wave.x
        """,
        ("import wave",),
        """
        import lazyheavy

        with lazyheavy.imports():
            import wave

        def f(lazy): return wave.x
        """,
    ),
    "siblings": (
        """
        import os.path as path
        import xml.dom
        import xml.sax
        def f(): return xml.dom.x, xml.sax.x, path
        """,
        ("import xml.dom", "import xml.sax"),
        """
        import os.path as path

        import lazyheavy as lazy

        with lazy.imports():
            import xml.dom
            import xml.sax

        def f(): return xml.dom.x, xml.sax.x, path
        """,
    ),
    "tabs and a backslash": (
        """
        from wave import \\
            open as \\
            opened
        def f():
        \treturn opened()
        """,
        ("from wave import \\",),
        """
        import lazyheavy as lazy

        with lazy.imports():
        \tfrom wave import \\
            open as \\
            opened

        def f():
        \treturn opened()
        """,
    ),
    "a script that starts itself": (
        """
        import wave

        def main(): return wave.open("x")

        if __name__ == "__main__":
            main()
        """,
        ("import wave",),
        """
        import lazyheavy as lazy

        with lazy.imports():
            import wave

        def main(): return wave.open("x")

        if __name__ == "__main__":
            main()
        """,
    ),
}


@pytest.mark.parametrize("case", GOLDEN.values(), ids=GOLDEN)
def test_imports_move_as_shown(
    module: Module, case: tuple[str, tuple[str, ...], str]
) -> None:
    """Comments, groups and line breaks stay with what they belong to."""
    before, statements, after = case

    assert clean(after) == module.after(before, *statements)


def test_a_second_time_there_is_nothing_to_do(module: Module) -> None:
    """What is lazy already is told, and stays byte for byte."""
    for before, statements, _ in GOLDEN.values():
        made = module.after(before, *statements)
        again = module.fix(made.encode(), *statements)

        assert {"done"} == {outcome.state for outcome in again.outcomes}
        assert {} == again.texts


@pytest.mark.parametrize(
    ("encode", "head"),
    [
        (lambda text: text.replace("\n", "\r\n").encode(), ""),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), ""),
        (lambda text: text.encode("latin-1"), "# coding: latin-1\n"),
        (lambda text: text.rstrip("\n").encode(), ""),
        (lambda text: text.replace("\n", "\r\n", 2).encode(), ""),
    ],
    ids=["CRLF", "BOM", "latin-1", "no end", "mixed ends"],
)
def test_bytes_that_are_not_moved_stay(
    module: Module, encode: object, head: str
) -> None:
    """Line ends, a byte order mark, an encoding are those of the file."""
    text = f"{head}import os\nimport wave\n\ndef f(): return wave.x, os, 'é'\n"
    data = encode(text)  # type: ignore[operator]
    fixed = module.fix(data, "import wave")
    fixed.write()
    written = (module.folder / "app.py").read_bytes()

    for line in data.splitlines(keepends=True):
        assert line.strip() in written
    assert data.startswith(b"\xef\xbb\xbf") == written.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\n") == written.endswith(b"\n")
    if data.count(b"\n") == data.count(b"\r\n"):
        assert written.count(b"\n") == written.count(b"\r\n")


NAMES = ["wave", "json", "decimal", "csv", "string", "shlex"]
GAPS = st.sampled_from(["", "\n", "# note\n", "\n# apart\n\n", "# é\n# two\n"])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lines=st.lists(st.tuples(st.sampled_from(NAMES), GAPS), unique_by=lambda x: x[0]),
    break_at=st.integers(0, 6),
    data=st.data(),
)
def test_any_choice_keeps_every_line(
    module: Module, lines: list[tuple[str, str]], break_at: int, data: st.DataObject
) -> None:
    """No line is lost or changed but for its indent, and the program is the same."""
    statements = [f"import {name}" for name, _ in lines]
    body = [gap + f"import {name}  # {name}\n" for name, gap in lines]
    body.insert(min(break_at, len(body)), "LIMIT = 1\n")
    uses = ", ".join(f"{name}.x" for name, _ in lines)
    source = '"""Text."""\n' + "".join(body) + f"def f(): return ({uses},)\n"
    chosen = data.draw(st.lists(st.sampled_from(statements or [""]), unique=True))
    chosen = [f"{text}  # {text[7:]}" for text in chosen if text]
    if not chosen:
        return
    after = module.after(source.encode(), *chosen)
    added = {"import lazyheavy as lazy", "with lazy.imports():", ""}
    before = sorted(set(source.splitlines()) - {""})

    assert before == sorted({line.strip() for line in after.splitlines()} - added)
    lazy = [
        ast.unparse(inner)
        for node in ast.parse(after).body
        if isinstance(node, ast.With)
        for inner in node.body
    ]

    assert sorted(text.partition("  #")[0] for text in chosen) == sorted(lazy)
    assert lazy == [text for text in statements if text in lazy]


def test_the_result_runs_and_loads_less(module: Module, tmp_path: Path) -> None:
    """The program prints the same, and a module that it does not need is not there."""
    source = """
        import sys
        import wave
        from decimal import Decimal

        def price(text: str) -> Decimal: return Decimal(text) * 2

        def play() -> None: wave.open("x")

        def main() -> None:
            print(price("1.5") if "-p" in sys.argv else "no price")
            print([name for name in ("wave", "decimal") if name in sys.modules])

        if __name__ == "__main__":
            main()
        """
    seen = {}
    for state in ("before", "after"):
        if state == "before":
            (tmp_path / "app.py").write_text(clean(source), "utf-8")
        else:
            module.fix(
                source.replace("-> Decimal", '-> "Decimal"'),
                "import wave",
                "from decimal import Decimal",
            ).write()
        code = "import runpy; runpy.run_path('app.py', run_name='__main__')"
        seen[state] = [
            output_of(code, cwd=tmp_path, args=args).splitlines()
            for args in ((), ("-p",))
        ]

    both = "['wave', 'decimal']"

    assert [["no price", both], ["3.0", both]] == seen["before"]
    assert [["no price", "[]"], ["3.0", "['decimal']"]] == seen["after"]


def test_type_checkers_see_the_same(module: Module, tmp_path: Path) -> None:
    """Mypy has the same to say before and after, line numbers aside."""
    pytest.importorskip("mypy")
    source = """
        from __future__ import annotations
        import wave
        from decimal import Decimal
        def f(x: Decimal) -> wave.Wave_read:
            reveal_type(wave.open)
            return x + wave.nothing
        """
    fixed = module.fix(source, "import wave", "from decimal import Decimal")
    (tmp_path / "fixed.py").write_text(
        next(iter(fixed.texts.values()))[1], encoding="utf-8"
    )
    said = {}
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "app.py", "fixed.py"],
        cwd=tmp_path,
        env={"MYPYPATH": str(SOURCE), "MYPY_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    for name in ("app.py", "fixed.py"):
        said[name] = [
            line.partition(": ")[2]
            for line in done.stdout.splitlines()
            if line.startswith(name)
        ]

    assert 3 == len(said["app.py"]), done.stdout + done.stderr
    assert said["app.py"] == said["fixed.py"]


def test_nothing_is_imported_of_what_is_fixed(module: Module) -> None:
    """Files are read only: their imports need not be installed."""
    module.after(
        "import no_such_module\ndef f(): no_such_module.x\n", "import no_such_module"
    )

    assert "no_such_module" not in sys.modules
