"""Who asks without wanting the answer: what a pending name says unloaded.

Policy only: names that tools probe on every object they meet, and tools that
walk whole namespaces. Loaded with the first attribute that a proxy is asked.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

#: What inspect, doctest, pytest, mock and IPython ask of every object they
#: meet. No module has these, so a pending module says no.
OF_MODULES = frozenset(
    {
        "__abstractmethods__",  # inspect.isabstract
        "__bases__",  # issubclass, pytest
        "__code__",  # inspect, doctest
        "__func__",  # mock
        "__isabstractmethod__",  # abc
        "__mro__",  # inspect
        "__objclass__",  # inspect
        "__qualname__",  # pytest
        "__self__",  # inspect
        "__set_name__",  # class bodies
        "__signature__",  # inspect.signature
        "__test__",  # pytest, doctest
        "__text_signature__",  # inspect.signature
        "__unittest_skip__",  # unittest
        "__wrapped__",  # inspect.unwrap
        "_ipython_canary_method_should_not_exist_",  # IPython
        "_ipython_display_",  # IPython
        "_mock_name",  # pytest
        "_pytestfixturefunction",  # pytest 7
        "_repr_html_",  # notebooks
        "_repr_mimebundle_",  # notebooks
        "pytest_mock_example_attribute_that_shouldnt_exist",  # pytest
    }
)

#: The same for names that may stand for anything: what nothing really has.
OF_NAMES = frozenset(
    {
        "_ipython_canary_method_should_not_exist_",  # IPython
        "_mock_name",  # pytest
        "_pytestfixturefunction",  # pytest 7
        "pytest_mock_example_attribute_that_shouldnt_exist",  # pytest
    }
)

#: Modules that walk every name of a namespace to see which concern them.
WALKERS = frozenset(
    {
        "_pytest.compat",
        "_pytest.doctest",
        "_pytest.fixtures",
        "_pytest.python",
        "_pytest.unittest",
        "doctest",
        "rlcompleter",
        "unittest.loader",
    }
)


#: Functions of other modules that do the same.
WALKING_FUNCTIONS = frozenset(
    {
        "_is_async_obj",  # unittest.mock: whether to patch with an AsyncMock
    }
)

#: Modules through which those ask.
_BETWEEN = frozenset(
    {
        "abc",
        "asyncio.coroutines",
        "functools",
        "inspect",
        "lazyheavy._entry",
        "lazyheavy._proxy",
    }
)


def asks_module(name: str) -> bool:
    """Tell whether a pending module is asked for *name* by a tool only."""
    return name in OF_MODULES or is_walked(3)


def asks_name(name: str) -> bool:
    """Tell the same of a pending `from module import name`."""
    return name in OF_NAMES or is_walked(3)


def is_walked(depth: int = 2) -> bool:
    """Tell whether a tool that walks namespaces is asking, not a user.

    Looks at the caller, and through `inspect` and its like at who called that.
    """
    frame: FrameType | None = sys._getframe(depth)
    for _ in range(6):
        if frame is None:
            return False
        name = frame.f_globals.get("__name__")
        if name in WALKERS or frame.f_code.co_name in WALKING_FUNCTIONS:
            return True
        if name not in _BETWEEN:
            return False
        frame = frame.f_back
    return False
