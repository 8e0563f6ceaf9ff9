"""mock.patch sees through lazy names and puts everything back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

MODULES = {
    "heavy.py": """
        def func(a, b=1):
            return "real"
        def call():
            return func(1)
        """,
    "pkg/impl.py": """
        def func(a, b=1):
            return "real"
        def call():
            return func(1)
        """,
    "user.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import heavy
            from heavy import func
        handle = lazy.load("heavy")
        def use():
            return heavy.func(1), func(1), handle.func(1)
        """,
}


def test_patching_the_target_module_reaches_everybody(project: Project) -> None:
    """patch("heavy.func") is seen through proxies and handles, and ends."""
    project.write(MODULES)
    for first in ("", "user.handle.func", "user.use()"):
        seen = project.see(f"""
            from unittest import mock
            import user
            {first}
            with mock.patch("heavy.func", return_value="mock"):
                seen["during"] = user.heavy.func(1), user.handle.func(1)
            seen["after"] = user.use(), user.heavy.call()
            """)

        assert seen == {
            "during": ("mock", "mock"),
            "after": (("real", "real", "real"), "real"),
        }


def test_patching_an_attribute_of_a_handle(project: Project) -> None:
    """patch.object on a lazy module acts on the real one."""
    project.write(MODULES)
    for subject in ("user.handle", "user.heavy"):
        seen = project.see(f"""
            from unittest import mock
            import user
            with mock.patch.object({subject}, "func", return_value="mock"):
                import heavy
                seen["during"] = user.heavy.func(1), heavy.call(), user.handle.func(1)
            seen["after"] = user.use(), heavy.call()
            with mock.patch.object({subject}, "new", 1, create=True):
                seen["created"] = heavy.new
            seen["gone"] = hasattr(heavy, "new")
            """)

        assert seen == {
            "during": ("mock", "mock", "mock"),
            "after": (("real", "real", "real"), "real"),
            "created": 1,
            "gone": False,
        }


def test_patching_the_name_itself(project: Project) -> None:
    """patch("user.heavy") replaces the lazy name and restores a working one."""
    project.write(MODULES)
    for touched in ("", "user.use()"):
        seen = project.see(f"""
            from unittest import mock
            import user
            {touched}
            with mock.patch("user.heavy") as fake, mock.patch("user.func") as other:
                fake.func.return_value, other.return_value = "fake", "other"
                seen["during"] = user.use()
            seen["after"] = user.use()
            with mock.patch.dict(vars(user), handle=fake):
                seen["dict"] = user.handle is fake
            seen["again"] = user.use()
            """)

        assert seen == {
            "during": ("fake", "other", "real"),
            "after": ("real", "real", "real"),
            "dict": True,
            "again": ("real", "real", "real"),
        }


def test_patching_an_export(project: Project, front: str) -> None:
    """patch("pkg.func") works on pending and on resolved exports."""
    project.write(MODULES)
    for touched in ("", "pkg.func"):
        project.exports(front, "pkg", attrs={"impl": ["func", "call"]})
        seen = project.see(f"""
            from unittest import mock
            import pkg
            {touched}
            with mock.patch("pkg.func", return_value="mock"):
                seen["during"] = pkg.func(1), pkg.call()
                from pkg import func
                seen["from"] = func(1)
            seen["after"] = pkg.func(1), pkg.func is sys.modules["pkg.impl"].func
            with mock.patch("pkg.func", return_value="again"):
                seen["again"] = pkg.func(1)
            seen["end"] = pkg.func(1), pkg.call(), type(pkg).__name__
            """)

        assert seen == {
            "during": ("mock", "real"),
            "from": "mock",
            "after": ("real", True),
            "again": "again",
            "end": ("real", "real", "module"),
        }


def test_monkeypatch_style_setattr_and_undo(project: Project, front: str) -> None:
    """Saving, setting and restoring by hand gives the export back."""
    project.write(MODULES)
    project.exports(front, "pkg", attrs={"impl": ["func", "call"]})
    seen = project.see("""
        import pkg
        saved = pkg.func
        pkg.func = lambda a: "set"
        seen["set"] = pkg.func(1)
        pkg.func = saved
        seen["back"] = pkg.func(1), pkg.func is sys.modules["pkg.impl"].func
        """)

    assert seen == {"set": "set", "back": ("real", True)}


def test_autospec_has_the_real_signature(project: Project, front: str) -> None:
    """create_autospec of lazy names checks calls as the real objects would."""
    project.write(MODULES)
    project.exports(front, "pkg", attrs={"impl": ["func"]})
    seen = project.see("""
        from unittest import mock
        import pkg, user
        subjects = {
            "handle": lambda: mock.create_autospec(user.handle).func,
            "module": lambda: mock.create_autospec(user.heavy).func,
            "name": lambda: mock.create_autospec(user.func),
            "package": lambda: mock.create_autospec(pkg).func,
            "export": lambda: mock.create_autospec(pkg.func),
        }
        for name, make in subjects.items():
            fake = make()
            fake(1, b=2)
            seen[name] = type(error(fake)).__name__
        with mock.patch("pkg.func", autospec=True) as fake:
            seen["patch"] = type(error(pkg.func)).__name__
        """)
    names = ("handle", "module", "name", "package", "export", "patch")

    assert seen == dict.fromkeys(names, "TypeError")


def test_two_names_of_one_statement_are_patched_apart(project: Project) -> None:
    """A second name bound inside the block has a life of its own."""
    project.write(
        {
            "heavy.py": "VALUE = 1",
            "user.py": """
                import lazyheavy as lazy

                with lazy.imports():
                    import heavy
                    other = heavy

                def seen():
                    return heavy, other
                """,
        }
    )
    seen = project.see("""
        from unittest import mock
        import user
        with mock.patch("user.other", 1):
            seen["patched"] = user.seen()[1], user.heavy.VALUE
        with mock.patch("user.heavy", 2):
            seen["the other"] = user.seen()[0], user.other.VALUE
        seen["after"] = user.heavy.VALUE, user.other.VALUE
        seen["same"] = user.heavy is user.other is sys.modules["heavy"]
        seen["inside"] = user.seen() == (user.heavy, user.heavy)
        seen["plain"] = type(user).__name__, type(user) is type(sys)
    """)

    assert seen == {
        "patched": (1, 1),
        "the other": (2, 1),
        "after": (1, 1),
        "same": True,
        "inside": True,
        "plain": ("module", True),
    }


def test_a_patched_name_is_real_again_when_it_was_used_meanwhile(
    project: Project,
) -> None:
    """Who kept the proxy resolves it while the name is patched: no proxy stays."""
    project.write(
        {
            "heavy.py": "def func(x): return x",
            "user.py": """
                import lazyheavy as lazy

                with lazy.imports():
                    import heavy
                    from heavy import func

                def use(f=func, m=heavy):
                    return f(1), m.func(2)
                """,
        }
    )
    seen = project.see("""
        from unittest import mock
        import user
        with mock.patch("user.func", 5), mock.patch("user.heavy", 6):
            seen["used"] = user.use()
        import heavy
        seen["real"] = user.func is heavy.func, user.heavy is heavy
    """)

    assert seen == {"used": (1, 2), "real": (True, True)}
