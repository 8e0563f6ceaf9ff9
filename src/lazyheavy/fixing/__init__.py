"""Import statements moved into `with lazy.imports():` blocks, where that is safe.

`_selecting` says which statements, `_judging` which of them may move (on what
`_uses` reads), `_rewriting` moves them, `_files` reads and writes.
"""

from lazyheavy.errors import FixError

from ._files import is_own
from ._fix import Fixed, Outcome, fix, judge
from ._judging import Reason
from ._selecting import Place, from_arguments, from_profile

__all__ = [
    "FixError",
    "Fixed",
    "Outcome",
    "Place",
    "Reason",
    "fix",
    "from_arguments",
    "from_profile",
    "is_own",
    "judge",
]
