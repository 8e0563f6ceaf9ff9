"""Touch 300 lazy modules for the first time: `touch.py MODULE LIBRARY WHAT`.

Reports the cost a module, of the touch alone or of `declared` and touch.
"""

import importlib
import sys

from _clock import measure, report

name, library, what = sys.argv[1:]
importlib.import_module(library)
if what == "touch":
    report(measure(importlib.import_module(name).touch), 300)
else:
    report(measure(lambda: importlib.import_module(name).touch()), 300)
