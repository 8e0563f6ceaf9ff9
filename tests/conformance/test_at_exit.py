"""Lazy names may be pending, touched or failing while the interpreter ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests._support.packages import Project

HEAVY = {"heavy.py": "def close(): return 'closed'\n"}


def test_pending_names_end_silently(project: Project, front: str) -> None:
    """An interpreter that never touched its lazy names exits without a word."""
    project.write({**HEAVY, "pkg/sub.py": ""})
    project.exports(front, "pkg", submodules=("sub",), external={"gone": []})
    complaints = project.complaints("""
        import lazyheavy as lazy
        import pkg
        with lazy.imports():
            import heavy
            from heavy import close
            import gone
        handles = [lazy.load("heavy"), lazy.load("gone")]
        cycle = {"handles": handles, "heavy": vars(pkg)}
        cycle["self"] = cycle
        """)

    assert complaints == ""


def test_destructors_and_exit_hooks_may_touch(project: Project) -> None:
    """Atexit functions load lazy names; destructors at shutdown do not crash."""
    project.write(
        {
            **HEAVY,
            "user.py": """
                import atexit
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                handle = lazy.load("wave")
                class Closer:
                    def __init__(self):
                        self.module, self.handle = handle, handle
                    def __del__(self):
                        try:
                            self.handle.Error
                        except ImportError:
                            pass  # the import system may be gone by now
                closer = Closer()
                atexit.register(lambda: print(heavy.close()))
                """,
        }
    )
    output = project.output("import user")

    assert output == "closed"
    complaints = project.complaints("import user")

    assert complaints == ""


def test_a_forked_child_may_touch_first(project: Project) -> None:
    """After a fork parent and child load their lazy names independently."""
    project.write(
        {
            **HEAVY,
            "user.py": """
                import lazyheavy as lazy
                with lazy.imports():
                    import heavy
                handle = lazy.load("colorsys")
                def use():
                    return heavy.close(), handle.__name__, handle.ONE_THIRD > 0
                """,
        }
    )
    seen = project.see(
        """
        import os, user
        if not hasattr(os, "fork"):
            seen["child"] = 0
        else:
            child = os.fork()
            if child == 0:
                os._exit(0 if user.use() == ("closed", "colorsys", True) else 1)
            seen["child"] = os.waitpid(child, 0)[1]
        seen["parent"] = user.use()
        """,
        timeout=30,
    )

    assert seen == {"child": 0, "parent": ("closed", "colorsys", True)}
