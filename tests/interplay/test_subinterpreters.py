"""Several interpreters in one process declare and resolve, each for itself."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULE = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
try:
    importlib.import_module(MODULE)
except ImportError:  # an optional module of CPython
    pytest.skip(f"this Python has no {MODULE}", allow_module_level=True)

FILES = {
    "heavy.py": "VALUE = 1\ndef func(): return 'func'\n",
    "pkg/__init__.py": """
        import lazyheavy as lazy
        __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
        """,
    "pkg/__init__.pyi": "from .impl import func\nfrom .same import same\n",
    "pkg/impl.py": "def func(): return 'func'\n",
    "pkg/same.py": "def same(): return 'same'\n",
    "user.py": """
        import lazyheavy as lazy
        with lazy.imports(hint="mend it"):
            import heavy, gone
            from heavy import func
        handle = lazy.load("heavy")
        def use():
            import pkg
            try:
                gone.x
            except lazy.MissingDependencyError as error:
                assert "mend it" in str(error)
            return heavy.VALUE, func(), handle.VALUE, pkg.func(), pkg.same()
        """,
}
#: What an inner interpreter runs; it ends with an error if a rule is broken.
INNER = """
import sys
sys.path[:] = {path}
assert "lazyheavy" not in sys.modules
import user
assert "heavy" not in sys.modules
assert user.use() == (1, "func", 1, "func", "same")
assert user.use() == (1, "func", 1, "func", "same")
assert type(vars(user)["heavy"]) is type(sys)
"""
RUN = f"""
    import importlib
    interpreters = importlib.import_module({MODULE!r})
    code = {INNER!r}.format(path=list(sys.path))
    def run_inside():
        inner = interpreters.create()
        failed = None
        try:
            run = getattr(interpreters, "run_string", None) or interpreters.exec
            failed = run(inner, code)
        finally:
            interpreters.destroy(inner)
        return None if failed is None else str(failed)
    """


def test_one_after_another(project: Project) -> None:
    """Names resolved in one interpreter are pending in the next."""
    project.write(FILES)
    seen = project.see(
        RUN
        + """
    import user
    seen["main"] = user.use()
    seen["inner"] = run_inside(), run_inside()
    seen["main again"] = user.use()
    """
    )
    used = (1, "func", 1, "func", "same")

    assert seen == {"main": used, "inner": (None, None), "main again": used}


@pytest.mark.skipif(sys.version_info < (3, 12), reason="one GIL for all of them")
def test_at_once(project: Project) -> None:
    """Interpreters with a GIL of their own declare at the same time."""
    project.write(FILES)
    seen = project.see(
        RUN
        + """
    import faulthandler, threading
    faulthandler.dump_traceback_later(30, exit=True)
    results = []
    def run():
        results.append(run_inside())
    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    import user
    seen["inner"], seen["main"] = results, user.use()
    """
    )

    assert seen == {"inner": [None] * 4, "main": (1, "func", 1, "func", "same")}
