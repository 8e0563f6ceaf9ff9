"""What one thread's import does is never kept half done by another thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

HOLDERS = {
    "load": """
        import lazyheavy as lazy
        x = lazy.load("x")
        """,
    "imports": """
        import lazyheavy as lazy
        with lazy.imports():
            import x
        """,
    "from": """
        import lazyheavy as lazy
        with lazy.imports():
            from x import func, LATE
        """,
}
#: The first thread is in the body of x when the second one touches it. Nothing
#: tells that a thread waits for an import lock, so it is given time to get there.
GATE = """
    import threading
    running, never = threading.Event(), threading.Event()
    def give_others_time():
        running.set()
        never.wait(0.3)
    """
RUN = """
    import faulthandler, threading
    faulthandler.dump_traceback_later(20, exit=True)
    import gate
    {setup}
    errors, values = [], []
    def run(touch):
        try:
            values.append(touch())
        except Exception as raised:
            errors.append(type(raised).__name__)
    first = threading.Thread(target=run, args=(lambda: {first},), daemon=True)
    first.start()
    gate.running.wait(10)
    second = threading.Thread(target=run, args=(lambda: {second},), daemon=True)
    second.start()
    first.join(); second.join()
    seen["errors"], seen["values"] = errors, values
    seen["now"] = {first}
    """


@pytest.mark.parametrize("holder", ["load", "imports", "from"])
def test_what_a_failed_import_left_behind_is_not_kept(
    project: Project, holder: str
) -> None:
    """A thread that waits for an import that fails imports the module itself.

    CPython's `__import__` gives the waiting thread the module of the failed
    import, whose body has run in part.
    """
    project.write(
        {
            "gate.py": GATE,
            "holder.py": HOLDERS[holder],
            "x.py": """
                import gate
                def func(): return LATE
                if not gate.running.is_set():
                    gate.give_others_time()
                    raise ValueError("the first time")
                LATE = 2
                """,
        }
    )
    touch = "holder.LATE" if holder == "from" else "holder.x.LATE"
    code = RUN.format(setup="import holder", first=touch, second=touch)
    seen = project.see(code, timeout=30)

    assert seen == {"errors": ["ValueError"], "values": [2], "now": 2}


@pytest.mark.parametrize("holder", ["load", "imports"])
def test_declared_while_another_thread_imports_it(
    project: Project, holder: str
) -> None:
    """A name that is declared during the import of its target waits for the end."""
    project.write(
        {
            "gate.py": GATE,
            "holder.py": HOLDERS[holder],
            "x.py": "import gate\ngate.give_others_time()\nLATE = 2\n",
        }
    )
    code = RUN.format(
        setup="", first="__import__('x').LATE", second="__import__('holder').x.LATE"
    )
    seen = project.see(code, timeout=30)

    assert seen == {"errors": [], "values": [2, 2], "now": 2}


@pytest.mark.parametrize("holder", ["load", "imports"])
def test_a_module_that_touches_itself(project: Project, holder: str) -> None:
    """Its own touch gives it the unfinished module; other threads wait."""
    project.write(
        {
            "gate.py": GATE,
            "holder.py": HOLDERS[holder],
            "x.py": """
                EARLY = 1
                import gate, holder
                try:
                    OWN = holder.x.EARLY
                except ImportError:  # a cycle, says CPython 3.15
                    OWN = 1
                gate.give_others_time()
                LATE = 2
                """,
        }
    )
    code = RUN.format(
        setup="import holder",
        first="(holder.x.OWN, holder.x.LATE)",
        second="(holder.x.OWN, holder.x.LATE)",
    )
    seen = project.see(code, timeout=30)

    assert seen == {"errors": [], "values": [(1, 2), (1, 2)], "now": (1, 2)}


SIBLINGS = {
    "load": """
        import lazyheavy as lazy
        a, b = lazy.load("outer.pkg.a"), lazy.load("outer.pkg.b")
        """,
    "imports": """
        import lazyheavy as lazy
        with lazy.imports():
            import outer.pkg.a as a
            import outer.pkg.b as b
        """,
}


@pytest.mark.parametrize("beside", ["holder.b.x", "__import__('outer.pkg.b').pkg.b.x"])
@pytest.mark.parametrize("holder", SIBLINGS)
def test_siblings_that_their_package_imports(
    project: Project, holder: str, beside: str
) -> None:
    """Two threads touch two modules of a package whose body imports both.

    Two import statements end with `_DeadlockError` before CPython 3.15: each locks
    its module, and only then imports the package. A touch beside one does not.
    """
    project.write(
        {
            "gate.py": GATE,
            "holder.py": SIBLINGS[holder],
            "outer/__init__.py": "import gate\ngate.give_others_time()\n",
            "outer/pkg/__init__.py": "from outer.pkg import a, b\n",
            "outer/pkg/a.py": "x = 1\n",
            "outer/pkg/b.py": "x = 2\n",
        }
    )
    code = RUN.format(setup="import holder", first=beside, second="holder.a.x")
    seen = project.see(code, timeout=30)
    values = sorted(seen.pop("values"))

    assert seen == {"errors": [], "now": 2}
    assert values == [1, 2]
