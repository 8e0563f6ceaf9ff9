"""Type stubs of packages: compare them with the packages, or make them.

The package looked at is imported in a child process, see `_children`.
"""

from lazyheavy.errors import StubError

from ._check import check
from ._findings import Finding
from ._make import Stub, make

__all__ = ["Finding", "Stub", "StubError", "check", "make"]
