"""Heavy instances that are made on first use, once, and kept: `@shared`."""

from lazyheavy.instances._decorate import shared
from lazyheavy.instances._shared import SharedInstance

__all__ = ["SharedInstance", "shared"]
