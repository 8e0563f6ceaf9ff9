"""One can ask what is lazy, resolve it, and check what could be resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "weighty.py": "VALUE = 1\ndef work(): return 'worked'\n",
    "deep/__init__.py": "raise RuntimeError('imported')",
    "deep/leaf.py": "",
    "pkg/impl.py": "def func(): return 'func'\n",
    "pkg/sub.py": "VALUE = 3",
    "user.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import weighty
            from weighty import work
        handle = lazy.load("weighty")
        """,
}


def test_is_lazy_and_resolve(project: Project) -> None:
    """Pending objects are lazy, real ones are not; resolve gives the real one."""
    project.write(MODULES)
    seen = project.see("""
        import user
        pending = [vars(user)[name] for name in ("weighty", "work", "handle")]
        seen["pending"] = [lazy.is_lazy(value) for value in pending]
        seen["asked"] = loaded("weighty")
        seen["others"] = [lazy.is_lazy(value) for value in (1, None, sys, len, str)]
        real = [lazy.resolve(value) for value in pending]
        weighty = sys.modules["weighty"]
        seen["real"] = [
            a is b for a, b in zip(real, (weighty, weighty.work, weighty), strict=True)
        ]
        seen["plain"] = lazy.resolve(1), lazy.resolve(sys) is sys
        seen["after"] = [lazy.is_lazy(value) for value in real]
        raised = error(lazy.resolve, lazy.load("gone"))
        seen["gone"] = isinstance(raised, lazy.MissingDependencyError), raised.name
        """)

    assert seen == {
        "pending": [True] * 3,
        "asked": [],
        "others": [False] * 5,
        "real": [True] * 3,
        "plain": (1, True),
        "after": [False] * 3,
        "gone": (True, "gone"),
    }


def test_availability_is_found_out_without_importing(project: Project) -> None:
    """is_available looks for a module and imports neither it nor its parent."""
    project.write({**MODULES, "space/inner/part.py": ""})
    seen = project.see("""
        names = ("weighty", "deep", "deep.leaf", "deep.gone", "gone", "gone.sub",
                 "sys", "json.tool", "weighty.sub", "space.inner.part", "builtins")
        seen["found"] = [name for name in names if lazy.is_available(name)]
        seen["loaded"] = loaded("weighty", "deep", "deep.leaf", "space", "json")
        sys.modules["weighty"] = None
        seen["barred"] = lazy.is_available("weighty")
        import types
        sys.modules["made"] = types.ModuleType("made")
        sys.modules["specless"] = module = types.ModuleType("specless")
        del module.__spec__
        seen["made"] = [lazy.is_available(n) for n in ("made", "specless", "__main__")]
        """)

    assert seen == {
        "found": [
            "weighty",
            "deep",
            "deep.leaf",
            "sys",
            "json.tool",
            "space.inner.part",
            "builtins",
        ],
        "loaded": [],
        "barred": False,
        "made": [True, True, True],
    }


@pytest.mark.parametrize(
    ("requirement", "available"),
    [("heavy-dist>=1.0", True), ("heavy_dist<3", True), ("Heavy.Dist>=2", False)],
)
def test_availability_in_a_version(
    project: Project, requirement: str, *, available: bool
) -> None:
    """``require=`` asks for an installed distribution in a version, too."""
    described = "Metadata-Version: 2.1\nName: heavy-dist\nVersion: 1.5\n"
    project.write({**MODULES, "heavy_dist-1.5.dist-info/METADATA": described})
    seen = project.see(f"""
        seen["available"] = lazy.is_available("weighty", require={requirement!r})
        seen["gone"] = lazy.is_available("gone", require={requirement!r})
        seen["absent"] = lazy.is_available("weighty", require="absent-dist>=1")
        seen["loaded"] = loaded("weighty")
        """)

    assert seen == {
        "available": available,
        "gone": False,
        "absent": False,
        "loaded": [],
    }


def test_verify_resolves_every_declared_name(project: Project, front: str) -> None:
    """verify(package) loads all, and tells every failure at once."""
    project.write({**MODULES, "bad/impl.py": "def there(): pass\n"})
    project.exports(front, "pkg", submodules=("sub",), attrs={"impl": ["func"]})
    attrs = {"impl": ["there", "stale"]}
    external = {"gone": ["value"], "gone_too as too": []}
    project.exports(front, "bad", attrs=attrs, external=external)
    seen = project.see("""
        import bad, pkg
        def outcome(package):
            try:
                return "".join(map(str, lazy.verify(package) or ()))
            except Exception as raised:
                parts = [raised, *getattr(raised, "exceptions", ())]
                return " ".join(map(str, parts))
        seen["good"] = outcome(pkg), loaded("pkg.impl", "pkg.sub")
        text = outcome(bad)
        seen["bad"] = [n for n in ("stale", "gone", "gone_too", "there") if n in text]
        """)

    assert seen["good"] == ("", ["pkg.impl", "pkg.sub"])
    assert set(seen["bad"]) - {"there"} == {"stale", "gone", "gone_too"}


def test_pending_lists_what_is_not_loaded_yet(project: Project, front: str) -> None:
    """pending() names declarations until they are resolved."""
    project.write(MODULES)
    project.exports(front, "pkg", submodules=("sub",), attrs={"impl": ["func"]})
    seen = project.see("""
        import pkg, user
        def named(word):
            return any(word in str(entry) for entry in lazy.pending())
        seen["before"] = [named(word) for word in ("func", "sub", "work", "weighty")]
        seen["loaded"] = loaded("weighty", "pkg.impl", "pkg.sub")
        pkg.func, pkg.sub
        seen["resolved"] = named("pkg.impl"), named("pkg.sub")
        lazy.resolve(vars(user)["work"]), lazy.resolve(vars(user)["weighty"])
        user.handle.VALUE
        seen["after"] = named("weighty")
        """)

    assert seen == {
        "before": [True] * 4,
        "loaded": [],
        "resolved": (False, False),
        "after": False,
    }


def test_warm_resolves_before_the_need(project: Project) -> None:
    """warm() loads handles, lazy names and modules, in a thread if asked."""
    project.write({**MODULES, "more.py": "", "third.py": ""})
    seen = project.see("""
        import user
        lazy.warm(user.handle, vars(user)["work"], "more")
        seen["now"] = loaded("weighty", "more", "third")
        thread = lazy.warm(lazy.load("third"), lazy.load("gone"), background=True)
        thread.join(10)
        seen["daemon"] = thread.daemon, loaded("third")
        raised = error(lazy.warm, lazy.load("gone"))
        seen["error"] = isinstance(raised, lazy.MissingDependencyError), raised.name
        """)

    assert seen == {
        "now": ["weighty", "more"],
        "daemon": (True, ["third"]),
        "error": (True, "gone"),
    }
