"""`lazyheavy render --many`: a folder of pictures from many files.

What fails is said at the end and stops nothing else; what is up to date by its
content is not drawn again.
"""

import os

from ._failures import DONE, FOUND, CommandError, InputError, in_options, say
from ._manifest import Manifest, digest
from ._many_plan import plan
from ._output import DRAWN
from ._progress import Progress
from ._read import read, shown
from ._render import check_options, doubts, drawing, is_of_data, with_maps

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Any

    from lazyheavy.charts import Chart

_SUFFIXES = {"jpeg": ".jpg"}


def render_files(options: "argparse.Namespace") -> int:
    """Draw every file that the options name into a folder.

    Returns:
        0 when all pictures are there, 1 when some could not be drawn.

    Raises:
        CommandError: Nothing can be drawn: no file, no folder, ...
        LazyHeavyError: Something that all of them need is missing.
    """
    wanted = options.format or "svg"
    folder = _folder(options.output)
    outputs = plan(options.input, folder, _SUFFIXES.get(wanted, f".{wanted}"))
    run = _Run(options, wanted, outputs, Manifest(folder))
    progress = Progress(len(outputs), "drawing", say)
    try:
        run.draw(progress)
    finally:
        progress.close()
        run.manifest.finish()
    for path, reason in sorted(run.failures.items()):
        say(f"error: {shown(path)}: {reason}")
    summary = f"wrote {run.written} of {len(outputs)} charts to {folder}"
    if run.current:
        summary += f", {run.current} up to date"
    if run.failures:
        summary += f", {len(run.failures)} failed"
    if options.verbose or run.failures or _on_terminal():
        say(summary)
    return FOUND if run.failures else DONE


class _Run:
    """One run of the command.

    Attributes:
        manifest: That of the folder.
        failures: By file, why it has no picture.
        written: How many pictures were written.
        current: How many were up to date.
    """

    def __init__(
        self,
        options: "argparse.Namespace",
        format: str,
        outputs: "dict[str, str]",
        manifest: Manifest,
    ) -> None:
        self.manifest = manifest
        self.failures: dict[str, str] = {}
        self.written = self.current = 0
        self._options = options
        self._format = format
        self._outputs = outputs
        self._how = _how(options, format)
        #: The files that were handed on, in this order, and their hashes.
        self._sent: list[tuple[str, str]] = []

    def draw(self, progress: Progress) -> None:
        """Draw what is not up to date."""
        from lazyheavy.charts import render_many

        charts = render_many(
            self._contents(progress),
            max_workers=self._options.jobs,
            format=DRAWN[self._format],
            on_error="return",
            ordered=False,
            **drawing(self._options),
        )
        try:
            for number, chart in charts:
                path, source = self._sent[number]
                if isinstance(chart, Exception):
                    self._fail(path, chart)
                else:
                    for warning in chart.warnings:
                        progress.say(f"warning: {path}: {in_options(warning)}")
                    self._write(path, source, chart)
                progress.advance()
        finally:
            charts.close()

    def _contents(self, progress: Progress) -> "Iterator[Any]":
        """Read the files that have to be drawn; charts are waiting for them."""
        for path, output in self._outputs.items():
            try:
                with open(path, "rb") as file:
                    source = digest(self._how, file.read())
                if not self._options.force and self.manifest.is_current(output, source):
                    self.current += 1
                    progress.advance()
                    continue
                content = read(path)
                check_options(content, self._options)
            except (CommandError, InputError, OSError) as error:
                self._fail(path, error)
                progress.advance()
                continue
            for doubt in doubts(content, self._options):
                progress.say(f"warning: {path}: {in_options(doubt)}")
            self._sent.append((path, source))
            yield with_maps(content, self._options)

    def _write(self, path: str, source: str, chart: "Chart") -> None:
        """Write one picture, and note it."""
        from lazyheavy._saving import write_whole
        from lazyheavy.charts._formats import file_content

        output = self._outputs[path]
        if self._format == "json":
            content = file_content(chart, "json")
        else:
            data = chart.data
            content = data if isinstance(data, bytes) else data.encode()
        try:
            os.makedirs(os.path.dirname(output), exist_ok=True)
            write_whole(output, content)
        except OSError as error:
            self.failures[path] = f"cannot write {output!r}: {error.strerror or error}"
            return
        self.manifest.add(output, source, content)
        self.written += 1

    def _fail(self, path: str, error: Exception) -> None:
        """Note why a file has no picture; what stops all others is raised."""
        from lazyheavy.errors import (
            AssetError,
            EngineTimeoutError,
            LazyHeavyError,
            MissingDependencyError,
            RequirementError,
        )

        if isinstance(error, (AssetError, MissingDependencyError, RequirementError)):
            raise error
        if isinstance(error, EngineTimeoutError):
            reason = (
                f"drawing took more than {self._options.timeout:g} s; give it more "
                "with --timeout SECONDS"
            )
        elif isinstance(error, (LazyHeavyError, CommandError)):
            reason = in_options(str(error), of_data=is_of_data(self._options))
        elif isinstance(error, OSError):
            reason = error.strerror or str(error)
        else:
            raise error  # a defect of ours
        self.failures[path] = reason


def _folder(path: "str | None") -> str:
    """Return the folder for the pictures, which is made if it is not there."""
    if path is None:
        message = "--many needs a folder for the charts: -o FOLDER"
        raise CommandError(message)
    try:
        os.makedirs(path, exist_ok=True)
    except FileExistsError:
        message = f"-o {path!r} is a file, and --many writes a folder: name another"
        raise CommandError(message) from None
    return path


def _how(options: "argparse.Namespace", format: str) -> bytes:
    """Return all but the input that decides what a picture is, as bytes."""
    from json import dumps

    from lazyheavy import __version__
    from lazyheavy.charts._engines import own_script

    # Times without an offset are read, and labels written, in this zone.
    zone = os.environ.get("TZ", "")
    wanted = sorted((name, repr(value)) for name, value in drawing(options).items())
    parts = [__version__, own_script("assets.json"), zone, format, wanted]
    return dumps([*parts, options.maps] if options.maps else parts).encode()


def _on_terminal() -> bool:
    import sys

    return sys.stderr is not None and sys.stderr.isatty()
