"""What else can be wrong with a stub is reported, and what is right is not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stubs.conftest import StubProject

ATTACH = """
    import lazyheavy as lazy
    __getattr__, __dir__, __all__ = lazy.attach(__name__, None, {"impl": ["func"]})
    """
ATTACH_STUB = """
    import lazyheavy as lazy
    __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
    """
IMPL = {"pkg/impl.py": "def func(): ...\ndef other(): ...\n"}
STUB = "from .impl import func as func\n"


def test_a_package_that_attaches_needs_a_stub(project: StubProject) -> None:
    """Type checkers cannot look into `attach()`."""
    project.write({**IMPL, "pkg/__init__.py": ATTACH})
    (finding,) = project.check("pkg")

    assert "no-stub" == finding.kind
    assert "lazyheavy stubs make pkg" in finding.message
    assert "pkg/__init__.py" == project.short(finding.path)


def test_nothing_to_check_is_not_fine(project: StubProject) -> None:
    """A check that looked at no stub must not pass for one that found nothing."""
    project.write({**IMPL, "pkg/__init__.py": "from .impl import func"})

    assert ["no-stub"] == [kind for _, _, kind, _ in project.found("pkg")]


def test_an_eager_package_needs_no_stub_beside_those_of_its_parts(
    project: StubProject,
) -> None:
    """Type checkers read ordinary imports themselves."""
    project.write(
        {
            "pkg/__init__.py": "import lazyheavy as lazy\n"
            "with lazy.imports():\n    from .sub import func\n",
            "pkg/sub/__init__.py": ATTACH,
            "pkg/sub/__init__.pyi": STUB,
            "pkg/sub/impl.py": IMPL["pkg/impl.py"],
        }
    )

    assert [] == project.found("pkg")


def test_stubs_of_a_distribution_of_their_own_are_read(project: StubProject) -> None:
    """Where none is beside the package, that of `pkg-stubs` is compared (PEP 561)."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": ATTACH,
            "pkg/sub/__init__.py": ATTACH,
            "pkg/sub/impl.py": IMPL["pkg/impl.py"],
            "pkg-stubs/__init__.pyi": STUB,
            "pkg-stubs/sub/__init__.pyi": STUB + "from .impl import gone as gone\n",
        }
    )

    assert [("pkg-stubs/sub/__init__.pyi", 2, "unresolved", "gone")] == project.found(
        "pkg"
    )


def test_subpackages_are_checked_unless_they_are_not_to(project: StubProject) -> None:
    """Those with a stub are, at any depth; `recurse=False` leaves them out."""
    broken = "from .impl import gone as gone"
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": ATTACH,
            "pkg/__init__.pyi": STUB,
            "pkg/plain/__init__.py": "",
            "pkg/plain/deep/__init__.py": "",
            "pkg/plain/deep/__init__.pyi": broken,
            "pkg/space/in_it/__init__.py": "",
            "pkg/space/in_it/__init__.pyi": broken,
            "pkg/no_package/__init__.pyi": broken,
        }
    )
    files = [file for file, *_ in project.found("pkg")]

    assert files == [
        "pkg/plain/deep/__init__.pyi",
        "pkg/space/in_it/__init__.pyi",
    ]
    assert [] == project.check("pkg", recurse=False)


def test_the_stub_of_an_installed_package_is_shipped(project: StubProject) -> None:
    """A stub that the checkout has and the installed distribution lacks is found."""
    record = "pkg/__init__.py,,\npkg/impl.py,,\n"
    metadata = "Metadata-Version: 2.1\nName: our-pkg\nVersion: 1\n"
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": ATTACH,
            "pkg/__init__.pyi": STUB,
            "our_pkg-1.dist-info/METADATA": metadata,
            "our_pkg-1.dist-info/RECORD": record,
        }
    )
    (finding,) = project.check("pkg")

    assert "not-shipped" == finding.kind
    assert "'our-pkg' has no pkg/__init__.pyi" in finding.message

    project.write({"our_pkg-1.dist-info/RECORD": record + "pkg/__init__.pyi,,\n"})

    assert [] == project.check("pkg")


