"""`lazyheavy.load` gives a handle that is as good as its module."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

HEAVY = {
    "heavy.py": """
        STATE = "first"
        SPARE = 1
        class Thing:
            pass
        def get():
            return STATE
        def make():
            return Thing()
        """,
    "deep/__init__.py": "VALUE = 'deep'",
    "deep/leaf.py": "VALUE = 'leaf'",
}


def test_declares_without_looking(project: Project) -> None:
    """Nothing is imported or put into ``sys.modules``, not even a parent."""
    project.write(HEAVY)
    seen = project.see("""
        before = set(sys.modules)
        handles = [lazy.load(name) for name in ("heavy", "deep.leaf", "gone", "gone.x")]
        more = {name for name in set(sys.modules) - before}
        seen["more"] = sorted(name for name in more if "lazyheavy" not in name)
        seen["use"] = handles[0].get(), handles[1].VALUE
        seen["loaded"] = loaded("heavy", "deep", "deep.leaf")
        """)

    assert seen == {
        "more": [],
        "use": ("first", "leaf"),
        "loaded": ["heavy", "deep", "deep.leaf"],
    }


def test_gives_the_module_where_it_is_loaded(project: Project) -> None:
    """A module that is in ``sys.modules`` already needs no handle."""
    project.write(HEAVY)
    seen = project.see("""
        import heavy, deep.leaf
        seen["same"] = lazy.load("heavy") is heavy, lazy.load("deep.leaf") is deep.leaf
        """)

    assert seen == {"same": (True, True)}


def test_a_call_site_may_load_again(project: Project) -> None:
    """A function that calls load() each time gets the module of the day."""
    project.write(HEAVY)
    seen = project.see("""
        def get():
            return lazy.load("heavy")
        seen["first"] = get().get(), get().STATE
        get().STATE = "changed"
        seen["live"] = get().get()
        old = sys.modules.pop("heavy")
        seen["anew"] = get().get(), sys.modules["heavy"] is not old
        """)

    assert seen == {
        "first": ("first", "first"),
        "live": "changed",
        "anew": ("first", True),
    }


def test_the_handle_of_a_dotted_name_is_the_leaf(project: Project) -> None:
    """``load("a.b")`` is module ``a.b``, not ``a``."""
    project.write(HEAVY)
    seen = project.see("""
        leaf = lazy.load("deep.leaf")
        seen["use"] = leaf.VALUE, leaf.__name__, sys.modules["deep"].leaf.VALUE
        """)

    assert seen == {"use": ("leaf", "deep.leaf", "leaf")}


def test_state_stays_live_in_both_directions(project: Project) -> None:
    """Reads, writes and deletions reach the real module, before and after."""
    project.write(HEAVY)
    seen = project.see("""
        handle, fresh = lazy.load("heavy"), lazy.load("deep")
        fresh.VALUE = "set first"
        import heavy, deep
        seen["set first"] = deep.VALUE, fresh.VALUE
        heavy.STATE = "second"
        seen["read"] = handle.STATE, handle.get()
        handle.STATE = "third"
        seen["set"] = heavy.STATE, heavy.get()
        del handle.SPARE
        seen["deleted"] = hasattr(heavy, "SPARE"), hasattr(handle, "SPARE")
        heavy.late = "late"
        seen["late"] = handle.late, "late" in dir(handle), "late" in vars(handle)
        vars(handle)["through"] = 1
        seen["dict"] = heavy.through
        raised = error(lambda: handle.absent)
        seen["absent"] = type(raised).__name__, str(raised)
        """)

    assert seen == {
        "set first": ("set first", "set first"),
        "read": ("second", "second"),
        "set": ("third", "third"),
        "deleted": (False, False),
        "late": ("late", True, True),
        "dict": 1,
        "absent": ("AttributeError", "module 'heavy' has no attribute 'absent'"),
    }


def test_metadata_is_that_of_the_module(project: Project) -> None:
    """dir(), vars(), ``__file__``, ``__doc__`` and inspect answer for the module."""
    project.write({"heavy.py": '"""Text."""\nimport json\ndef f(a, b=1): return a\n'})
    code = """
        import inspect, types
        handle = lazy.load("heavy")
        looks = {
            "dir": lambda module: sorted(dir(module)),
            "vars": lambda module: sorted(vars(module)),
            "doc": lambda module: module.__doc__,
            "getdoc": inspect.getdoc,
            "file": lambda module: module.__file__,
            "spec": lambda module: module.__spec__.name,
            "type": lambda module: isinstance(module, types.ModuleType),
            "getfile": inspect.getfile,
            "source": inspect.getsource,
            "members": lambda module: [name for name, _ in inspect.getmembers(module)],
            "signature": lambda module: str(inspect.signature(module.f)),
            "getmodule": lambda module: inspect.getmodule(module).__name__,
        }
        look = looks[LOOK]
        value = look(handle)
        import heavy
        seen["same"] = value == look(heavy) == look(handle)
        """
    looks = (
        "dir vars doc getdoc file spec type getfile source members signature getmodule"
    )
    seen = project.see(
        f"""
        code = {code!r}
        import textwrap
        for name in {looks.split()!r}:
            sys.modules.pop("heavy", None)
            space = dict(globals(), LOOK=name, seen=(result := {{}}))
            exec(textwrap.dedent(code), space)
            seen[name] = result["same"]
        """
    )

    assert seen == dict.fromkeys(looks.split(), True)


def test_a_module_that_replaces_itself(project: Project) -> None:
    """The handle forwards to what the module put in its own place."""
    project.write(
        {
            "swap.py": """
                import sys
                class Better:
                    VALUE = "better"
                    def __call__(self):
                        return "called"
                sys.modules[__name__] = Better()
                """,
            "subswap.py": """
                import sys, types
                class Module(types.ModuleType):
                    @property
                    def VALUE(self):
                        return "computed"
                sys.modules[__name__] = Module(__name__, "doc")
                """,
        }
    )
    seen = project.see("""
        swap, subswap = lazy.load("swap"), lazy.load("subswap")
        seen["use"] = swap.VALUE, swap.VALUE, subswap.VALUE, subswap.__doc__
        swap.VALUE = "set"
        seen["set"] = sys.modules["swap"].VALUE
        """)

    assert seen == {"use": ("better", "better", "computed", "doc"), "set": "set"}


def test_a_module_with_its_own_getattr(project: Project) -> None:
    """Computed attributes of the module are asked each time."""
    project.write(
        {
            "heavy.py": """
                count = 0
                def __getattr__(name):
                    global count
                    if name != "computed":
                        raise AttributeError(f"nothing called {name}")
                    count += 1
                    return count
                def __dir__():
                    return ["computed"]
                """
        }
    )
    seen = project.see("""
        handle = lazy.load("heavy")
        seen["use"] = handle.computed, handle.computed, handle.count
        seen["absent"] = hasattr(handle, "absent"), str(error(lambda: handle.absent))
        seen["dir"] = dir(handle)
        """)

    assert seen == {
        "use": (1, 2, 2),
        "absent": (False, "nothing called absent"),
        "dir": ["computed"],
    }


def test_a_module_class_with_properties(project: Project) -> None:
    """A module that sets its own class keeps its properties and setters."""
    project.write(
        {
            "heavy.py": """
                import sys, types
                class Module(types.ModuleType):
                    @property
                    def level(self):
                        return self.__dict__.get("_level", 0)
                    @level.setter
                    def level(self, value):
                        self.__dict__["_level"] = value * 2
                sys.modules[__name__].__class__ = Module
                """
        }
    )
    seen = project.see("""
        handle = lazy.load("heavy")
        seen["first"] = handle.level
        handle.level = 2
        import heavy
        seen["set"] = handle.level, heavy.level, heavy._level
        """)

    assert seen == {"first": 0, "set": (4, 4, 4)}


def test_a_module_that_touches_its_own_handle(project: Project) -> None:
    """While it is imported a module may look at itself through the handle."""
    project.write(
        {
            "holder.py": "import lazyheavy as lazy\nhandle = lazy.load('heavy')\n",
            "heavy.py": """
                EARLY = 1
                import holder
                SEEN = holder.handle.EARLY
                HIDDEN = hasattr(holder.handle, "LATE")
                LATE = 2
                """,
        }
    )
    for first in ("holder.handle.LATE", "__import__('heavy').LATE"):
        seen = project.see(
            f"""
            import holder
            seen["late"] = {first}
            handle = holder.handle
            seen["all"] = handle.EARLY, handle.SEEN, handle.HIDDEN, handle.LATE
            """,
            timeout=20,
        )

        assert seen == {"late": 2, "all": (1, 1, False, 2)}


def test_handles_pickle_and_copy_by_name(project: Project) -> None:
    """Copies of a handle, loaded or not, give the same module again."""
    project.write(HEAVY)
    seen = project.see("""
        import copy, pickle
        handle = lazy.load("heavy")
        pickled = [pickle.dumps(handle, p) for p in range(pickle.HIGHEST_PROTOCOL + 1)]
        copies = [copy.copy(handle), copy.deepcopy(handle), copy.deepcopy([handle])[0]]
        seen["before"] = loaded("heavy")
        twins = [*map(pickle.loads, pickled), *copies]
        import heavy
        heavy.STATE = "shared"
        seen["use"] = {twin.get() for twin in twins}
        seen["type"] = {type(twin.make()) is heavy.Thing for twin in twins}
        again = pickle.loads(pickle.dumps(handle)), copy.deepcopy(handle)
        seen["after"] = [twin.get() for twin in again]
        missing = lazy.load("gone")
        seen["missing"] = error(lambda: copy.copy(missing).x).name
        """)

    assert seen == {
        "before": [],
        "use": {"shared"},
        "type": {True},
        "after": ["shared", "shared"],
        "missing": "gone",
    }


def test_pickled_handles_are_loaded_in_another_process(project: Project) -> None:
    """A pickled handle is lazy again where it arrives."""
    project.write(HEAVY)
    seen = project.see("""
        import pickle, subprocess
        receive = (
            "import pickle, sys; h = pickle.load(sys.stdin.buffer);"
            "before = 'heavy' in sys.modules; print(before, h.get())"
        )
        seen["other"] = subprocess.run(
            [sys.executable, "-c", receive],
            input=pickle.dumps(lazy.load("heavy")),
            capture_output=True,
        ).stdout.decode().split()[-1]
        """)

    assert seen == {"other": "first"}


def test_classes_of_a_handle_pickle(project: Project) -> None:
    """Instances made through a handle pickle as those of the module."""
    project.write(HEAVY)
    seen = project.see("""
        import pickle
        handle = lazy.load("heavy")
        twin = pickle.loads(pickle.dumps(handle.make()))
        seen["same"] = type(twin) is handle.Thing, handle.Thing.__module__
        """)

    assert seen == {"same": (True, "heavy")}


def test_a_function_that_uses_a_handle_cloudpickles(project: Project) -> None:
    """Cloudpickle takes a function of ``__main__`` with a handle in its globals."""
    project.write(HEAVY)
    seen = project.see("""
        try:
            import cloudpickle
        except ImportError:
            seen["use"] = "first"
        else:
            import pickle
            handle = lazy.load("heavy")
            def use():
                return handle.get()
            seen["use"] = pickle.loads(cloudpickle.dumps(use))()
        """)

    assert seen == {"use": "first"}


def test_reload_runs_the_module_again(project: Project) -> None:
    """``importlib.reload(handle)`` reloads the module, touched before or not."""
    project.write({"heavy.py": "runs = globals().get('runs', 0) + 1\n"})
    seen = project.see("""
        import importlib
        handle, fresh = lazy.load("heavy"), lazy.load("heavy")
        seen["first"] = handle.runs
        importlib.reload(handle)
        import heavy
        seen["again"] = handle.runs, heavy.runs, sys.modules["heavy"] is heavy
        importlib.reload(heavy)
        seen["live"] = handle.runs, heavy.runs
        importlib.reload(fresh)
        seen["fresh"] = handle.runs, heavy.runs, fresh.runs
        seen["real"] = lazy.is_lazy(sys.modules["heavy"])
        """)

    assert seen == {
        "first": 1,
        "again": (2, 2, True),
        "live": (3, 3),
        "fresh": (4, 4, 4),
        "real": False,
    }


def test_retry_leaves_nothing_of_a_failed_import(project: Project) -> None:
    """After a failure the handle is as new: no name of the first try stays."""
    project.write(
        {
            "counter.py": "runs = 0",
            "heavy.py": """
                import counter
                counter.runs += 1
                if counter.runs == 1:
                    partial = True
                    raise RuntimeError("first")
                value = 1
                """,
        }
    )
    seen = project.see("""
        handle = lazy.load("heavy")
        seen["error"] = str(error(lambda: handle.partial))
        seen["lazy"] = lazy.is_lazy(handle), "heavy" in sys.modules
        seen["use"] = handle.value, hasattr(handle, "partial")
        """)

    assert seen == {"error": "first", "lazy": (True, False), "use": (1, False)}


def test_handles_of_namespace_packages(project: Project) -> None:
    """A folder without ``__init__`` can be loaded and its modules with it."""
    project.write({"space/part.py": "VALUE = 1"})
    seen = project.see("""
        space, part = lazy.load("space"), lazy.load("space.part")
        seen["part"] = part.VALUE, part.__package__
        seen["space"] = space.__name__, len(list(space.__path__)), space.part.VALUE
        """)

    assert seen == {"part": (1, "space"), "space": ("space", 1, 1)}
