"""A lazily imported class is the class wherever Python lets an object be one."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests._support.packages import Project

NATIVE = sys.version_info >= (3, 15)

TARGET = """
    import abc, enum
    class Thing:
        registry = []
        def __init_subclass__(cls, **options):
            Thing.registry.append((cls.__name__, options))
        def hello(self):
            return "hello"
    class Child(Thing):
        pass
    class Abstract(abc.ABC):
        @abc.abstractmethod
        def run(self): ...
    class Error(Exception):
        pass
    class Colour(enum.Enum):
        RED = 1
    class Box(list):
        def __class_getitem__(cls, item):
            return ("box", item)
    """
USER = """
    import lazyheavy as lazy
    with lazy.imports():
        import target
        from target import Abstract, Box, Child, Colour, Error, Thing
    leaked = {"Thing": Thing, "Error": Error, "Child": Child, "Colour": Colour}
    """


def check(project: Project, body: str) -> dict[str, object]:
    """Return what *body*, the rest of module ``user``, puts into its ``seen``."""
    source = textwrap.dedent(USER) + "seen = {}\n" + textwrap.dedent(body)
    project.write({"target.py": TARGET, "user.py": source})
    return project.see("import user\nseen = user.seen")


def test_isinstance_and_issubclass(project: Project) -> None:
    """Type checks against a lazy class, alone or in a tuple, are right."""
    seen = check(
        project,
        """
        import target as real
        thing, child = real.Thing(), real.Child()
        Thing = leaked["Thing"]
        seen["instance"] = [
            isinstance(thing, Thing),
            isinstance(child, Thing),
            isinstance(1, Thing),
            isinstance(child, (int, leaked["Child"])),
            issubclass(real.Child, Thing),
            issubclass(int, Thing),
            issubclass(real.Child, (str, leaked["Child"])),
        ]
        class Concrete(Abstract):
            def run(self):
                return "ran"
        seen["abstract"] = isinstance(Concrete(), Abstract), Concrete().run()
        try:
            Abstract()
        except TypeError:
            seen["refused"] = True
        """,
    )

    assert seen == {
        "instance": [True, True, False, True, True, False, True],
        "abstract": (True, "ran"),
        "refused": True,
    }


def test_subclassing(project: Project) -> None:
    """A class statement takes a lazy class as base, with options and mixins."""
    seen = check(
        project,
        """
        class Mixin:
            pass
        class Sub(Mixin, leaked["Thing"], option=1):
            def hello(self):
                return super().hello() + "!"
        class Direct(Thing):
            pass
        import target as real
        seen["bases"] = Sub.__bases__ == (Mixin, real.Thing)
        seen["mro"] = Sub.__mro__ == (Sub, Mixin, real.Thing, object)
        seen["direct"] = Direct.__bases__ == (real.Thing,), Direct().hello()
        seen["use"] = Sub().hello(), isinstance(Sub(), leaked["Thing"])
        seen["hook"] = real.Thing.registry[1:]
        """,
    )

    assert seen == {
        "bases": True,
        "mro": True,
        "direct": (True, "hello"),
        "use": ("hello!", True),
        "hook": [("Sub", {"option": 1}), ("Direct", {})],
    }


def test_identity_like_comparison(project: Project) -> None:
    """A lazy class equals the real one, hashes like it and can be a key."""
    seen = check(
        project,
        """
        import target as real
        Thing = leaked["Thing"]
        seen["equal"] = Thing == real.Thing, real.Thing == Thing, Thing != real.Child
        seen["hash"] = hash(Thing) == hash(real.Thing)
        seen["key"] = {real.Thing: "found"}[Thing], {Thing: "found"}[real.Thing]
        seen["set"] = real.Thing in {Thing}, len({Thing, real.Thing})
        """,
    )

    assert seen == {
        "equal": (True, True, True),
        "hash": True,
        "key": ("found", "found"),
        "set": (True, 1),
    }


def test_unions_and_generics(project: Project) -> None:
    """``|``, subscription and typing's forms take a lazy class."""
    seen = check(
        project,
        """
        import typing
        import target as real
        Thing = leaked["Thing"]
        seen["union"] = [
            (Thing | None) == (real.Thing | None),
            (int | Thing) == (int | real.Thing),
            isinstance(real.Thing(), Thing | None),
            isinstance("", Thing | None),
        ]
        seen["item"] = Box[int] == ("box", int)
        seen["typing"] = typing.List[Thing].__args__[0] == real.Thing
        seen["builtin"] = list[Thing].__args__[0] == real.Thing
        def annotated(a: Thing, b: "Child") -> "list[Child]": ...
        hints = typing.get_type_hints(annotated)
        seen["hints"] = hints["a"] == real.Thing, hints["b"] == real.Child
        """,
    )

    assert seen == {
        "union": [True, True, True, False],
        "item": True,
        "typing": True,
        "builtin": True,
        "hints": (True, True),
    }


