"""What `hatch_build.py` does at build time: fetch third-party files, derive metrics.

Nothing here is part of the installed package.
"""
