"""A failure is never remembered: the next touch tries again."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

FORMS = {
    "module": """
        with lazy.imports():
            import target
        def use():
            return target.value
        """,
    "name": """
        with lazy.imports():
            from target import value
        def use():
            return value + ""
        """,
    "outside": """
        with lazy.imports():
            from target import value
        def use():
            import user
            return user.value
        """,
    "load": """
        target = lazy.load("target")
        def use():
            return target.value
        """,
    "attach": """
        hooks = lazy.attach(__name__, external={"target": ["value"]})
        __getattr__, __dir__, __all__ = hooks
        def use():
            import user
            return user.value
        """,
    "attach_stub": """
        hooks = lazy.attach_stub(__name__, __file__)
        __getattr__, __dir__, __all__ = hooks
        def use():
            import user
            return user.value
        """,
}


@pytest.fixture(params=FORMS)
def declared(request: pytest.FixtureRequest, project: Project) -> Project:
    """Give a project whose ``user.use()`` touches ``target.value``."""
    source = "import lazyheavy as lazy\n" + textwrap.dedent(FORMS[request.param])
    stub = "from target import value\n"
    project.write({"user/__init__.py": source, "user/__init__.pyi": stub})
    return project


def test_a_module_that_appears_later_is_found(declared: Project) -> None:
    """After an installation or a change of the path the same name works."""
    declared.write({"late/target.py": "value = 'found'"})
    seen = declared.see(f"""
        import user
        seen["errors"] = [type(error(user.use)).__name__ for _ in range(3)]
        sys.path.append({str(declared.folder / "late")!r})
        seen["use"] = user.use(), user.use()
        """)

    assert seen == {
        "errors": ["MissingDependencyError"] * 3,
        "use": ("found", "found"),
    }


@pytest.mark.parametrize(
    "failure",
    ["ImportError('no')", "ValueError('no')", "KeyboardInterrupt", "SystemExit"],
)
def test_a_module_that_failed_runs_again(declared: Project, failure: str) -> None:
    """Whatever stopped the import, the next touch imports anew, and once."""
    declared.write(
        {
            "counter.py": "runs = 0",
            "target.py": f"""
                import counter
                counter.runs += 1
                partial = "seen"
                if counter.runs < 3:
                    raise {failure}
                value = "worked"
                """,
        }
    )
    seen = declared.see("""
        import counter, user
        seen["errors"] = [type(error(user.use)).__name__ for _ in range(2)]
        seen["left"] = loaded("target")
        seen["use"] = user.use(), user.use(), counter.runs
        """)
    kind = failure.partition("(")[0]

    assert seen == {
        "errors": [kind, kind],
        "left": [],
        "use": ("worked", "worked", 3),
    }


def test_an_attribute_that_appears_later_is_found(declared: Project) -> None:
    """A name that the module gets only later resolves then."""
    declared.write({"target.py": "other = 1"})
    seen = declared.see("""
        import user
        seen["errors"] = [
            isinstance(error(user.use), (ImportError, AttributeError)) for _ in range(2)
        ]
        sys.modules["target"].value = "late"
        seen["use"] = user.use()
        """)

    assert seen == {"errors": [True, True], "use": "late"}
