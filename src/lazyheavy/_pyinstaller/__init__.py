"""What PyInstaller is told about lazy names: it cannot see them in the bytecode.

PyInstaller finds this package by the entry point ``hook-dirs`` and runs the
``hook-*.py`` files of this folder for the modules that they are named after.
Nothing here is loaded by `import lazyheavy`.
"""


def get_hook_dirs() -> "list[str]":
    """Return the folder of our hooks (called by PyInstaller)."""
    import os  # loaded by every interpreter at its start

    return [os.path.dirname(os.path.abspath(__file__))]
