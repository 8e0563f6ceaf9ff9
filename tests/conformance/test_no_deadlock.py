"""Threads that import each other's lazy names end, whoever comes first."""

from __future__ import annotations

import pytest

from tests._support.packages import EXPORTS, Project

#: ``x`` and ``y`` wait for each other's start, then touch each other.
SYNC = """
    import threading
    started = {"x": threading.Event(), "y": threading.Event()}
    def meet(me, other):
        started[me].set()
        started[other].wait(5)
    """
RUN = """
    import faulthandler, threading
    faulthandler.dump_traceback_later(15, exit=True)
    errors, values = [], {{}}
    def run(name, touch):
        try:
            values[name] = touch()
        except BaseException as raised:
            errors.append((name, repr(raised)))
    {setup}
    threads = [
        threading.Thread(target=run, args=("first", lambda: {first}), daemon=True),
        threading.Thread(target=run, args=("second", lambda: {second}), daemon=True),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(12)
    seen["alive"] = [thread.is_alive() for thread in threads]
    seen["errors"] = errors
    seen["values"] = values
    """
HOLDERS = {
    "load": """
        import lazyheavy as lazy
        x, y = lazy.load("x"), lazy.load("y")
        """,
    "imports": """
        import lazyheavy as lazy
        with lazy.imports():
            import x, y
        """,
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("holder.x.VALUE", "holder.y.VALUE", id="two lazy names"),
        pytest.param("__import__('x').VALUE", "holder.y.VALUE", id="import and touch"),
        pytest.param("holder.x.VALUE", "__import__('y').VALUE", id="touch and import"),
    ],
)
def test_modules_that_touch_each_other(
    project: Project, holder: str, first: str, second: str
) -> None:
    """ABBA: each module holds its import lock and touches the other's name."""
    body = """
        VALUE = {me!r}
        import sync
        sync.meet({me!r}, {other!r})
        import holder
        try:
            SEEN = holder.{other}.VALUE
        except ImportError as raised:  # CPython 3.15 may call it a cycle
            SEEN = {other!r}
        """
    project.write(
        {
            "sync.py": SYNC,
            "holder.py": HOLDERS[holder],
            "x.py": body.format(me="x", other="y"),
            "y.py": body.format(me="y", other="x"),
        }
    )
    code = RUN.format(setup="import holder", first=first, second=second)
    seen = project.see(code, timeout=30)

    assert seen == {
        "alive": [False, False],
        "errors": [],
        "values": {"first": "x", "second": "y"},
    }


@pytest.mark.parametrize("holder", HOLDERS)
def test_one_shared_name(project: Project, holder: str) -> None:
    """T1 imports x, whose body touches y; T2 touches y, whose body imports x."""
    project.write(
        {
            "sync.py": SYNC,
            "holder.py": HOLDERS[holder],
            "x.py": """
                VALUE = "x"
                import sync
                sync.meet("x", "y")
                import holder
                SEEN = holder.y.VALUE
                """,
            "y.py": """
                VALUE = "y"
                import sync
                sync.meet("y", "x")
                import x
                SEEN = x.VALUE
                """,
        }
    )
    code = RUN.format(
        setup="import holder", first="__import__('x').SEEN", second="holder.y.SEEN"
    )
    seen = project.see(code, timeout=30)

    assert seen == {
        "alive": [False, False],
        "errors": [],
        "values": {"first": "y", "second": "x"},
    }


@pytest.mark.parametrize("front", EXPORTS)
def test_exports_that_need_each_other(project: Project, front: str) -> None:
    """Two exports of a package whose modules use each other's through it."""
    body = """
        def {me}():
            return {me!r}
        import sync
        sync.meet({me!r}, {other!r})
        import pkg
        SEEN = pkg.{other}()
        """
    project.write(
        {
            "sync.py": SYNC,
            "pkg/mx.py": body.format(me="x", other="y"),
            "pkg/my.py": body.format(me="y", other="x"),
        }
    )
    project.exports(front, "pkg", attrs={"mx": ["x"], "my": ["y"]})
    code = RUN.format(setup="import pkg", first="pkg.x()", second="pkg.y()")
    seen = project.see(code, timeout=30)

    assert seen == {
        "alive": [False, False],
        "errors": [],
        "values": {"first": "x", "second": "y"},
    }


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_touch_does_not_wait_for_another_slow_import(
    project: Project, holder: str
) -> None:
    """While one lazy name is being loaded, others are loaded by other threads."""
    project.write(
        {
            "holder.py": HOLDERS[holder],
            "gate.py": "import threading\nopened = threading.Event()\n",
            "x.py": "import gate\nPASSED = gate.opened.wait(8)\n",
            "y.py": "VALUE = 1\n",
        }
    )
    second = "(holder.y.VALUE, gate.opened.set())[0]"
    code = RUN.format(
        setup="import gate, holder", first="holder.x.PASSED", second=second
    )
    seen = project.see(code, timeout=30)

    assert seen == {
        "alive": [False, False],
        "errors": [],
        "values": {"first": True, "second": 1},
    }


@pytest.mark.parametrize("holder", HOLDERS)
def test_others_never_see_a_half_loaded_module(project: Project, holder: str) -> None:
    """A second thread waits for the end of the import that the first one runs."""
    project.write(
        {
            "holder.py": HOLDERS[holder],
            "gate.py": """
                import threading
                running, never = threading.Event(), threading.Event()
                def give_others_time():
                    running.set()
                    never.wait(0.2)
                """,
            "x.py": "import gate\ngate.give_others_time()\nLATE = 2\n",
            "y.py": "",
        }
    )
    code = RUN.format(
        setup="import gate, holder",
        first="holder.x.LATE",
        second="(gate.running.wait(8), holder.x.LATE)[1]",
    )
    seen = project.see(code, timeout=30)

    assert seen == {
        "alive": [False, False],
        "errors": [],
        "values": {"first": 2, "second": 2},
    }
