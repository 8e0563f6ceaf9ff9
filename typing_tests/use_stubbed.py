"""Types come from the stub that `lazy.attach_stub()` reads."""

import stubbed
from claims import assert_type
from stubbed import Model, forecast, plots

assert_type(Model().fit([1.0]), Model)
assert_type(forecast(Model(), 2.0), float)
assert_type(stubbed.forecast(stubbed.Model(), 2.0), float)
assert_type(plots.draw("x"), str)
assert_type(stubbed.__version__, str)


class Better(Model):
    """An attached class is a base."""


better = Better()
if isinstance(better.fit([]), Better):
    assert_type(better.fit([]), Model)
