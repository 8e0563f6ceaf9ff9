"""A package inside, lazy as well."""

import lazyheavy as lazy

with lazy.imports():
    from ._deep import depth

__all__ = ["depth"]
