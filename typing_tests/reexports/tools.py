"""Another submodule."""


def sharpen(text: str) -> bytes:
    """Return bytes."""
    return text.encode()
