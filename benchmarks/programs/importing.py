"""Import one module: `importing.py MODULE`; the cost of the statement alone."""

import sys

from _clock import measure, report

name = sys.argv[1]
report(measure(lambda: __import__(name)))
