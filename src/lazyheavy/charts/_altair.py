"""Charts of Altair with data of any size: their frames go past Altair's own path.

`to_dict()` packs every frame into rows, checks each, and hashes them all. Here
it sees a name in the place of a frame, and the rows are put in afterwards.
"""

import sys
from _thread import RLock, _local

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Altair's transformer that puts a frame into the specification as it is.
_USUAL = "default"

#: The name under which Altair knows ours.
_OURS = "lazyheavy"


class _Held(_local):
    """The frames of the chart that the calling thread asks for.

    Attributes:
        frames: By name, None while no chart is asked for.
    """

    frames: "dict[str, Any] | None" = None


_held = _Held()

#: Held while Altair's choice of transformer is ours, which is one for all threads.
#: A chart of Altair inside another's theme is asked for by the same thread.
_choice = RLock()


def altair_specification(chart: "Any") -> "dict[str, Any] | None":
    """Return the specification of a chart of Altair.

    None where it is for Altair itself to give: it is another library's, or the
    user chose a data transformer.
    """
    altair: Any = sys.modules.get("altair")
    registry = getattr(altair, "data_transformers", None)
    if registry is None or not type(chart).__module__.startswith("altair."):
        return None
    with _choice:
        if registry.active != _USUAL:
            return None
        if _OURS not in registry.names():
            registry.register(_OURS, _hold)
        outer, _held.frames = _held.frames, {}
        try:
            with registry.enable(_OURS):
                spec: dict[str, Any] = chart.to_dict()
            frames = _held.frames
        finally:
            _held.frames = outer
    rows: Any = altair.default_data_transformer
    datasets = {
        name: rows(data, max_rows=None)["values"] for name, data in frames.items()
    }
    if datasets:
        spec["datasets"] = {**spec.get("datasets", {}), **datasets}
    return spec


def _hold(data: "Any") -> "Any":
    """Give Altair a name for *data*; other threads get what they always do."""
    frames = _held.frames
    if frames is None or isinstance(data, dict):
        from altair import default_data_transformer

        return default_data_transformer(data)
    for name, known in frames.items():
        if data is known:
            return {"name": name}
    name = f"data-{len(frames) + 1}"
    frames[name] = data
    return {"name": name}
