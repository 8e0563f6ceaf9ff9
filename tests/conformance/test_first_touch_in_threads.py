"""Many threads may touch a lazy name first: it is loaded once, for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

SLOW = """
    import counter
    counter.runs.append(__name__)
    EARLY = 1
    counter.wait_for_all()
    def func():
        return "func"
    class Thing:
        pass
    LATE = 2
    """
COUNTER = """
    import sys, threading
    sys.setswitchinterval(1e-5)
    runs, arrived, everybody = [], [], threading.Event()
    def arrive():
        arrived.append(1)
        if len(arrived) == 8:
            everybody.set()
    def wait_for_all():
        everybody.wait(10)
    """
TOUCHES = {
    "module": "user.heavy.LATE",
    "name": "user.func()",
    "inside": "user.use()",
    "handle": "user.handle.LATE",
    "export": "pkg.func()",
    "from-import": "take()",
    "submodule": "pkg.slow.LATE",
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_all_get_the_same_from_one_import(
    project: Project, front: str, touch: str
) -> None:
    """Eight threads at once: one import, no error, nothing half-loaded."""
    code = TOUCHES[touch]
    outside = touch in ("export", "from-import", "submodule")
    if not outside and front != "imports":
        pytest.skip("the same declaration as with imports()")
    project.write(
        {
            "counter.py": COUNTER,
            "heavy.py": SLOW,
            "pkg/slow.py": SLOW,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    from heavy import func
                handle = lazy.load("heavy")
                def use():
                    return heavy.LATE, func()
                """,
        }
    )
    project.exports(
        front, "pkg", submodules=("slow",), attrs={"slow": ["func", "Thing"]}
    )
    seen = project.see(
        f"""
        import threading
        import counter, pkg, user
        def take():
            from pkg import func, Thing
            return func(), Thing.__name__
        barrier = threading.Barrier(8)
        results = []
        def touch():
            barrier.wait(10)
            counter.arrive()
            try:
                results.append({code})
            except BaseException as raised:
                results.append(repr(raised))
        threads = [threading.Thread(target=touch, daemon=True) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        seen["count"] = len(results)
        seen["values"] = sorted(set(map(repr, results)))
        seen["runs"] = len(counter.runs)
        """,
        timeout=30,
    )
    values = {
        "func()": "func",
        "use()": (2, "func"),
        "take()": ("func", "Thing"),
        "LATE": 2,
    }
    value = values[code.rpartition(".")[2]]

    assert seen == {"count": 8, "values": [repr(value)], "runs": 1}


def test_exports_touched_by_many_are_cleaned_up_once(
    project: Project, front: str
) -> None:
    """Threads that resolve different exports leave a plain package behind."""
    names = [f"name{number}" for number in range(30)]
    source = "\n".join(f"def {name}(): return {name!r}" for name in names)
    packages = [f"pkg{number}" for number in range(40)]
    inside = "def use(name):\n    return eval(name)()\n" if front == "imports" else ""
    for package in packages:
        project.write({f"{package}/impl.py": source})
        project.exports(front, package, attrs={"impl": names}, after=inside)
    seen = project.see(
        f"""
        import importlib, threading
        sys.setswitchinterval(1e-6)
        names = {names!r}
        barrier = threading.Barrier(6)
        errors = []
        def touch(package, shift):
            barrier.wait(10)
            use = getattr(package, "use", None) if shift % 2 else None
            for name in names[shift:] + names[:shift]:
                try:
                    got = use(name) if use else getattr(package, name)()
                    assert got == name
                except BaseException as raised:
                    errors.append(repr(raised))
        for package in {packages!r}:
            package = importlib.import_module(package)
            threads = [
                threading.Thread(target=touch, args=(package, 5 * n), daemon=True)
                for n in range(6)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(20)
            hooked = hasattr(package, "__getattr__")
            seen[package.__name__] = type(package).__name__, hooked
        seen["errors"] = sorted(set(errors))
        """,
        timeout=30,
    )
    clean = dict.fromkeys(packages, ("module", False))

    assert seen == {**clean, "errors": []}


def test_declaring_in_several_threads(project: Project) -> None:
    """Modules with blocks can be imported by several threads at once."""
    for number in range(8):
        project.write(
            {
                f"target{number}.py": f"VALUE = {number}",
                f"user{number}.py": f"""
                    import lazyheavy as lazy
                    with lazy.imports():
                        import target{number} as target
                        from target{number} import VALUE
                    with lazy.imports():
                        import json
                    def use():
                        return target.VALUE, VALUE + 0, json.dumps(VALUE + 0)
                    """,
            }
        )
    seen = project.see(
        """
        import builtins, importlib, threading
        before = builtins.__import__
        barrier = threading.Barrier(8)
        modules, errors = {}, []
        def declare(number):
            barrier.wait(10)
            try:
                modules[number] = importlib.import_module(f"user{number}")
            except BaseException as raised:
                errors.append(repr(raised))
        numbers = range(8)
        threads = [threading.Thread(target=declare, args=(n,)) for n in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        seen["errors"] = errors
        seen["restored"] = builtins.__import__ is before
        seen["lazy"] = loaded(*(f"target{number}" for number in numbers))
        seen["use"] = [modules[number].use() for number in numbers]
        """,
        timeout=30,
    )

    assert seen == {
        "errors": [],
        "restored": True,
        "lazy": [],
        "use": [(number, number, str(number)) for number in range(8)],
    }
