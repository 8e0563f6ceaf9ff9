# ruff: noqa: N999 - PyInstaller finds it by this name
"""PyInstaller: take the chart libraries, the fonts and our own scripts along."""

from lazyheavy._pyinstaller._collect import data_of

datas = data_of("lazyheavy.charts")
