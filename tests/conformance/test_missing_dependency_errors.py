"""A missing dependency is named at the touch, with its line and its remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

#: Ways to declare ``gone`` in a module, each with ``use()`` to touch it.
DECLARATIONS = {
    "imports module": """
        import lazyheavy as lazy

        with lazy.imports({options}):
            import gone
        def use():
            return gone.value
        """,
    "imports name": """
        import lazyheavy as lazy

        with lazy.imports({options}):
            from gone import value
        def use():
            return value()
        """,
    "load": """
        import lazyheavy as lazy


        gone = lazy.load("gone", {options})
        def use():
            return gone.value
        """,
    "attach": """
        import lazyheavy as lazy


        hooks = lazy.attach(__name__, external={{"gone": ["value"]}}, {options})
        __getattr__, __dir__, __all__ = hooks
        def use():
            import {module} as me
            return me.value
        """,
    "attach_stub": """
        import lazyheavy as lazy


        hooks = lazy.attach_stub(__name__, __file__, {options})
        __getattr__, __dir__, __all__ = hooks
        def use():
            import {module} as me
            return me.value
        """,
    "outside": """
        import lazyheavy as lazy

        with lazy.imports({options}):
            import gone
        def use():
            import {module} as me
            return me.gone.value
        """,
}
STUB = "# the next import is on line 4\n#\n#\nfrom gone import value\n"
DECLARED = re.compile(r"part\.pyi?:4\b")


def declare(project: Project, declaration: str, options: str) -> None:
    """Write package ``app`` whose ``part`` declares a missing dependency."""
    project.write(
        {
            "app/__init__.py": "",
            "app/part.py": DECLARATIONS[declaration].format(
                options=options, module="app.part"
            ),
            "app/part.pyi": STUB,
        }
    )


def metadata(name: str, version: str, *files: str, top_level: str = "") -> dict:
    """Return the ``.dist-info`` files of a distribution with extra ``gpu``."""
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    record = "".join(f"{file},,\n" for file in (*files, f"{folder}/METADATA"))
    described = {
        f"{folder}/METADATA": (
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            "Provides-Extra: gpu\nRequires-Dist: gone>=2; extra == 'gpu'\n"
        ),
        f"{folder}/RECORD": record,
    }
    if top_level:
        described[f"{folder}/top_level.txt"] = f"{top_level}\n"
    return described


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_the_touch_names_module_line_and_hint(
    project: Project, declaration: str
) -> None:
    """The error is a ModuleNotFoundError that says what, where and how to mend."""
    declare(project, declaration, 'hint="brew install gone"')
    seen = project.see("""
        import pickle
        import app.part
        seen["declared"] = "fine"
        for when in ("first", "again"):
            raised = error(app.part.use)
            seen[when] = [
                isinstance(raised, lazy.MissingDependencyError),
                isinstance(raised, ModuleNotFoundError),
                isinstance(raised, lazy.LazyHeavyError),
                raised.name,
                raised.hint,
            ]
            seen[when + " text"] = str(raised), str(raised.declared)
        twin = pickle.loads(pickle.dumps(raised))
        same = type(twin) is type(raised), str(twin) == str(raised)
        seen["pickled"] = *same, twin.name
        """)
    facts = [True, True, True, "gone", "brew install gone"]

    assert facts == seen["first"] == seen["again"]
    assert seen["first text"] == seen["again text"]
    assert seen["pickled"] == (True, True, "gone")
    message, declared = seen["first text"]
    assert "gone" in message
    assert "brew install gone" in message
    assert DECLARED.search(message)
    assert DECLARED.search(declared)


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_the_traceback_shows_the_real_cause(project: Project, declaration: str) -> None:
    """A traceback shows CPython's own words and the line that touched the name."""
    declare(project, declaration, "")
    seen = project.see("""
        import traceback
        import app.part
        raised = error(app.part.use)
        seen["text"] = "".join(traceback.format_exception(None, raised, None))
        seen["full"] = "".join(
            traceback.format_exception(None, raised, raised.__traceback__)
        )
        """)

    assert "No module named 'gone'" in seen["text"]
    assert ", in use\n" in seen["full"]
    assert DECLARED.search(seen["full"])


