"""Import a package of lazy names: `declare.py PACKAGE [PACKAGE_BEFORE]`.

Without a second name the figure holds the import of the library as well, as
the first package that uses it pays it. With one, that package is imported
before, and the figure is what each further package pays.
"""

import sys

from _clock import measure, report

package, *before = sys.argv[1:]
for name in before:
    __import__(name)
report(measure(lambda: __import__(package)))
