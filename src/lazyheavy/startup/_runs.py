"""Runs a target once, recorded, in a fresh process."""

import os

from lazyheavy.errors import StartupError

from ._launch import command_for, launch
from ._recording import Recording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._launch import Stream
    from ._recording import Mode
    from ._target import Target

#: What is put into the process for each mode, in this order.
_PARTS = {
    "timing": ["clock", "timing"],
    "structure": ["structure", "timing"],
    "usage": ["timing", "usage"],
    "memory": ["memory", "timing"],
}


def record(
    target: "Target",
    *,
    mode: "Mode",
    env: "Mapping[str, str] | None" = None,
    timeout: "float | None" = None,
    stdout: "Stream" = None,
    stderr: "Stream" = None,
    prelude: "str | None" = None,
) -> Recording:
    """Run *target* in a fresh process and return what was seen of its imports.

    Args:
        target: What to run.
        mode: ``"timing"`` times the loads of modules; ``"structure"`` also notes
            who asked for what (and costs a tenth more); ``"usage"`` whose code
            ran; ``"memory"`` what each load added to the resident memory.
        env: The environment; that of this process if None.
        timeout: Seconds after which the process is killed; None for no limit.
        stdout: As for `subprocess.Popen`: None inherits.
        stderr: Likewise.
        prelude: Source to run in the process before the target. What it imports
            counts as loaded before.

    Raises:
        StartupError: The process cannot be started, did not end in time, or was
            killed before it could say what it loaded.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lazyheavy-") as folder:
        output = os.path.join(folder, "recording")
        settings = {"output": output, "parts": _PARTS[mode], "prelude": prelude}
        ended = launch(
            command_for(target, settings, folder),
            output=output,
            env=env,
            timeout=timeout,
            stdin=target.stdin,
            stdout=stdout,
            stderr=stderr,
        )
    if ended.answer is None:
        raise StartupError(_silent(target, ended.exit_code))
    return Recording(mode, ended, ended.answer)


def _silent(target: "Target", code: int) -> str:
    """Say why there is no recording."""
    if code < 0:
        import signal  # only for this message

        name = signal.Signals(-code).name
        return (
            f"{target.display()} was ended by {name} before it could say what it had "
            "loaded: measure a run that ends by itself"
        )
    return f"{target.display()} ended with exit code {code} and left no recording"