def test_each_import_statement_has_its_own_line(project: Project) -> None:
    """Of several imports in a block the one that failed is named."""
    project.write(
        {
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import json
                    import gone_a
                    import gone_b as b, gone_c as c
                    from gone_d import (
                        one,
                        two,
                    )
                def use(name):
                    return {"a": lambda: gone_a.x, "b": lambda: b.x, "c": lambda: c.x,
                            "one": lambda: one(), "two": lambda: two()}[name]()
                """
        }
    )
    seen = project.see("""
        import user
        for name in ("a", "b", "c", "one", "two"):
            raised = error(user.use, name)
            seen[name] = raised.name, raised.declared.rpartition("user.py")[2]
        """)

    assert seen == {
        "a": ("gone_a", ":4"),
        "b": ("gone_b", ":5"),
        "c": ("gone_c", ":5"),
        "one": ("gone_d", ":6"),
        "two": ("gone_d", ":6"),
    }


def test_an_extra_names_the_declaring_distribution(project: Project) -> None:
    """The command is that of the distribution the declaring module is from."""
    project.write({"app/__init__.py": ""})
    files = ["app/__init__.py"]
    for number, source in enumerate(DECLARATIONS.values()):
        module = f"part{number}"
        files.append(f"app/{module}.py")
        text = source.format(options='extra="gpu"', module=f"app.{module}")
        project.write({f"app/{module}.py": text, f"app/{module}.pyi": STUB})
    project.write(metadata("Demo-Dist", "1.0", *files, top_level="app"))
    project.write(metadata("unrelated", "2.0", "other/__init__.py", top_level="other"))
    seen = project.see(f"""
        import importlib
        for number, declaration in enumerate({list(DECLARATIONS)!r}):
            module = importlib.import_module(f"app.part{{number}}")
            raised = error(module.use)
            kind = isinstance(raised, lazy.MissingDependencyError)
            seen[declaration] = kind, 'pip install "Demo-Dist[gpu]"' in str(raised)
        """)

    assert seen == dict.fromkeys(DECLARATIONS, (True, True))


@pytest.mark.parametrize(
    ("described", "command"),
    [
        pytest.param(
            metadata("Demo-Dist", "1.0", "app/__init__.py"),
            'pip install "Demo-Dist[gpu]"',
            id="RECORD only",
        ),
        pytest.param(
            metadata("app", "1.0", "__editable__.app.pth"),
            'pip install "app[gpu]"',
            id="editable install",
        ),
    ],
)
def test_the_distribution_is_found_by_its_metadata(
    project: Project, described: dict[str, str], command: str
) -> None:
    """Wheels without top_level.txt and editable installs are found, too."""
    declare(project, "load", 'extra="gpu"')
    project.write(described)
    seen = project.see("""
        import app.part
        seen["text"] = str(error(app.part.use))
        """)

    assert command in seen["text"]


def test_without_a_distribution_the_extra_and_package_are_named(
    project: Project,
) -> None:
    """Code that no distribution installed still says which extra of what."""
    declare(project, "imports module", 'extra="gpu"')
    seen = project.see("""
        import app.part
        seen["text"] = str(error(app.part.use))
        """)

    assert "gpu" in seen["text"]
    assert re.search(r"\bapp\b", seen["text"].replace("app/part.py", ""))


@pytest.mark.parametrize("form", ["module", "name", "load", "export"])
def test_a_missing_parent_or_child_is_named_as_it_is(
    project: Project, form: str
) -> None:
    """``.name`` is what was not found: the parent or the submodule itself."""
    statements = {
        "module": "import {m} as x",
        "name": "from {m} import x",
        "export": "from {m} import x",
    }
    statement = statements.get(form, "")
    for number, module in enumerate(("gone.sub", "there.gone")):
        lines = ["import lazyheavy as lazy"]
        if form == "load":
            lines.append(f"x = lazy.load({module!r}, hint='mend it')")
        else:
            lines.append("with lazy.imports(hint='mend it'):")
            lines.append("    " + statement.format(m=module))
        lines.append("def use(): return x.attribute")
        project.write({f"user{number}/__init__.py": "\n".join(lines) + "\n"})
    project.write({"there/__init__.py": ""})
    seen = project.see(f"""
        import user0, user1
        for module in (user0, user1):
            touch = (lambda: module.x) if {form!r} == "export" else module.use
            raised = error(touch)
            missing = isinstance(raised, lazy.MissingDependencyError)
            seen[module.__name__] = missing, raised.name, "mend it" in str(raised)
        """)

    assert seen == {"user0": (True, "gone", True), "user1": (True, "there.gone", True)}


def test_hasattr_does_not_hide_a_missing_dependency(
    project: Project, front: str
) -> None:
    """Hasattr and getattr with a default raise: the name exists, its module not."""
    project.exports(front, "pkg", external={"gone": ["value"]})
    seen = project.see("""
        import pkg
        missing = lazy.load("gone")
        for subject, name in ((pkg, "value"), (missing, "anything")):
            seen[name] = [
                type(error(hasattr, subject, name)).__name__,
                type(error(getattr, subject, name, None)).__name__,
            ]
        seen["other"] = hasattr(pkg, "absent")
        """)
    kind = ["MissingDependencyError"] * 2

    assert seen == {"value": kind, "anything": kind, "other": False}


def test_a_missing_dependency_of_one_export_hurts_no_other(
    project: Project, front: str
) -> None:
    """The package imports, lists and serves its other names."""
    project.write({"pkg/impl.py": "def func(): return 'func'"})
    external = {"gone": ["value"], "gone_too as too": []}
    project.exports(front, "pkg", attrs={"impl": ["func"]}, external=external)
    seen = project.see("""
        import pkg
        raised = error(lambda: pkg.value)
        seen["use"] = pkg.func(), raised.name, "value" in dir(pkg)
        from pkg import func
        seen["from"] = func()
        try:
            from pkg import value
        except ImportError as late:
            seen["late"] = late.name, isinstance(late, lazy.MissingDependencyError)
        seen["too"] = error(lambda: pkg.too.x).name
        """)

    assert seen == {
        "use": ("func", "gone", True),
        "from": "func",
        "late": ("gone", True),
        "too": "gone_too",
    }


def test_errors_at_declaration_only_where_asked(project: Project) -> None:
    """``load(..., error_on_import=True)`` raises at once, without importing."""
    project.write({"heavy.py": "VALUE = 41"})
    seen = project.see("""
        def now(name):
            return lazy.load(name, error_on_import=True, hint="mend it")
        raised = error(now, "gone")
        seen["raised"] = isinstance(raised, ModuleNotFoundError), raised.name
        seen["hint"] = "mend it" in str(raised)
        handle = now("heavy")
        seen["lazy"] = loaded("heavy")
        seen["use"] = handle.VALUE
        """)

    assert seen == {"raised": (True, "gone"), "hint": True, "lazy": [], "use": 41}


def test_none_in_sys_modules_is_missing(project: Project) -> None:
    """A module barred by ``sys.modules[name] = None`` counts as missing."""
    project.write(
        {
            "heavy.py": "VALUE = 41",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                handle = lazy.load("heavy")
                def use():
                    return heavy.VALUE
                """,
        }
    )
    seen = project.see("""
        import user
        sys.modules["heavy"] = None
        for touch in (user.use, lambda: user.handle.VALUE):
            raised = error(touch)
            seen[len(seen)] = isinstance(raised, ModuleNotFoundError), raised.name
        del sys.modules["heavy"]
        seen["after"] = user.use(), user.handle.VALUE
        """)

    assert seen == {0: (True, "heavy"), 1: (True, "heavy"), "after": (41, 41)}


