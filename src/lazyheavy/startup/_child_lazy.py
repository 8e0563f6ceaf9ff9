"""Makes chosen import statements lazy in a measured process; no file is touched.

Never imported: `_lazily` puts ``CONFIG`` before it and hands it to the recorder,
which runs it before the target. The statements have been put into
`lazy.imports()` blocks by then, in compiled code; here the loaders are told to
take that code, and at the end what became of each statement is written.
"""

import builtins
import marshal
import sys
from importlib import _bootstrap_external as external

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    CONFIG: dict[str, Any] = {}


def block() -> "Any":
    """Return our `lazy.imports`, also where lazyheavy is not installed."""
    sys.path.insert(0, CONFIG["home"])
    try:
        if sys.version_info >= (3, 15):
            from lazyheavy._native import imports
        else:
            from lazyheavy._block import imports
    finally:
        sys.path.remove(CONFIG["home"])
    return imports


def code_of(path: str) -> "Any":
    """Read compiled code."""
    with open(path, "rb") as file:
        return marshal.loads(file.read())


def watch_loaders(codes: "dict[str, str]") -> None:
    """Have modules in the chosen files run the code that was made for them."""
    loader: Any = external.SourceLoader
    original = loader.get_code

    def get_code(self: "Any", fullname: str) -> "Any":
        made = codes.get(getattr(self, "path", ""))
        return original(self, fullname) if made is None else code_of(made)

    loader.get_code = get_code
    archives: Any = getattr(sys.modules.get("zipimport"), "zipimporter", None)
    if archives is None:
        return
    unpacked = archives.get_code

    def get_code_there(self: "Any", fullname: str) -> "Any":
        made = codes.get(self.get_filename(fullname))
        return unpacked(self, fullname) if made is None else code_of(made)

    archives.get_code = get_code_there


def watch_script(path: str, made: str) -> None:
    """Do the same for a script, which the recorder compiles by itself."""
    original = builtins.compile

    def compile(source: "Any", filename: "Any", *args: "Any", **more: "Any") -> "Any":
        if filename != path:
            return original(source, filename, *args, **more)
        builtins.compile = original
        return code_of(made)

    builtins.compile = compile


def write(files: "dict[str, str]", output: str) -> None:
    """Write what became of each name that was declared in the chosen files."""
    from lazyheavy._entry import sites

    found = []
    for site in list(sites):
        if site.filename not in files:
            continue
        for entry in site.entries:
            touch = entry.touch
            by = None
            if touch is not None and touch.code is not None:
                by = (touch.filename, touch.line, touch.code.co_name)
            row = (site.filename, entry.line, entry.name, entry.target)
            is_touched = touch is not None
            found.append((*row, is_touched, by, entry.failure))
    with open(output, "wb") as file:
        file.write(marshal.dumps(found, 2))


builtins.__lazyheavy_imports__ = block()  # type: ignore[attr-defined]
watch_loaders(CONFIG["codes"])
if CONFIG["script"] in CONFIG["codes"]:
    watch_script(CONFIG["script"], CONFIG["codes"][CONFIG["script"]])
if CONFIG["output"]:
    is_new = "atexit" not in sys.modules
    import atexit

    if is_new:
        del sys.modules["atexit"]  # built in: the target loads it for nothing
    atexit.register(write, CONFIG["codes"], CONFIG["output"])
