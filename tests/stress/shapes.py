"""The shapes of the stress recipe: each runs threads over freshly written modules.

Run by `run.py` in a child: ``shapes.py SHAPE SEED FOLDER``. Ends with a non-zero
exit code and a line for each rule that was broken:

- every module body runs exactly once (once more for each reload or failure);
- nobody sees a module whose body has not ended, but for the thread that runs it
  and import cycles, which CPython lets through to avoid deadlock;
- everybody gets the same objects, and no thread waits for ever.
"""

from __future__ import annotations

import faulthandler
import importlib
import random
import sys
import threading
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds after which a child is taken for deadlocked, and shows its threads.
PATIENCE = 25
THREADS = 8
NATIVE = sys.version_info >= (3, 15)

#: How often each body ran. A lock makes the count exact without the GIL, too.
COUNTER = """
import random, threading, time
runs = {}
lock = threading.Lock()
def enter(name):
    with lock:
        runs[name] = runs.get(name, 0) + 1
        return runs[name]
def dawdle():
    for _ in range(random.randrange(4)):
        time.sleep(random.choice((0, 0, 1e-5, 1e-4)))
"""
BODY = """
import counter
RUN = counter.enter(__name__)
EARLY = __name__
{inside}
counter.dawdle()
def func(): return EARLY
DONE = True
"""
EXPORTS = {
    "imports": "with lazy.imports():\n    from . import sub\n"
    "    from .mod import func\n    from .same import func as other\n",
    "attach": "__getattr__, __dir__, __all__ = lazy.attach(__name__, ['sub'], "
    "{'mod': ['func'], 'same': ['func as other']})\n",
    "attach_stub": "__getattr__, __dir__, __all__ = "
    "lazy.attach_stub(__name__, __file__)\n",
}
STUB = "from . import sub\nfrom .mod import func\nfrom .same import func as other\n"


class Bench:
    """One run: a folder of modules, threads, and what went wrong."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.folder = folder
        self.rng = rng
        self.problems: list[str] = []
        self.write("counter", COUNTER)

    def write(self, module: str, source: str) -> None:
        """Write the source of a module."""
        path = self.folder / (module + ("" if module.endswith(".pyi") else ".py"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)

    def body(self, module: str, inside: str = "") -> None:
        """Write a module that counts its runs."""
        self.write(module, BODY.format(inside=inside))

    def holder(self, names: str, module: str = "holder") -> str:
        """Write a module that declares *names* in a random way; return which."""
        front = self.rng.choice(("load", "imports"))
        handles = "".join(f"{n} = lazy.load({n!r})\n" for n in names.split())
        block = "with lazy.imports():\n    import " + ", ".join(names.split()) + "\n"
        self.write(
            module,
            "import lazyheavy as lazy\n" + (handles if front == "load" else block),
        )
        return front

    def in_cycle(self, statement: str, front: str) -> str:
        """Wrap a touch that may come while the same name is being resolved."""
        # CPython 3.15 calls it a cycle when its own lazy import needs itself.
        error = "ImportError" if front == "imports" and NATIVE else "()"
        return f"try:\n    {statement}\nexcept {error}:\n    pass"

    def expect(self, fine: object, message: str) -> None:
        """Note *message* if a rule was broken."""
        if not fine:
            self.problems.append(message)

    def together(self, *calls: Callable[[], object]) -> list[object]:
        """Run *calls* in threads that start at once; return their results."""
        barrier = threading.Barrier(len(calls))
        results: list[object] = [None] * len(calls)

        def run(index: int, call: Callable[[], object]) -> None:
            barrier.wait()
            try:
                results[index] = call()
            except BaseException:  # noqa: BLE001 - every failure is the result
                self.problems.append(traceback.format_exc())

        threads = [
            threading.Thread(target=run, args=item, daemon=True)
            for item in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def ran(self, **expected: int) -> None:
        """Compare how often bodies ran."""
        runs = importlib.import_module("counter").runs
        actual = {name: runs.get(name, 0) for name in expected}
        self.expect(actual == expected, f"bodies ran {actual}, not {expected}")


def _whole(module: Any) -> object:
    """Touch *module* and insist that it is loaded whole."""
    if module.DONE is not True:  # raises AttributeError on half a module
        raise AssertionError(module)
    return module.func


def one_name(bench: Bench) -> None:
    """All threads touch the same pending name first."""
    bench.body("x")
    bench.holder("x")
    holder = importlib.import_module("holder")
    got = bench.together(*[lambda: _whole(holder.x)] * THREADS)
    bench.expect(len(set(map(id, got))) == 1, "threads got different objects")
    bench.ran(x=1)


def two_names(bench: Bench) -> None:
    """Two modules touch each other's lazy name while they are imported."""
    front = bench.holder("x y")
    for me, other in ("xy", "yx"):
        touch = bench.in_cycle(f"holder.{other}.EARLY", front)
        bench.body(me, f"counter.dawdle()\nimport holder\n{touch}")
    holder = importlib.import_module("holder")
    calls: list[Callable[[], object]] = [
        lambda: holder.x.EARLY,
        lambda: holder.y.EARLY,
        lambda: importlib.import_module("x").EARLY,
        lambda: importlib.import_module("y").EARLY,
    ] * 2
    bench.together(*bench.rng.sample(calls, bench.rng.randint(2, len(calls))))
    holder.x.DONE, holder.y.DONE  # noqa: B018 - both bodies have ended
    bench.ran(x=1, y=1)


