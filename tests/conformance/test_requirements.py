"""``require=`` holds a lazily imported distribution to a version, at first touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

FORMS = {
    "imports": "with lazy.imports(require={r!r}):\n    import heavy",
    "load": "heavy = lazy.load('heavy', require={r!r})",
    "attach": (
        "__getattr__, __dir__, __all__ = "
        "lazy.attach(__name__, external={{'heavy': []}}, require={r!r})"
    ),
    "attach_stub": (
        "__getattr__, __dir__, __all__ = "
        "lazy.attach_stub(__name__, __file__, require={r!r})"
    ),
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, project: Project) -> str:
    """Name a front end, with distribution heavy-dist 1.5 at hand."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "heavy_dist-1.5.dist-info/METADATA": (
                "Metadata-Version: 2.1\nName: heavy-dist\nVersion: 1.5\n"
            ),
        }
    )
    return request.param


def declare(project: Project, form: str, requirement: str) -> None:
    """Write package ``user`` that declares ``heavy`` with a requirement."""
    source = f"import lazyheavy as lazy\n{FORMS[form].format(r=requirement)}\n"
    project.write({"user/__init__.py": source, "user/__init__.pyi": "import heavy\n"})


def test_a_version_that_will_do_is_given(project: Project, form: str) -> None:
    """A satisfied requirement changes nothing."""
    requirements = (
        "heavy-dist>=1.0",
        "Heavy_Dist==1.5",
        "heavy-dist",
        "heavy-dist<2,>1",
    )
    for number, requirement in enumerate(requirements):
        declare(project, form, requirement)
        (project.folder / "user").rename(project.folder / f"user{number}")
    seen = project.see(f"""
        import importlib
        for number, requirement in enumerate({requirements!r}):
            sys.modules.pop("heavy", None)
            user = importlib.import_module(f"user{{number}}")
            before = loaded("heavy")
            seen[requirement] = before, user.heavy.VALUE, user.heavy.VALUE
        """)

    assert seen == dict.fromkeys(requirements, ([], 1, 1))


def test_a_version_that_will_not_do_is_named(project: Project, form: str) -> None:
    """The error says what is installed and what is wanted; nothing is imported."""
    declare(project, form, "heavy-dist>=2")
    seen = project.see("""
        import pickle
        import user
        for when in ("first", "again"):
            raised = error(lambda: user.heavy.VALUE)
            seen[when] = [
                isinstance(raised, lazy.RequirementError),
                isinstance(raised, ImportError),
                isinstance(raised, ModuleNotFoundError),
                raised.name,
                raised.requirement,
                raised.installed,
                "1.5" in str(raised) and "heavy-dist>=2" in str(raised),
            ]
        seen["loaded"] = loaded("heavy")
        twin = pickle.loads(pickle.dumps(raised))
        seen["pickled"] = twin.installed, str(twin) == str(raised)
        """)
    facts = [True, True, False, "heavy", "heavy-dist>=2", "1.5", True]

    assert seen == {
        "first": facts,
        "again": facts,
        "loaded": [],
        "pickled": ("1.5", True),
    }


def test_a_distribution_that_is_absent_is_missing(project: Project, form: str) -> None:
    """A requirement on what is not installed is a missing dependency."""
    (project.folder / "heavy.py").unlink()
    declare(project, form, "absent-dist>=2")
    seen = project.see("""
        import user
        raised = error(lambda: user.heavy.VALUE)
        seen["type"] = isinstance(raised, lazy.MissingDependencyError)
        seen["text"] = "absent-dist>=2" in str(raised)
        """)

    assert seen == {"type": True, "text": True}


def test_a_loaded_module_is_checked_too(project: Project) -> None:
    """load() with a requirement checks a module that is loaded already."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "heavy_dist-1.5.dist-info/METADATA": (
                "Metadata-Version: 2.1\nName: heavy-dist\nVersion: 1.5\n"
            ),
        }
    )
    seen = project.see("""
        import heavy
        raised = error(lambda: lazy.load("heavy", require="heavy-dist>=2").VALUE)
        seen["raised"] = isinstance(raised, lazy.RequirementError)
        seen["fine"] = lazy.load("heavy", require="heavy-dist>=1").VALUE
        def now(requirement):
            lazy.load("heavy", require=requirement, error_on_import=True)
        raised = error(now, "heavy-dist>=2")
        seen["now"] = isinstance(raised, lazy.RequirementError)
        now("heavy-dist>=1")
        """)

    assert seen == {"raised": True, "fine": 1, "now": True}


def test_a_requirement_that_is_none_is_refused(project: Project) -> None:
    """A malformed requirement is an error that shows it."""
    project.write({"heavy.py": "VALUE = 1"})
    seen = project.see("""
        def use():
            return lazy.load("heavy", require="heavy >>> 2").VALUE
        raised = error(use)
        seen["type"] = isinstance(raised, (ValueError, ImportError))
        seen["shown"] = "heavy >>> 2" in str(raised)
        """)

    assert seen == {"type": True, "shown": True}


def test_an_unmet_requirement_says_where_and_what_to_do(project: Project) -> None:
    """The declaring line is told, and the hint of the declaration wins."""
    project.write(
        {
            "heavy.py": "",
            "heavy_dist-1.5.dist-info/METADATA": (
                "Metadata-Version: 2.1\nName: heavy-dist\nVersion: 1.5\n"
            ),
            "user.py": """
                import lazyheavy as lazy

                old = lazy.load("heavy", require="heavy-dist>=2", hint="ask Ada")
                none = lazy.load("heavy", require="no-such-dist>=2", hint="ask Bob")
                plain = lazy.load("heavy", require="heavy-dist>=3")
                """,
        }
    )
    seen = project.see("""
        import user
        for name in ("old", "none", "plain"):
            raised = error(getattr, getattr(user, name), "x")
            seen[name] = raised.hint, raised.declared.rpartition("/")[2]
            seen[name] += raised.declared in str(raised), raised.hint in str(raised)
    """)

    assert seen == {
        "old": ("ask Ada", "user.py:3", True, True),
        "none": ("ask Bob", "user.py:4", True, True),
        "plain": ('pip install "heavy-dist>=3"', "user.py:5", True, True),
    }
