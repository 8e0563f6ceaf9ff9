"""A package whose stub is the declaration, for checkers and for the run time."""

import lazyheavy as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)

__version__ = "1.0"