def one_shared_name(bench: Bench) -> None:
    """The body of x touches lazy y, the body of y imports x."""
    touch = bench.in_cycle("holder.y.EARLY", bench.holder("y"))
    bench.body("x", f"counter.dawdle()\nimport holder\n{touch}")
    bench.body("y", "counter.dawdle()\nimport x\nx.EARLY")
    holder = importlib.import_module("holder")
    bench.together(
        lambda: importlib.import_module("x").EARLY,
        *[lambda: holder.y.EARLY] * bench.rng.randint(1, 5),
    )
    bench.ran(x=1, y=1)


def touches_itself(bench: Bench) -> None:
    """A module uses its own lazy name while it is imported; others wait."""
    touch = bench.in_cycle("assert holder.x.EARLY == 'x'", bench.holder("x"))
    bench.body("x", f"import holder\n{touch}\ncounter.dawdle()")
    holder = importlib.import_module("holder")
    bench.together(*[lambda: _whole(holder.x)] * THREADS)
    bench.ran(x=1)


def many_declare(bench: Bench) -> None:
    """Threads declare at once, in modules of their own, the same targets."""
    names = [f"t{index}" for index in range(6)]
    for name in names:
        bench.body(name)
    for index in range(THREADS):
        bench.holder(" ".join(names), f"holder{index}")

    def use(index: int) -> None:
        holder = importlib.import_module(f"holder{index}")
        for name in random.sample(names, len(names)):
            _whole(getattr(holder, name))

    bench.together(*[partial(use, index) for index in range(THREADS)])
    bench.ran(**dict.fromkeys(names, 1))


def blocks_beside_imports(bench: Bench) -> None:
    """While blocks are open in some threads, imports of others are ordinary."""
    for index in range(20):
        bench.body(f"t{index}")
        bench.write(
            f"plain{index}",
            f"from t{index} import DONE, func\nimport t{index} as whole\n"
            "assert type(whole) is type(__import__('sys')), type(whole)\n"
            "assert DONE is True and type(func).__name__ == 'function'\n",
        )
        bench.write(
            f"block{index}",
            "import lazyheavy as lazy, counter\nwith lazy.imports():\n"
            f"    counter.dawdle()\n    import t{index}\n    counter.dawdle()\n"
            f"    from t{index} import func\n",
        )

    def declare() -> None:
        for index in range(20):
            block = importlib.import_module(f"block{index}")
            assert block.func() == f"t{index}"

    def plainly() -> None:
        for index in reversed(range(20)):
            importlib.import_module(f"plain{index}")

    bench.together(declare, plainly, declare, plainly)
    hook = sys.modules["builtins"].__import__
    bench.expect(type(hook).__name__ != "function", f"__import__ stayed {hook}")
    bench.ran(**{f"t{index}": 1 for index in range(20)})


