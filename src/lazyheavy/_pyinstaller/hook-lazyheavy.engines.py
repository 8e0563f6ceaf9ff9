# ruff: noqa: N999 - PyInstaller finds it by this name
"""PyInstaller: take our scripts and the shared library of V8 along."""

from lazyheavy._pyinstaller._collect import data_of

# py_mini_racer loads its library by path, from its own folder.
datas = data_of("lazyheavy.engines") + data_of("py_mini_racer")
