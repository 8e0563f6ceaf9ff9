"""A dependency that may be missing: one message that says what to install.

python examples/optional_dependency.py
"""

import lazyheavy as lazy

frames = lazy.load("frames_of_tomorrow", hint='pip install "mypackage[frames]"')


def summarize(path: str) -> str:
    """Read a table with the optional library."""
    return str(frames.read_csv(path).describe())


print("installed:", lazy.is_available("frames_of_tomorrow"))
print("declared: ", frames)
try:
    summarize("table.csv")
except lazy.MissingDependencyError as error:
    print("at use:   ", type(error).__name__)
    print("to do:    ", error.hint)
