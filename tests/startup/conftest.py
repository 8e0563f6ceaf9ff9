"""One program, measured once for all tests that look at the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests._support.packages import write

if TYPE_CHECKING:
    from pathlib import Path

#: Two libraries that share a third, and a program that uses them. `work()` gives
#: each body something to do, so that its time is not zero.
PROGRAM = {
    "shared.py": "from busy import work\nwork()\n",
    "left.py": "import shared\nfrom busy import work\nwork()\n",
    "right.py": "import shared\nfrom busy import work\nwork()\n",
    "own/__init__.py": "",
    "own/part.py": "from busy import work\nwork()\n",
    "late.py": "from busy import work\nwork()\n",
    "helper.py": "def help():\n    import needed\n",
    "needed.py": "from busy import work\nwork()\n",
    "busy.py": "def work():\n    return sum(range(20000))\n",
    "app.py": """
        import sys

        import left
        import right
        import own.part
        import helper


        def handle():
            import late


        try:
            import no_such_module
        except ImportError:
            pass

        handle()
        helper.help()
        print("out", sys.argv[1:])
    """,
}


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the program `app.py`."""
    folder = tmp_path_factory.mktemp("program")
    write(folder, PROGRAM)
    return folder
