# ruff: noqa: N999 - PyInstaller finds it by this name
"""PyInstaller: an application that draws no charts needs no chart engine.

The door names everything that lazyheavy offers. What an application uses of the
packages below is added again, by `_collect`.
"""

excludedimports = [
    "lazyheavy.charts",
    "lazyheavy.cli",
    "lazyheavy.engines",
    "lazyheavy.modules",
    "lazyheavy.startup",
]
