"""The rows of the table: which figure of ours stands against which of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks._probes import (
    Probe,
    declaring,
    declaring_more,
    first_chart,
    import_statement,
    importing,
    loading,
    reading,
    reading_export,
    starting,
    touching,
    warm_chart,
)

if TYPE_CHECKING:
    from typing import Final, Literal


@dataclass(frozen=True)
class Row:
    """One ratio.

    Attributes:
        subject: What is measured.
        unit: What the figures are shown in.
        ours: The probe above the line of the fraction.
        peer: The one below it.
        base: Subtracted from both, if given.
        runs: How many times each probe runs.
        quick: The same with ``--quick``.
    """

    subject: str
    unit: Literal["ms", "us", "ns"]
    ours: Probe
    peer: Probe
    base: Probe | None = None
    runs: int = 15
    quick: int = 3

    @property
    def probes(self) -> tuple[Probe, ...]:
        """Everything that has to run for this row."""
        row = (self.ours, self.peer)
        return row if self.base is None else (*row, self.base)


BARE: Final = importing("")

ROWS: Final = (
    Row(
        "import: whole process over a bare one",
        "ms",
        importing("lazyheavy"),
        importing("lazy_loader"),
        BARE,
        runs=80,
        quick=20,
    ),
    *(
        Row(
            "import: the statement alone",
            "ms",
            import_statement("lazyheavy"),
            import_statement(peer),
            runs=30,
            quick=8,
        )
        for peer in ("lazy_loader", "lazy_imports", "wrapt")
    ),
    *(
        Row(
            f"{how}(): first package, 100 names, library included",
            "us",
            declaring(100, how),
            declaring(100, peer, "lazy_loader"),
        )
        for how, peer in (
            ("imports", "lazy_loader"),
            ("attach", "lazy_loader"),
            ("attach_stub", "lazy_loader_stub"),
        )
    ),
    *(
        Row(
            f"{how}(): each further package, {names:,} names",
            "us",
            declaring_more(names, how),
            declaring_more(names, peer, "lazy_loader"),
        )
        for how, peer, names in (
            ("imports", "lazy_loader", 1000),
            ("attach", "lazy_loader", 1000),
            ("attach", "lazy_loader", 100),
            ("attach_stub", "lazy_loader_stub", 100),
        )
    ),
    Row(
        "load(): make 1,000 handles", "us", loading("lazyheavy"), loading("lazy_loader")
    ),
    *(
        Row("read module.ATTR of a global, imports()", "ns", reading("imports"), peer)
        for peer in (
            reading("plain", "plain import"),
            reading("lazy_loader", "lazy_loader"),
            reading("wrapt", "wrapt"),
        )
    ),
    Row(
        "read module.ATTR of a handle, load()",
        "ns",
        reading("load"),
        reading("plain", "plain import"),
    ),
    Row(
        "read module.ATTR of a leaked proxy",
        "ns",
        reading("leaked"),
        reading("plain", "plain import"),
    ),
    Row(
        "read package.NAME, imports()",
        "ns",
        reading_export("imports"),
        reading_export("plain", "plain import"),
    ),
    *(
        Row("read package.NAME, attach()", "ns", reading_export("attach"), peer)
        for peer in (
            reading_export("plain", "plain import"),
            reading_export("lazy_loader", "lazy_loader"),
            reading_export("lazy_imports", "lazy_imports"),
        )
    ),
    Row(
        "first touch of a module, imports()",
        "us",
        touching("imports", "touch"),
        touching("plain", "touch", "plain import"),
    ),
    *(
        Row("declare and touch a module, imports()", "us", ours, peer)
        for ours in [touching("imports", "declared")]
        for peer in (
            touching("plain", "declared", "plain import"),
            touching("lazy_loader", "declared", "lazy_loader"),
        )
    ),
    Row(
        "declare and touch a module, load()",
        "us",
        touching("load", "declared"),
        touching("lazy_loader", "declared", "lazy_loader"),
    ),
    Row(
        "engine: import, start, first answer",
        "ms",
        starting("lazyheavy", "lazyheavy"),
        starting("mini_racer", "bare mini-racer"),
        runs=12,
    ),
    *(
        Row(
            "first chart: whole process, Vega-Lite bar to SVG",
            "ms",
            first_chart("lazyheavy"),
            first_chart(peer),
            runs=20,
            quick=5,
        )
        for peer in ("vl_convert", "matplotlib", "altair")
    ),
    Row(
        "first chart: whole process, ECharts bar to SVG",
        "ms",
        first_chart("lazyheavy", "bar.echarts"),
        first_chart("vl_convert"),
        runs=20,
        quick=5,
    ),
    Row(
        "first chart: whole process, Vega-Lite bar to PNG",
        "ms",
        first_chart("lazyheavy", suffix="png"),
        first_chart("vl_convert", suffix="png"),
        runs=20,
        quick=5,
    ),
    Row(
        "warm chart: Vega-Lite bar to SVG",
        "ms",
        warm_chart("lazyheavy"),
        warm_chart("vl_convert"),
        runs=8,
    ),
    Row(
        "warm chart: Vega-Lite bar to PNG",
        "ms",
        warm_chart("lazyheavy", suffix="png"),
        warm_chart("vl_convert", suffix="png"),
        runs=8,
    ),
)
