"""`python -m lazyheavy`: the same as the command `lazyheavy`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