def test_a_name_from_elsewhere_than_the_stub_says(project: StubProject) -> None:
    """Type checkers and the run time have to mean the same object."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": ATTACH,
            "pkg/__init__.pyi": "from .impl import other as func\n__all__ = ['func']",
        }
    )
    (finding,) = project.check("pkg")

    assert ("different", "func") == (finding.kind, finding.name)
    assert (
        "'func' is pkg.impl.other here, and pkg.impl.func at run time"
        == finding.message
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "part"),
    [
        (["func"], ["func", "other"], "'other' is in __all__ at run time, and not"),
        (["func", "other"], ["func"], "'other' is in __all__ here, and not"),
    ],
    ids=["less", "more"],
)
def test_both_all_list_the_same(
    project: StubProject, ours: list[str], theirs: list[str], part: str
) -> None:
    """Whichever lists more than the other, and in whichever order the rest is."""
    stub = "from .impl import func as func, other as other\n"
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": f"from .impl import func, other\n__all__ = {theirs}",
            "pkg/__init__.pyi": f"{stub}__all__ = {ours}",
        }
    )
    (finding,) = project.check("pkg")

    assert ("all", "other", 2) == (finding.kind, finding.name, finding.line)
    assert part in finding.message


def test_private_names_need_not_be_in_all(project: StubProject) -> None:
    """`attach()` lists whatever it attaches; the stub may keep it to itself."""
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy
                __getattr__, __dir__, __all__ = lazy.attach(
                    __name__, ["_core"], {"impl": ["func", "_private"]}
                )
                """,
            "pkg/__init__.pyi": """
                from . import _core
                from .impl import func, _private
                __all__ = ["func"]
                """,
            "pkg/impl.py": "def func(): ...\n_private = 1\n",
            "pkg/_core.py": "",
        }
    )

    assert [] == project.found("pkg")


def test_all_may_be_composed(project: StubProject) -> None:
    """As scikit-image does it: of other lists of the stub."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": ATTACH_STUB,
            "pkg/__init__.pyi": """
                _names = ["func"]
                __all__ = _names + ["other"]
                from .impl import func, other
                """,
        }
    )

    assert [] == project.found("pkg")


def test_conditions_are_those_of_this_interpreter(project: StubProject) -> None:
    """Version and platform are asked; what type checkers alone see need not be."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": "from .impl import func, other\n",
            "pkg/__init__.pyi": """
                import sys
                from typing import TYPE_CHECKING

                if sys.version_info >= (3, 99):
                    from .future import gone as gone
                else:
                    from .impl import func as func
                if sys.platform == "no such platform":
                    from .impl import nowhere as nowhere
                if TYPE_CHECKING:
                    from ._types import Shape as Shape
                    from .impl import other as other
                """,
        }
    )

    assert [] == project.found("pkg")


def test_star_imports_of_a_stub_are_followed(project: StubProject) -> None:
    """A stub that nothing reads at run time may have them."""
    project.write(
        {
            **IMPL,
            "pkg/__init__.py": "from .impl import func, other\nfrom .few import *",
            "pkg/__init__.pyi": "from .few import *\nfrom .impl import *",
            "pkg/few.py": "__all__ = ['one']\none = two = 1",
        }
    )

    assert [] == project.found("pkg")


@pytest.mark.parametrize(
    ("stub", "line", "part"),
    [
        ("from .impl import func as func\ndef (", 2, "invalid syntax"),
        ("from .impl import func\n\n__all__ = list()", 3, "a literal list"),
        ("\nfrom ...above import func", 2, "beyond the top package"),
    ],
    ids=["syntax", "all", "relative"],
)
def test_a_stub_that_cannot_be_read_is_a_finding(
    project: StubProject, stub: str, line: int, part: str
) -> None:
    """It is told where, and does not keep others from being checked."""
    project.write({**IMPL, "pkg/__init__.py": "from .impl import func"})
    (project.folder / "pkg/__init__.pyi").write_text(stub, encoding="utf-8")
    (finding,) = project.check("pkg")

    assert ("broken", line) == (finding.kind, finding.line)
    assert part in finding.message


def test_the_package_is_not_imported_here(
    project: StubProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at in a process of its own, lazily, and may print there."""
    monkeypatch.setenv("EAGER_IMPORT", "1")
    monkeypatch.setenv("LAZYHEAVY_EAGER", "1")
    project.write(
        {
            "pkg/__init__.py": f"print('hello')\n{ATTACH_STUB.replace('    ', '')}",
            "pkg/__init__.pyi": "from .impl import gone as gone",
            "pkg/impl.py": "print('hello again')",
        }
    )

    assert [("pkg/__init__.pyi", 1, "unresolved", "gone")] == project.found("pkg")
    assert "pkg" not in sys.modules


def test_findings_read_as_one_line(project: StubProject) -> None:
    """As text, a finding is place and message; as a dict, it is ready for JSON."""
    project.write({**IMPL, "pkg/__init__.py": ATTACH, "pkg/__init__.pyi": ""})
    (finding,) = project.check("pkg")
    path = str(project.folder / "pkg" / "__init__.pyi")

    assert f"{path}:1: {finding.message}" == str(finding)
    assert repr(finding) == f"<Finding {finding}>"
    assert finding.as_dict() == {
        "path": path,
        "line": 1,
        "kind": "missing",
        "package": "pkg",
        "name": "func",
        "message": "'func' is not in the stub: it is pkg.impl.func",
    }
