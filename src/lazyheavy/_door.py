"""Everything that lazyheavy offers, declared with its own lazy imports.

Loaded with the first name that is read off the package. Collaborates with the
backends; what stands in the block waits for its own first use.
"""

import sys

if sys.version_info >= (3, 15):
    from lazyheavy._native import imports
else:
    from lazyheavy._block import imports

with imports():
    # Not `from lazyheavy import charts`: the package would ask here again.
    import lazyheavy.charts as charts  # noqa: PLR0402
    import lazyheavy.engines as engines  # noqa: PLR0402
    import lazyheavy.errors as errors  # noqa: PLR0402
    import lazyheavy.instances as instances  # noqa: PLR0402
    import lazyheavy.startup as startup  # noqa: PLR0402
    from lazyheavy._asking import (
        eager,
        is_available,
        is_lazy,
        pending,
        resolve,
        verify,
        warm,
    )
    from lazyheavy._exports import attach, attach_stub
    from lazyheavy._handles import load
    from lazyheavy._report import Report, report
    from lazyheavy.charts import Chart, render_chart, render_many
    from lazyheavy.errors import (
        LazyDeclarationError,
        LazyHeavyError,
        MissingDependencyError,
        PoolTimeoutError,
        RequirementError,
    )
    from lazyheavy.instances import Pool, shared

__all__ = [
    "Chart",
    "LazyDeclarationError",
    "LazyHeavyError",
    "MissingDependencyError",
    "Pool",
    "PoolTimeoutError",
    "Report",
    "RequirementError",
    "attach",
    "attach_stub",
    "charts",
    "eager",
    "engines",
    "errors",
    "imports",
    "instances",
    "is_available",
    "is_lazy",
    "load",
    "pending",
    "render_chart",
    "render_many",
    "report",
    "resolve",
    "shared",
    "startup",
    "verify",
    "warm",
]
