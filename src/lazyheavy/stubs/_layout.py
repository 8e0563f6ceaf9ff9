"""The text of a stub, as ruff and black would leave it. Runs in the child."""

import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._plan import Plan
    from ._source import Binding

    Key = tuple[object, ...]

#: The length of a line above which formatters break it.
_WIDTH = 88


def stub_text(plan: "Plan") -> str:
    """Return the stub: a statement for each name, and `__all__`."""
    groups: dict[int, list[tuple[Key, str]]] = {}
    for name, binding in plan.imports.items():
        group, key, statement = _statement(plan.package, name, binding)
        groups.setdefault(group, []).append((key, statement))
    parts = [
        "\n".join(text for _, text in sorted(set(groups[group])))
        for group in sorted(groups)
    ]
    listed = sorted(set(plan.listed), key=lambda name: (_rank(name), _natural(name)))
    lines = "".join(f'    "{name}",\n' for name in listed)
    parts.append(f"__all__ = [\n{lines}]" if listed else "__all__: list[str] = []")
    if plan.constants:
        parts.append("\n".join(f"{n}: {t}" for n, t in sorted(plan.constants.items())))
    return "\n\n".join(parts) + "\n"


def _statement(package: str, name: str, binding: "Binding") -> "tuple[int, Key, str]":
    """Return the section of an import, its key in there, and its text.

    The order is that of isort: the standard library, others, the package
    itself, whose parents come first; `import` before `from`.
    """
    module, attr = binding.module, binding.attr
    top = package.partition(".")[0]
    if f"{module}.".startswith(f"{top}."):
        if attr is None and "." in module:
            module, _, attr = module.rpartition(".")
        if attr is not None:
            relative = _relative(package, module)
            level = len(relative) - len(relative.lstrip("."))
            place: Key = (-level, _module_key(relative.lstrip(".")), _name_key(attr))
            return 2, (*place, name), _from(relative, attr, name)
    group = 0 if module.partition(".")[0] in sys.stdlib_module_names else 1
    if attr is not None:
        place = (1, _module_key(module), _name_key(attr), name)
        return group, place, _from(module, attr, name)
    text = f"import {module} as {name}"
    if binding.top:
        text = "\n".join(f"import {part}" for part in sorted(module.split()))
    return group, (0, _module_key(module), name), text


def _relative(package: str, module: str) -> str:
    """Return the name of *module* as seen from *package*: ``..core``."""
    base, dots = package, "."
    while not f"{module}.".startswith(f"{base}."):
        base, dots = base.rpartition(".")[0], f"{dots}."
    return dots + module[len(base) + 1 :]


def _from(module: str, attr: str, name: str) -> str:
    line = f"from {module} import {attr} as {name}"
    if len(line) <= _WIDTH:
        return line
    return f"from {module} import (\n    {attr} as {name},\n)"


def _natural(text: str) -> "Key":
    """Return a key that puts `part2` before `part10`."""
    parts = re.split(r"(\d+)", text)
    return tuple((int(p), p) if i % 2 else (-1, p) for i, p in enumerate(parts))


def _module_key(module: str) -> "Key":
    return _natural(module.lower()), _natural(module)


def _name_key(name: str) -> "Key":
    return _rank(name), _natural(name.lower()), _natural(name)


def _rank(name: str) -> int:
    """Put constants first, then classes, then the rest."""
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2
