"""Pay for heavy dependencies only when they are used.

`import lazyheavy as lazy` is the idiom. Everything here but `imports` is
itself imported at first use.
"""

import sys

if sys.version_info >= (3, 15):
    from ._native import imports
else:
    from ._proxy import imports

with imports():
    from . import charts, engines, errors, instances
    from ._asking import eager, is_available, is_lazy, pending, resolve, verify, warm
    from ._exports import attach, attach_stub
    from ._handles import load
    from .charts import Chart, render_chart
    from .errors import (
        LazyDeclarationError,
        LazyHeavyError,
        MissingDependencyError,
        RequirementError,
    )
    from .instances import shared

__version__ = "0.1.0"

__all__ = [
    "Chart",
    "LazyDeclarationError",
    "LazyHeavyError",
    "MissingDependencyError",
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
    "resolve",
    "shared",
    "verify",
    "warm",
]

del sys