def fails_then_works(bench: Bench) -> None:
    """A failing import is tried again, by whoever comes next."""
    times = bench.rng.randint(1, 6)
    kind = bench.rng.choice(("ImportError", "ValueError", "AttributeError"))
    bench.body(
        "x", f"if RUN <= {times}:\n    counter.dawdle()\n    raise {kind}('on purpose')"
    )
    bench.holder("x")
    holder = importlib.import_module("holder")

    def insist() -> object:
        for _ in range(1000):
            try:
                return _whole(holder.x)
            except Exception as error:  # noqa: PERF203
                if "on purpose" not in str(error):
                    raise
        message = "it never worked"
        raise AssertionError(message)

    got = bench.together(*[insist] * THREADS)
    bench.expect(len(set(map(id, got))) == 1, "threads got different objects")
    bench.ran(x=times + 1)


def exports(bench: Bench) -> None:
    """The exports of a package, touched by all threads in every order."""
    front = bench.rng.choice(sorted(EXPORTS))
    for name in ("mod", "sub", "same"):
        bench.body(f"pkg/{name}")
    bench.write("pkg/__init__", "import lazyheavy as lazy\n" + EXPORTS[front])
    bench.write("pkg/__init__.pyi", STUB)

    def use(order: list[str]) -> object:
        package = importlib.import_module("pkg")
        found = {name: getattr(package, name) for name in order}
        if not (found["func"]() == "pkg.mod" and found["other"]() == "pkg.same"):
            raise AssertionError(found)
        return _whole(found["sub"])

    names = ["func", "sub", "other"]
    orders = [bench.rng.sample(names, 3) for _ in range(THREADS)]
    bench.together(*[partial(use, order) for order in orders])
    package = importlib.import_module("pkg")
    bench.expect(
        type(package).__name__ == "module" and "__getattr__" not in vars(package),
        f"{front}: the package is still {type(package)} {sorted(vars(package))}",
    )
    bench.ran(**{"pkg.mod": 1, "pkg.sub": 1, "pkg.same": 1})


def reloads(bench: Bench) -> None:
    """The target is reloaded while other threads use it."""
    bench.body("x")
    bench.holder("x")
    holder = importlib.import_module("holder")
    times = bench.rng.randint(1, 10)

    def read() -> None:
        for _ in range(300):
            _whole(holder.x)

    def reload() -> None:
        for _ in range(times):
            importlib.reload(importlib.import_module("x"))

    bench.together(reload, *[read] * 5)
    bench.ran(x=times + 1)


def holder_reloads(bench: Bench) -> None:
    """The declaring module is reloaded while other threads use its names."""
    bench.body("x")
    bench.body("y")
    bench.holder("x y")
    holder = importlib.import_module("holder")

    def read() -> None:
        for _ in range(200):
            _whole(holder.x)
            _whole(holder.y)

    def reload() -> None:
        for _ in range(10):
            importlib.reload(holder)

    bench.together(reload, *[read] * 5)
    bench.ran(x=1, y=1)


SHAPES: dict[str, Callable[[Bench], None]] = {
    shape.__name__: shape
    for shape in (
        one_name,
        two_names,
        one_shared_name,
        touches_itself,
        many_declare,
        blocks_beside_imports,
        fails_then_works,
        exports,
        reloads,
        holder_reloads,
    )
}


def main(shape: str, seed: str, folder: str) -> int:
    """Run one shape once; return the exit code."""
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    rng = random.Random(int(seed))  # noqa: S311 - the point is chance
    random.seed(int(seed))
    sys.setswitchinterval(rng.choice((1e-6, 1e-5, 1e-4, 5e-3)))
    sys.dont_write_bytecode = rng.random() < 0.5
    sys.path.insert(0, folder)
    bench = Bench(Path(folder), rng)
    SHAPES[shape](bench)
    for problem in bench.problems:
        sys.stderr.write(problem + "\n")
    return 1 if bench.problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