def test_exceptions(project: Project) -> None:
    """A lazy exception can be made and raised; its module's name can be caught."""
    seen = check(
        project,
        """
        try:
            raise leaked["Error"]("made")
        except target.Error as error:
            seen["caught"] = str(error), isinstance(error, leaked["Error"])
        try:
            raise ValueError("outer") from Error("cause")
        except (KeyError, ValueError) as error:
            seen["cause"] = str(error.__cause__)
        """,
    )

    assert seen == {"caught": ("made", True), "cause": "cause"}


def test_attributes_members_and_introspection(project: Project) -> None:
    """Names, methods, enum members and inspect's answers are the class's own."""
    seen = check(
        project,
        """
        import inspect
        Thing, Colour = leaked["Thing"], leaked["Colour"]
        seen["names"] = Thing.__name__, Thing.__module__, Thing.__qualname__
        seen["method"] = Thing.hello(None), Thing().hello()
        seen["enum"] = Colour.RED.value, Colour(1) is Colour.RED, Colour["RED"].name
        seen["listed"] = [member.name for member in Colour], len(Colour)
        seen["contains"] = Colour.RED in Colour
        seen["signature"] = str(inspect.signature(Child))
        seen["doc"] = Thing.__doc__
        Thing.extra = 1
        seen["set"] = target.Thing.extra
        """,
    )

    assert seen == {
        "names": ("Thing", "target", "Thing"),
        "method": ("hello", "hello"),
        "enum": (1, True, "RED"),
        "listed": (["RED"], 1),
        "contains": True,
        "signature": "()",
        "doc": None,
        "set": 1,
    }


def test_instances_pickle_as_those_of_the_class(project: Project) -> None:
    """Instances made through a lazy class pickle, copy and compare as ever."""
    seen = check(
        project,
        """
        import copy, pickle
        thing = leaked["Thing"]()
        import target as real
        twin = pickle.loads(pickle.dumps(thing))
        seen["type"] = type(twin) is real.Thing is type(copy.deepcopy(thing))
        seen["class"] = pickle.loads(pickle.dumps(leaked["Thing"])) == real.Thing
        """,
    )

    assert seen == {"type": True, "class": True}


def test_functions_dispatch_on_lazy_classes(project: Project) -> None:
    """singledispatch, dataclass fields and functools take lazy objects."""
    seen = check(
        project,
        """
        import dataclasses, functools
        @functools.singledispatch
        def kind(value):
            return "other"
        @kind.register(target.Thing)
        def _(value):
            return "thing"
        @dataclasses.dataclass
        class Record:
            thing: Thing
            maker: object = dataclasses.field(default_factory=leaked["Thing"])
        record = Record(Thing())
        seen["kind"] = kind(record.thing), kind(record.maker), kind(1)
        seen["total"] = functools.reduce(lambda a, b: a, [Child(), 1]).hello()
        """,
    )

    assert seen == {"kind": ("thing", "thing", "other"), "total": "hello"}


@pytest.mark.parametrize("order", ["module", "name"])
def test_the_two_ways_to_a_class_meet(project: Project, order: str) -> None:
    """A class through its lazy module and by its lazy name is one class."""
    statements = {
        "module": ["seen['a'] = target.Thing", "seen['b'] = Thing"],
        "name": ["seen['b'] = Thing", "Thing.registry", "seen['a'] = target.Thing"],
    }[order]
    body = "\n".join(statements)
    seen = check(
        project, body + "\nseen = {'same': seen['a'] == seen['b'] == target.Thing}"
    )

    assert seen == {"same": True}


@pytest.mark.skipif(not NATIVE, reason="needs the interpreter's own lazy imports")
def test_bare_exceptions_and_patterns_work_on_native(project: Project) -> None:
    """On 3.15 a lazy name in ``except``, ``raise`` and ``case`` is the class."""
    seen = check(
        project,
        """
        def use():
            try:
                raise Error
            except Error as error:
                caught = type(error).__name__
            match Child():
                case Thing():
                    return caught, "thing"
        seen["use"] = use()
        """,
    )

    assert seen == {"use": ("Error", "thing")}
