"""What is not safe to move stays, and the line that stands against it is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lazyheavy import fixing

if TYPE_CHECKING:
    from tests.fixing.conftest import Module

IMPORT = "import heavy"
NAME = "from heavy import Name"
GAIN = "nothing would be gained"
LAZY = "which a lazy name cannot be before Python 3.15"

#: The statement, what comes after it, and line, reason and advice.
REFUSED = {
    # used while the module is imported
    "base": (NAME, "class C(Name): pass", f"2: {{}}base class; {GAIN}"),
    "base inside": (IMPORT, "class C(L[heavy.X]): pass", f"2: {{}}base class; {GAIN}"),
    "metaclass": (NAME, "class C(metaclass=Name): pass", "2: {}class argument; "),
    "decorator": (IMPORT, "@heavy.deco(1)\ndef f(): pass", f"2: {{}}decorator; {GAIN}"),
    "default": (NAME, "def f(x=Name): pass", "2: {}default of an argument; "),
    "default of lambda": (IMPORT, "f = lambda x=heavy.A: x", "2: {}an attribute of"),
    "call": (NAME, "x = Name(1)\ny = x", "2: {}called; "),
    "attribute": (IMPORT, "kind = heavy.float64", "2: {}an attribute of it is read; "),
    "second name": (IMPORT, "other = heavy", "2: {}passed on, or given another name"),
    "exports": (IMPORT, "__all__ = [*heavy.__all__]", "2: {}an attribute of it is"),
    "condition": (IMPORT, "if heavy.x: y = 1", "2: {}an attribute of it is read"),
    "class body": (IMPORT, "class C:\n    x = heavy.x", "3: {}an attribute of it"),
    "comprehension": (IMPORT, "x = [heavy.x for _ in y]", "2: {}an attribute of it"),
    "annotation": (
        NAME,
        "def f(x: Name): pass",
        "2: {}annotation; write `from __future__ import annotations`",
    ),
    "annotated class": (
        "from heavy import Name  # x",
        "from __future__ import annotations\nclass C(Model):\n    x: list[Name]",
        "4: {}annotation that a decorator or base class may evaluate; ",
    ),
    "quoted": (NAME, "@app.get('/')\ndef f(x: 'Name'): pass", "3: {}annotation that"),
    "function called": (
        IMPORT,
        "def f(): return g()\ndef g(): return heavy.x\nx = f()",
        "3: {}in g(), which is called then; ",
    ),
    "class called": (
        IMPORT,
        "class C:\n    def __init__(self): self.m()\n    def m(self): heavy.x\nx = C()",
        "4: {}in C.m(), which is called then; ",
    ),
    "own decorator": (
        IMPORT,
        "def d(f):\n    heavy.x\n    return f\n@d\ndef f(): pass",
        "3: {}in d(), which is called then; ",
    ),
    "namespace": (
        IMPORT,
        "def f(): heavy.x\n__all__ = [n for n in dir() if n]",
        "3: the module looks through its own namespace while it is imported; ",
    ),
    # bound by something else, too
    "rebound": (IMPORT, "heavy = None\ndef f(): heavy.x", "2: heavy is also assigned"),
    "deleted": (IMPORT, "def f(): heavy.x\ndel heavy", "3: heavy is also deleted"),
    "global": (
        IMPORT,
        "def f():\n    global heavy\n    heavy = heavy.x",
        "4: heavy is also assigned in line 4",
    ),
    "fallback": (
        IMPORT,
        "def f(): heavy.x\ntry: import heavy\nexcept E: pass",
        "3: heavy is also imported in line 3",
    ),
    "sibling": (
        "import heavy.a",
        "import heavy.b\ndef f(): heavy.a, heavy.b",
        "2: heavy is also imported in line 2; make both lazy, or none",
    ),
    # what a lazy class or constant cannot be
    "except": (
        "from heavy.errors import Oops",
        "def f():\n    try: pass\n    except (OSError, Oops): pass",
        (
            f"4: Oops: caught by `except`, {LAZY}; write `import heavy.errors` and "
            "`except heavy.errors.Oops:`"
        ),
    ),
    "except, relative": (
        "from .errors import Oops as Bad",
        "def f():\n    try: pass\n    except Bad: pass",
        (
            f"4: Bad: caught by `except`, {LAZY}; write `from . import errors` and "
            "`except errors.Oops:`"
        ),
    ),
    "raise": (NAME, "def f():\n    raise Name", f"3: Name: raised, {LAZY}; write"),
    "match": (
        NAME,
        "def f(x):\n    match x:\n        case Name(): pass",
        f"4: Name: class of a pattern, {LAZY}; write `import heavy` and `case heavy.",
    ),
    "is": (NAME, "def f(x): return type(x) is Name", "2: Name: compared with `is`"),
    "type": (NAME, "def f(): return type(Name)", "2: Name: asked for its `type()`"),
    "register": (NAME, "def f(): ABC.register(Name)", "2: Name: registered"),
    "constant": (
        "from heavy import LIMIT",
        "def f(): return g(LIMIT)",
        (
            "2: LIMIT is passed on, and may be a constant: before Python 3.15 others "
            "would see a proxy; write `import heavy` and `heavy.LIMIT`"
        ),
    ),
    # imported for its effects
    "unused": (
        IMPORT,
        "x = 1",
        (
            "1: heavy is never used here: it may be imported for its effects; delete "
            "the import, or export the name: heavy as heavy"
        ),
    ),
    "known effect": (
        "import readline",
        "def f(): readline.x",
        "1: importing readline changes how input() reads lines; keep it where it is",
    ),
    "backend": (
        "import matplotlib.backends.backend_agg as agg",
        "def f(): agg.x",
        "1: importing matplotlib.backends.backend_agg chooses a backend; keep",
    ),
    # where it stands
    "star": ("from heavy import *", "", "1: a star import cannot be lazy; name what"),
    "semicolon": ("import heavy; x = 1", "", "1: other statements stand in the same"),
    "future": ("from __future__ import annotations", "", "1: it is for the compiler"),
}
#: Sources in which the statement is not at the top level, and why it stays.
INSIDE = {
    "try": (
        "try:\n    import heavy\nexcept ImportError:\n    heavy = None",
        (
            "1: in a `try`, which would no longer see whether the import fails; import "
            "it outside, and ask `lazy.is_available('heavy')` where it matters"
        ),
    ),
    "if": (
        "if x:\n    import heavy",
        "1: under an `if`; move it out: a lazy import that is not used costs nothing",
    ),
    "function": (
        "def f():\n    if x:\n        import heavy",
        "1: in the function f(), it waits for that already; ",
    ),
    "class": ("class C:\n    import heavy", "1: in the class C; move it to the top"),
    "types": (
        "if typing.TYPE_CHECKING:\n    import heavy",
        "1: for type checkers only: it never runs; ",
    ),
    "not types": (
        "if not TYPE_CHECKING:\n    import heavy",
        "1: under an `if`; move it out",
    ),
    "with": ("with x:\n    import heavy", "1: in a `with`, which may change how"),
}

#: What is used later only, in ways that work.
MOVED = {
    "calls": (NAME, "def f(): return Name(1)"),
    "isinstance": (NAME, "def f(x): return isinstance(x, (int, Name)), x | Name"),
    "local of that name": (IMPORT, "def f(heavy): return heavy\ndef g(): heavy.x"),
    "comprehension": (IMPORT, "x = [heavy for heavy in y]\ndef f(): heavy.x"),
    "lambda": (IMPORT, "f = lambda: heavy.x"),
    "annotation of a local": (NAME, "def f():\n    x: Name = 1\n    return Name()"),
    "decorated": (IMPORT, "@property\ndef f(): return heavy.x"),
    "inner function": (
        IMPORT,
        (
            "def deco(f):\n    def inner(): return heavy.x\n    return inner\n@deco\n"
            "def f(): pass"
        ),
    ),
    "constant of a module": (IMPORT, "def f(): return g(heavy.LIMIT), g(heavy)"),
    "start of a script": (IMPORT, "def main(): heavy.x\nmain()"),
    "quoted": (NAME, "def f(x: 'Name') -> None: ..."),
    "exported": (NAME, "__all__ = ['Name']"),
    "explicit": ("from heavy import Name as Name", ""),
    "exception called": (NAME, "def f():\n    raise Name('x')"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_not_safe_is_refused(
    module: Module, case: tuple[str, str, str]
) -> None:
    """The reason names the line, and what to write instead."""
    statement, rest, expected = case
    source = f"{statement}\n{rest}\n"
    if rest.startswith("from __future__"):
        first, _, rest = rest.partition("\n")
        source = f"{first}\n{statement}\n{rest}\n"
    name = statement.split()[-1] if "#" not in statement else "Name"
    expected = expected.format(f"{name} is used while the module is imported: ")

    assert module.refusal(source, statement).startswith(expected)


@pytest.mark.parametrize("case", INSIDE.values(), ids=INSIDE)
def test_statements_inside_others_stay(module: Module, case: tuple[str, str]) -> None:
    """What stands under something else is not moved; the advice says what to do."""
    source, expected = case

    assert module.refusal(source + "\n", "import heavy").startswith(expected)


@pytest.mark.parametrize("case", MOVED.values(), ids=MOVED)
def test_what_is_used_later_moves(module: Module, case: tuple[str, str]) -> None:
    """No use that works on every Python stands against a move."""
    statement, rest = case

    assert f"    {statement}\n" in module.after(f"{statement}\n{rest}\n", statement)


def test_packages_export_what_they_do_not_use(module: Module) -> None:
    """In an `__init__`, a name from a module is an export; a module is not."""
    source = "from .impl import name\nfrom . import handlers\n"
    made = module.after(source, "from .impl import name", name="pkg/__init__.py")

    assert "    from .impl import name\n" in made
    assert "handlers is never used here" in module.refusal(
        source, "from . import handlers", name="pkg/__init__.py"
    )


def test_siblings_stay_together(module: Module) -> None:
    """Where one of `import a.b`, `import a.c` cannot move, the other does not."""
    source = "import heavy.a\nimport heavy.b; x = 1\ndef f(): heavy.a, heavy.b\n"
    fixed = module.fix(source, "import heavy.a", "import heavy.b; x = 1")

    assert ["refused", "refused"] == [one.state for one in fixed.outcomes]


def test_what_works_in_part_is_noted(module: Module) -> None:
    """A class that is passed on is moved, with a note of where."""
    fixed = module.fix(f"{NAME}\ndef f(): g(Name)\n", NAME)
    (outcome,) = fixed.outcomes

    assert ["moved", 2] == [outcome.state, outcome.notes[0].line]
    assert "`type()` and `is` see a proxy" in outcome.notes[0].message


def test_installed_files_are_refused(module: Module) -> None:
    """Nothing under site-packages, and nothing of Python, is own code."""
    source = f"{IMPORT}\ndef f(): heavy.x\n"
    name = "lib/site-packages/pkg.py"

    assert module.refusal(source, IMPORT, name=name) == (
        "1: the file belongs to an installed package; only own code is changed"
    )
    fixed = fixing.fix(
        [fixing.Place(pytest.__file__, 1), fixing.Place(json.__file__, 1)]
    )

    assert ["refused", "refused"] == [one.state for one in fixed.outcomes]


def test_a_plan_that_is_out_of_date_changes_nothing(module: Module) -> None:
    """What a profile saw is found again by its text, or refused."""
    source = "import os\nimport heavy\nimport other\ndef f(): heavy.x\n"
    path = module.folder / "app.py"
    path.write_text(source, encoding="utf-8")
    places = [
        fixing.Place(str(path), 1, "import heavy"),
        fixing.Place(str(path), 3, "import numpy as np"),
        fixing.Place(str(path), 4),
    ]
    moved, gone, nothing = fixing.fix(places).outcomes

    assert ["moved", 2] == [moved.state, moved.line]
    assert "`import numpy as np` is not there any more" == gone.reasons[0].message
    assert "there is no import statement in this line" == nothing.reasons[0].message
