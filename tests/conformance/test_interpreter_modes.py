"""The interpreter's switches and kinds change nothing about lazy names."""

from __future__ import annotations

import sys
import textwrap
import zipfile

import pytest

from tests._support.packages import EXPORTS, Project

FILES = {
    "heavy.py": '"""Text."""\nVALUE = 1\ndef work(): return "worked"\n',
    "pkg/impl.py": "def func(): return 'func'\n",
    "pkg/same.py": "def same(): return 'same'\ndef helper(): return 'helper'\n",
    "user.py": """
        import lazyheavy as lazy
        import pkg_imports, pkg_attach, pkg_attach_stub
        with lazy.imports(hint="mend it"):
            import heavy
            from heavy import work
            import gone
        handle = lazy.load("heavy")
        def use():
            packages = pkg_imports, pkg_attach, pkg_attach_stub
            values = [(p.func(), p.helper(), p.same()) for p in packages]
            return heavy.VALUE, work(), handle.VALUE, values
        def fail():
            return gone.x
        """,
}
EXPECTED = (1, "worked", 1, [("func", "helper", "same")] * 3)
CHECK = """
    import user
    seen["lazy"] = loaded("heavy", "pkg_imports.impl", "pkg_attach.same")
    seen["use"] = user.use(), user.use()
    raised = error(user.fail)
    seen["error"] = type(raised).__name__, raised.name, "mend it" in str(raised)
    """
SEEN = {
    "lazy": [],
    "use": (EXPECTED, EXPECTED),
    "error": ("MissingDependencyError", "gone", True),
}


@pytest.fixture
def whole(project: Project) -> Project:
    """Give a project that declares in every way."""
    project.write(FILES)
    for front in EXPORTS:
        package = f"pkg_{front}"
        for module in ("impl", "same"):
            project.write({f"{package}/{module}.py": FILES[f"pkg/{module}.py"]})
        attrs = {"impl": ["func"], "same": ["same", "helper"]}
        project.exports(front, package, attrs=attrs)
    return project


@pytest.mark.parametrize(
    "options",
    [("-O",), ("-OO",), ("-B",), ("-X", "dev"), ("-W", "error"), ("-X", "importtime")],
    ids=" ".join,
)
def test_switches(whole: Project, options: tuple[str, ...]) -> None:
    """Optimised, developer and warning modes behave like the ordinary one."""
    assert whole.see(CHECK, options=options) == SEEN


@pytest.mark.skipif(sys.version_info < (3, 15), reason="a switch of CPython 3.15")
def test_all_imports_lazy(whole: Project) -> None:
    """Under ``-X lazy_imports=all`` everything resolves to the same."""
    seen = whole.see(CHECK, options=("-X", "lazy_imports=all"))

    assert seen == SEEN


def test_from_a_zip_file(whole: Project) -> None:
    """The whole project works from a zip file."""
    archive = whole.folder / "app.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        for path in sorted(whole.folder.rglob("*.py*")):
            bundle.write(path, f"{path.relative_to(whole.folder)}")
            if path.suffix in (".py", ".pyi"):
                path.unlink()
    seen = whole.see(f"sys.path.insert(0, {str(archive)!r})\n" + _dedented(CHECK))

    assert seen == SEEN


def test_from_bytecode_alone(whole: Project) -> None:
    """Without sources (``.pyc`` files only) the names resolve all the same."""
    whole.see("""
        import compileall
        for folder in sys.path[1:2]:
            compileall.compile_dir(folder, legacy=True, quiet=2)
        """)
    for path in whole.folder.rglob("*.py"):
        path.unlink()

    assert whole.see(CHECK) == SEEN


@pytest.mark.skipif(sys.version_info < (3, 14), reason="concurrent.interpreters")
def test_in_a_subinterpreter(whole: Project) -> None:
    """A second interpreter of the process declares and resolves for itself."""
    seen = whole.see(
        """
        from concurrent import interpreters
        import user
        user.use()
        code = '''
        import sys
        import user
        assert "heavy" not in sys.modules
        value = user.use()
        assert value[:3] == (1, "worked", 1), value
        '''
        import textwrap
        inner = interpreters.create()
        inner.exec(textwrap.dedent(code))
        inner.close()
        seen["fine"] = True
        """,
        forked=False,  # its path is that of the start
    )

    assert seen == {"fine": True}


def _dedented(code: str) -> str:
    """Return *code* without its common indentation."""
    return textwrap.dedent(code)
