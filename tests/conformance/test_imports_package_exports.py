"""A block in a package's ``__init__`` serves the package itself as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "pkg/impl.py": """
        def func():
            return "func"
        class Thing:
            pass
        """,
    "pkg/sub.py": "VALUE = 'sub'",
}


def test_inside_and_outside_share_the_names(project: Project) -> None:
    """Functions of the package use the exported names, before or after others."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from . import sub
                    from .impl import func, Thing
                    import json as codec
                def use():
                    return func(), sub.VALUE, codec.dumps([1]), Thing().__class__
                """,
        }
    )
    for order in (("use()", "check()"), ("check()", "use()")):
        seen = project.see(f"""
            import pkg
            use = pkg.use
            def check():
                return pkg.func(), pkg.sub.VALUE, pkg.codec.dumps([1]), pkg.Thing
            seen["same"] = {order[0]} == {order[1]}
            seen["value"] = use()[:3]
            seen["real"] = vars(pkg)["func"] is sys.modules["pkg.impl"].func
            """)

        assert seen == {"same": True, "value": ("func", "sub", "[1]"), "real": True}


def test_several_blocks_in_one_package(project: Project) -> None:
    """Blocks add up; a later one may declare a name of an earlier one anew."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from .impl import func
                    from . import sub
                first = sub
                EAGER = "eager"
                with lazy.imports(extra="more"):
                    from .impl import Thing
                    if EAGER:
                        from .impl import func as renamed
                with lazy.imports():
                    import json as sub
                """,
        }
    )
    seen = project.see("""
        import json, pkg
        seen["use"] = pkg.func(), pkg.renamed is pkg.func, type(pkg.Thing) is type
        seen["anew"] = pkg.sub is json, pkg.first.VALUE
        seen["clean"] = type(pkg).__name__
        """)

    assert seen == {
        "use": ("func", True, True),
        "anew": (True, "sub"),
        "clean": "module",
    }


def test_the_packages_own_getattr_still_answers(project: Project) -> None:
    """An own ``__getattr__`` hides no lazy name and goes on answering others."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from .impl import func
                    from . import sub
                asked = []
                def __getattr__(name):
                    asked.append(name)
                    if name == "dynamic":
                        return "dynamic"
                    raise AttributeError(name)
                """,
        }
    )
    seen = project.see("""
        import pkg
        pkg.asked.clear()
        seen["use"] = pkg.func(), pkg.dynamic, hasattr(pkg, "absent"), pkg.sub.VALUE
        seen["asked"] = sorted({n for n in pkg.asked if not n.startswith("__")})
        seen["kept"] = "__getattr__" in vars(pkg), pkg.dynamic
        """)

    assert seen == {
        "use": ("func", "dynamic", False, "sub"),
        "asked": ["absent", "dynamic"],
        "kept": (True, "dynamic"),
    }


def test_a_module_class_of_the_package_is_kept(project: Project) -> None:
    """A package that set its own module class has it during and after."""
    project.write(
        {
            **MODULES,
            "pkg/__init__.py": """
                import sys, types
                import lazyheavy as lazy
                class Custom(types.ModuleType):
                    @property
                    def answer(self):
                        return 42
                sys.modules[__name__].__class__ = Custom
                with lazy.imports():
                    from .impl import func
                    from . import sub
                """,
        }
    )
    seen = project.see("""
        import pkg
        seen["before"] = pkg.answer, isinstance(pkg, pkg.Custom)
        seen["use"] = pkg.func(), pkg.sub.VALUE
        seen["after"] = pkg.answer, type(pkg) is pkg.Custom
        """)

    assert seen == {
        "before": (42, True),
        "use": ("func", "sub"),
        "after": (42, True),
    }


def test_nested_packages_export_through_each_other(project: Project) -> None:
    """An export may come from another package's lazy exports."""
    project.write(
        {
            "pkg/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from .mid import leaf, LEAF
                    from . import mid
                """,
            "pkg/mid/__init__.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    from . import leaf
                    from .leaf import LEAF
                """,
            "pkg/mid/leaf.py": "class LEAF: pass",
        }
    )
    seen = project.see("""
        import pkg
        seen["before"] = loaded("pkg.mid", "pkg.mid.leaf")
        seen["type"] = type(pkg.LEAF) is type
        seen["same"] = pkg.LEAF is pkg.mid.LEAF is pkg.leaf.LEAF
        seen["module"] = pkg.leaf is sys.modules["pkg.mid.leaf"]
        seen["clean"] = type(pkg).__name__, type(pkg.mid).__name__
        """)

    assert seen == {
        "before": [],
        "type": True,
        "same": True,
        "module": True,
        "clean": ("module", "module"),
    }


def test_names_of_a_plain_module_serve_its_users(project: Project) -> None:
    """A name of an ordinary module works through it and through from-imports."""
    project.write(
        {
            "heavy.py": "STATE = 1\ndef work(): return STATE\nclass Thing: pass\n",
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                    from heavy import work, Thing
                """,
            "client.py": """
                import user
                from user import heavy, work, Thing
                def use():
                    ways = work(), user.work(), heavy.work(), user.heavy.STATE
                    return (*ways, isinstance(Thing(), user.Thing))
                """,
        }
    )
    seen = project.see("""
        import client, user
        seen["use"] = client.use()
        seen["real"] = vars(user)["heavy"] is sys.modules["heavy"]
        sys.modules["heavy"].STATE = 2
        seen["live"] = client.use()
        """)

    assert seen == {
        "use": (1, 1, 1, 1, True),
        "real": True,
        "live": (2, 2, 2, 2, True),
    }
