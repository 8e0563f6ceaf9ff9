"""An import that fails for its own reason is shown as what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

#: Ways to declare names of ``broken`` on line 5 of ``user/__init__.py``.
FORMS = {
    "module": """
        import lazyheavy as lazy

        with lazy.imports(hint="no help"):
            # the next line is line 5
            import broken
        def use():
            return broken.value
        """,
    "name": """
        import lazyheavy as lazy

        with lazy.imports(hint="no help"):
            # the next line is line 5
            from broken import value
        def use():
            return value()
        """,
    "outside": """
        import lazyheavy as lazy

        with lazy.imports(hint="no help"):
            # the next line is line 5
            from broken import value
        def use():
            import user
            return user.value
        """,
    "load": """
        import lazyheavy as lazy


        # the next line is line 5
        broken = lazy.load("broken", hint="no help")
        def use():
            return broken.value
        """,
    "attach": """
        import lazyheavy as lazy

        wanted = {"broken": ["value"]}
        # the next line is line 5
        hooks = lazy.attach(__name__, external=wanted, hint="no help")
        __getattr__, __dir__, __all__ = hooks
        def use():
            import user
            return user.value
        """,
    "attach_stub": """
        import lazyheavy as lazy


        # the next line is line 5
        hooks = lazy.attach_stub(__name__, __file__, hint="no help")
        __getattr__, __dir__, __all__ = hooks
        def use():
            import user
            return user.value
        """,
}
STUB = "# the next import is on line 5\n#\n#\n#\nfrom broken import value\n"
DECLARED = re.compile(r"""__init__\.pyi?(:|", line )5\b""")

CHECK = """
    import traceback
    import user
    raised = error(user.use)
    seen["type"] = type(raised).__name__
    seen["text"] = str(raised)
    seen["name"] = getattr(raised, "name", None)
    seen["missing"] = isinstance(raised, lazy.MissingDependencyError)
    seen["trace"] = "".join(
        traceback.format_exception(None, raised, raised.__traceback__)
    )
    seen["left"] = loaded("broken")
    """


def declare(project: Project, form: str, broken: str) -> None:
    """Write ``broken`` and package ``user`` that declares it lazily."""
    files = {"user/__init__.py": FORMS[form], "user/__init__.pyi": STUB}
    project.write({**files, "broken.py": broken})


@pytest.mark.parametrize("form", FORMS)
def test_keeps_its_type_and_its_line(project: Project, form: str) -> None:
    """A ValueError stays one; the trace shows the module and the declaration."""
    declare(project, form, "value = 1\nraise ValueError('own reason')\n")
    seen = project.see(CHECK)

    assert (seen["type"], seen["text"], seen["left"]) == (
        "ValueError",
        "own reason",
        [],
    )
    assert 'broken.py", line 2' in seen["trace"]
    assert DECLARED.search(seen["trace"])


@pytest.mark.parametrize("form", FORMS)
def test_the_dependency_of_a_dependency_is_named(project: Project, form: str) -> None:
    """A module that lacks another one is not itself reported as missing."""
    declare(project, form, "value = 1\nimport inner_gone\n")
    seen = project.see(CHECK)

    assert (seen["type"], seen["name"]) == ("ModuleNotFoundError", "inner_gone")
    assert not seen["missing"]
    assert "No module named 'inner_gone'" in seen["text"]
    assert "no help" not in seen["text"]
    assert 'broken.py", line 2' in seen["trace"]
    assert DECLARED.search(seen["trace"])


@pytest.mark.parametrize("form", FORMS)
def test_a_module_that_calls_itself_missing(project: Project, form: str) -> None:
    """What a present module raises is its own, even with its own name on it."""
    source = "raise ModuleNotFoundError('built without it', name='other_part')"
    declare(project, form, source)
    seen = project.see(CHECK)

    assert seen["name"] == "other_part"
    assert "built without it" in seen["text"]
    assert not seen["missing"]


@pytest.mark.parametrize(
    "form", [form for form in FORMS if form not in ("module", "load")]
)
def test_a_missing_attribute_is_an_import_error(project: Project, form: str) -> None:
    """A name that its module does not have raises as ``from m import x`` does."""
    declare(project, form, "other = 1")
    seen = project.see(CHECK)

    assert (seen["type"], seen["name"]) == ("ImportError", "broken")
    assert seen["text"].startswith("cannot import name 'value' from 'broken'")
    assert DECLARED.search(seen["trace"])


@pytest.mark.parametrize("form", ["module", "load"])
def test_a_missing_attribute_of_a_module(project: Project, form: str) -> None:
    """An attribute that a lazily imported module lacks raises as ever."""
    declare(project, form, "other = 1")
    seen = project.see(CHECK)

    assert (seen["type"], seen["name"]) == ("AttributeError", "value")
    assert seen["text"] == "module 'broken' has no attribute 'value'"


@pytest.mark.parametrize("form", [form for form in FORMS if form != "load"])
def test_a_missing_submodule_of_a_package(project: Project, form: str) -> None:
    """``from . import absent`` says which name its package lacks."""
    front = {"module": "imports", "name": "imports", "outside": "imports"}
    project.exports(front.get(form, form), "pkg", submodules=("absent",))
    seen = project.see("""
        import pkg
        raised = error(lambda: pkg.absent)
        seen["import"] = isinstance(raised, ImportError)
        seen["names"] = "absent" in str(raised), "pkg" in str(raised)
        """)

    assert seen == {"import": True, "names": (True, True)}


@pytest.mark.parametrize("form", FORMS)
def test_an_attribute_error_of_the_module_is_not_swallowed(
    project: Project, form: str
) -> None:
    """Hasattr does not turn a failing import into a missing attribute."""
    declare(project, form, "raise AttributeError('own bug')")
    subjects = {"module": "user.broken", "load": "user.broken"}
    subject = subjects.get(form, "user")
    seen = project.see(f"""
        import traceback
        import user
        raised = error(lambda: hasattr({subject}, "value"))
        text = "".join(traceback.format_exception(None, raised, None))
        seen["raised"] = "own bug" in text
        """)

    assert seen == {"raised": True}


@pytest.mark.parametrize("style", ["imports", "load"])
def test_a_cycle_that_cannot_work_is_an_error(project: Project, style: str) -> None:
    """Reading what a half-imported module does not have yet raises, not hangs."""
    declaration = {
        "imports": "with lazy.imports():\n    import b\n",
        "load": "b = lazy.load('b')\n",
    }[style]
    project.write(
        {
            "a.py": f"import lazyheavy as lazy\n{declaration}VALUE = b.VALUE\n",
            "b.py": "import a\nVALUE = a.VALUE\n",
        }
    )
    seen = project.see(
        """
        raised = error(__import__, "a")
        seen["type"] = isinstance(raised, (ImportError, AttributeError))
        seen["left"] = loaded("a", "b")
        """,
        timeout=20,
    )

    assert seen == {"type": True, "left": []}
