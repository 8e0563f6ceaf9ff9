"""Make a thousand handles: `load.py LIBRARY`."""

import importlib
import sys

from _clock import measure, report

library = importlib.import_module(sys.argv[1])
load = library.load
names = [f"tiny{number}" for number in range(1000)]
report(measure(lambda: [load(name) for name in names]))
