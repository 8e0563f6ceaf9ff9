"""Modules that are imported for what their import does, not for a name."""

#: Each module, with everything inside it, and what its import does.
_EFFECTS = {
    "antigravity": "opens a browser",
    "cmocean": "registers colour maps",
    "colorcet": "registers colour maps",
    "eventlet": "replaces parts of the standard library",
    "gevent.monkey": "replaces parts of the standard library",
    "hvplot": "adds methods to other libraries' classes",
    "matplotlib.backends": "chooses a backend",
    "mpl_toolkits.mplot3d": "registers the 3d projection",
    "pint_pandas": "registers a type with pandas",
    "pyximport": "changes how modules are imported",
    "readline": "changes how input() reads lines",
    "rioxarray": "adds an accessor to xarray",
    "rlcompleter": "changes how input() completes",
    "scienceplots": "registers styles",
    "setuptools": "replaces distutils",
    "sitecustomize": "changes the interpreter",
    "sklearn.experimental": "enables estimators",
    "tensorflow_text": "registers operators",
    "this": "prints",
    "truststore": "changes how certificates are checked",
    "usercustomize": "changes the interpreter",
}


def effect_of(module: str) -> "str | None":
    """Return what importing *module* does beside giving a name, if it is known."""
    while module:
        if module in _EFFECTS:
            return _EFFECTS[module]
        module = module.rpartition(".")[0]
    return None
