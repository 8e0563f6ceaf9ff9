"""A submodule."""


def draw(title: str) -> str:
    """Return it."""
    return title
