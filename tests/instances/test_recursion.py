"""A factory that needs its own instance is told so instead of hanging."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lazyheavy.errors import RecursiveFactoryError
from lazyheavy.instances import shared
from tests._support.children import output_of


def test_same_thread() -> None:
    """The factory calls its own name."""

    @shared(name="engine")
    def instance() -> object:
        return instance()

    message = "the factory of engine needs the instance that it is making"
    with pytest.raises(RecursiveFactoryError, match=message):
        instance()


def test_through_another_instance() -> None:
    """The factory calls a second one that calls the first."""

    @shared
    def first() -> object:
        return second()

    @shared
    def second() -> object:
        return first()

    with pytest.raises(RecursiveFactoryError, match="first needs the instance"):
        first()


def test_two_threads_that_need_each_other() -> None:
    """Two factories that wait for one another: one of them is told."""
    both = threading.Barrier(2)

    @shared(name="first")
    def first() -> object:
        both.wait(30)
        return second()

    @shared(name="second")
    def second() -> object:
        both.wait(30)
        return first()

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(first), pool.submit(second)]
        errors = [future.exception(30) for future in futures]

    assert all(isinstance(error, RecursiveFactoryError) for error in errors)
    assert errors[0] is errors[1]
    assert "waits for that of" in str(errors[0])


def test_waiter_whose_import_the_factory_needs() -> None:
    """A thread waits at the top level of a module that the factory imports.

    importlib does not see such a circle. The importing thread is told, its
    import fails, and the factory goes on.
    """
    code = """
        import sys, threading, types, importlib.abc, importlib.machinery
        from lazyheavy.errors import RecursiveFactoryError
        from lazyheavy.instances import shared

        factory_runs, module_runs = threading.Event(), threading.Event()

        @shared(name="engine")
        def engine():
            factory_runs.set()
            module_runs.wait(30)
            import needy
            return "made"

        class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
            def find_spec(self, name, path, target=None):
                if name == "needy":
                    return importlib.machinery.ModuleSpec(name, self)
            def create_module(self, spec): return None
            def exec_module(self, module):
                if not module_runs.is_set():
                    factory_runs.wait(30)
                    module_runs.set()
                    engine()

        sys.meta_path.insert(0, Finder())
        made = []
        maker = threading.Thread(target=lambda: made.append(engine()))
        maker.start()
        try:
            import needy
        except RecursiveFactoryError as error:
            print(error)
        maker.join()
        print(made)
    """
    expected = (
        "waiting would never end: the factory of engine waits for the import of "
        "'needy', which this thread runs\n['made']"
    )

    assert expected == output_of(code)


def test_nested_event_loop() -> None:
    """The factory awaits its own instance in a loop of its own."""

    @shared
    def instance() -> object:
        return asyncio.run(instance.aget())

    with pytest.raises(RecursiveFactoryError):
        instance()


def test_after_the_error_a_call_succeeds() -> None:
    """The circle leaves nothing locked."""
    deep = [True]

    @shared
    def instance() -> object:
        return instance() if deep.pop() else "made"

    with pytest.raises(RecursiveFactoryError):
        instance()
    deep[:] = [False]

    assert "made" == instance()
