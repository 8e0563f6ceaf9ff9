"""Read one attribute after its first touch: `steady.py MODULE`; cost a read.

The module has a function `read()` that reads it a hundred times.
"""

import importlib
import sys
import timeit

from _clock import measure, report

ROUNDS = 15
SECONDS = 0.004  # a round: long for the clock, short for the scheduler

read = importlib.import_module(sys.argv[1]).read
for _ in range(50):  # the first touch, then what the interpreter specialises
    read()
timer = timeit.Timer(read)
calls = max(1, int(50 * SECONDS / timer.timeit(50)))
best = min(measure(lambda: timer.timeit(calls)) for _ in range(ROUNDS))
report(best, calls * 100)
