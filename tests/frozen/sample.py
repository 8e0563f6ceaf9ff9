"""An application whose modules are named in strings and stubs for the most part."""

from __future__ import annotations

#: Sources of the application, by path. ``main.py`` prints what it saw.
FILES = {
    "main.py": """
        import importlib.util
        import sys
        import lazyheavy as lazy
        import app, theirs

        handle = lazy.load("only_in_a_string.deep")
        missing = lazy.load("nowhere", hint="mend it")

        def error(call):
            try:
                call()
            except Exception as raised:
                return type(raised).__name__, "mend it" in str(raised)

        names = ("app.impl", "app.tools", "only_in_a_string.deep", "theirs.part")
        seen = {"lazy": [name for name in names if name in sys.modules]}
        seen["imports"] = app.handwritten(), app.colorsys.__name__
        seen["attach"] = app.tools.func(), app.tools.renamed(), app.tools.sub.VALUE
        seen["external"] = app.tools.deep.VALUE
        seen["stub"] = app.stubbed.func(), app.stubbed.sub.VALUE
        seen["stub in a stub"] = app.stubbed.inner.leaf()
        seen["load"] = handle.VALUE
        seen["require"] = app.checked()
        seen["lazy_loader"] = theirs.part.VALUE
        seen["missing"] = error(lambda: missing.x)
        seen["dir"] = sorted(set(dir(app.stubbed)) & {"func", "inner", "sub"})
        seen["frozen"] = getattr(sys, "frozen", False)
        seen["charts"] = importlib.util.find_spec("lazyheavy.charts") is not None
        print(repr(seen))
        """,
    "app/__init__.py": """
        import lazyheavy as lazy
        with lazy.imports():
            import colorsys
            from . import stubbed, tools
            from ._handwritten import work as handwritten
        with lazy.imports(require="lazy-loader>=0.4"):
            import lazy_loader
        def checked():
            return lazy_loader.attach.__name__
        """,
    "app/_handwritten.py": "def work(): return 'worked'\n",
    "app/tools/__init__.py": """
        from lazyheavy import attach
        MODULES = ["sub"]
        __getattr__, __dir__, __all__ = attach(
            __name__,
            MODULES,
            submod_attrs={"impl": ["func", "func as renamed"]},
            external={"only_in_a_string.outer": ["deep"]},
        )
        """,
    "app/tools/impl.py": "def func(): return 'func'\n",
    "app/tools/sub.py": "VALUE = 'sub'\n",
    "app/stubbed/__init__.py": """
        import lazyheavy as lazy
        __getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
        """,
    "app/stubbed/__init__.pyi": """
        from . import inner, sub
        from .impl import func
        """,
    "app/stubbed/impl.py": "def func(): return 'stubbed'\n",
    "app/stubbed/sub.py": "VALUE = 'stubbed sub'\n",
    "app/stubbed/inner/__init__.py": """
        import lazyheavy
        __getattr__, __dir__, __all__ = lazyheavy.attach_stub(__name__, __file__)
        """,
    "app/stubbed/inner/__init__.pyi": "from ._leaf import leaf as leaf\n",
    "app/stubbed/inner/_leaf.py": "def leaf(): return 'leaf'\n",
    "only_in_a_string/__init__.py": "",
    "only_in_a_string/deep.py": "VALUE = 'deep'\n",
    "only_in_a_string/outer/__init__.py": "",
    "only_in_a_string/outer/deep.py": "VALUE = 'outer deep'\n",
    "theirs/__init__.py": """
        import lazy_loader as lazy
        __getattr__, __dir__, __all__ = lazy.attach(__name__, ["part"])
        """,
    "theirs/part.py": "VALUE = 'theirs'\n",
}

#: What ``main.py`` prints, but for "frozen" and "charts".
SEEN = {
    "lazy": [],
    "imports": ("worked", "colorsys"),
    "attach": ("func", "func", "sub"),
    "external": "outer deep",
    "stub": ("stubbed", "stubbed sub"),
    "stub in a stub": "leaf",
    "load": "deep",
    "require": "attach",
    "lazy_loader": "theirs",
    "missing": ("MissingDependencyError", True),
    "dir": ["func", "inner", "sub"],
}
