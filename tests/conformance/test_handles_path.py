"""``load(path=...)`` takes a module from a place outside ``sys.path``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

FILES = {
    "scripts/handler.py": """
        import sys
        STATE = "first"
        def get():
            return STATE
        def myself():
            return sys.modules[__name__]
        """,
    "other/handler.py": "STATE = 'other'",
    "plugins/tool/__init__.py": "from .inner import NAME\nfrom . import inner\n",
    "plugins/tool/inner.py": "NAME = 'inner'\n",
}


def test_a_file_is_loaded_at_first_touch(project: Project) -> None:
    """Nothing is read before; the module is whole, and ``sys.path`` unchanged."""
    project.write(FILES)
    seen = project.see(f"""
        path = list(sys.path)
        before = set(sys.modules)
        place = {str(project.folder / "scripts/handler.py")!r}
        handle = lazy.load("handler", path=place)
        repr(handle), lazy.is_lazy(handle)
        names = {{name for name in set(sys.modules) - before if "handler" in name}}
        seen["lazy"] = lazy.is_lazy(handle), sorted(names)
        seen["use"] = handle.get(), handle.STATE, handle.__file__[-18:]
        handle.STATE = "set"
        seen["live"] = handle.get(), handle.myself().STATE
        seen["own"] = "handler" in sys.modules, sys.path == path
        """)

    assert seen == {
        "lazy": (True, []),
        "use": ("first", "first", "scripts/handler.py"),
        "live": ("set", "set"),
        "own": (False, True),
    }


def test_a_folder_is_a_package(project: Project) -> None:
    """A folder with ``__init__.py`` may import its own modules relatively."""
    project.write(FILES)
    seen = project.see(f"""
        tool = lazy.load("tool", path={str(project.folder / "plugins/tool")!r})
        seen["use"] = tool.NAME, tool.inner.NAME, tool.__name__ == tool.__package__
        seen["own"] = loaded("tool", "inner", "tool.inner")
        """)

    assert seen == {"use": ("inner", "inner", True), "own": []}


def test_files_of_one_name_do_not_collide(project: Project) -> None:
    """Two files called handler.py are two modules, beside an installed one."""
    project.write({**FILES, "handler.py": "STATE = 'installed'"})
    folder = str(project.folder)
    seen = project.see(f"""
        import pickle
        one = lazy.load("handler", path={folder!r} + "/scripts/handler.py")
        two = lazy.load("handler", path={folder!r} + "/other/handler.py")
        same = lazy.load("handler", path={folder!r} + "/scripts/../scripts/handler.py")
        third = lazy.load("handler")
        seen["states"] = one.STATE, two.STATE, third.STATE, same.STATE
        one.STATE = "changed"
        seen["same"] = same.STATE, two.STATE, third.STATE
        """)

    assert seen == {
        "states": ("first", "other", "installed", "first"),
        "same": ("changed", "other", "installed"),
    }


def test_a_place_that_is_not_there_is_named(project: Project) -> None:
    """A missing file raises an ImportError with its path, and is tried again."""
    project.write({"counter.py": ""})
    path = project.folder / "late.py"
    seen = project.see(f"""
        handle = lazy.load("late", path={str(path)!r})
        raised = error(lambda: handle.VALUE)
        seen["error"] = isinstance(raised, ImportError), {str(path)!r} in str(raised)
        with open({str(path)!r}, "w") as file:
            file.write("VALUE = 1")
        seen["late"] = handle.VALUE
        """)

    assert seen == {"error": (True, True), "late": 1}


def test_the_module_reloads_and_its_classes_pickle(project: Project) -> None:
    """importlib.reload and pickle work for such a module in its process."""
    project.write(
        {"place/thing.py": "class Thing: pass\nRUNS = globals().get('RUNS', 0) + 1\n"}
    )
    seen = project.see(f"""
        import importlib, pickle
        handle = lazy.load("thing", path={str(project.folder / "place/thing.py")!r})
        thing = pickle.loads(pickle.dumps(handle.Thing()))
        seen["type"] = type(thing) is handle.Thing
        importlib.reload(handle)
        seen["runs"] = handle.RUNS
        """)

    assert seen == {"type": True, "runs": 2}
