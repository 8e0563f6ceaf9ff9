"""``lazy.report()`` says what was declared, and which line resolved it at what cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

FORMS = {
    "imports": """
        import lazyheavy as lazy

        with lazy.imports():
            import heavy
            import absent
            import unused as spare
            from names import value
        """,
    "load": """
        import lazyheavy as lazy

        heavy = lazy.load("heavy")
        absent = lazy.load("absent")
        spare = lazy.load("unused")
        value = lazy.load("names")
        """,
    "attach": """
        import lazyheavy as lazy

        __getattr__, __dir__, __all__ = lazy.attach(
            __name__, external={
                "heavy": [], "absent": [], "unused as spare": [], "names": ["value"],
            }
        )
        """,
}

USE = """
    import user

    def touch():
        return user.heavy.VALUE

    touch()
    try:
        user.absent.x
    except ImportError:
        pass
    """


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, project: Project) -> str:
    """Give a package that declares four names, and a module that uses two."""
    project.write(
        {
            "user.py": FORMS[request.param],
            "app.py": USE,
            "heavy.py": "VALUE = 1",
            "unused.py": "",
            "names.py": "value = 1",
        }
    )
    return request.param


def test_each_name_has_its_state(project: Project, form: str) -> None:
    """Names are resolved, failed or pending; asking resolves none."""
    seen = project.see("""
        import app
        before = sorted(sys.modules)
        report = lazy.report()
        seen["states"] = [(row.target, row.state) for row in report]
        seen["package"] = {row.package for row in report}
        seen["loads"] = {name for name in sys.modules if name not in before}
        seen["summary"] = repr(report)
    """)
    value = "names" if form == "load" else "names.value"

    assert seen["states"] == [
        ("heavy", "resolved"),
        ("absent", "failed"),
        ("unused", "pending"),
        (value, "pending"),
    ]
    assert seen["package"] == {"user"}
    assert seen["loads"] <= {"lazyheavy._report"}
    assert seen["summary"] == ("<Report of 4 names: 1 resolved, 1 failed, 2 pending>")


def test_lines_are_those_of_the_user(project: Project, form: str) -> None:
    """Both lines are the user's: our frames and importlib's are passed over."""
    seen = project.see("""
        import app
        report = lazy.report()
        rows = {row.target: row for row in report}
        seen["declared"] = rows["heavy"].declared.rpartition("/")[2]
        seen["touched"] = rows["heavy"].touched.rpartition("/")[2]
        seen["nothing"] = rows["unused"].touched, rows["unused"].milliseconds
        seen["cost"] = rows["heavy"].milliseconds > 0
        seen["error"] = rows["absent"].error.partition(":")[0]
    """)
    line = {"imports": 4, "load": 3, "attach": 3}[form]

    assert seen == {
        "declared": f"user.py:{line}",
        "touched": "app.py:4",
        "nothing": (None, None),
        "cost": True,
        "error": "MissingDependencyError",
    }


def test_a_touch_inside_an_event_loop_is_marked(project: Project) -> None:
    """Who stalls a loop is told; a touch in another thread has its name."""
    project.write({"one.py": "", "two.py": ""})
    seen = project.see("""
        import asyncio, threading
        one, two = lazy.load("one"), lazy.load("two")

        async def stall():
            one.__file__

        asyncio.run(stall())
        thread = threading.Thread(target=lambda: two.__file__, name="worker")
        thread.start()
        thread.join()
        rows = list(lazy.report())
        seen["stalled"] = [row.stalled_loop for row in rows]
        seen["threads"] = [row.thread_name for row in rows]
        seen["summary"] = repr(lazy.report()).partition("; ")[2]
    """)

    assert seen == {
        "stalled": [True, False],
        "threads": ["MainThread", "worker"],
        "summary": "1 stalled an event loop>",
    }


def test_a_failure_is_forgotten_when_a_retry_works(project: Project) -> None:
    """The state is that of the last attempt."""
    seen = project.see(f"""
        import pathlib
        handle = lazy.load("late")
        error(getattr, handle, "x")
        seen["first"] = [row.state for row in lazy.report()]
        pathlib.Path({str(project.folder)!r}, "late.py").write_text("x = 1")
        import importlib
        importlib.invalidate_caches()
        handle.x
        seen["second"] = [(row.state, row.error) for row in lazy.report()]
    """)

    assert seen == {"first": ["failed"], "second": [("resolved", None)]}


def test_a_package_can_be_asked_for(project: Project) -> None:
    """``report(package)`` leaves out what others declare; ours is never shown."""
    project.write(
        {
            "one/__init__.py": "import lazyheavy as lazy\nh = lazy.load('unloaded')",
            "one/sub.py": "import lazyheavy as lazy\nh = lazy.load('unloaded')",
            "only.py": "import lazyheavy as lazy\nh = lazy.load('unloaded')",
        }
    )
    seen = project.see("""
        import one.sub, only
        seen["all"] = [row.package for row in lazy.report()]
        seen["one"] = [row.package for row in lazy.report("one")]
        seen["ours"] = len(lazy.report("lazyheavy")) > 10
        seen["none"] = str(lazy.report("nothing"))
    """)

    assert seen == {
        "all": ["one", "one.sub", "only"],
        "one": ["one", "one.sub"],
        "ours": True,
        "none": "nothing was declared lazily",
    }


@pytest.mark.usefixtures("form")
def test_the_table_has_a_line_for_each_name(project: Project) -> None:
    """``str()`` gives a table, the resolved first, with a summary below."""
    seen = project.see("""
        import app, json
        report = lazy.report()
        seen["lines"] = str(report).splitlines()
        seen["json"] = len(json.dumps([row.as_dict() for row in report])) > 100
    """)
    lines = seen["lines"]

    assert lines[0].split() == [
        "target",
        "declared",
        "at",
        "ms",
        "touched",
        "by",
        "thread",
    ]
    assert lines[1].split()[0] == "heavy"
    assert "app.py:4" in lines[1]
    assert "failed: MissingDependencyError: No module named 'absent'" in lines[2]
    assert [line.split()[-1] for line in lines[3:5]] == ["pending", "pending"]
    assert lines[5] == "4 names: 1 resolved, 1 failed, 2 pending"
    assert seen["json"] is True


def test_asking_while_others_declare(project: Project) -> None:
    """The ledger can be read while another thread attaches exports."""
    project.write({"pkg.py": ""})
    seen = project.see("""
        import threading
        import pkg
        lazy.attach, lazy.pending, lazy.report
        sys.setswitchinterval(1e-6)
        done = threading.Event()
        errors = []

        def ask():
            while not done.is_set():
                try:
                    lazy.pending(), lazy.report()
                except Exception as raised:
                    errors.append(repr(raised))

        thread = threading.Thread(target=ask)
        thread.start()
        for number in range(300):
            lazy.attach("pkg", external={f"module{number}": []})
        done.set()
        thread.join()
        seen["errors"] = errors[:3]
    """)

    assert seen == {"errors": []}


def test_a_submodule_that_others_import_is_resolved(project: Project) -> None:
    """An export that ``import pkg.sub`` put in place is pending no longer."""
    project.write({"pkg/sub.py": "", "pkg/other.py": ""})
    project.exports("attach", "pkg", submodules=("sub", "other"))
    seen = project.see("""
        import pkg.sub
        seen["states"] = [(row.name, row.state) for row in lazy.report("pkg")]
        seen["pending"] = lazy.pending()
    """)

    assert seen == {
        "states": [("sub", "resolved"), ("other", "pending")],
        "pending": ["pkg.other"],
    }
