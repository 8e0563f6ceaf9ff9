"""A piece of trusted JavaScript with a name."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Bundle"]


class Bundle:
    """A JavaScript library, or glue of ours, to load into an engine.

    The source is trusted: it runs with all that the engine can do. A callable
    is called whenever an engine starts with the bundle, so that nobody keeps a
    megabyte of text between starts; it may be called from several threads.

    Attributes:
        name: Tells bundles apart, and stands in JavaScript stack traces.
    """

    __slots__ = ("_source", "name")

    def __init__(self, name: str, source: "str | Callable[[], str]") -> None:
        if not name or any(character.isspace() for character in name):
            message = f"a bundle's name must be a word without spaces, not {name!r}"
            raise ValueError(message)
        self.name = name
        self._source = source

    def __repr__(self) -> str:
        return f"<bundle {self.name}>"

    def read(self) -> str:
        """Return the source, asking for it anew if it was given as a callable."""
        source: object = self._source
        if callable(source):
            source = source()
        if not isinstance(source, str):
            message = f"the source of {self!r} is {type(source).__name__}, not str"
            raise TypeError(message)
        return source