def test_missing_names_that_nobody_touches_are_silent(project: Project) -> None:
    """A missing optional dependency costs nothing until it is used."""
    declare(project, "imports module", "")
    complaints = project.complaints("""
        import lazyheavy as lazy
        import app.part
        with lazy.imports():
            import gone_too
        handle = lazy.load("gone_three")
        """)

    assert complaints == ""


def test_statements_that_import_from_one_module_keep_their_lines(
    project: Project,
) -> None:
    """Each name of the block knows its own line."""
    project.write(
        {
            "heavy.py": "one = two = three = 1",
            "user.py": """
                import lazyheavy as lazy

                with lazy.imports():
                    from heavy import one
                    from heavy import two, four
                    from heavy import three as last
                """,
        }
    )
    seen = project.see("""
        import user
        for row in lazy.report("user"):
            seen[row.name] = int(row.declared.rpartition(":")[2])
    """)

    assert seen == {"one": 4, "two": 5, "four": 5, "last": 6}


def test_an_editable_sibling_is_not_taken_for_the_owner(project: Project) -> None:
    """In a shared namespace, the file of the module tells whose it is."""
    source = "import lazyheavy as lazy\nx = lazy.load('absent', extra='all')\n"
    project.write(
        {
            "site/acme/one.py": "",
            "site/acme_one-1.dist-info/METADATA": (
                "Metadata-Version: 2.1\nName: acme-one\nVersion: 1\n"
            ),
            "site/acme_one-1.dist-info/RECORD": "acme/one.py,,\n",
            "site/zz_two-1.dist-info/METADATA": (
                "Metadata-Version: 2.1\nName: acme-two\nVersion: 1\n"
            ),
            "site/zz_two-1.dist-info/direct_url.json": (
                '{"url": "URL", "dir_info": {"editable": true}}'
            ),
            "two project/acme/two.py": source,
        }
    )
    folder = project.folder / "two project"
    url = project.folder / "site/zz_two-1.dist-info/direct_url.json"
    url.write_text(url.read_text("utf-8").replace("URL", folder.as_uri()), "utf-8")
    seen = project.see(f"""
        sys.path[:0] = [{str(project.folder / "site")!r}, {str(folder)!r}]
        import acme.two
        seen["hint"] = error(lambda: acme.two.x.y).hint
    """)

    assert seen["hint"] == 'pip install "acme-two[all]"'


