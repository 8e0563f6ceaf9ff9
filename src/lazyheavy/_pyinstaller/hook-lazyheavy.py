# ruff: noqa: N999 - PyInstaller finds it by this name
"""PyInstaller: collect what the modules of the application declare lazily."""

from lazyheavy._pyinstaller._collect import collect as hook  # noqa: F401
