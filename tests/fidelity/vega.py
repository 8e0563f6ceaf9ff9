"""Official examples of Vega-Lite and Vega beside vl-convert, element by element.

By hand, from the top of the checkout::

    python -m tests.fidelity.vega --packages FOLDER [--only NAME ...] [--save FOLDER]

Both sides have the same Vega and Vega-Lite, and read the data of the examples
from the same server. Prints every example that is not identical, and how much
processor time ours take of theirs, which an example draws right afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import vl_convert

from lazyheavy.charts import render_chart
from tests._support.specs import corpus
from tests.fidelity.pictures import Difference, difference
from tests.fidelity.sources import DATASETS, packed, reference_assets, served

VL_VERSION = "6.4"

#: Where addresses of data begin: in the package, beside it or on a mirror of it.
_DATA = re.compile(r"""(["'])(?:https:[^"']*vega-datasets@[^/]*/)?data/""")


def main() -> int:
    """Draw every example on both sides, and print what differs."""
    arguments = _arguments()
    os.environ["LAZYHEAVY_ASSETS"] = str(reference_assets(arguments.packages))
    os.environ["TZ"] = "UTC"
    files = [
        path
        for kind in ("vega-lite", "vega")
        for path in sorted((arguments.corpus / kind).glob("*.json"))
        if any(part in path.name for part in arguments.only)
    ]
    grades: Counter[str] = Counter()
    spent: dict[str, list[float]] = defaultdict(list)
    with served(packed(DATASETS, arguments.packages)) as base:
        for path in files:
            found = _compared(path, base, arguments.save, spent)
            grades[found.grade] += 1
            if found.grade != "identical":
                line = f"{found.grade:9} {found.apart:8.3f}  {path.name}"
                print(f"{line}\n{'':20}{found.where}", flush=True)
    print(f"{len(files)} examples: {dict(grades)}")
    print(", ".join(f"{who} {sum(taken):.1f} s" for who, taken in spent.items()))
    shares = [a / b for a, b in zip(spent["ours"], spent["theirs"], strict=True)]
    print(f"ours / theirs: median {median(shares):.2f} of {len(shares)} examples")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--packages", type=Path, required=True, help="for npm's files")
    parser.add_argument("--corpus", type=Path, default=corpus())
    parser.add_argument("--only", nargs="+", default=[""], help="parts of names")
    parser.add_argument("--save", type=Path, help="where differing pictures go")
    arguments = parser.parse_args()
    if arguments.corpus is None:
        parser.error("no folder of examples: name it with --corpus")
    return arguments


def text_of(path: Path, base: str) -> str:
    """Return an example whose data is at *base*."""
    return _DATA.sub(rf"\1{base}data/", path.read_text("utf-8"))


def _compared(
    path: Path, base: str, save: Path | None, spent: dict[str, list[float]]
) -> Difference:
    """Draw one example on both sides and compare."""
    text = text_of(path, base)
    kind = path.parent.name
    ours = _drawn("ours", spent, lambda: _ours(text, kind, base))
    # It fails as well then, and draws the next ones wrongly.
    theirs = "not asked"
    if ours.startswith("<svg"):
        theirs = _drawn("theirs", spent, lambda: _theirs(text, kind, base))
    else:
        spent["ours"].pop()
    if not (ours.startswith("<svg") and theirs.startswith("<svg")):
        return Difference("undrawn", 0.0, f"{ours[:300]} | {theirs[:300]}")
    found = difference(ours, theirs)
    if save is not None and found.grade != "identical":
        save.mkdir(parents=True, exist_ok=True)
        (save / f"{path.stem}.ours.svg").write_text(ours, "utf-8")
        (save / f"{path.stem}.theirs.svg").write_text(theirs, "utf-8")
    return found


def _drawn(who: str, spent: dict[str, list[float]], draw: Any) -> str:
    """Return a picture, or what went wrong."""
    started = time.process_time()
    try:
        return str(draw())
    except Exception as error:  # noqa: BLE001 - whatever it is belongs in the table
        return f"{type(error).__name__}: {error}".replace("\n", " ")
    finally:
        spent[who].append(time.process_time() - started)


def _ours(text: str, kind: Any, base: str) -> str:
    return render_chart(text, kind=kind, allowed_base_urls=[base], timeout=60).svg


def _theirs(text: str, kind: str, base: str) -> str:
    spec = json.loads(text)
    if kind == "vega":
        return str(vl_convert.vega_to_svg(spec, allowed_base_urls=[base]))
    return str(
        vl_convert.vegalite_to_svg(
            spec, vl_version=VL_VERSION, allowed_base_urls=[base]
        )
    )


if __name__ == "__main__":
    sys.exit(main())
