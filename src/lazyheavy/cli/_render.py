"""`lazyheavy render`: from a file or a pipe to a picture in one."""

from ._failures import CommandError, InputError, in_options, say
from ._output import Output
from ._read import Source, read, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from lazyheavy.charts import Chart

_CHANNELS = ("x", "y", "color")

#: The options that go to `render_chart` under the same name.
_DRAWING = (
    *("kind", "mark", *_CHANNELS, "title", "width", "height", "scale"),
    *(
        "font",
        "seed",
        "timezone",
        "background",
        "timeout",
        "theme",
        "locale",
        "allowed_base_urls",
    ),
)


def render(options: "argparse.Namespace") -> "int | None":
    """Draw what the options say and write it, whole or not at all.

    Returns:
        The exit code, if there is more to say than that it went well.

    Raises:
        CommandError: The options, the input or the output are wrong; the
            message says what to do.
        LazyHeavyError: Something is missing: a dependency, a font, an asset.
        OSError: Something else cannot be read or written.
    """
    from lazyheavy.errors import ChartError, EngineError, EngineTimeoutError

    if options.maps:
        from ._maps import read_maps  # for maps only

        options.maps = read_maps(options.maps)
    if options.many:
        from ._many import render_files  # for many only

        return render_files(options)
    options.input = _one_input(options)
    output = Output(options.output, options.format)
    output.check(options.input)
    try:
        source = read(options.input)
        chart = _draw(source, options, output)
    except EngineTimeoutError as error:
        message = (
            f"{shown(options.input)}: drawing took more than {options.timeout:g} s; "
            "give it more with --timeout SECONDS"
        )
        raise CommandError(message) from error
    except (InputError, ChartError, EngineError) as error:
        reason = in_options(str(error), of_data=is_of_data(options))
        message = f"{shown(options.input)}: {reason}"
        raise CommandError(message) from error
    for warning in [*doubts(source, options), *chart.warnings]:
        say(f"warning: {in_options(warning)}")
    output.write(chart, tell=options.verbose)
    return None


def _one_input(options: "argparse.Namespace") -> str:
    """Return the input, where there is to be one."""
    if options.jobs is not None or options.force:
        name = "--force" if options.force else "--jobs"
        message = f"{name} is for --many"
        raise CommandError(message)
    first: str = options.input[0]
    if len(options.input) > 1:
        message = (
            f"{first!r} and {len(options.input) - 1} more: to draw several files, add "
            "--many and name a folder: -o FOLDER"
        )
        raise CommandError(message)
    return first


def _draw(source: Source, options: "argparse.Namespace", output: Output) -> "Chart":
    """Draw a specification, or data as the options say."""
    from lazyheavy.charts import render_chart

    check_options(source, options)
    if options.maps and kind_drawn(source, options) != "echarts":
        message = "--maps is for options of ECharts, and this is none"
        raise InputError(message)
    content = with_maps(source, options)
    return render_chart(content, format=output.drawn, **drawing(options))


def is_of_data(options: "argparse.Namespace") -> bool:
    """Tell whether the options say how to draw data, as no specification takes."""
    return any(getattr(options, name) is not None for name in ("mark", *_CHANNELS))


def kind_drawn(source: Source, options: "argparse.Namespace") -> "str | None":
    """Return the kind of a specification; None for data."""
    from lazyheavy.charts._spec import kind_of

    content = source.content
    is_data = source.is_table or isinstance(content, list)
    return None if is_data else options.kind or kind_of(content)


def with_maps(source: Source, options: "argparse.Namespace") -> "Any":
    """Return what was read; an option of ECharts with the maps of ``--maps``.

    They win over those of the same name in the option.
    """
    content = source.content
    if not options.maps or kind_drawn(source, options) != "echarts":
        return content
    meta = content.get("usermeta")
    meta = meta if isinstance(meta, dict) else {}
    own = meta.get("maps")
    maps = {**own, **options.maps} if isinstance(own, dict) else options.maps
    return {**content, "usermeta": {**meta, "maps": maps}}


def drawing(options: "argparse.Namespace") -> "dict[str, Any]":
    """Return the options of `render_chart` that were given, but its format."""
    return {name: getattr(options, name) for name in _DRAWING}


def check_options(source: Source, options: "argparse.Namespace") -> None:
    """Refuse options for data with a specification, and the other way round."""
    from lazyheavy.charts._spec import is_columns

    content = source.content
    is_data = source.is_table or isinstance(content, list)
    kind = kind_drawn(source, options)
    if is_data and options.kind:
        message = f"--kind {options.kind} is for specifications, and this is data"
        raise InputError(message)
    given = [name for name in _CHANNELS if getattr(options, name) is not None]
    if kind is not None:
        given += ["mark"] if options.mark is not None else []
        if given:
            message = (
                f"--{given[0]} is for data, and this is a {kind} specification: change "
                "the specification itself"
            )
            raise InputError(message)
    elif not given and (is_data or is_columns(content)):
        message = f"say what to draw with --x, --y or --color; {_columns(content)}"
        raise InputError(message)


def _columns(content: "Any") -> str:
    """List the columns of data."""
    if isinstance(content, list):
        rows = [row for row in content if isinstance(row, dict)]
        content = dict.fromkeys(name for row in rows for name in row)
    names = ", ".join(repr(name) for name in content)
    return f"the columns are {names}" if names else "there are no columns"


def doubts(source: Source, options: "argparse.Namespace") -> "list[str]":
    """Return what is odd about the columns that are drawn."""
    drawn = [getattr(options, name) or "" for name in _CHANNELS]
    return [
        doubt
        for name, doubt in source.doubts.items()
        if any(name in column for column in drawn)
    ]
