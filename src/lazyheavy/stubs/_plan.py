"""What the stub of a package has to say. Runs in the child."""

from ._reasons import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import final

    from ._offer import Offer
    from ._source import Binding
else:

    def final(kind):  # noqa: ANN001, ANN202 - see the line above
        return kind


#: Types that a stub can name without an import, and that have no parameters.
_PLAIN = (bool, bytes, complex, float, int, str)

#: Names of a module that a stub does not declare: every module has them, or
#: the import system asks for them.
_SPECIAL = frozenset(
    {"__all__", "__dir__", "__doc__", "__file__", "__getattr__", "__name__"}
    | {"__package__", "__path__", "__spec__"}
)


@final
class Plan:
    """The contents of a stub.

    Attributes:
        package: The package it is for.
        imports: What it imports, by name.
        constants: The type of what it declares, by name.
        listed: What its `__all__` lists.
        defined: What keeps it from being made: names of the package's own.
        problems: What keeps it from being made.
    """

    __slots__ = ("constants", "defined", "imports", "listed", "package", "problems")

    def __init__(self, offer: "Offer") -> None:
        self.package = offer.package
        self.imports: dict[str, Binding] = {}
        self.constants: dict[str, str] = {}
        self.problems: list[str] = []
        self.defined: list[str] = []
        public = offer.public()
        self.listed = public if offer.listed is None else offer.listed
        for name in sorted({*public, *offer.attached, *self.listed}):
            self._add(offer, name)
        for name in sorted(offer.source.names):
            if name.startswith("__") and name.endswith("__") and name not in _SPECIAL:
                self._add(offer, name, needed=False)
        if self.defined:
            self.problems.append(
                f"its __init__.py defines {', '.join(self.defined)}: a stub would have "
                "to repeat that; move it into a module of the package and import it "
                "from there, or give it a leading underscore"
            )

    def _add(self, offer: "Offer", name: str, *, needed: bool = True) -> None:
        if not name.isidentifier():
            self.problems.append(f"{name!r} is not a name that can be imported")
            return
        try:
            origin = offer.origin(name)
            if origin is not None and origin.module:
                if needed or origin.is_of(self.package):
                    self.imports[name] = origin
                return
            kind = type(getattr(offer.module, name))
        except Exception as error:  # noqa: BLE001 - whatever the package raises
            if needed:
                self.problems.append(f"{name!r} does not resolve: {reason_of(error)}")
            return
        if kind in _PLAIN:
            self.constants[name] = kind.__name__
        elif not needed:
            return
        elif origin is None:
            self.problems.append(f"{name!r} comes from no module that can be found")
        else:
            self.defined.append(f"{name!r} (line {origin.line})")
