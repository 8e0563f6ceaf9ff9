"""`lazyheavy.attach_stub` reads the exports of a package from its stub."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

ATTACH = (
    "import lazyheavy as lazy\n"
    "__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, {where})\n"
)
MODULES = {
    "pkg/__init__.py": ATTACH.format(where="__file__"),
    "pkg/impl.py": "def func(): return 'func'\ndef other(): return 'other'\n",
    "pkg/sub.py": "VALUE = 'sub'",
}
STUB = """
    from __future__ import annotations

    from . import sub
    from .impl import func, other as another

    __all__: list[str]
    __version__: str

    class Extra: ...
    def helper(x: int) -> int: ...
    """


def test_relative_imports_of_the_stub_are_exported(project: Project) -> None:
    """Submodules, names and aliases resolve; what is no import is ignored."""
    project.write({**MODULES, "pkg/__init__.pyi": STUB})
    seen = project.see("""
        import pkg
        seen["before"] = loaded("pkg.impl", "pkg.sub")
        seen["all"] = pkg.__all__
        seen["use"] = pkg.func(), pkg.another(), pkg.sub.VALUE
        seen["absent"] = hasattr(pkg, "other"), hasattr(pkg, "helper")
        seen["clean"] = "__getattr__" in vars(pkg)
        """)

    assert seen == {
        "before": [],
        "all": ["another", "func", "sub"],
        "use": ("func", "other", "sub"),
        "absent": (False, False),
        "clean": False,
    }


def test_the_stubs_own_all_says_what_is_public(project: Project) -> None:
    """Names outside ``__all__`` resolve as well, a star import leaves them out."""
    stub = "from .impl import func, other\n__all__ = ['func']\n"
    project.write({**MODULES, "pkg/__init__.pyi": stub})
    seen = project.see("""
        from pkg import *
        seen["star"] = "func" in globals(), "other" in globals()
        import pkg
        seen["use"] = pkg.__all__, pkg.other()
        """)

    assert seen == {"star": (True, False), "use": (["func"], "other")}


def test_absolute_and_parent_imports_are_exported(project: Project) -> None:
    """A stub may import from outside its package and from above it."""
    project.write(
        {
            "top/__init__.py": "",
            "top/core.py": "def base(): return 'base'",
            "top/pkg/__init__.py": ATTACH.format(where="__file__"),
            "top/pkg/__init__.pyi": """
                import wave
                import xml.dom.minidom as dom
                from json import dumps as write, loads
                from ..core import base
                from .. import core as kernel
                from top.pkg.impl import func
                """,
            "top/pkg/impl.py": "def func(): return 'func'",
        }
    )
    seen = project.see("""
        import top.pkg as pkg
        seen["before"] = loaded("json", "wave", "xml", "top.core")
        seen["all"] = pkg.__all__
        seen["use"] = pkg.write([1]), pkg.loads("2"), pkg.base(), pkg.func()
        modules = pkg.wave, pkg.dom, pkg.kernel
        seen["modules"] = [module.__name__ for module in modules]
        """)

    assert seen == {
        "before": [],
        "all": ["base", "dom", "func", "kernel", "loads", "wave", "write"],
        "use": ("[1]", 2, "base", "func"),
        "modules": ["wave", "xml.dom.minidom", "top.core"],
    }


def test_a_stub_that_is_not_there_is_named(project: Project) -> None:
    """Without a stub the import fails with its path in a ValueError."""
    project.write(MODULES)
    seen = project.see("""
        raised = error(__import__, "pkg")
        seen["type"] = isinstance(raised, ValueError)
        seen["text"] = str(raised)
        """)

    assert seen["type"]
    assert "pkg" in seen["text"]
    assert "__init__.pyi" in seen["text"]


@pytest.mark.parametrize("star", ["from .impl import *", "from json import *"])
def test_a_star_import_in_a_stub_is_refused(project: Project, star: str) -> None:
    """A star import cannot be lazy; the error shows it."""
    project.write({**MODULES, "pkg/__init__.pyi": star})
    seen = project.see("""
        raised = error(__import__, "pkg")
        seen["type"] = isinstance(raised, ValueError)
        seen["shown"] = "*" in str(raised) or "star" in str(raised)
        """)

    assert seen == {"type": True, "shown": True}


def test_the_stub_itself_may_be_named(project: Project) -> None:
    """The file name may be that of the stub instead of the module."""
    where = "__file__ + 'i'"
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": ATTACH.format(where=where),
            "pkg/__init__.pyi": STUB,
        }
    )
    seen = project.see("""
        import pkg
        seen["use"] = pkg.func(), pkg.sub.VALUE
        """)

    assert seen == {"use": ("func", "sub")}


def test_a_stub_in_a_zip_file_is_read(project: Project) -> None:
    """A package with a stub works from a zip file on ``sys.path``."""
    project.write({**MODULES, "pkg/__init__.pyi": STUB})
    archive = project.folder / "bundle.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        for path in sorted((project.folder / "pkg").iterdir()):
            bundle.write(path, f"zipped/{path.name}")
    seen = project.see(f"""
        sys.path.insert(0, {str(archive)!r})
        import zipped
        seen["zip"] = "bundle.zip" in zipped.__file__
        seen["use"] = zipped.func(), zipped.another(), zipped.sub.VALUE
        """)

    assert seen == {"zip": True, "use": ("func", "other", "sub")}


def test_a_changed_stub_is_read_anew(project: Project) -> None:
    """Whatever is kept of a stub between runs follows its changes."""
    project.write({**MODULES, "pkg/__init__.pyi": "from .impl import func\n"})
    env = {"PYTHONDONTWRITEBYTECODE": ""}
    code = """
        import pkg
        seen["all"] = pkg.__all__
        seen["use"] = [getattr(pkg, name)() for name in pkg.__all__]
        """
    first = [project.see(code, env=env) for _ in range(2)]
    project.write({"pkg/__init__.pyi": "from .impl import func, other\n"})
    second = [project.see(code, env=env) for _ in range(2)]

    assert [run["all"] for run in first] == [["func"]] * 2
    assert [run["use"] for run in first] == [["func"]] * 2
    assert [run["all"] for run in second] == [["func", "other"]] * 2
    assert [run["use"] for run in second] == [["func", "other"]] * 2


def test_a_stub_is_parsed_once(project: Project) -> None:
    """Where bytecode may be written a second run needs no parser."""
    project.write({**MODULES, "pkg/__init__.pyi": STUB})
    code = """
        import pkg
        seen["parser"] = loaded("ast")
        seen["use"] = pkg.func()
        """
    env = {"PYTHONDONTWRITEBYTECODE": ""}
    first = project.see(code, env=env)
    second = project.see(code, env=env)

    assert first == {"parser": ["ast"], "use": "func"}
    assert second == {"parser": [], "use": "func"}


def test_a_stub_that_is_no_python_is_named(project: Project) -> None:
    """A syntax error in a stub points at the stub."""
    project.write({**MODULES, "pkg/__init__.pyi": "from .impl import func,\nclass :\n"})
    seen = project.see("""
        import traceback
        raised = error(__import__, "pkg")
        seen["type"] = isinstance(raised, (SyntaxError, ValueError))
        lines = traceback.format_exception(None, raised, raised.__traceback__)
        seen["named"] = "__init__.pyi" in "".join(lines)
        """)

    assert seen == {"type": True, "named": True}


def test_encodings_and_long_forms_of_a_stub(project: Project) -> None:
    """A stub is Python source: encoding line, parentheses and line joins count."""
    project.write(MODULES)
    source = (
        "# -*- coding: latin-1 -*-\n# Gr\xfcn\n"
        "from .impl import (\n    func as func,\n    other,  # noqa\n)\n"
        "from . \\\n    import sub\n"
    )
    (project.folder / "pkg/__init__.pyi").write_bytes(source.encode("latin-1"))
    seen = project.see("""
        import pkg
        seen["all"] = pkg.__all__
        seen["use"] = pkg.func(), pkg.other(), pkg.sub.VALUE
        """)

    assert seen == {"all": ["func", "other", "sub"], "use": ("func", "other", "sub")}


def test_the_last_of_two_imports_of_a_name_wins(project: Project) -> None:
    """As in Python: what is imported later stands there."""
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy

                __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
                """,
            "pkg/__init__.pyi": "from .a import f as f\nfrom .b import f as f\n",
            "pkg/a.py": "f = 'a'",
            "pkg/b.py": "f = 'b'",
        }
    )
    seen = project.see("""
        import pkg
        seen["f"] = pkg.f
    """)

    assert seen == {"f": "b"}