OWN = {
    "from": "with lazy.imports():\n    from .gone import func as name",
    "import": "with lazy.imports():\n    import pkg.gone as name",
    "load": "name = lazy.load('pkg.gone', extra='x')",
    "attach": "__getattr__, *_ = lazy.attach(__name__, ['gone as name'], extra='x')",
}


@pytest.mark.parametrize("form", OWN)
def test_a_missing_submodule_of_its_own_is_no_dependency(
    project: Project, form: str
) -> None:
    """It is the ModuleNotFoundError of an eager import: nothing to install."""
    project.write({"pkg/__init__.py": f"import lazyheavy as lazy\n{OWN[form]}\n"})
    seen = project.see("""
        import pkg
        raised = error(lambda: pkg.name.x)
        seen["error"] = type(raised).__name__, raised.name
        seen["hint"] = "pip install" in str(raised)
    """)

    assert seen == {"error": ("ModuleNotFoundError", "pkg.gone"), "hint": False}


@pytest.mark.parametrize(
    "file",
    [("RECORD", "mypkg/__init__.py,,\n"), ("direct_url.json", '{"editable": ')],
    ids=["no METADATA", "half a direct_url.json"],
)
def test_damaged_metadata_hides_no_missing_dependency(
    project: Project, file: tuple[str, str]
) -> None:
    """What a failed installation left behind costs the advice at most."""
    name, text = file
    project.write(
        {
            f"mypkg-1.0.dist-info/{name}": text,
            "mypkg/__init__.py": (
                "import lazyheavy as lazy\nx = lazy.load('absent', extra='more')\n"
            ),
        }
    )
    seen = project.see("""
        import mypkg
        raised = error(lambda: mypkg.x.y)
        seen["error"] = type(raised).__name__, raised.hint
    """)

    assert seen == {"error": ("MissingDependencyError", 'pip install "mypkg[more]"')}
