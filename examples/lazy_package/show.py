"""Show what `import solar` loads, and what each first use adds.

python examples/lazy_package/show.py
"""

import sys

import solar


def loaded() -> list[str]:
    """Return the modules of the package that are loaded, without itself."""
    return sorted(name for name in sys.modules if name.startswith("solar."))


print("import solar loads", loaded())
print(f"a year on Jupiter has {solar.year_in_days(778.5):,.0f} days:", loaded())
print(f"there are {len(solar.planets())} planets:", loaded())
