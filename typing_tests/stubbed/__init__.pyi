from . import plots as plots
from .models import Model as Model
from .models import predict as forecast

__all__ = [
    "Model",
    "forecast",
    "plots",
]

__version__: str
