"""What a package exports, packed: a table of a hundred names is read at once.

One text a name, which is taken apart when somebody uses the name. Shared by
`_exports` and `_stubs`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import final
else:

    def final(kind):
        return kind


@final
class Exports:
    """Collects the exports of one package.

    Attributes:
        rows: What each export stands for, packed; see `unpack()`.
        shadowing: Those that have the name of the submodule they come from.
    """

    __slots__ = ("package", "rows", "shadowing")

    def __init__(self, package: str) -> None:
        self.package = package
        self.rows: dict[str, str] = {}
        self.shadowing: list[str] = []

    def add_names(self, module: str, items: "Iterable[str]") -> None:
        """Add names of a module of the package: `add()` for many, and faster.

        Raises:
            ValueError: As by `add()`, or something is not a name.
        """
        _check_module(module)
        rows = self.rows
        # Who is called like the submodule that it comes from.
        head = module[len(self.package) + 1 :].partition(".")[0]
        for item in items:
            if not item.isidentifier() or item == head or item in rows:
                attr, name = split(item)
                self.add(name, module, attr, is_plain=name == attr)
            else:
                rows[item] = f"{module} {item} p"

    def add(
        self,
        name: str,
        module: str,
        attr: "str | None",
        *,
        is_plain: bool = False,
        is_top: bool = False,
    ) -> None:
        """Add an export.

        Args:
            name: What it is called.
            module: The module it is, or comes from, by its absolute name.
            attr: What it is called there, or None for the module itself.
            is_plain: Whether `lazy_loader` can look it up: it is in the
                package, and not renamed.
            is_top: Whether it is the `a` of ``import a.b``.

        Raises:
            ValueError: The package exports something else of that name.
        """
        _check_module(module)
        flag = "p" if is_plain else "t" if is_top else ""
        row = f"{module} {attr or ''} {flag}"
        former = self.rows.setdefault(name, row)
        if former is row:
            if attr and f"{module}.".startswith(f"{self.package}.{name}."):
                self.shadowing.append(name)
            return
        modules, former_attr, _, former_is_top = unpack(former)
        if is_top and former_is_top:
            # `import xml.dom` beside `import xml.sax`: one name, two submodules.
            both = ",".join(dict.fromkeys((*modules, module)))
            self.rows[name] = f"{both}  t"
        elif (modules, former_attr) != ([module], attr):
            ours = f"{modules[0]}.{former_attr}" if former_attr else modules[0]
            theirs = f"{module}.{attr}" if attr else module
            message = (
                f"{self.package!r} exports two things named {name!r}: "
                f"{ours} and {theirs}"
            )
            raise ValueError(message)


def _check_module(name: str) -> None:
    """Refuse what is no name of a module."""
    if not all(map(str.isidentifier, name.split("."))):
        message = f"{name!r} is not the name of a module"
        raise ValueError(message)


def unpack(row: str) -> "tuple[list[str], str | None, bool, bool]":
    """Return the modules of an export, its attribute, `is_plain` and `is_top`.

    There is more than one module where `a` is the name of several ``import a.b``.
    """
    modules, attr, flag = row.split(" ")
    return modules.split(","), attr or None, flag == "p", flag == "t"


def refuse_text(items: "object", what: str) -> None:
    """Refuse a text where names are wanted: it would be read letter by letter."""
    if isinstance(items, (str, bytes)):
        message = f"{what} must be a list of names, not {items!r}: write [{items!r}]"
        raise TypeError(message)


def split(item: str) -> "tuple[str, str]":
    """Split ``"name as alias"``; the alias of a plain name is itself."""
    name, _, alias = item.partition(" as ")
    name = name.strip()
    alias = alias.strip() or name
    plain = alias.replace(".", "_") if alias == name else alias
    if not plain.isidentifier() or not all(map(str.isidentifier, name.split("."))):
        message = f"{item!r} is not a name, nor 'name as alias'"
        raise ValueError(message)
    return name, alias
