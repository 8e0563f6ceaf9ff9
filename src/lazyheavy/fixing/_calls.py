"""What runs while a module is imported because its statements call it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._records import Use

#: What runs when a class is called.
_CALLED = ("__new__", "__init__", "__post_init__")


def follow_calls(uses: "list[Use]") -> None:
    """Move to import time what functions use that run at import time."""
    calls: dict[str | None, set[str]] = {}
    for use in uses:
        runs = use.when == "import"
        caller = None if runs else use.owner
        if use.how in {"called", "decorator"} and (runs or caller is not None):
            calls.setdefault(caller, set()).add(use.name)
        elif use.how == "base class" and runs:
            calls.setdefault(None, set()).add(f"{use.name}.__init_subclass__")
    reached: set[str] = set()
    waiting = list(calls.get(None, ()))
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        waiting += calls.get(name, ())
        if "." not in name:
            waiting += [f"{name}.{method}" for method in _CALLED]
    for use in uses:
        if use.when == "later" and use.owner in reached:
            use.when = "import"
            use.how = f"in {use.owner}(), which is called then"
