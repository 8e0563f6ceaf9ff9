"""What can be measured: one child program a probe, ours and those of the peers."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks._children import HERE, ChildError, Sample

if TYPE_CHECKING:
    from typing import Final

    from benchmarks._children import Workplace

#: What each peer is called where it is installed from, by its import name.
DISTRIBUTIONS: Final = {
    "altair": "altair",
    "lazy_imports": "lazy-imports",
    "lazy_loader": "lazy-loader",
    "matplotlib": "matplotlib",
    "py_mini_racer": "mini-racer",
    "resvg_py": "resvg-py",
    "vl_convert": "vl-convert-python",
    "wrapt": "wrapt",
}


@dataclass(frozen=True)
class Probe:
    """One child program.

    Attributes:
        who: Whose figure it is; a peer is called by its import name.
        arguments: What follows the interpreter on the command line. A first
            word that ends in ``.py`` is a file of `programs`.
        needs: Modules that have to be installed beside it.
        whole: Whether the figure is that of the whole process, not what the
            program reports of a part of it.
    """

    who: str
    arguments: tuple[str, ...]
    needs: tuple[str, ...] = ()
    whole: bool = False

    def missing(self) -> str | None:
        """Name the distribution that has to be installed first, if any."""
        for module in (self.who, *self.needs):
            if module in DISTRIBUTIONS and find_spec(module) is None:
                return DISTRIBUTIONS[module]
        return None

    def run(self, workplace: Workplace) -> Sample:
        """Measure once, in a fresh process.

        Raises:
            ChildError: The program failed, or reported nothing.
        """
        first, *rest = self.arguments
        if first.endswith(".py"):
            first = str(HERE / "programs" / first)
        sample, printed = workplace.run([first, *rest], with_packages=not self.whole)
        if self.whole:
            return sample
        try:
            cpu, wall = map(float, printed.split())
        except ValueError:
            message = f"{self.arguments!r} reported {printed!r}"
            raise ChildError(message) from None
        return Sample(cpu, wall)


def importing(module: str) -> Probe:
    """Return the process that imports one module, and nothing if it is ``""``."""
    code = f"import {module}" if module else "pass"
    return Probe(module or "bare interpreter", ("-c", code), whole=True)


def import_statement(module: str) -> Probe:
    """Return the import of one module, without the start of the interpreter."""
    return Probe(module, ("importing.py", module))


def declaring(names: int, how: str, who: str = "lazyheavy") -> Probe:
    """Return the import of a package of so many lazy names, and of the library."""
    return Probe(who, ("declare.py", f"declare{names}_{how}"))


def declaring_more(names: int, how: str, who: str = "lazyheavy") -> Probe:
    """Return the same where a smaller package has used the library before."""
    return Probe(who, ("declare.py", f"declare{names}_{how}", f"declare10_{how}"))


def loading(who: str) -> Probe:
    """Return the making of a thousand handles."""
    return Probe(who, ("load.py", who))


def reading(holder: str, who: str = "lazyheavy") -> Probe:
    """Return the steady state of a name that was declared in this way."""
    return Probe(who, ("steady.py", f"hold_{holder}"))


def reading_export(exporter: str, who: str = "lazyheavy") -> Probe:
    """Return the steady state of ``package.NAME``, exported in this way."""
    return Probe(who, ("steady.py", f"reads_{exporter}"))


def touching(how: str, what: str, who: str = "lazyheavy") -> Probe:
    """Return the first touch of 300 modules: the touch alone, or "declared"."""
    library = who if who in {"lazyheavy", "lazy_loader"} else "sys"
    return Probe(who, ("touch.py", f"touch_{how}", library, what))


def starting(library: str, who: str) -> Probe:
    """Return the start of a JavaScript engine, up to its first answer."""
    return Probe(who, ("engine.py", library), ("py_mini_racer",))


#: What each library needs to draw; ours rasterises with resvg.
_DRAWING: Final = {
    "lazyheavy": ("py_mini_racer", "resvg_py"),
    "vl_convert": (),
    "matplotlib": (),
    "altair": ("vl_convert",),
}


def spec(name: str) -> str:
    """Return the path of a specification."""
    return str(HERE / "specs" / f"{name}.json")


def first_chart(library: str, name: str = "bar.vl", suffix: str = "svg") -> Probe:
    """Return the process that draws one chart into a file."""
    return Probe(
        library,
        ("first_chart.py", library, spec(name), f"chart.{suffix}"),
        _DRAWING[library],
        whole=True,
    )


def warm_chart(library: str, name: str = "bar.vl", suffix: str = "svg") -> Probe:
    """Return the same chart drawn again and again in one process."""
    return Probe(
        library, ("warm_chart.py", library, spec(name), suffix), _DRAWING[library]
    )
